# What a parallel process sends to the leader and is too large for a message, or for the memory of
# a state, goes through a file: the answer is the same, and no file is left, however the work ends.
# A setting makes small data too large.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;

my $contacts = 600_000;
my $node     = PostgreSQL::Test::Cluster->new('parallel_files');

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\nlog_temp_files = 0\nmax_worker_processes = 16\nmax_parallel_workers = 16\nallow_in_place_tablespaces = on\n");
$node->start;
$node->safe_psql('postgres', "CREATE TABLESPACE elsewhere LOCATION ''");
$node->safe_psql('postgres', "
    CREATE EXTENSION failure_demand;
    CREATE UNLOGGED TABLE contact (n int, customer int, g int, h int, kind failure_demand.channel_kind, started_at timestamptz) WITH (parallel_workers = 2, autovacuum_enabled = off);
    INSERT INTO contact
    SELECT n, n::bigint * 7919 % 30011, n / 3 % 3, n % 24, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01'::timestamptz + n * interval '10 seconds'
    FROM generate_series(1, $contacts) n;
    CREATE TABLE part (LIKE contact) PARTITION BY HASH (customer);
    CREATE TABLE part_0 PARTITION OF part FOR VALUES WITH (modulus 2, remainder 0);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES WITH (modulus 2, remainder 1);
    INSERT INTO part SELECT * FROM contact;
    ANALYZE;
    -- a number, after a while
    CREATE FUNCTION late(result int, seconds int) RETURNS int PARALLEL SAFE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(seconds); RETURN result; END';
    -- the folders in which temporary files are, of both tablespaces
    CREATE VIEW temporary_folder AS
    SELECT 'base/pgsql_tmp' AS folder
    UNION ALL SELECT 'pg_tblspc/' || t.oid || '/' || d || '/pgsql_tmp' FROM pg_tablespace t, pg_ls_dir('pg_tblspc/' || t.oid, true, false) d WHERE spcname = 'elsewhere';
    CREATE VIEW temporary AS SELECT folder || '/' || entry AS path FROM temporary_folder, pg_ls_dir(folder, true, false) entry;
    CREATE VIEW shared AS SELECT path || '/' || entry AS path FROM temporary, pg_ls_dir(path, true, false) entry WHERE path LIKE '%.fileset'");

my $rate   = "bounce_rate(customer, 1, kind, started_at, NULL, '2 days')";
my $rates  = "$rate, global_fcr(customer, 1, kind, started_at, NULL, '2 days'), next_contact_avoidance(customer, 1, kind, started_at, NULL, '5 days'), $rate FILTER (WHERE n % 2 = 0)";
my $path   = 'SET search_path = public, failure_demand, failure_demand_internal;';
my $serial = "$path SET max_parallel_workers_per_gather = 0;";
my $forced = "$path SET failure_demand.debug_value_limit = '64kB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;";
my $left   = 'SELECT count(*) FROM temporary';

# ---- the same answer ----

sub is_parallel
{
    my ($title, $settings, $query) = @_;
    my $plan = $node->safe_psql('postgres', "$forced $settings EXPLAIN (COSTS OFF) $query");

    like($plan, qr/Finalize .*Gather.*Partial /s, "$title: workers have partial states");
    return;
}

# With several settings; workers and leader each write a file.
sub check_answer
{
    my ($title, $query, %settings) = @_;
    my $expected = $node->safe_psql('postgres', "$serial $query");

    foreach my $name (sort keys %settings)
    {
        my $position = -s $node->logfile;

        is_parallel("$title, $name", $settings{$name}, $query);
        is($node->safe_psql('postgres', "$forced $settings{$name} $query"), $expected, "$title, $name: the same");
        ok(substr(slurp_file($node->logfile), $position) =~ /\.fileset\/\d+\.\d+\.\d+\.0", size \d{5,}/, "$title, $name: through files");
        is($node->safe_psql('postgres', $left), '0', "$title, $name: no file is left");
    }
    return;
}

my %memory = ('much memory' => "SET work_mem = '64MB';", 'little memory' => "SET work_mem = '64kB'; SET hash_mem_multiplier = 1;");

check_answer('a rate', "SELECT $rate FROM contact", %memory);
check_answer('a rate without the setting', "SELECT $rate FROM contact", 'little memory' => "RESET failure_demand.debug_value_limit; $memory{'little memory'}");
check_answer('several rates', "SELECT $rates FROM contact", %memory,
    'without the leader' => 'SET parallel_leader_participation = off;',
    'another tablespace' => 'SET temp_tablespaces = elsewhere;',
    'two tablespaces' => 'SET temp_tablespaces = elsewhere, pg_default;');
check_answer('groups', "SELECT g, $rates FROM contact GROUP BY g ORDER BY g", %memory,
    'by sorting' => 'SET enable_hashagg = off;',
    'sorted by the leader' => 'SET enable_hashagg = off; SET enable_gathermerge = off;',
    'without the leader' => 'SET parallel_leader_participation = off;');
check_answer('many groups', "SELECT count(r), sum(r)::numeric(20, 6) FROM (SELECT h, $rate AS r FROM contact GROUP BY h OFFSET 0) s",
    'by hashing' => 'SET enable_sort = off;', 'little memory' => $memory{'little memory'});
check_answer('two in one query', "SELECT * FROM (SELECT $rate FROM contact OFFSET 0) a, (SELECT $rate FROM contact WHERE g = 1 OFFSET 0) b", %memory);
check_answer('subqueries', "SELECT (SELECT $rate FROM contact), (SELECT $rate FROM contact WHERE g > 0)", %memory);
# what the leader has sorted it reads again
check_answer('read twice', "SELECT v, s.* FROM (VALUES (1), (2)) v LEFT JOIN (SELECT g, $rate FROM contact GROUP BY g OFFSET 0) s ON true",
    'what the leader has sorted' => 'SET enable_material = off; SET enable_hashagg = off; SET enable_gathermerge = off;',
    'of new workers' => 'SET enable_material = off; SET enable_hashagg = off;');
# a log that is asked at once has no other value
check_answer('a log', "SELECT (quality(contact_log(customer, 1, g::text, kind, started_at, NULL))).*, fcr(contact_log(customer, 1, g::text, kind, started_at, NULL), '2 days') FROM contact", %memory);
is((run_through($node, "$forced SELECT contact_log(customer, 1, g::text, kind, started_at, NULL) IS NULL FROM contact"))[0], "f\nalive", 'a log: may be as large');
like((run_through($node, "$forced SELECT length(contact_log(customer, 1, g::text, kind, started_at, NULL)::text) FROM contact"))[1], qr/54000/, 'a log: its value may not');

# ---- without workers ----

# Partial states of partitions: the leader's own files, of a cursor that outlives a subtransaction.
is($node->safe_psql('postgres', "$forced
    SET max_parallel_workers_per_gather = 0; SET enable_partitionwise_aggregate = on;
    BEGIN;
    DECLARE c CURSOR FOR SELECT g, $rate FROM part GROUP BY g ORDER BY g;
    FETCH 1 FROM c;
    DO \$\$ BEGIN PERFORM g, $rate, 1 / (g - 1) FROM part GROUP BY g ORDER BY g; EXCEPTION WHEN division_by_zero THEN END \$\$;
    FETCH 1 FROM c;
    SAVEPOINT s;
    ROLLBACK TO s;
    FETCH 1 FROM c;
    CLOSE c;
    SELECT count(*) FROM shared;
    COMMIT"),
    $node->safe_psql('postgres', "$serial SELECT g, $rate FROM part GROUP BY g ORDER BY g") . "\n0", 'a cursor over partitions');
is($node->safe_psql('postgres', $left), '0', 'a cursor over partitions: no file is left');

# ---- no file is left ----

sub check_ending
{
    my ($title, $query, $expected) = @_;
    my ($output, $error) = run_through($node, "$forced $query");

    like($error, $expected eq '' ? qr/^$/ : qr/$expected/, "$title: ends so");
    like($output, qr/alive$/, "$title: the session goes on");
    is($node->safe_psql('postgres', $left), '0', "$title: no file is left");
    return;
}

# groups come in order: the error comes when a file of the last one is not read yet
my $merged = "SET enable_hashagg = off; SET parallel_leader_participation = off;";
my $failing = "SELECT g, 1 / (g - 1), $rate FROM contact GROUP BY g ORDER BY g";

is_parallel('an error of the leader', $merged, $failing);
check_ending('an error of the leader', "$merged $failing", '22012');
check_ending('an error of the leader, another tablespace', "SET temp_tablespaces = elsewhere; $merged $failing", '22012');
check_ending('an error of a worker', "$merged SELECT g, bounce_rate(customer / ($contacts - n), 1, kind, started_at, NULL, '2 days') FROM contact GROUP BY g ORDER BY g", '22012');
check_ending('temp_file_limit', "SET temp_file_limit = '256kB'; SET work_mem = '64MB'; SELECT $rate FROM contact", '53400');
check_ending('a limit', "$merged SELECT g, $rate FROM contact GROUP BY g ORDER BY g LIMIT 1", '');
check_ending("statement_timeout at $_ ms", "SET statement_timeout = $_; SELECT $rates FROM contact, generate_series(1, 50)", '57014') foreach 50, 200, 400;

# In one transaction, failures do not pile up, nor does what queries have read.
is($node->safe_psql('postgres', "$forced $merged
    DO \$\$
    DECLARE result record;
    BEGIN
        FOR i IN 1..5 LOOP
            SELECT $rates INTO result FROM contact;
            IF EXISTS (SELECT FROM shared) THEN RAISE 'after a success'; END IF;
            BEGIN
                PERFORM g, 1 / (g - 1), $rate FROM contact GROUP BY g ORDER BY g;
            EXCEPTION WHEN division_by_zero THEN
                IF EXISTS (SELECT FROM shared) THEN RAISE 'after a failure'; END IF;
            END;
        END LOOP;
    END
    \$\$;
    $left"), '0', 'exception blocks: no file is left');
check_ending('a savepoint', "BEGIN; SAVEPOINT s; $merged $failing; ROLLBACK TO s; COMMIT", '22012');
check_ending('a rollback', "BEGIN; $merged SELECT g, $rate FROM contact GROUP BY g ORDER BY g LIMIT 1; ROLLBACK", '');

# ---- ended by others ----

# The leader waits when it has one group, and the last worker before it has the last one.
my $late_leader = "SELECT g, late(g, 600 * (g % 2)), $rate FROM contact GROUP BY g ORDER BY g";
my $late_worker = "SELECT g, bounce_rate(CASE n WHEN $contacts - 5 THEN late(customer, 600) ELSE customer END, 1, kind, started_at, NULL, '2 days') FROM (SELECT * FROM contact WHERE g < 2 OR n > 100) c GROUP BY g ORDER BY g";
my $cancel     = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'other' AND backend_type = 'client backend'";
my $terminate  = $cancel =~ s/cancel/terminate/r;
my $kill_worker = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND wait_event = 'PgSleep'";

foreach my $case (
    [ 'a leader cancelled before it reads', $late_leader, $cancel, '57014' ],
    [ 'a leader terminated before it reads', $late_leader, $terminate, '57P01' ],
    [ 'a leader cancelled while a worker writes', $late_worker, $cancel, '57014' ],
    [ 'a leader terminated while a worker writes', $late_worker, $terminate, '57P01' ],
    [ 'a worker terminated while it writes', $late_worker, $kill_worker, '57P01' ])
{
    my ($title, $query, $action, $expected) = @$case;
    my ($met, $output, $error) = end_other($node, "$forced $merged", $query,
        [ 'count(*) > 0 FROM shared', "count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'" ], $action);

    ok($met, "$title: there are files");
    like($error, qr/$expected/, "$title: ends so");
    like($output, qr/alive/, "$title: the session goes on") unless $action eq $terminate;
    ok(wait_until($node, 'count(*) = 0 FROM temporary'), "$title: no file is left");
}
# A client that is gone cannot be sent to: that is no file.
ok(slurp_file($node->logfile) !~ /was terminated by signal|PANIC|TRAP|could not .*(file|directory|block)/, 'no process crashed, and no file was missed');

# ---- who looks for files ----

# A process that has launched no workers does not look for files of theirs: what is put where
# such files would be stays there until workers were launched.
is($node->safe_psql('postgres', "$path
    SELECT bounce_rate(1, 1, 'human'::channel_kind, now(), NULL, '2 days') IS NULL;
    CREATE TABLE put AS SELECT format('base/pgsql_tmp/pgsql_tmp%s.%s.fileset', pg_backend_pid(), x'FD000001'::bigint) AS folder;
    SELECT format('COPY (SELECT 1) TO PROGRAM %L', format('mkdir -p \"%s\" && cat > \"%s/put\"', folder, folder)) FROM put \\gexec
    BEGIN; SAVEPOINT s; ROLLBACK TO s; COMMIT;
    SELECT count(*) FROM pg_ls_dir('base/pgsql_tmp') AS d WHERE 'base/pgsql_tmp/' || d = (SELECT folder FROM put);
    $forced SELECT $rate IS NOT NULL FROM contact;
    SELECT count(*) FROM pg_ls_dir('base/pgsql_tmp') AS d WHERE 'base/pgsql_tmp/' || d = (SELECT folder FROM put)"),
    "t\n1\nt\n0", 'who has launched no workers looks for none of their files');

# ---- a value that says it is in a file ----

# As a message is, of any process, with a right checksum.
sub sealed
{
    my ($bytes) = @_;
    my $crc = 0xffffffff;

    foreach my $byte (unpack 'C*', $bytes)
    {
        $crc ^= $byte;
        $crc = ($crc >> 1) ^ ($crc & 1 ? 0x82f63b78 : 0) for 1 .. 8;
    }
    return '\x' . unpack 'H*', $bytes . pack 'V', $crc ^ 0xffffffff;
}

my ($log) = $node->safe_psql('postgres', "$path SELECT contact_log(1, 1, 'any', 'human', '2024-05-01Z', NULL)::text") =~ /^\\x(.*)$/;
my $bytes = pack 'H*', substr $log, 0, -8;
is((run_through($node, "$path SELECT '" . sealed($bytes) . "'::contact_log::text = '\\x$log'"))[0], "t\nalive", 'a value that is sealed here is read');
foreach my $flags (0x0c, 0x0d, 0x08)
{
    my $forged = $bytes;

    substr($forged, 1, 1) = chr $flags;
    like((run_through($node, "$path SELECT '" . sealed(substr($forged, 0, -8) . pack('VVQ<Q<Q<', 1663, 1, 0, 0, 100)) . "'::contact_log"))[1], qr/22P03/, "a value with flags $flags is refused");
}

$node->stop;
done_testing();
