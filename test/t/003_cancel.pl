# A cancel takes effect at once, wherever in the work it comes, and the session goes on.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;
use Time::HiRes qw(time);

my $node = PostgreSQL::Test::Cluster->new('cancel');
# Promised are 100 ms. The processor may be slow, and others may have it meanwhile.
my $most     = 1;
my $patience = 30;

$node->init;
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
$node->safe_psql('postgres', "
    CREATE EXTENSION failure_demand;
    CREATE TABLE contact (customer int, kind failure_demand.channel_kind, started_at timestamptz) WITH (parallel_workers = 2);
    INSERT INTO contact
    SELECT n % 1000, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01'::timestamptz + (n::bigint * 7919 % 1000000) * interval '1 second'
    FROM generate_series(1, 1500000) n;
    CREATE INDEX ON contact (started_at);
    VACUUM ANALYZE contact");

my %queries = (
    'an aggregate of one request' => "SELECT bounce_rate(1, 1, kind, started_at, NULL, '2 days') FROM contact",
    'an aggregate of many requests' => "SELECT global_fcr(customer, 1, kind, started_at, NULL, '2 days') FROM contact",
    'an aggregate by many groups' => "SELECT max(r) FROM (SELECT bounce_rate(1, 1, kind, started_at, NULL, '2 days') AS r FROM contact GROUP BY started_at) g",
    'a parallel aggregate' => "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
        SELECT next_contact_avoidance(customer, 1, kind, started_at, NULL, '2 days') FROM contact",
    'an aggregate over a growing window' => "SELECT max(r) FROM (SELECT bounce_rate(1, 1, kind, started_at, NULL, '2 days') OVER (ORDER BY started_at) AS r FROM contact) w",
    'a trace of one journey' => "SELECT count(t) FROM (SELECT trace(kind, started_at, NULL, '2 days', NULL) OVER (ORDER BY started_at) AS t FROM contact) w",
    'a trace of many journeys' => "SELECT count(t) FROM (SELECT trace(kind, started_at, NULL, '1 second', NULL) OVER (PARTITION BY customer ORDER BY started_at) AS t FROM contact) w",
    'a trace that sees nothing' => "SELECT count(t) FROM (SELECT trace(kind, started_at, NULL, '2 days', '2023-01-01') OVER (ORDER BY started_at) AS t FROM contact) w",
    'an origin' => "SELECT count(t) FROM (SELECT bounce_origin(repeat('x', 100), kind, started_at, NULL, '2 days') OVER (ORDER BY started_at) AS t FROM contact) w",
    'a test for a trend' => "SELECT mann_kendall(extract(epoch FROM started_at)::float8 ORDER BY customer) FROM contact",
    'a slope' => "SELECT theil_sen(customer, extract(epoch FROM started_at)::float8) FROM contact",
    'a log-rank test' => "SELECT log_rank(kind = 'human', extract(epoch FROM started_at)::float8, customer % 2 = 0) FROM contact",
    'a journey' => "SELECT count(t) FROM (SELECT journey_no(started_at, NULL, '2 days') OVER (ORDER BY started_at) AS t FROM contact) w",
    'an apportionment' => "SELECT count(t) FROM (SELECT apportion(1000000, customer, 2) OVER () AS t FROM contact) w",
    'an apportionment by numeric' => "SELECT count(t) FROM (SELECT apportion(1000000, customer * 1000000000000000000000000000057, 2) OVER () AS t FROM contact) w");

# Run a query under statement_timeout, and ask the same session whether it is still there. The
# seconds that have gone by, and those in which it had the processor.
sub run_for
{
    my ($milliseconds, $query) = @_;
    my ($output, $error);
    my $began = time;

    $node->psql('postgres', "
        \\set VERBOSITY sqlstate
        SET search_path = public, failure_demand, failure_demand_internal; SET statement_timeout = $milliseconds;
        SELECT pg_backend_pid() AS pid \\gset
        $query;
        SET statement_timeout = 0;
        SELECT 'used ' || " . own_processor_time() . ";
        SELECT CASE WHEN pg_backend_pid() = :pid THEN 'alive' END",
        stdout => \$output, stderr => \$error, on_error_stop => 0);
    return (time - $began, $output =~ /^used (.*)$/m, $output, $error);
}

# At several moments of the time that the whole takes, so that every stage is met.
foreach my $name (sort keys %queries)
{
    my ($whole)   = run_for(0, "SET statement_timeout = 2000; $queries{$name}");
    my $cancelled = 0;
    my $late      = 0;
    my $alive     = 0;
    my @shares    = (0.02, 0.2, 0.4, 0.6, 0.8);

    foreach my $share (@shares)
    {
        my $timeout = int($whole * $share * 1000) || 1;
        my ($elapsed, $used, $output, $error) = run_for($timeout, $queries{$name});

        $cancelled++ if $error =~ /57014/;
        $late++ if $used > $timeout / 1000 + $most || $elapsed > $timeout / 1000 + $patience;
        $alive++ if $output =~ /alive$/;
    }
    ok($cancelled > 0, "$name: cancelled ($cancelled times)");
    is($late, 0, "$name: at once");
    is($alive, scalar @shares, "$name: the session goes on");
}

# Nothing is left of it: no server process but those that always are, no temporary file.
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'parallel worker'"), '0', 'no worker is left');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_ls_tmpdir()"), '0', 'no temporary file is left');
unlike(slurp_file($node->logfile), qr/was terminated by signal|PANIC/, 'no process ended');

$node->stop;
done_testing();
