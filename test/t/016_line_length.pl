# No line of the SQL has 120 characters or more: of the extension, and of what its tests share. And the
# extension's is ASCII: an install script is read in the encoding of the database, whichever that is.

use strict;
use warnings;

use FindBin;
use Test::More;

my $limit = 120;
my $root = "$FindBin::RealBin/../..";

# The lines of a text that are too long, by their numbers.
sub long_lines
{
	my @lines = split /\n/, shift;
	return grep { length $lines[$_ - 1] >= $limit } 1 .. @lines;
}

# The lint itself.
is_deeply([ long_lines(join "\n", 'a' x 119, 'a' x 120, '', 'a' x 500) ], [ 2, 4 ], 'long lines are found');
is_deeply([ long_lines("\x{e9}" x 119) ], [], 'characters are counted, not bytes');

my @paths = map { glob "$root/$_/*.sql" } 'sql/*', 'test/lib', 'test/model', 'test/data';
my (@long, @foreign);

cmp_ok(scalar @paths, '>', 50, 'there are files to look at');
foreach my $path (@paths)
{
	my $name = $path =~ s{^\Q$root\E/}{}r;

	open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
	my $text = do { local $/; <$file> };
	push @foreign, $name if $name =~ m{^sql/} && $text =~ /[^\x00-\x7f]/;
	push @long, map { "$name, line $_" } long_lines($text);
}
is_deeply(\@long, [], 'no line of them is too long');
is_deeply(\@foreign, [], 'the install script is ASCII');
done_testing();
