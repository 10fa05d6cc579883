# What an error says: each has a SQLSTATE, a detail with the value or what is known of it, and a
# hint with the repair. What cannot happen is elog, and is not looked at.

use strict;
use warnings;

use FindBin;
use Test::More;

my $root = "$FindBin::RealBin/../..";

# message => why it has less
my %plain = (
	'could not read from a temporary file of contacts' => 'as the server says it itself, from version 16 on',
);

my $literal = qr/'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"/;

# What is missing in each of the errors of a text, by the words that give it.
sub faults_of
{
	my ($text, $begin, @parts) = @_;
	my ($errors, @faults) = (0);

	while ($text =~ /$begin((?:$literal|[^;'"])*);/g)
	{
		my ($body, $line) = ($1, 1 + (substr($text, 0, $-[0]) =~ tr/\n//));
		my ($message) = $body =~ /($literal)/;
		my $words = $body =~ s/$literal//gr;
		my @missing = grep { $words !~ /\b$_/ } @parts;

		$errors++;
		push @faults, "line $line: $message lacks @missing" if @missing && !$plain{ substr($message, 1, -1) };
	}
	return ($errors, @faults);
}

my @sql = (qr/\bRAISE EXCEPTION\b/, qw(ERRCODE DETAIL HINT));
my @c = (qr/\bereport\s*\(\s*(?!WARNING|NOTICE|INFO|LOG|DEBUG)\w+\s*,/, qw(errcode errdetail errhint));

# The lint itself.
is_deeply([ faults_of("RAISE EXCEPTION 'no; %', x USING ERRCODE = y,\n HINT = 'DETAIL';", @sql) ],
	[ 1, "line 1: 'no; %' lacks DETAIL" ], 'an error without a detail is found, whatever its texts say');
is_deeply([ faults_of("\nereport(ERROR, (errcode(C), errmsg(\"a \\\"b\\\"\")));", @c) ],
	[ 1, 'line 2: "a \"b\"" lacks errdetail errhint' ], 'and one in C');
is_deeply([ faults_of('ereport(WARNING, (errmsg("a")));', @c) ], [0], 'a warning may be short');
is_deeply([ faults_of("RAISE EXCEPTION 'a' USING ERRCODE = 'b', DETAIL = 'c', HINT = 'd';", @sql) ], [1], 'nothing is missing');

my $errors = 0;
foreach my $path (sort(glob("$root/sql/*/*.sql"), glob("$root/src/*/*.[ch]")))
{
	my $name = $path =~ s{^\Q$root\E/}{}r;

	open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
	my $text = do { local $/; <$file> };
	$text = $path =~ /sql$/ ? $text =~ s/--[^\n]*//gr : $text =~ s{/\*.*?\*/}{"\n" x ($& =~ tr/\n//)}gser;
	my ($n, @faults) = faults_of($text, $path =~ /sql$/ ? @sql : @c);
	$errors += $n;
	fail("$name, $_") foreach @faults;
}
cmp_ok($errors, '>', 100, 'errors were read, and nothing else is missing');
done_testing();
