# Every SQL example of the README and of the documentation does what the page says.
#
# The examples of a page run in order, in one session and in a database of the page's own.
# An example with an output block must print exactly that, but for blanks at the ends of
# lines; one without must succeed. EXAMPLES_UPDATE=1 writes what is printed into the pages,
# to be read before it is kept.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Examples qw(read_examples run_examples write_outputs in_bytes);
use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root  = "$FindBin::RealBin/../..";
my @pages = ('README.md', map { s{^\Q$root\E/}{}r } sort glob "$root/doc/*.md");

# Two texts that differ, as the lines that were removed and added.
sub difference
{
	my %text = (shown => shift, printed => shift);
	my %file;

	foreach my $name (keys %text)
	{
		$file{$name} = File::Temp->new;
		binmode $file{$name}, ':encoding(UTF-8)';
		print { $file{$name} } "$text{$name}\n";
		close $file{$name};
	}
	my $difference = qx(diff -u --label shown --label printed $file{shown} $file{printed});
	utf8::decode($difference);
	return $difference;
}

sub check_example
{
	my ($page, $example) = @_;
	my $name = "$page, line $example->{line}";

	if (!$example->{reached})
	{
		fail($name);
		diag(in_bytes("psql ended before this example did: $example->{printed}"));
	}
	elsif (defined $example->{output})
	{
		ok($example->{output} eq $example->{printed}, $name)
		  or diag(in_bytes(difference($example->{output}, $example->{printed})));
	}
	else
	{
		ok($example->{errors} !~ /^(ERROR|FATAL|PANIC):/m, $name) or diag(in_bytes($example->{errors}));
	}
	return;
}

my $node = PostgreSQL::Test::Cluster->new('examples');
my $count = 0;

$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$ENV{PGTZ} = 'UTC';
$ENV{PGCLIENTENCODING} = 'UTF8';

# the files that a page loads are where psql runs
my $files = File::Temp->newdir;
chdir $files or die "$files: $!";
$node->safe_psql('postgres', join "\n", "\\i $root/test/sample/first_day/make.sql",
	map { "\\copy $_ TO '$_.csv' CSV HEADER" } qw(calls sessions crm));

foreach my $page (@pages)
{
	my $database = 'page' . ++$count;
	my @examples = eval { read_examples("$root/$page") };

	is($@, '', "$page: its blocks can be read");
	next unless @examples;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	run_examples([ 'psql', '-Xq', '-d', $node->connstr($database) ], @examples);
	if ($ENV{EXAMPLES_UPDATE})
	{
		write_outputs("$root/$page", @examples);
		$_->{output} = $_->{printed} foreach grep { $_->{output_block} } @examples;
		note("$page: outputs written");
	}
	check_example($page, $_) foreach @examples;
}

$node->stop;
done_testing();
