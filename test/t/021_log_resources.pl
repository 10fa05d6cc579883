# A log keeps to its share of memory and leaves nothing behind: through temporary files, however
# the work ends; with many contacts, with many groups, and where a worker is lost.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;

my $contacts = 3_000_000;
my $groups   = 100_000;
my $node     = PostgreSQL::Test::Cluster->new('log_resources');

$node->init;
# Few shared buffers, for a process is charged with those that it has touched.
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\nshared_buffers = 4MB\nmax_wal_size = 4GB\njit = off\nlog_temp_files = 0\n");
$node->start;
$node->safe_psql('postgres', "
    CREATE EXTENSION failure_demand;
    CREATE UNLOGGED TABLE contact (n int, customer int, g int, kind failure_demand.channel_kind, started_at timestamptz, seconds int) WITH (parallel_workers = 2, autovacuum_enabled = off);
    INSERT INTO contact
    SELECT n, n::bigint * 7919 % 300007, n::bigint * 104729 % $groups, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01'::timestamptz + n * interval '10 seconds', n % 900
    FROM generate_series(1, $contacts) n;
    ANALYZE contact;
    -- a number, after a while
    CREATE FUNCTION late(result int, seconds int) RETURNS int PARALLEL SAFE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(seconds); RETURN result; END'");

my $small = "SET search_path = public, failure_demand, failure_demand_internal; SET work_mem = '64kB'; SET hash_mem_multiplier = 1; SET max_parallel_workers_per_gather = 0;";
my $log   = "contact_log(customer, 1, 'any', kind, started_at, NULL, seconds)";
my $rate  = "bounce_rate(customer, 1, kind, started_at, NULL, '60 days')";

sub temporary_files
{
    return $node->safe_psql('postgres', 'SELECT count(*) FROM pg_ls_tmpdir()');
}

# ---- temporary files ----

sub check_ending
{
    my ($title, $query, $expected) = @_;
    my ($output, $error) = run_through($node, "$small $query");

    like($error, $expected eq '' ? qr/^$/ : qr/$expected/, "$title: ends so");
    like($output, qr/alive$/, "$title: the session goes on");
    is(temporary_files(), '0', "$title: no temporary file is left");
    return;
}

check_ending('success', "SELECT (quality($log)).contacts FROM contact", '');
check_ending('error', "SELECT (quality(contact_log(customer, 1, 'any', kind, started_at, NULL, seconds / ($contacts - n)))).contacts FROM contact", '22012');
check_ending('error of a rate', "SELECT bounce_rate(customer / ($contacts - n), 1, kind, started_at, NULL, '2 days') FROM contact", '22012');
check_ending('temp_file_limit', "SET temp_file_limit = '1MB'; SELECT (quality($log)).contacts FROM contact", '53400');
check_ending('temp_file_limit of a rate', "SET temp_file_limit = '1MB'; SELECT $rate FROM contact", '53400');
check_ending('a cursor that is closed early', "BEGIN; DECLARE c CURSOR FOR SELECT n % 3, $log FROM contact GROUP BY 1; MOVE 1 FROM c; CLOSE c; COMMIT", '');
check_ending('a limit', "SELECT count(*) FROM (SELECT length(($log)::text) FROM contact GROUP BY n % 3 LIMIT 1) l", '');
check_ending("statement_timeout at $_ ms", "SET statement_timeout = $_; SELECT (quality($log)).contacts, $rate FROM contact", '57014') foreach 100, 300, 600;
like(slurp_file($node->logfile), qr/temporary file: path .*, size \d{7,}/, 'temporary files were written');

my $writing = 'count(*) > 0 FROM pg_ls_tmpdir()';
my ($met, $output, $error) =
  end_other($node, $small, "SELECT (quality($log)).contacts FROM contact", [$writing], "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'other'");
ok($met, 'cancel: while it writes');
like($error, qr/57014/, 'cancel: ends so');
like($output, qr/alive/, 'cancel: the session goes on');
is(temporary_files(), '0', 'cancel: no temporary file is left');

($met, $output, $error) =
  end_other($node, $small, "SELECT (quality($log)).contacts FROM contact", [$writing], "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'other'");
ok($met, 'terminated: while it writes');
like($error, qr/57P01/, 'terminated: ends so');
ok(wait_until($node, 'count(*) = 0 FROM pg_ls_tmpdir()'), 'terminated: no temporary file is left');

# ---- a worker that is lost ----

# The leader reads nothing, so that a worker meets the contact at which it waits, near the end.
my $parallel = "SET search_path = public, failure_demand, failure_demand_internal; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET work_mem = '64kB'; SET hash_mem_multiplier = 1;";
my $waiting  = "FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND wait_event = 'PgSleep'";
foreach my $query ("SELECT (quality($log)).contacts FROM contact", "SELECT $rate FROM contact")
{
    my $delayed = $query =~ s/customer/CASE n WHEN $contacts - 5 THEN late(customer, 600) ELSE customer END/r;

    ($met, $output, $error) = end_other($node, "$parallel SET parallel_leader_participation = off;", $delayed, ["count(*) > 0 $waiting"],
        "SELECT pg_terminate_backend(pid) $waiting LIMIT 1");
    ok($met, 'a worker: terminated');
    like($error, qr/57P01/, 'a worker: an error');
    like($output, qr/alive/, 'a worker: the session goes on');
    ok(wait_until($node, 'count(*) = 0 FROM pg_ls_tmpdir()'), 'a worker: no temporary file is left');
}
unlike(slurp_file($node->logfile), qr/was terminated by signal|PANIC/, 'no process crashed');

# ---- memory ----

# The most memory that a session of its own has had after a query, in MB.
sub peak
{
    my ($settings, $query) = @_;
    my $answer = $node->safe_psql('postgres', "
        SET search_path = public, failure_demand, failure_demand_internal; SET max_parallel_workers_per_gather = 0; SET hash_mem_multiplier = 1; $settings;
        $query;
        SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\\s*(\\d+) kB'))[1]::int / 1024");
    return split /\n/, $answer;
}

SKIP:
{
    skip 'no /proc/self/status', 10 unless -r '/proc/self/status';

    # a rate holds the state and what merging its pieces takes
    my ($first, $peak) = peak("SET work_mem = '16MB'", "SELECT $rate > 0 FROM contact");
    note("a rate of $contacts contacts: $peak MB");
    is($first, 't', 'a rate');
    cmp_ok($peak, '<', 64, 'a rate of 3 million contacts, 16 MB: less than 64 MB');

    # a log is a value besides, of 13 bytes a contact, which grows by half and is copied once
    ($first, $peak) = peak("SET work_mem = '16MB'", "SELECT (quality($log)).contacts FROM contact");
    note("a log of $contacts contacts: $peak MB");
    is($first, $contacts, 'a log');
    cmp_ok($peak, '<', 128, 'a log of 3 million contacts, 16 MB: less than 128 MB');

    # 30 contacts in each group
    ($first, $peak) = peak("SET work_mem = '16MB'", "SELECT count(*) FROM (SELECT g, length(($log)::text) FROM contact GROUP BY g OFFSET 0) s");
    note("$groups groups by hashing: $peak MB");
    is($first, $groups, 'groups by hashing');
    cmp_ok($peak, '<', 64, '100,000 groups by hashing, 16 MB: less than 64 MB');

    ($first, $peak) = peak("SET work_mem = '16MB'; SET enable_hashagg = off", "SELECT count(*) FROM (SELECT g, length(($log)::text) FROM contact GROUP BY g OFFSET 0) s");
    note("$groups groups by sorting: $peak MB");
    is($first, $groups, 'groups by sorting');
    cmp_ok($peak, '<', 64, '100,000 groups by sorting, 16 MB: less than 64 MB');

    # a day's row takes little, wherever clocks change
    ($first, $peak) = peak("SET work_mem = '16MB'", "SELECT count(*) FROM (SELECT contact_log(n, 1, 'any', 'digital', '2004-01-01Z'::timestamptz + n * interval '1 hour', NULL) AS log FROM generate_series(1, 175000) n) l, bounce_series(log, '2 days', 'day', 'Europe/Paris')");
    note("a series of 20 years: $peak MB");
    is($first, 7292, 'a series of 20 years');
    cmp_ok($peak, '<', 64, 'a series of 20 years, 16 MB: less than 64 MB');
}

# ---- a daily table ----

# The logs of days, of which one is made again: as if all had been aggregated afresh.
$node->safe_psql('postgres', "
    SET search_path = public, failure_demand, failure_demand_internal;
    CREATE TABLE contact_of_day AS SELECT * FROM contact WHERE n % 10 = 0;
    CREATE TABLE daily AS SELECT (started_at AT TIME ZONE 'UTC')::date AS day, $log AS log FROM contact_of_day GROUP BY 1;
    ALTER TABLE daily ADD PRIMARY KEY (day);
    UPDATE contact_of_day SET seconds = NULL, kind = 'human' WHERE (started_at AT TIME ZONE 'UTC')::date = '2024-06-30' AND n % 4 = 0;
    DELETE FROM contact_of_day WHERE (started_at AT TIME ZONE 'UTC')::date = '2024-06-30' AND n % 7 = 0;
    INSERT INTO contact_of_day SELECT 0, 999, 0, 'digital', '2024-06-30 23:59:59.5Z', 1");
my $afresh = "SELECT (SELECT rollup(log)::text FROM daily) = (SELECT ($log)::text FROM contact_of_day), count(*) > 300 FROM daily";
is($node->safe_psql('postgres', "SET search_path = public, failure_demand, failure_demand_internal; $afresh"), 'f|t', 'daily: the day is not replaced yet');
$node->safe_psql('postgres', "
    SET search_path = public, failure_demand, failure_demand_internal;
    INSERT INTO daily
    SELECT '2024-06-30', $log FROM contact_of_day WHERE (started_at AT TIME ZONE 'UTC')::date = '2024-06-30'
    ON CONFLICT (day) DO UPDATE SET log = EXCLUDED.log");
is($node->safe_psql('postgres', "SET search_path = public, failure_demand, failure_demand_internal; $afresh"), 't|t', 'daily: a day replaced, the year rolled up');

# ---- a full disk ----

# Loaded into the server: only for temporary files, and only after the first megabyte.
my $full_disk = PostgreSQL::Test::Utils::tempdir() . '/full_disk.so';

system($ENV{CC} // 'cc', '-O1', '-shared', '-fPIC', '-o', $full_disk, "$FindBin::Bin/../lib/full_disk.c", '-ldl') == 0
  or die 'the full disk cannot be compiled';
$node->stop;
{
    local $ENV{LD_PRELOAD} = $full_disk;
    $node->start;
}
check_ending('a full disk', "SELECT (quality($log)).contacts FROM contact", '53100');
check_ending('a full disk for a rate', "SELECT $rate FROM contact", '53100');
($output, $error) = run_through($node, "$parallel SELECT $rate FROM contact");
like($error, qr/53100/, 'a full disk for a worker: ends so');
like($output, qr/alive$/, 'a full disk for a worker: the session goes on');
ok(wait_until($node, 'count(*) = 0 FROM pg_ls_tmpdir()'), 'a full disk for a worker: no temporary file is left');

$node->stop;
done_testing();
