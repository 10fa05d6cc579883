# Refreshes beside each other, beside readers, writers and pg_dump, and refreshes that are ended in
# the midst: what there is, is either as it was or as it should be.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;
use Time::HiRes qw(sleep);

my $node = PostgreSQL::Test::Cluster->new('refresh_resources');

sub ask
{
    my $query = shift;
    return $node->safe_psql('postgres', $query);
}

# Wait until a session waits for a lock.
sub waits
{
    my $name = shift;
    return wait_until($node, "count(*) > 0 FROM pg_stat_activity WHERE application_name = '$name' AND wait_event_type = 'Lock'");
}

$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', "
    autovacuum = off
    max_connections = 40
    fsync = on
    jit = off
    timezone = 'UTC'
    client_min_messages = warning
    max_prepared_transactions = 5
    deadlock_timeout = 100ms
    log_lock_waits = on");
$node->start;
ask('CREATE EXTENSION failure_demand');
ask(slurp_file("$FindBin::RealBin/../lib/fingerprint.sql"));
ask(q{
    CREATE TABLE call (interaction_id int, customer int, request text, channel text, started_at timestamptz, ended_at timestamptz, verbatim text, language text, handle_seconds int, outcome text);
    INSERT INTO call
    SELECT n, n % 60, 'r' || n % 3, (ARRAY['app', 'portal', 'phone', 'email'])[1 + n % 4], '2026-01-01'::timestamptz + n * 7919 % 3000 * interval '1 hour', NULL, 'I tried your app but it did not work', 'en', n % 700
    FROM generate_series(1, 4000) AS n;
    SELECT failure_demand.add_source('call');
    -- holds up whoever comes by, for as long as somebody has the lock
    CREATE FUNCTION pause() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN true; END $$;
    CREATE FUNCTION pause_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.pause(); RETURN NULL; END $$;
    CREATE TRIGGER pause AFTER INSERT ON failure_demand_internal.contact_fact EXECUTE FUNCTION pause_trigger();
    CALL failure_demand.refresh()});

# Is everything as a full refresh would leave it?
sub check_right
{
    my $title = shift;
    is(ask('SELECT fingerprint()'), ask('SELECT full_fingerprint()'), "$title: right");
    is(ask('SELECT filled_work()'), '', "$title: nothing is left in the working tables");
    return;
}

check_right('a refresh');

my $holder = open_session($node, 'holder');
my $other  = open_session($node, 'other');

# ---- two at once ----

do_in($holder, "BEGIN; INSERT INTO call VALUES (5001, 1, 'r1', 'phone', '2026-02-01'); CALL failure_demand.refresh()");
do_in($other, "SET client_min_messages = notice; INSERT INTO call VALUES (5002, 1, 'r1', 'phone', '2026-02-02')");
start_in($other, 'CALL failure_demand.refresh()');
ok(waits('other'), 'two at once: the second waits');
do_in($holder, 'COMMIT');
finish_in($other);
like(complaints($other), qr/NOTICE:  another refresh is running: waiting for it to end/, 'two at once: and says so');
is(ask("SELECT count(*) FROM failure_demand.contact WHERE interaction_id IN ('5001', '5002')"), '2', 'two at once: both are right');
check_right('two at once');
do_in($holder, "BEGIN; INSERT INTO call VALUES (5003, 1, 'r1', 'phone', '2026-02-01'); CALL failure_demand.refresh()");
start_in($other, 'CALL failure_demand.refresh()');
ok(waits('other'), 'the first is undone: the second waits');
do_in($holder, 'ROLLBACK');
finish_in($other);
is(complaints($other) =~ /ERROR/, '', 'the first is undone: the second is done');
is(ask("SELECT count(*) FROM failure_demand.contact WHERE interaction_id = '5003'"), '0', 'the first is undone: and right');
check_right('the first is undone');
do_in($other, "SET client_min_messages = warning; SET lock_timeout = '100ms'");
do_in($holder, 'BEGIN; CALL failure_demand.refresh()');
do_in($other, 'CALL failure_demand.refresh()');
like(complaints($other), qr/ERROR:  canceling statement due to lock timeout/, 'the second need not wait for ever');
do_in($holder, 'COMMIT');
do_in($other, 'RESET lock_timeout');

# ---- ended in the midst ----

# While it writes, and while it reads; by whom ever: nothing has changed, and the next one is right.
sub check_ending
{
    my ($title, $full, $expected, $settings, $end) = @_;
    my $before = ask("UPDATE call SET customer = customer + 1 WHERE interaction_id % 100 = 7; SELECT fingerprint()");
    my $victim = open_session($node, 'victim');

    do_in($holder, 'SELECT pg_advisory_lock(1)');
    do_in($victim, $settings) if $settings;
    start_in($victim, "CALL failure_demand.refresh($full)");
    ok(waits('victim'), "$title: in the midst of it") unless $settings;
    is(ask('SELECT fingerprint()'), $before, "$title: nothing is seen of it") unless $settings;
    $end->() if $end;
    if ($expected =~ /57P01/)
    {
        leave_session($victim);
    }
    else
    {
        finish_in($victim);
    }
    like($victim->{error}, qr/$expected/, "$title: ends so");
    close_session($victim) unless $expected =~ /57P01/;
    do_in($holder, 'SELECT pg_advisory_unlock(1)');
    is(ask('SELECT fingerprint(), filled_work()'), "$before|", "$title: nothing has changed");
    ask('CALL failure_demand.refresh()');
    isnt(ask('SELECT fingerprint()'), $before, "$title: the next one finds the change");
    check_right("$title");
    return;
}

sub end_by
{
    my $function = shift;
    return sub { ask("SELECT $function(pid) FROM pg_stat_activity WHERE application_name = 'victim'") };
}

foreach my $where ('writing', 'reading')
{
    if ($where eq 'reading')
    {
        ask(q{
            DROP TRIGGER pause ON failure_demand_internal.contact_fact;
            CREATE VIEW slow AS SELECT *, pause() AS paused FROM call WHERE pause();
            SELECT failure_demand.drop_source('call'), failure_demand.add_source('slow', name => 'call');
            CALL failure_demand.refresh()});
    }
    foreach my $full ('false', 'true')
    {
        check_ending("$where, full $full, cancelled", $full, 'ERROR:  canceling statement due to user request', '', end_by('pg_cancel_backend'));
        check_ending("$where, full $full, terminated", $full, '57P01|terminating connection', '', end_by('pg_terminate_backend'));
        check_ending("$where, full $full, statement_timeout", $full, 'ERROR:  canceling statement due to statement timeout', "SET statement_timeout = '300ms'");
    }
}

# The server crashes.
{
    my $before = ask("UPDATE call SET customer = customer + 1 WHERE interaction_id % 100 = 8; SELECT fingerprint()");
    my $victim = open_session($node, 'victim');

    do_in($holder, 'SELECT pg_advisory_lock(1)');
    start_in($victim, 'CALL failure_demand.refresh()');
    ok(waits('victim'), 'a crash: in the midst of it');
    $node->stop('immediate');
    leave_session($_) foreach $victim, $holder, $other;
    $node->start;
    is(ask('SELECT fingerprint(), filled_work()'), "$before|", 'a crash: nothing has changed');
    ask('CALL failure_demand.refresh()');
    check_right('a crash');
    $holder = open_session($node, 'holder');
    $other  = open_session($node, 'other');
    ask("SELECT failure_demand.drop_source('call'), failure_demand.add_source('call')");
    ask('CALL failure_demand.refresh()');
}

# ---- sources that come and go, beside each other ----

# The view that is made last has what the other session has added, or taken away.
my $in_view = "SELECT string_agg(DISTINCT source, ' ' ORDER BY source) FROM failure_demand.interaction";

ask('CREATE TABLE one AS SELECT * FROM call LIMIT 3; CREATE TABLE two AS SELECT * FROM call LIMIT 3');
do_in($holder, "BEGIN; SELECT failure_demand.add_source('one')");
start_in($other, "SELECT failure_demand.add_source('two')");
ok(waits('other'), 'two that add a source: the second waits');
do_in($holder, 'COMMIT');
finish_in($other);
is(ask($in_view), 'call one two', 'two that add a source: interaction has both');
do_in($holder, "BEGIN; SELECT failure_demand.drop_source('one')");
start_in($other, "SELECT failure_demand.drop_source('two'::regclass)");
ok(waits('other'), 'two that drop a source: the second waits');
do_in($holder, 'COMMIT');
finish_in($other);
is(ask($in_view), 'call', 'two that drop a source: interaction has neither');
# A refresh need not wait for whoever adds one, where interaction is as it should be.
do_in($holder, "BEGIN; SELECT failure_demand.add_source('one')");
do_in($other, "SET lock_timeout = '1s'; CALL failure_demand.refresh(); RESET lock_timeout");
do_in($holder, 'ROLLBACK');
is(complaints($holder) . complaints($other), '', 'beside one that adds a source: a refresh does not wait');
# The first source ever.
ask("SELECT failure_demand.drop_source('call')");
do_in($holder, "BEGIN; SELECT failure_demand.add_source('one')");
start_in($other, "SELECT failure_demand.add_source('two')");
ok(waits('other'), 'two that add the first source: the second waits');
do_in($holder, 'COMMIT');
finish_in($other);
is(complaints($other), '',                            'two that add the first source: no error');
is(ask($in_view),      'one two',                     'two that add the first source: interaction has both');
ask("SELECT failure_demand.drop_source('one'), failure_demand.drop_source('two'), failure_demand.add_source('call'); DROP TABLE one, two; CALL failure_demand.refresh()");

# ---- what it must not be run in ----

foreach my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
    do_in($other, "BEGIN ISOLATION LEVEL $level; CALL failure_demand.refresh(); ROLLBACK");
    like(complaints($other), qr/ERROR:  a refresh must see what others have committed/, "$level: an error");
}
do_in($other, 'BEGIN; CALL failure_demand.refresh(); CALL failure_demand.refresh(true); SAVEPOINT s; CALL failure_demand.refresh(); ROLLBACK TO s; COMMIT');
is(complaints($other), '', 'in a transaction, and in one within it');

{
    my $standby = PostgreSQL::Test::Cluster->new('standby');

    $node->backup('copy');
    $standby->init_from_backup($node, 'copy', has_streaming => 1);
    $standby->start;
    $standby->psql('postgres', 'CALL failure_demand.refresh()', stderr => \my $refused);
    like($refused, qr/ERROR:  a refresh writes, and this server is a standby\n.*\nHINT:  Call it on the primary\./, 'on a standby: it says where to');
    foreach my $call ("post_charges('[2024-01-01,2024-02-01)')", "add_source('call')", "drop_source('app')", "drop_source('pg_class'::regclass)",
        'disable_marker(1)', "set_baseline('a', '[2024-01-01,2024-02-01)')")
    {
        my ($name) = $call =~ /^(\w+)/;
        $standby->psql('postgres', "SELECT failure_demand.$call", stderr => \$refused);
        like($refused, qr/ERROR:  $name writes, and this server is a standby\nDETAIL:  .*\nHINT:  Call it on the primary\./, "$call on a standby: the same");
    }
    $standby->psql('postgres', "SELECT failure_demand.settle('a', '[2024-01-01,2024-02-01)')", stderr => \$refused);
    unlike($refused, qr/recovery|read-only/, 'settle on a standby: it only reads');
    do_in($holder, 'BEGIN; CALL failure_demand.refresh()');
    $node->wait_for_catchup($standby);
    is($standby->safe_psql('postgres', 'SELECT count(*) FROM failure_demand.refresh_progress'), '0', 'on a standby: no refresh runs there');
    do_in($holder, 'ROLLBACK');
    $standby->stop;
}

# Row security that would hide rows from who refreshes.
ask('CREATE ROLE keeper LOGIN; CREATE DATABASE guarded OWNER keeper');
{
    my $ask_keeper = sub {
        my $query = shift;
        $node->psql('guarded', $query, extra_params => [ '-U', 'keeper' ], stdout => \my $output, stderr => \my $error, on_error_stop => 0);
        return "$output\n$error";
    };
    $ask_keeper->(q{
        CREATE EXTENSION failure_demand;
        CREATE TABLE visit (interaction_id int, customer int, request text, channel text, started_at timestamptz);
        INSERT INTO visit SELECT n, n, 'r', 'app', '2026-01-01' FROM generate_series(1, 10) AS n;
        SELECT failure_demand.add_source('visit');
        CALL failure_demand.refresh();
        ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
        CREATE POLICY few ON visit USING (customer < 3);
        INSERT INTO visit SELECT n, n, 'r', 'app', '2026-01-01' FROM generate_series(11, 12) AS n;
        CALL failure_demand.refresh()});
    is($ask_keeper->('SELECT count(*) FROM failure_demand.contact'), "12\n", 'row security: the owner of the table is not held by it');
    like($ask_keeper->('ALTER TABLE visit FORCE ROW LEVEL SECURITY; SELECT count(*) FROM visit; CALL failure_demand.refresh(); CALL failure_demand.refresh(true)'),
        qr/^2\n.*(WARNING:  source "visit" is stale: query would be affected by row-level security policy for table "visit".*){2}/s, 'row security: stale, where rows would be hidden');
    is($ask_keeper->('SELECT count(*) FROM failure_demand.contact'), "12\n", 'row security: and contact is as it was');
}

# ---- beside pg_dump, and whoever else has locked what he may read ----

do_in($holder, 'BEGIN; DO $$ BEGIN EXECUTE (SELECT format($f$LOCK TABLE %s IN ACCESS SHARE MODE$f$, string_agg(oid::regclass::text, $f$, $f$)) FROM pg_class WHERE relnamespace = $f$failure_demand$f$::regnamespace AND relkind = $f$r$f$); END $$');
do_in($other, "SET lock_timeout = '1s'; UPDATE call SET customer = customer + 1 WHERE interaction_id % 100 = 9; CALL failure_demand.refresh(); CALL failure_demand.refresh(true)");
is(complaints($other), '', 'all tables are locked by a reader: no waiting');
check_right('all tables are locked by a reader');
do_in($holder, 'COMMIT');
do_in($other, 'RESET lock_timeout; CALL failure_demand.refresh()');
check_right('and without him');

# Whoever reads interaction does not wait for a refresh that must make it anew, until it is done with all else.
ask('CREATE TRIGGER pause AFTER INSERT ON failure_demand_internal.contact_fact EXECUTE FUNCTION pause_trigger(); CREATE TABLE gone AS SELECT * FROM call LIMIT 3');
ask("SELECT failure_demand.add_source('gone')");
ask('ALTER TABLE gone RENAME COLUMN started_at TO begun; UPDATE call SET customer = customer + 1 WHERE interaction_id % 100 = 10');
do_in($holder, 'SELECT pg_advisory_lock(1)');
start_in($other, 'CALL failure_demand.refresh()');
ok(waits('other'), 'interaction: while a refresh writes');
my $reader = open_session($node, 'reader');
is(do_in($reader, "SET lock_timeout = '100ms'; SELECT count(*) > 4000 FROM failure_demand.interaction"), 't', 'interaction: it can be read');
close_session($reader);
do_in($holder, 'SELECT pg_advisory_unlock(1)');
finish_in($other);
like(complaints($other), qr/^psql:<stdin>:\d+: WARNING:  source "gone" is left out: column "started_at" of relation public.gone does not exist/, 'interaction: made anew without what is broken');
is(ask("SELECT count(*) FROM failure_demand.interaction WHERE source = 'gone'"), '0', 'interaction: is as it should be');
ask("SELECT failure_demand.drop_source('gone')");
ask('DROP TRIGGER pause ON failure_demand_internal.contact_fact');
ask('CALL failure_demand.refresh()');

# ---- a source that changes between two looks at it ----

# A row comes while it is looked at, and goes again.
ask(q{
    CREATE TABLE moving (LIKE call);
    INSERT INTO moving SELECT * FROM call WHERE interaction_id <= 10;
    CREATE VIEW moving_slowly AS SELECT * FROM moving WHERE pause();
    SELECT failure_demand.add_source('moving_slowly', name => 'moving');
    CALL failure_demand.refresh()});
foreach my $full ('false', 'true')
{
    do_in($holder, 'SELECT pg_advisory_lock(1)');
    ask("UPDATE moving SET verbatim = verbatim || '!' WHERE interaction_id = 1");
    start_in($other, "CALL failure_demand.refresh($full)");
    ok(waits('other'), "moving, full $full: it looks");
    ask("INSERT INTO moving SELECT 10000, customer, request, channel, started_at FROM moving WHERE interaction_id = 1");
    do_in($holder, 'SELECT pg_advisory_unlock(1)');
    finish_in($other);
    ask('DELETE FROM moving WHERE interaction_id = 10000');
    ask('CALL failure_demand.refresh()');
    check_right("moving, full $full: what came and went is gone");
}
ask("SELECT failure_demand.drop_source('moving')");
ask('CALL failure_demand.refresh()');

# ---- append-only, beside transactions that are not done ----

ask(q{
    CREATE TABLE event (interaction_id int, customer int, request text, channel text, started_at timestamptz, written_at timestamptz DEFAULT now());
    INSERT INTO event SELECT n, n, 'r', 'app', '2026-01-01' FROM generate_series(1, 5) AS n;
    SELECT failure_demand.add_source('event', append_only => true);
    CALL failure_demand.refresh()});
my $events = "SELECT count(*) FROM failure_demand.contact WHERE source = 'event'";
my $event  = "INSERT INTO event SELECT max(interaction_id) + 1, 1, 'r', 'phone', '2026-01-02' FROM event";
my $count  = 5;

foreach my $full ('false', 'true')
{
    do_in($holder, "BEGIN; $event");
    ask("CALL failure_demand.refresh($full)");
    ask('CALL failure_demand.refresh()');
    is(ask($events), $count, "append-only, full $full: an open transaction is not seen");
    do_in($holder, 'COMMIT');
    ask('CALL failure_demand.refresh()');
    is(ask($events), ++$count, "append-only, full $full: it is, when it is done");

    do_in($holder, 'BEGIN; SELECT now()');
    ask("CALL failure_demand.refresh($full)");
    do_in($holder, "$event; COMMIT");
    ask('CALL failure_demand.refresh()');
    is(ask($events), ++$count, "append-only, full $full: one that wrote after a refresh, at a time before");

    do_in($holder, "BEGIN; $event; PREPARE TRANSACTION 'p'");
    ask("CALL failure_demand.refresh($full)");
    sleep 1.2;
    ask('CALL failure_demand.refresh()');
    is(ask($events), $count, "append-only, full $full: a prepared transaction is not seen");
    ask("COMMIT PREPARED 'p'");
    ask('CALL failure_demand.refresh()');
    is(ask($events), ++$count, "append-only, full $full: it is, when it is done");

    do_in($holder, "SET track_activities = off; BEGIN; $event");
    sleep 1.2;
    ask("CALL failure_demand.refresh($full)");
    do_in($holder, 'COMMIT; RESET track_activities');
    ask('CALL failure_demand.refresh()');
    is(ask($events), ++$count, "append-only, full $full: a transaction that does not say when it began");
    check_right("append-only, full $full");
}
# In one transaction with what it is to see, and undone.
do_in($holder, "BEGIN; $event; CALL failure_demand.refresh(); ROLLBACK; $event; CALL failure_demand.refresh()");
is(ask($events), ++$count, 'append-only: a refresh that was undone has seen nothing');
# Marks go on when all is done: what is old is not read again.
sleep 1.2;
ask('CALL failure_demand.refresh()');
is(ask("SELECT read_from > (SELECT max(written_at) FROM event) FROM failure_demand_internal.source_mark WHERE source = 'event'"), 't', 'append-only: what was seen long ago is not read again');
check_right('append-only');

# A table that takes the place of another has rows of its own.
ask(q{
    DROP TABLE event CASCADE;
    CREATE TABLE event (interaction_id int, customer int, request text, channel text, started_at timestamptz, written_at timestamptz);
    INSERT INTO event VALUES (1, 1, 'r', 'phone', '2026-01-01', '2026-01-01')});
ask('CALL failure_demand.refresh()');
is(ask($events), '1', 'append-only: another table of the same name');
ask("SELECT failure_demand.drop_source('event')");

close_session($_) foreach $holder, $other;

# ---- readers ----

# The states alternate as fast as they can, ten sessions read every report, and compare each with what it is in either.
my @reports = qw(bounce_daily bounce_by_touchpoint global_fcr_monthly channel_fcr_monthly containment_daily demand_monthly handle_time_by_demand
  friction_point marker_monthly journey snowball channel_transition contact contact_daily);

ask('CREATE TABLE known (report text, fingerprint text); CREATE TABLE enough ()');
ask(q{
    CREATE FUNCTION look(report text) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        it text;
    BEGIN
        EXECUTE format('SELECT md5(string_agg(t::text, '','' ORDER BY t::text)) FROM failure_demand.%I AS t', report) INTO it;
        RETURN it;
    END $$});
my @states = map { "UPDATE call SET channel = CASE interaction_id % 4 WHEN 0 THEN '$_->[0]' ELSE channel END, handle_seconds = interaction_id % $_->[1],
    started_at = '2026-01-01'::timestamptz + interaction_id * 7919 % (4 * $_->[1]) * interval '1 hour',
    verbatim = CASE WHEN interaction_id % 3 < $_->[2] THEN 'good morning' ELSE 'nobody called me back' END, outcome = CASE interaction_id % 2 WHEN 0 THEN '$_->[3]' END" }
  [ 'phone', 700, 1, 'completed' ], [ 'app', 500, 2, 'abandoned' ];
foreach my $state (@states)
{
    ask("$state; CALL failure_demand.refresh(); INSERT INTO known SELECT report, look(report) FROM unnest('{" . join(',', @reports) . "}'::text[]) AS report");
}
is(ask('SELECT report FROM known GROUP BY report HAVING count(DISTINCT fingerprint) < 2'), '', 'readers: each report differs in the two states');

# They read until they see that it is enough: so many seconds, and so many refreshes.
my $seconds = $ENV{READING_SECONDS} // 8;
my $enough  = 4;
my $offset  = -s $node->logfile;
my @readers = map {
    my $reader = open_session($node, "reader $_");
    start_in($reader, "
        DO \$\$
        DECLARE
            it text;
        BEGIN
            WHILE NOT EXISTS (SELECT FROM enough) LOOP
                FOREACH it IN ARRAY '{" . join(',', @reports) . "}'::text[] LOOP
                    IF look(it) NOT IN (SELECT fingerprint FROM known WHERE report = it) THEN
                        RAISE EXCEPTION '% is neither the one nor the other', it;
                    END IF;
                    COMMIT;
                END LOOP;
            END LOOP;
        END \$\$");
    $reader
} 1 .. 10;
my $end       = time + $seconds;
my $refreshes = 0;
while ($refreshes < $enough || time < $end)
{
    ask($states[ $refreshes % 2 ]);
    ask('CALL failure_demand.refresh(' . ($refreshes % 3 == 0 ? 'true' : 'false') . ')');
    $refreshes++;
}
is(ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'reader%' AND state = 'active'"), scalar @readers, 'readers: they read meanwhile');
ask('INSERT INTO enough DEFAULT VALUES');
finish_in($_) foreach @readers;
is(join('', map { complaints($_) } @readers), '', 'readers: no error, and each report is of one state');
close_session($_) foreach @readers;
note("$refreshes refreshes");
unlike(slurp_file($node->logfile, $offset), qr/still waiting/, 'readers: nobody waited');
check_right('readers');

$node->stop;
done_testing();
