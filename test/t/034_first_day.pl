# The first day: three files that share no id, mapped by the statements of the page on it alone, without a
# view or a crosswalk, give what is right.
#
# The files of the project's own are made by a script, which also says what is right: who it was, what for and
# when. Others are in the folder FAILURE_DEMAND_DATA, below first_day, or in ../shared/first_day beside this
# tree; no row of them is kept here.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Cwd qw(realpath);
use Examples qw(read_examples run_examples);
use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = realpath("$FindBin::RealBin/../..");
my $page = "$root/doc/failure_demand_first_day.md";
my $path = 'SET search_path = public, failure_demand; SET timezone = \'UTC\';';
my $node = PostgreSQL::Test::Cluster->new('first_day');

$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$ENV{PGTZ} = 'UTC';

sub ask
{
	my ($database, $query) = @_;

	return $node->safe_psql($database, "$path $query");
}

# Run the page's examples in a database, where some files are.
sub follow_page
{
	my ($database, $files, $changed) = @_;
	my @examples = read_examples($page);

	$changed->() foreach @examples;
	chdir $files or die "$files: $!";
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	run_examples([ 'psql', '-Xq', '-d', $node->connstr($database) ], @examples);
	is(join("\n", grep { /ERROR/ } map { $_->{errors} } @examples), '', "$database: no statement of the page fails");
	return;
}

# Bounced, digital and immature contacts; journeys that were resolved first, and journeys.
sub rates
{
	my ($log, $within, $match, $as_of) = @_;

	return "SELECT concat_ws(' ', b.numerator, b.denominator, b.immature, f.numerator, f.denominator)
	        FROM $log, LATERAL bounce(log, '$within', $as_of, '$match') AS b, LATERAL fcr(log, '$within', $as_of, '$match') AS f";
}

# ---- the project's own files ----

my $own = File::Temp->newdir;
chdir $own or die "$own: $!";
$node->safe_psql('postgres', join "\n", "\\i $root/test/sample/first_day/make.sql",
	map { "\\copy $_ TO '$_.csv' CSV HEADER" } qw(calls sessions crm right_contact));
follow_page('own', $own, sub { });
$node->safe_psql('own', "CREATE TABLE right_contact (id text, kind text, customer text, request text, started_at timestamptz, ended_at timestamptz);
\\copy right_contact FROM 'right_contact.csv' CSV HEADER");
my $kept  = '(SELECT company_log() AS log) AS l';
my $right = '(SELECT contact_log(customer, request, kind, kind::channel_kind, started_at, ended_at) AS log FROM right_contact) AS l';

foreach my $question (map { my $within = $_; map { [ $within, $_ ] } qw(request customer) } ('24 hours', '48 hours', '7 days'))
{
	my ($within, $match) = @{$question};
	my $is = ask('own', rates($kept, $within, $match, '(SELECT as_of FROM report_basis)'));

	is($is, ask('own', rates($right, $within, $match, "timestamptz '2026-03-28 20:26:02Z'")), "within $within, by $match: what is right");
	isnt((split / /, $is)[0], 0, 'somebody called');
}
is(ask('own', "SELECT count(*) FILTER (WHERE c.started_at IS DISTINCT FROM r.started_at OR c.ended_at IS DISTINCT FROM r.ended_at), count(*)
               FROM contact AS c JOIN right_contact AS r ON r.id = c.interaction_id"), '0|1822', 'all times are right');
is(ask('own', "SELECT count(*), count(DISTINCT (customer, right_customer)), count(DISTINCT customer), count(DISTINCT right_customer)
               FROM (SELECT c.customer, r.customer AS right_customer FROM contact AS c JOIN right_contact AS r ON r.id = c.interaction_id
                     WHERE c.customer IS NOT NULL OR r.customer IS NOT NULL) AS c") =~ s/^\d+\|(\d+)\|\1\|\1$/same/r, 'same', 'who it was is right');

# ---- others ----

my ($others) = grep { -r "$_/calls.csv" && -r "$_/sessions.csv" && -r "$_/crm.csv" }
  map { realpath($_) // () } ($ENV{FAILURE_DEMAND_DATA} ? "$ENV{FAILURE_DEMAND_DATA}/first_day" : ()), "$root/../shared/first_day";

SKIP:
{
	skip 'no other files: there is no first_day in FAILURE_DEMAND_DATA or ../shared', 5 unless $others;

	# they have a score beside
	follow_page('others', $others, sub { s/("Customer Comment" text)/$1, "NPS" text/ foreach $_->{sql} });
	my %is = map { $_ => ask('others', rates($kept, (split /, /)[0], (split /, /)[1], '(SELECT as_of FROM report_basis)')) }
	  '24 hours, request', '48 hours, request', '48 hours, customer';

	is($is{'24 hours, request'},  '125 833 16 1426 1580', 'within 24 hours, by request');
	is($is{'48 hours, request'},  '243 826 23 1170 1422', 'within 48 hours, by request');
	is($is{'48 hours, customer'}, '275 826 23 1066 1373', 'within 48 hours, by customer');
	is(ask('others', 'SELECT count(*), count(*) FILTER (WHERE customer IS NULL), count(*) FILTER (WHERE customer IS NOT NULL AND request IS NULL),
	                         count(*) FILTER (WHERE left_out = \'not yet\') FROM contact'), '1978|137|50|9', 'nobody, nothing, and not yet');
}

$node->stop;
done_testing();
