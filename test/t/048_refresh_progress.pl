# A refresh is watched from other sessions while it runs, and by nobody when it does not; its caller is told, its
# line is kept, and written to the server's log where that was asked for.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('refresh_progress');
my $rows = 10000;

sub ask_as
{
    my ($role, $query, $database) = @_;
    return $node->safe_psql($database // 'postgres', "SET client_min_messages = warning; $query", extra_params => [ '-U', $role ]);
}

sub ask { return ask_as('keeper', @_) }

# What is shown of a refresh, but for its times.
sub shown
{
    return ask('SELECT pid, phase, source, phase_no, phases, rows_done, rows_to_do FROM failure_demand.refresh_progress');
}

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\ntimezone = 'UTC'\nmax_prepared_transactions = 2");
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE keeper LOGIN; CREATE ROLE watcher LOGIN; CREATE DATABASE other OWNER keeper; GRANT CREATE ON DATABASE postgres TO keeper; GRANT CREATE ON SCHEMA public TO keeper');
ask("
    CREATE EXTENSION failure_demand;
    -- holds up whoever comes by, for as long as somebody has the lock of that number
    CREATE FUNCTION pause(number int) RETURNS text LANGUAGE plpgsql AS \$\$ BEGIN PERFORM pg_advisory_xact_lock_shared(number); RETURN 'page'; END \$\$;
    CREATE FUNCTION pause_trigger() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN PERFORM public.pause(TG_ARGV[0]::int); RETURN NULL; END \$\$;
    CREATE TABLE call AS SELECT n AS interaction_id, n % 500 AS customer, 'r' AS request, CASE WHEN n % 100 = 0 THEN 'fax' ELSE 'app' END AS channel, '2024-01-01'::timestamptz + n * interval '1 hour' AS started_at FROM generate_series(1, $rows) AS n;
    ANALYZE call;
    CREATE VIEW slow AS SELECT *, CASE WHEN interaction_id = 9000 THEN pause(1) END AS touchpoint FROM call;
    CREATE TABLE visit AS SELECT * FROM call LIMIT 3;
    SELECT failure_demand.add_source('slow', name => 'call'), failure_demand.add_source('visit')");
ask('CREATE EXTENSION failure_demand', 'other');

my $holder = open_session($node, 'holder');

# A session of the owner's: who was a superuser before may not refresh.
sub open_owner
{
    my $name = shift;

    local $ENV{PGUSER} = 'keeper';
    my $session = open_session($node, $name);
    do_in($session, 'SET client_min_messages = warning');
    return $session;
}
my ($victim, $waiting) = (open_owner('victim'), open_owner('waiting'));
my $pid     = do_in($victim, 'SELECT pg_backend_pid()');

sub begin_paused
{
    my ($number, $call) = @_;

    do_in($holder, "SELECT pg_advisory_lock($number)");
    start_in($victim, $call);
    ok(wait_until($node, "count(*) > 0 FROM pg_stat_activity WHERE pid = $pid AND wait_event_type = 'Lock'"), "$call: in the midst of it");
    return;
}

sub go_on
{
    my $number = shift;

    do_in($holder, "SELECT pg_advisory_unlock($number)");
    finish_in($victim);
    return;
}

# ---- phases ----

is(shown(), '', 'no refresh yet: nothing is shown');
my $before = ask('SELECT clock_timestamp()');
begin_paused(1, 'CALL failure_demand.refresh()');
is(shown(), "$pid|reading|call|3|8|8192|$rows", 'a source is read: 4,096 rows by 4,096, of those that the planner expects');
is(ask("SELECT started_at BETWEEN '$before' AND phase_started_at, phase_started_at < clock_timestamp() FROM failure_demand.refresh_progress"), 't|t', 'and since when');
is(ask("SELECT count(*) FROM pg_stat_activity AS a JOIN failure_demand.refresh_progress AS p USING (pid) WHERE a.query ~ '^CALL failure_demand.refresh\\(\\)' AND a.application_name = 'victim'"),
    '1', 'pg_stat_activity has the statement of the caller, and the name that the caller gave');
is(ask('SELECT count(*) FROM failure_demand.refresh_progress', 'other'), '0', 'in another database: nothing');

# who may see it
my (undef, undef, $refused) = $node->psql('postgres', 'TABLE failure_demand.refresh_progress', extra_params => [ '-U', 'watcher' ]);
like($refused, qr/permission denied for view refresh_progress/, 'granted to nobody');
ask('GRANT SELECT ON failure_demand.refresh_progress TO watcher');
is(ask_as('watcher', 'SELECT pid, source, rows_done, started_at IS NOT NULL FROM failure_demand.refresh_progress'), "$pid|call|8192|t", 'a role to which it was granted sees all of it');
$node->psql('postgres', "SELECT setval('failure_demand_internal.progress_rows_done', 1)", extra_params => [ '-U', 'watcher' ], stderr => \$refused);
like($refused, qr/permission denied for sequence progress_rows_done/, 'and changes nothing');
# nothing goes by what is shown
ask("SELECT setval('failure_demand_internal.progress_phase', 99), setval('failure_demand_internal.progress_rows_to_do', 0)");
is(shown(), "$pid||call|99|8|8192|0", 'who owns the sequences may have it show what he likes');

# another refresh waits for it
start_in($waiting, 'CALL failure_demand.refresh()');
ok(wait_until($node, "count(*) = 2 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), 'another waits for it');
is(ask('SELECT pid FROM failure_demand.refresh_progress'), $pid, 'the one that runs is shown, and not the one that waits');
go_on(1);
finish_in($waiting);
is(complaints($victim) . complaints($waiting), '', 'both are done');
is(shown(), '', 'when they are done: nothing is shown');

# finding changes, writing
ask('UPDATE call SET request = $$s$$ WHERE interaction_id = 7');
begin_paused(1, 'CALL failure_demand.refresh()');
is(shown(), "$pid|finding changes|call|2|8||", 'changes are looked for: how many rows have been read, nobody knows');
go_on(1);
ask('CREATE TRIGGER pause AFTER INSERT ON failure_demand_internal.contact_fact EXECUTE FUNCTION pause_trigger(2); UPDATE call SET request = request || $$s$$');
begin_paused(2, 'CALL failure_demand.refresh()');
is(shown(), "$pid|writing contacts||5|8|8192|" . ($rows + 3), 'contacts are written');
go_on(2);

# ---- ended in the midst ----

ask('UPDATE call SET request = request || $$s$$');
begin_paused(2, 'CALL failure_demand.refresh()');
ask("SELECT pg_cancel_backend($pid)");
finish_in($victim);
like(complaints($victim), qr/canceling statement due to user request/, 'cancelled');
is(shown(), '', 'cancelled: nothing is shown');
do_in($victim, 'BEGIN; LOCK TABLE failure_demand.report_basis IN SHARE ROW EXCLUSIVE MODE');
is(shown(), '', 'the same session takes the lock for something else: nothing is shown');
do_in($victim, 'ROLLBACK');
do_in($holder, 'SELECT pg_advisory_unlock(2)');
is(complaints($victim), '', 'no more than that');

# ---- in a transaction ----

do_in($victim, 'BEGIN; CALL failure_demand.refresh()');
is(shown(), "$pid|waiting for the end of its transaction||8|8||", 'done, in a transaction that goes on');
do_in($victim, "PREPARE TRANSACTION 'later'");
is(shown(), '|waiting for the end of its transaction||8|8||', 'in one that is prepared: of no session');
do_in($victim, "COMMIT PREPARED 'later'");
is(shown(), '', 'when that is over: nothing is shown');
do_in($victim, 'BEGIN; SAVEPOINT s; CALL failure_demand.refresh(); ROLLBACK TO s');
is(shown(), '', 'undone within a transaction that goes on: nothing is shown');
do_in($victim, 'ROLLBACK');
is(complaints($victim), '', 'no complaint');

# who was granted all tables, and no sequence, refreshes as well
$node->safe_psql('postgres', 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA failure_demand_internal TO watcher; GRANT EXECUTE ON FUNCTION pause(int) TO watcher');
ask('GRANT ALL ON ALL TABLES IN SCHEMA failure_demand, failure_demand_internal, public TO watcher');
is(ask_as('watcher', 'BEGIN; SET LOCAL client_min_messages = error; CALL failure_demand.refresh(true); SELECT count(*) FROM failure_demand.refresh_progress; COMMIT'), '0', 'who may not set the sequences refreshes unseen');

# ---- what is kept ----

is(ask('SELECT id, (SELECT string_agg(concat_ws($$ $$, p.phase, p.source, p.rows), $$, $$ ORDER BY p.nr) FROM unnest(l.phases) WITH ORDINALITY AS p (phase, source, rows, seconds, nr)) FROM failure_demand.refresh_log AS l WHERE id < 4 ORDER BY id'),
    "1|looking at sources, reading call $rows, reading visit 3, sorting and judging " . ($rows + 3) . ', building indexes ' . ($rows + 3) . ', counting ' . ($rows + 3) . "\n"
  . "2|looking at sources, finding changes call 0, finding changes visit 0, sorting and judging 0, writing contacts 0\n"
  . "3|looking at sources, finding changes call 1, finding changes visit 0, sorting and judging 20, writing contacts 1, counting 2", 'refresh_log: phases with their rows');
is(ask('SELECT count(*) FROM failure_demand.refresh_log WHERE abs((SELECT sum(seconds) FROM unnest(phases)) - extract(epoch FROM finished_at - started_at)) > 0.1 AND id <> 2'), '0', 'their times add up to that of the refresh');
is(ask("SELECT string_agg(phase, ', ') FROM (SELECT DISTINCT (unnest(phases)).phase FROM failure_demand.refresh_log) AS p WHERE phase <> ALL (failure_demand_internal.refresh_phases())") , '', 'each phase has a number');

# ---- the caller ----

$node->psql('postgres', "SET client_min_messages = notice; UPDATE call SET request = 'r' WHERE interaction_id = 1; DELETE FROM visit WHERE interaction_id = 3; INSERT INTO visit VALUES (4, 4, 'r', 'app', '2024-01-01'); CALL failure_demand.refresh()",
    extra_params => [ '-U', 'keeper' ], stderr => \my $told);
like($told =~ s/^psql:\S+ //gmr, qr/\ANOTICE:  finding changes in call: 1 customers changed
NOTICE:  finding changes in visit: 2 customers changed
NOTICE:  sorting and judging: \d+ contacts
NOTICE:  writing contacts: \d+ written, \d+ removed
NOTICE:  counting: \d+ contacts
NOTICE:  contact has 10003 rows: 1 new, \d+ changed, \d+ as they were; 1 gone
DETAIL:  In the rates are 9903; left out are 100 unknown channel: SELECT \* FROM failure_demand.contact WHERE left_out IS NOT NULL\.\Z/, 'the caller is told a line a phase, and what it adds up to');
is(ask('SELECT left_out, count(*) FROM failure_demand.contact GROUP BY 1 ORDER BY 1'), ask('TABLE failure_demand_internal.left_out_tally ORDER BY 1'), 'what is left out is what is counted');

# ---- the server's log ----

my $offset = -s $node->logfile;
ask('CALL failure_demand.refresh()');
unlike(slurp_file($node->logfile, $offset), qr/refresh of failure_demand in/, 'the server\'s log has no line of a refresh');
ask('SELECT failure_demand.version(); ALTER ROLE keeper SET failure_demand.log_refresh = on');
ask('CALL failure_demand.refresh(true)');
my $log = slurp_file($node->logfile, $offset);
is(scalar(() = $log =~ /LOG: +refresh of failure_demand in [\d.]+ s: 0 contacts written, 0 removed, of \d+ customers; 2 sources, 0 broken, 0 stale; looking at sources [\d.]+ s, reading [\d.]+ s, sorting and judging [\d.]+ s, writing contacts [\d.]+ s, counting [\d.]+ s; everything, because it was asked for\n/g),
    1, 'where a role that is no superuser asks for it: it has one');
unlike($log, qr/(?:CONTEXT|STATEMENT): /, 'in one line');

close_session($_) foreach $holder, $victim, $waiting;
$node->stop;
done_testing();
