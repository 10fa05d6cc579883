# test/lib/Examples.pm - the SQL examples of a Markdown page, and what psql prints for them.
#
# An example is a block fenced as ```sql. A block fenced as ```text that follows it, with
# nothing but blank lines between them, is its output. Other blocks are not looked at.

package Examples;

use strict;
use warnings;

use Encode qw(decode encode);
use Exporter 'import';
use IPC::Run;

our @EXPORT_OK = qw(read_lines read_examples read_other_outputs run_examples write_outputs in_bytes);

my $boundary = '==== end of example';

# A text as it may be given to diag(), whose handles take bytes and no other characters.
sub in_bytes
{
	my ($text) = @_;

	return encode('UTF-8', $text);
}

# The lines of a file, without their ends.
sub read_lines
{
	my ($path) = @_;

	open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
	chomp(my @lines = <$file>);
	return @lines;
}

# The fenced blocks of a page, in order: the word after the opening fence, and the indexes
# of the lines that hold the fences.
sub fenced_blocks
{
	my ($page, @lines) = @_;
	my (@blocks, $open);

	foreach my $at (0 .. $#lines)
	{
		next unless $lines[$at] =~ /^```(\w*)\s*$/;
		if ($open)
		{
			$open->{last} = $at;
			push @blocks, $open;
			undef $open;
		}
		else
		{
			$open = { word => $1, first => $at };
		}
	}
	die "$page: the block of line " . ($open->{first} + 1) . " has no end\n" if $open;
	return @blocks;
}

sub inside
{
	my ($block, @lines) = @_;

	return join("\n", @lines[ $block->{first} + 1 .. $block->{last} - 1 ]);
}

sub is_output_of
{
	my ($block, $example, @lines) = @_;

	return $block->{word} eq 'text'
	  && !grep { /\S/ } @lines[ $example->{last} + 1 .. $block->{first} - 1 ];
}

# The examples of a page: line (from 1), sql, and output with its block where one is shown.
# Dies of an example that psql would wait in for its end.
sub read_examples
{
	my ($page) = @_;
	my @lines  = read_lines($page);
	my @blocks = fenced_blocks($page, @lines);
	my @examples;

	foreach my $at (0 .. $#blocks)
	{
		my $block = $blocks[$at];
		next unless $block->{word} eq 'sql';

		my %example = (line => $block->{first} + 1, sql => inside($block, @lines));
		die "$page: the example of line $example{line} ends without a semicolon\n"
		  unless $example{sql} =~ /;\s*\z|^\\\w.*\s*\z/m;
		if ($at < $#blocks && is_output_of($blocks[ $at + 1 ], $block, @lines))
		{
			$example{output_block} = $blocks[ $at + 1 ];
			$example{output} = tidy(inside($blocks[ $at + 1 ], @lines));
		}
		push @examples, \%example;
	}
	return @examples;
}

# The blocks fenced as ```text that are no example's output.
sub read_other_outputs
{
	my ($page) = @_;
	my @lines  = read_lines($page);
	my @blocks = fenced_blocks($page, @lines);
	my @others = grep { $blocks[$_]{word} eq 'text' && !($_ > 0 && $blocks[ $_ - 1 ]{word} eq 'sql'
		&& is_output_of($blocks[$_], $blocks[ $_ - 1 ], @lines)) } 0 .. $#blocks;

	return map { inside($blocks[$_], @lines) } @others;
}

# A text without blanks at the ends of its lines, nor blank lines at either end.
sub tidy
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

# Run examples in one session. Gives each its printed: what psql wrote to its output, then
# what it wrote to its error output.
sub run_examples
{
	my ($psql, @examples) = @_;
	my $script = join '', map { "$_->{sql}\n\\echo $boundary\n\\warn $boundary\n" } @examples;
	my $in = encode('UTF-8', $script);
	my ($out, $err) = ('', '');

	IPC::Run::run($psql, '<', \$in, '>', \$out, '2>', \$err);
	my @out = split /^$boundary\n/m, decode('UTF-8', $out), -1;
	my @err = split /^$boundary\n/m, decode('UTF-8', $err), -1;
	foreach my $example (@examples)
	{
		my ($printed, $complained) = (shift @out, shift @err);

		$example->{reached} = @out > 0;
		$example->{errors}  = tidy($complained // '');
		$example->{printed} = tidy(($printed // '') . ($complained // ''));
	}
	return;
}

# Put what was printed where the page shows an output.
sub write_outputs
{
	my ($page, @examples) = @_;
	my @lines = read_lines($page);

	# from the bottom up, so that the blocks above stay where they are
	foreach my $example (reverse grep { $_->{output_block} } @examples)
	{
		my ($first, $last) = @{ $example->{output_block} }{qw(first last)};

		splice @lines, $first + 1, $last - $first - 1, split /\n/, $example->{printed};
	}
	open my $file, '>:encoding(UTF-8)', $page or die "$page: $!";
	print {$file} map { "$_\n" } @lines;
	close $file or die "$page: $!";
	return;
}

1;
