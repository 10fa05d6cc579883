# The rooms of src/ and sql/: a file knows what its room may know, by the table of the page of
# rooms; no two rooms know each other; the cores know no server; a part of the install
# script has a place of its own, and knows what comes before it.

use strict;
use warnings;

use FindBin;
use List::Util qw(uniq);
use PostgreSQL::Test::Utils;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $page = slurp_file("$root/doc/failure_demand_rooms.md");
my ($sql_rooms) = slurp_file("$root/Makefile") =~ /^SQL_ROOMS = (.*)$/m;
my @sql_rooms = split ' ', $sql_rooms;

sub files_of { return grep { !m{^sql/updates/} } map { s{^\Q$root\E/}{}r } map { glob "$root/$_" } @_ }
sub rooms_of { return sort(uniq(map { m{^\w+/(\w+)/} } files_of(@_))) }

# What a file includes in quotes and in angles, but for the header of a template.
sub included
{
	my ($file, $from, $to) = @_;

	return grep { $_ ne 'lib/sort_template.h' } slurp_file("$root/$file") =~ /^\s*#\s*include \Q$from\E(.*?)\Q$to\E/mg;
}

# ---- src/: which room knows which ----

my ($table) = $page =~ /^\| room in `src\/` \| knows .*\n\|[- |]*\n((?:\|.*\n)+)/m;
my %knows;
foreach my $row (split /\n/, $table)
{
	my (undef, $room, $known) = split / *\| */, $row;

	$knows{ $room =~ tr/`//dr } = { map { $_ => 1 } $known =~ /`(\w+)`/g };
}
is_deeply([ sort keys %knows ], [ rooms_of('src/*/*.[ch]') ], 'the page says of each room of src/ which it knows');
is_deeply([ files_of('src/*.[ch]') ], [], 'no file of src/ is outside of a room');

my (%header, %names, @faults);
$header{s{^src/}{}r} = $names{s{.*/}{}r} = 1 foreach files_of('src/*/*.h');
foreach my $file (files_of('src/*/*.[ch]'))
{
	my ($room) = $file =~ m{^src/(\w+)/};

	foreach my $name (grep { $header{$_} } included($file, '"', '"'))
	{
		my ($other) = $name =~ m{^(\w+)/};

		push @faults, "$file knows $name" unless $other eq $room || $knows{$room}{$other};
	}
	push @faults, map { "$file does not say the room of $_" } grep { $names{$_} } included($file, '"', '"');
	push @faults, "$file opens the state of a log" if $room ne 'log' && grep { $_ eq 'log/log_state_parts.h' } included($file, '"', '"');
}
is(join("\n", @faults), '', 'no file knows a room that its own may not know');

# Take away rooms that know none of those that are left, until there are none.
my %left = %knows;
while (my @free = grep { my $room = $_; !grep { $left{$_} } keys %{ $left{$room} } } keys %left)
{
	delete @left{@free};
}
is(join(' ', sort keys %left), '', 'no two rooms know each other');

# ---- cores ----

@faults = ();
foreach my $file (files_of('src/*/*_core.[ch]', 'test/unit/*.[ch]', 'test/fuzz/*.[ch]'))
{
	my ($folder) = $file =~ m{^(test/\w+)/};

	push @faults, map { "$file: $_" } grep { !($header{$_} && /_core\.h$/) && !($folder && -e "$root/$folder/$_") && !($folder && -e "$root/test/unit/$_") } included($file, '"', '"');
	push @faults, map { "$file: $_" } grep { !/^(?:assert|ctype|errno|float|inttypes|limits|locale|math|setjmp|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time|wchar|unicode\/\w+)\.h$/ } included($file, '<', '>');
}
is(join("\n", @faults), '', 'what is tested without a server includes other cores, ICU and the C library alone');

# ---- sql/ ----

is_deeply([ sort @sql_rooms ], [ rooms_of('sql/*/*.sql') ], 'the Makefile says where in the install script each room of sql/ is');
my @parts = files_of('sql/*/*.sql');
is(join(' ', grep { !m{^sql/\w+/\d\d_\w+\.sql$} } files_of('sql/*.sql'), @parts), '', 'each part is in a room, and has a number');
my @numbers = map { m{^(sql/\w+/\d\d)_} } @parts;
is(scalar(uniq @numbers), scalar @numbers, 'no two parts of a room have the same number');

# A part names what was made before; these rooms also call, when all is there, what comes later.
my %later = (base => 'source', source => 'refresh', refresh => 'check', money => 'check', contract => 'check');
my %place = map { $sql_rooms[$_] => $_ } 0 .. $#sql_rooms;
my (%made_in, %text);
foreach my $part (@parts)
{
	my ($room) = $part =~ m{^sql/(\w+)/};

	$text{$part} = slurp_file("$root/$part") =~ s/--.*//gr;
	$made_in{$_}{$room} = 1 foreach $text{$part} =~ /^CREATE [A-Z ]*failure_demand\w*\.(\w+)/mg;
}
@faults = ();
foreach my $part (@parts)
{
	my ($room) = $part =~ m{^sql/(\w+)/};

	foreach my $name (grep { $made_in{$_} } uniq($text{$part} =~ /\bfailure_demand\w*\.(\w+)/g))
	{
		push @faults, "$part knows $name"
		  unless grep { $place{$_} <= $place{$room} || $_ eq ($later{$room} // '') } keys %{ $made_in{$name} };
	}
}
cmp_ok(scalar keys %made_in, '>', 200, 'parts make many objects');
is(join("\n", @faults), '', 'no part knows a room that its own may not know');

# ---- the page ----

my @missing = grep { my ($room, $name) = m{^sql/(\w+)/(.*)}; $page !~ /`(?:$room\/)?\Q$name\E`/ } @parts;
is(join(' ', @missing), '', 'the page names each part');
@missing = ();
foreach my $file (files_of('src/*/*.[ch]'))
{
	my ($name) = $file =~ m{([^/]+)\.[ch]$};

	push @missing, $file unless $page =~ /`\Q$name\E\.(?:\*|[ch])`/ || $name =~ /^phrase_\w+_core$/;
}
is(join(' ', @missing), '', 'and each file of src/');

done_testing();
