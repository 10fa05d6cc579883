# A refresh that is cancelled at any moment, or that may not use as much of the disk as it needs, leaves everything
# as it was; its session goes on, and the next one does what is to be done. What it holds in memory does not grow with
# the number of contacts.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;
use Time::HiRes qw(sleep time);

my $seed = srand($ENV{CANCEL_SEED} // time);
my $rows = $ENV{CANCEL_ROWS} // 3000;
my $most = $ENV{CANCELS} // 50;
my $node = PostgreSQL::Test::Cluster->new('refresh_ended');

note("CANCEL_SEED=$seed");
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\ntimezone = 'UTC'\nclient_min_messages = warning\nmax_wal_size = 4GB\nshared_buffers = 4MB\nmax_parallel_workers_per_gather = 0");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION failure_demand');
$node->safe_psql('postgres', slurp_file("$FindBin::RealBin/../lib/fingerprint.sql"));

# So many calls: of one customer in a hundred something else at each step.
sub fill
{
    my $count = shift;

    $node->safe_psql('postgres', "
        DROP TABLE IF EXISTS call CASCADE;
        CREATE TABLE call AS
        SELECT n AS interaction_id, n % ($count / 8) AS customer, 'r' || n % 3 AS request, (ARRAY['app', 'portal', 'phone', 'email'])[1 + n % 4] AS channel,
               '2024-01-01'::timestamptz + n::bigint * 7919 % 3000 * interval '1 hour' AS started_at, CASE WHEN n % 4 = 2 THEN 'I tried your app but it did not work' END AS verbatim, 'en' AS language
        FROM generate_series(1, $count) AS n;
        ANALYZE call;
        SELECT failure_demand.add_source('call')");
    return;
}
my $change = 'UPDATE call SET request = request || 1 WHERE customer % 100 = 7';

# ---- cancelled at random moments ----

fill($rows);
my $session = open_session($node, 'victim');
my $pid     = do_in($session, 'SELECT pg_backend_pid()');

# Seconds that the session has worked for: on the processor, where the system tells.
my $tells = -r "/proc/$pid/stat";
sub worked { return $tells ? processor_time($pid) : time }

# What there is: all that a refresh leaves, the indexes that a first one builds anew; working tables and a progress that are empty.
my $state = 'SELECT pg_backend_pid(), fingerprint(), (SELECT string_agg(indexrelid::regclass::text, $$ $$ ORDER BY 1) FROM pg_index WHERE indrelid = $$failure_demand_internal.contact_fact$$::regclass),
    filled_work(), (SELECT count(*) FROM failure_demand.refresh_progress)';
my ($tries, $cancelled, $worst, @faults) = (0, 0, 0);
my %calls = (
    'a first one' => [ 'TRUNCATE failure_demand_internal.contact_fact', 'CALL failure_demand.refresh()' ],
    'a full one'  => [ $change, 'CALL failure_demand.refresh(true)' ],
    'changes'     => [ $change, 'CALL failure_demand.refresh()' ]);

foreach my $name (sort keys %calls)
{
    my ($prepare, $call) = @{ $calls{$name} };
    my $goal  = $cancelled + $most / keys %calls;
    my $whole = 0;
    my $before;

    do_in($session, 'CALL failure_demand.refresh()');
    while ($cancelled < $goal && $tries++ < 4 * $most)
    {
        $before = do_in($session, "$prepare; $state") unless $before;
        my $began  = worked();
        my $moment = $began + ($whole ? rand $whole : 1e9);
        start_in($session, $call);
        sleep 0.001 until is_done($session) || worked() >= $moment;
        my $ended = worked();
        kill 'INT', $pid unless is_done($session);
        finish_in($session);
        my $after = worked() - $ended;

        if (complaints($session) !~ /canceling statement due to user request/)
        {
            # it was done before
            $whole  = worked() - $began;
            $before = undef;
            next;
        }
        $cancelled++;
        $worst = $after if $after > $worst;
        push @faults, sprintf('%s, after %.3f of %.3f s', $name, $ended - $began, $whole) if do_in($session, $state) ne $before;
    }
    note(sprintf '%s takes %.2f s', $name, $whole);
}
note(sprintf '%d cancelled of %d; at most %.0f ms until the answer', $cancelled, $tries, 1000 * $worst);
cmp_ok($cancelled, '>=', $most, 'cancelled at so many moments');
is(join("\n", @faults), '', 'each time the session goes on, and nothing has changed');
do_in($session, 'CALL failure_demand.refresh()');
is(do_in($session, 'SELECT fingerprint() = full_fingerprint(), filled_work()'), 't|', 'the next refresh is right');
is(complaints($session), '', 'and has nothing to complain of');

# ---- temporary files ----

# One that needs more than it may use ends with the server's own error.
do_in($session, "SET work_mem = '64kB'; $change");
my $before = do_in($session, 'SELECT fingerprint()');
do_in($session, "SET temp_file_limit = '64kB'; CALL failure_demand.refresh(true)");
like(complaints($session), qr/ERROR:  temporary file size exceeds temp_file_limit \(64kB\)/, 'temp_file_limit: the server\'s error');
do_in($session, 'RESET temp_file_limit');
is(do_in($session, 'SELECT fingerprint(), filled_work()'), "$before|", 'temp_file_limit: nothing has changed');
is(do_in($session, 'SELECT count(*) FROM pg_ls_tmpdir()'), '0', 'temp_file_limit: no file is left');
do_in($session, "SET temp_file_limit = '100MB'; CALL failure_demand.refresh(true)");
is(complaints($session), '', 'with enough it goes through');
is(do_in($session, "RESET work_mem; RESET temp_file_limit; SELECT fingerprint() = full_fingerprint(), filled_work()"), 't|', 'with little memory the same comes out');
is(do_in($session, 'SELECT count(*) FROM pg_ls_tmpdir()'), '0', 'no file is left');
close_session($session);

# ---- memory ----

# The most memory that a session of its own has had after a first refresh, in kB.
sub peak
{
    my $count = shift;

    fill($count);
    my ($peak) = $node->safe_psql('postgres', "
        TRUNCATE failure_demand_internal.contact_fact;
        SET work_mem = '64kB'; SET maintenance_work_mem = '1MB'; CALL failure_demand.refresh();
        SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\\s*(\\d+) kB'))[1]");
    return $peak;
}

SKIP:
{
    skip 'no /proc/self/status', 1 unless -r '/proc/self/status';
    my ($few, $many) = map { peak($_) } 10000, 40000;

    note("the most memory of a session that refreshes: $few kB of 10,000 contacts, $many kB of 40,000");
    cmp_ok($many - $few, '<', 8192, 'four times as many contacts: no more memory, but for what files take');
}

$node->stop;
done_testing();
