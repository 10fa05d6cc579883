# Every window over contacts has a total order: where two rows could be equal in what a window
# is ordered by, the plan would decide which comes first, and the numbers would follow it.
# A window ends in (source, interaction_id), or in contact_no within one journey; or it stands
# below, with what makes its order total.

use strict;
use warnings;

use FindBin;
use Test::More;

my $root = "$FindBin::RealBin/../..";

# object, order => why no two rows of a partition are equal in it, or why it is the same for any order of equals
my %total = (
	'supersede, *'                                                => 'all columns of the row, as values: equals are the same',
	'ended_phases, w.began'                                       => 'one row a phase, each begun by a statement of its own',
	'friction_point, bounced DESC, channel, touchpoint, request'  => 'the key of friction_tally',
	'earlier_owner_payer, '                                       => 'rows of one contact and department, of which the columns taken are the same',
	'earlier_owner_payer, c.department COLLATE "C"'               => 'one row a department of the contact: nth = 1',
	'longest_pause, f.day'                                        => 'one row a day of a source: the key of feed_day',
	'check_configuration, c.severity, c.table_name, c.key::text, c.fault' => 'one row a fault',
	'charge_statement, c.id'                                      => 'the key of charge',
	'control_chart, w.time'                                       => 'one row a week of a metric and department',
	'control_chart, l.time'                                       => 'one row a week of a metric and department',
	'fcr_trend, time DESC'                                        => 'one row a week',
	'kpi_conflict, m.month'                                       => 'one row a month',
	'customer_words, sum(s.contacts) DESC, s.cause'               => 'one row a cause of a request',
	'customer_words, n.place, n.cause_place'                      => 'one row a cause of a request',
	'rank_combinations, c.contacts DESC, c.dimensions::text COLLATE "C"' => 'one row a combination of dimensions',
	'diagnostic, d.failure DESC, d.request'                       => 'one row a request',
);

my $spec = qr{(?<nested>\((?:[^()]++|(?&nested))*\))};
my $by_order = qr/^(?:row_number|rank|dense_rank|percent_rank|cume_dist|ntile|lag|lead|first_value|last_value|nth_value|
                  trace|bounced|bounce_origin|journey_no|contact_no|demand|apportion|control_signal)$/x;

# What a window is ordered by, and whether that ends in what no two contacts share.
sub order_of
{
	my ($window) = @_;

	return $window =~ /\bORDER BY\s+(.*?)\s*(?:\b(?:ROWS|RANGE|GROUPS)\b.*)?\)$/s ? $1 =~ s/\s+/ /gr : '';
}

sub is_by_contact
{
	my ($window) = @_;
	my $order = order_of($window);

	return 1 if $order =~ /\b(\w+\.)?source(?: DESC)?, (\w+\.)?interaction_id(?: DESC)?$/;
	return $order =~ /\bcontact_no(?: DESC)?$/ && $window =~ /PARTITION BY [^()]*\bjourney_source, (?:\w+\.)?journey_id\b/;
}

# The windows of an object's text whose order may leave rows equal.
sub open_windows
{
	my ($text) = @_;
	my %named;
	my @open;

	$named{$1} = $2 while $text =~ /(\w+) AS (?=\((?:PARTITION|ORDER) BY)$spec/g;
	while ($text =~ /(?:(\w+)\s*$spec(?:\s*FILTER\s*\([^()]*(?:\([^()]*\)[^()]*)*\))?)\s+OVER\s+(?:(\w+)|$spec)/g)
	{
		my ($function, $name, $inline) = ($1, $3, $4);
		my $window = defined $name ? $named{$name} : $inline;

		die "no window $name" unless defined $window;
		next if is_by_contact($window);
		push @open, order_of($window) if order_of($window) ne '' || $function =~ $by_order;
	}
	return @open;
}

# The lint itself: two orders that leave rows equal, and what is in order.
is(join('|', open_windows('SELECT max(a) OVER (PARTITION BY c ORDER BY started_at, ended_at ROWS UNBOUNDED PRECEDING)')),
	'started_at, ended_at', 'a window by times alone is found');
is(join('|', open_windows('SELECT lead(a) OVER w FROM t WINDOW w AS (PARTITION BY f(c) ORDER BY day)')), 'day', 'a named one is found');
is(join('|', open_windows('SELECT row_number() OVER (PARTITION BY c)')), '', 'one without an order has no order to name');
is(scalar(open_windows('SELECT row_number() OVER (PARTITION BY c)')), 1, 'but is found where rows are numbered by it');
is(scalar(open_windows('SELECT sum(n) OVER (), max(a) OVER (PARTITION BY c ORDER BY at, source, interaction_id), count(*) FILTER (WHERE f(a) = 1) OVER '
		. '(PARTITION BY journey_source, journey_id ORDER BY contact_no DESC)')), 0, 'one that ends in the id, or in contact_no, is in order');

my ($windows, %found);
foreach my $path (sort glob "$root/sql/*/*.sql")
{
	open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
	local $/;
	my $text = <$file>;
	$text =~ s/--[^\n]*//g;
	$text =~ s/^COMMENT ON .*?^'.*?'\s*;$//gms;
	foreach my $object (split /^(?=CREATE )/m, $text)
	{
		my ($name) = $object =~ /^CREATE \D+?\bfailure_demand(?:_internal)?\.(\w+)/ or next;
		$windows += () = $object =~ /\bOVER\b/g;
		$found{"$name, $_"} = $path =~ s{.*/(sql/)}{$1}r foreach open_windows($object);
	}
}
cmp_ok($windows, '>', 20, 'windows were read');
foreach my $what (sort keys %found)
{
	my ($object) = split /,/, $what;
	ok($total{$what} || $total{"$object, *"}, "$found{$what}: $what: has a total order");
}
foreach my $what (sort keys %total)
{
	ok((grep { $_ eq $what || ($what =~ /^(.*), \*$/ && /^\Q$1\E, /) } keys %found), "still there: $what");
}
done_testing();
