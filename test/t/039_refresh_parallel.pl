# Where workers may take part in a refresh they do, as the page of the nightly refresh says, told by the plans of its
# statements; and what comes out is what one session alone gives.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('parallel');
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\ntimezone = 'UTC'\nclient_min_messages = warning");
$node->start;
plan skip_all => 'auto_explain is not installed' if $node->psql('postgres', "LOAD 'auto_explain'") != 0;
sub ask { return $node->safe_psql('postgres', shift) }

ask('CREATE EXTENSION failure_demand');
ask(slurp_file("$FindBin::RealBin/../lib/fingerprint.sql"));
ask(q{
    CREATE TABLE call AS
    SELECT n AS interaction_id, n % 700 AS customer, 'r' || n % 3 AS request, (ARRAY['app', 'portal', 'phone', 'email'])[1 + n % 4] AS channel,
           '2026-01-01'::timestamptz + n * 7919 % 3000 * interval '1 hour' AS started_at, n % 600 AS handle_seconds,
           CASE WHEN n % 4 = 2 THEN 'I tried your app but it did not work' END AS verbatim, 'en' AS language
    FROM generate_series(1, 20000) AS n;
    ANALYZE call;
    SELECT failure_demand.add_source('call')});

# What a refresh does with as many workers, by the text of each statement: how many were launched.
sub workers_of
{
    my ($workers, $call) = @_;
    my $from = -s $node->logfile;

    ask("LOAD 'auto_explain';
         SET max_parallel_workers_per_gather = $workers; SET max_parallel_maintenance_workers = $workers;
         SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
         SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
         SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
         SET log_min_messages = debug1;
         $call");
    my $log = slurp_file($node->logfile, $from);
    my %launched;

    foreach my $entry (split /^(?=\d{4}-\d\d-\d\d )/m, $log)
    {
        my ($statement) = $entry =~ /Query Text: (.*?)\n[^\n]*\(cost=/s;

        next unless defined $statement;
        $launched{$statement} //= 0;
        $launched{$statement} += $_ foreach $entry =~ /Workers Launched: (\d+)/g;
    }
    return (\%launched, $log);
}

sub is_shared
{
    my ($launched, $name, $statement) = @_;
    my @found = grep { $_ =~ $statement } keys %$launched;

    cmp_ok(scalar @found, '>', 0, "$name: is done");
    is(scalar(grep { !$launched->{$_} } @found), 0, "$name: by workers too") or diag(@found);
    return;
}

my %statement = (
    'reading'             => qr/^\s*SELECT w\.source, .* AS said_customer,\s+w\.said_group, w\.row_hash/s,
    'ids that come twice' => qr/^\s*SELECT hashtextextended.* HAVING count/s,
    'counting'            => qr/^\s*SELECT day, channel, .*nullif\(sum\(n\), 0\)/s);

my ($first, $log) = workers_of(2, 'CALL failure_demand.refresh()');
is_shared($first, "a first refresh, $_", $statement{$_}) foreach sort keys %statement;
foreach my $index (qw(contact_fact_pkey contact_interaction contact_said contact_open))
{
    like($log, qr/building index "$index" on table "contact_fact" with request for [12] parallel workers?/, "$index: is built by workers too");
}
my $parallel = ask('SELECT fingerprint()');

my ($full) = workers_of(2, 'CALL failure_demand.refresh(true)');
is_shared($full, "a full one, $_", $statement{$_}) foreach sort keys %statement;
is(ask('SELECT contacts_written + contacts_removed FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1'), 0, 'a full one again writes nothing');

ask('TRUNCATE failure_demand_internal.contact_fact');
my ($alone) = workers_of(0, 'CALL failure_demand.refresh()');
is(scalar(grep { $_ } values %$alone), 0, 'without workers there are none');
is(ask('SELECT fingerprint()'), $parallel, 'and the same comes out');

$node->stop;
done_testing();
