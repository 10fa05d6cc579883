# The ledger, rates, terms and shares under writers at the same time, and through dump and restore: as
# an owner who is no superuser.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $node    = PostgreSQL::Test::Cluster->new('ledger');
my $tempdir = PostgreSQL::Test::Utils::tempdir;
my $january = "'[2026-01-01,2026-02-01)'";
my $path    = 'SET search_path = public, failure_demand, failure_demand_internal; SET client_min_messages = error;';

$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\ntimezone = 'UTC'\ndeadlock_timeout = 100ms");
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE finance LOGIN; CREATE ROLE clerk LOGIN; CREATE DATABASE company OWNER finance');

sub ask
{
    my ($query, $database) = @_;
    return $node->safe_psql($database // 'company', "$path $query", extra_params => [ '-U', 'finance' ]);
}

# A session that goes on: what it is told is sent at once, and what it says is read when it ends.
sub begin_session
{
    my $name    = shift;
    my $session = { in => '', out => '', err => '' };

    $session->{psql} = IPC::Run::start(
        [ 'psql', '-XAtq', '-v', 'VERBOSITY=verbose', '-d', $node->connstr('company') . " user=finance application_name=$name" ],
        '<', \$session->{in}, '>', \$session->{out}, '2>', \$session->{err});
    tell_session($session, $path);
    return $session;
}

sub tell_session
{
    my ($session, $query) = @_;

    $session->{in} .= "$query;\n";
    $session->{psql}->pump until $session->{in} eq '';
    return;
}

sub end_session
{
    my $session = shift;

    $session->{psql}->finish;
    return ($session->{out}, $session->{err});
}

# Ask until it is so.
sub wait_until
{
    my $condition = shift;
    my $end       = time + $PostgreSQL::Test::Utils::timeout_default;

    until ($node->safe_psql('postgres', "SELECT $condition") eq 't')
    {
        return 0 if time >= $end;
        sleep 0.02;
    }
    return 1;
}

sub is_idle
{
    return wait_until("count(*) = 1 FROM pg_stat_activity WHERE application_name = '$_[0]' AND state LIKE 'idle in transaction%'");
}

sub waits
{
    return wait_until("count(*) = 1 FROM pg_stat_activity WHERE application_name = '$_[0]' AND wait_event_type = 'Lock'");
}

# One does a thing and does not commit yet; two does another, and waits. Then both commit. What
# two says.
sub at_once
{
    my ($isolation, $first, $second) = @_;
    my ($one, $two) = map { begin_session($_) } qw(one two);

    tell_session($_, "BEGIN ISOLATION LEVEL $isolation; SELECT 1 FROM charge LIMIT 0") foreach $one, $two;
    ok(is_idle('one') && is_idle('two'), "$isolation: both have begun");
    tell_session($one, $first);
    ok(wait_until("count(*) = 1 FROM pg_stat_activity WHERE application_name = 'one' AND state LIKE 'idle in transaction%' AND query NOT LIKE '%LIMIT 0%'"), 'the first has written');
    tell_session($two, $second);
    ok(waits('two'), 'the second waits');
    tell_session($one, 'COMMIT');
    tell_session($two, 'COMMIT');
    my ($said, $error) = end_session($one);
    is($error, '', 'the first is done');
    return end_session($two);
}

ask(q{
    CREATE EXTENSION failure_demand;
    INSERT INTO currency VALUES ('XTS', 4);
    INSERT INTO rate_card VALUES ('phone', NULL, '(,)', 36, 0, 'XTS');
    INSERT INTO reason VALUES ('R', 'failure');
    INSERT INTO department VALUES ('App'), ('Billing');
    INSERT INTO touchpoint VALUES ('line', 'App');
    BEGIN;
    INSERT INTO cause_rule (rule, priority, request) VALUES ('bills', 1, 'bill'), ('moves', 2, 'move');
    INSERT INTO cause_share VALUES ('bills', 'App', 0.333), ('bills', 'Billing', 0.667);
    COMMIT;
    INSERT INTO contract VALUES ('call centre', 'CallCo', 'XTS');
    INSERT INTO contract_term (contract, valid, price_per_contact) VALUES ('call centre', '[2026-01-01,2027-01-01)', 2);
    CREATE TABLE interactions AS
    SELECT n AS interaction_id, n AS customer, CASE n % 3 WHEN 0 THEN 'bill' ELSE 'other' END AS request, 'phone' AS channel, 'line' AS touchpoint,
           '2026-01-10Z'::timestamptz + n * interval '1 minute' AS started_at, 100 + n AS handle_seconds, 'R' AS reason, 'CallCo' AS provider
    FROM generate_series(1, 30) AS n;
    SELECT add_source('interactions');
    CALL refresh(as_of => '2026-03-01Z')});

# ---- at once ----

my $post = "SELECT sum(charged) FROM post_charges($january)";
my ($said, $error) = at_once('READ COMMITTED', $post, $post);
is($said, "0.0000\n", 'who posts second, posts nothing again');
is($error, '', 'and no error');
is(ask('SELECT count(DISTINCT posting), sum(debit), sum(credit) FROM charge'), '1|34.6500|34.6500', 'once');

ask("UPDATE interactions SET handle_seconds = handle_seconds + 10; CALL refresh(as_of => '2026-03-01Z')");
($said, $error) = at_once('SERIALIZABLE', $post, $post);
like($error, qr/40001/, 'a serializable transaction that began before has to be tried again');
is(ask('SELECT count(DISTINCT posting), sum(debit), sum(credit) FROM charge'), '2|37.6500|37.6500', 'still once');

# ---- what spans rows ----

# No constraint, and no lock: what two write at once that does not fit is named, and nothing is charged or paid by it.
ask("INSERT INTO rate_card VALUES ('chat', NULL, '[2026-01-01,2026-02-01)', 1), ('chat', NULL, '[2026-01-31,2026-03-01)', 2);
     INSERT INTO contract_term (contract, valid, floor) VALUES ('call centre', '[2026-12-01,2027-02-01)', 1);
     INSERT INTO cause_share VALUES ('moves', 'App', 1), ('moves', 'Billing', 1)");
is(ask("SELECT asked_by, severity, table_name, key FROM configuration_check ORDER BY 1, 3"),
    "post_charges|refused|cause_share|{\"rule\": \"moves\"}\npost_charges|refused|rate_card|{\"channel\": \"chat\", \"provider\": null}\nsettle|refused|contract_term|{\"contract\": \"call centre\"}",
    'two rates of a day, two terms of a day, and two who pay for the whole of a rule are named');
foreach my $query ("SELECT * FROM post_charges($january)", "SELECT * FROM settle('call centre', $january)")
{
    my ($status, $out, $err) = $node->psql('company', "SET search_path = failure_demand, failure_demand_internal; $query", extra_params => [ '-U', 'finance' ]);
    like($err, qr/ERROR: .*would make wrong numbers/, "$query: refused");
}
ask("DELETE FROM rate_card WHERE channel = 'chat'; DELETE FROM contract_term WHERE floor = 1; DELETE FROM cause_share WHERE rule = 'moves' AND department = 'Billing'");
is(ask('SELECT count(*) FROM configuration_check'), '0', 'mended');

# ---- dump and restore ----

my @tables = qw(currency rate_card department touchpoint cause_rule cause_share charge baseline contract contract_term);
ask("SELECT set_baseline('january', $january); UPDATE contract_term SET gain_share = 0.5, baseline = 'january', former_price_per_contact = 5");

sub content
{
    my $database = shift;
    return join "\n", map { ask("SELECT string_agg(t::text, ' ' ORDER BY t::text COLLATE \"C\") FROM $_ AS t", $database) } @tables;
}

# Post a late contact: numbers of rows and postings go on where they were.
sub check_copy
{
    my ($copy, $how) = @_;
    my $last = ask('SELECT max(id), max(posting) FROM charge');

    is(content($copy), content('company'), "$how: the rows are there");
    is(ask("SELECT count(*) FROM pg_sequences WHERE schemaname = 'failure_demand' AND sequencename LIKE 'charge%' AND last_value IS NOT NULL", $copy), '1', "$how: so is the sequence of their numbers");
    ask("INSERT INTO interactions VALUES (31, 31, 'bill', 'phone', 'line', '2026-01-20Z', 7, 'R', 'CallCo'); CALL refresh(as_of => '2026-03-01Z')", $copy);
    is(ask("SELECT department, charged, balance FROM post_charges($january)", $copy), "App|0.0233|4.2358\nBilling|0.0467|8.4842\nunattributed|0.0000|25.0000", "$how: only the late contact is posted");
    my ($id, $posting) = split /\|/, $last;
    is(ask("SELECT min(id) > $id, min(posting) = $posting + 1 FROM charge WHERE id > $id", $copy), 't|t', "$how: with numbers of its own");
    is(ask("SELECT amount FROM settle('call centre', $january) WHERE item = 'total'", $copy), '62.0000', "$how: the contract can be settled");
    my ($status, $out, $err) = $node->psql($copy, 'DELETE FROM failure_demand.charge', extra_params => [ '-U', 'finance' ]);
    like($err, qr/only ever added to/, "$how: the ledger is kept");
    like(error_of_drop($copy), qr/^DETAIL:  view failure_demand_internal.ledger_has_charges depends on table failure_demand.charge$/m, "$how: and holds the extension");
    return;
}

# What a plain DROP EXTENSION says, or '' where nothing holds it. All is as it was afterwards.
sub error_of_drop
{
    my $database = shift;
    my ($status, $out, $err) = $node->psql($database, 'SET client_min_messages = warning; BEGIN; DROP VIEW IF EXISTS failure_demand.interaction; DROP EXTENSION failure_demand; ROLLBACK',
        extra_params => [ '-U', 'finance' ]);
    return $err;
}

is(ask("SELECT sum(charged) FROM post_charges($january)"), '0.0000', 'all is posted');
# A row that points nowhere comes back too.
ask("INSERT INTO touchpoint VALUES ('gone', 'Marketing'); INSERT INTO cause_share VALUES ('no such rule', 'App', 1)");
$node->safe_psql('postgres', "CREATE DATABASE $_ OWNER finance") foreach qw(copy inserted);
$node->command_ok([ 'pg_dump', '-U', 'finance', '-f', "$tempdir/plain.sql", $node->connstr('company') ], 'pg_dump');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-U', 'finance', '-d', $node->connstr('copy'), '-f', "$tempdir/plain.sql" ], 'psql');
check_copy('copy', 'as a script');
$node->command_ok([ 'pg_dump', '-U', 'finance', '-Fc', '-f', "$tempdir/custom", $node->connstr('company') ], 'pg_dump -Fc');
# tables in any order, and several at once
foreach my $jobs (2, 4, 8, 2, 4, 8)
{
    $node->safe_psql('postgres', 'DROP DATABASE IF EXISTS parallel');
    $node->safe_psql('postgres', 'CREATE DATABASE parallel OWNER finance');
    $node->command_ok([ 'pg_restore', '-e', '-j', $jobs, '-U', 'finance', '-d', $node->connstr('parallel'), "$tempdir/custom" ], "pg_restore -j $jobs");
    is(content('parallel'), content('company'), "-j $jobs: the rows are there");
}
check_copy('parallel', 'in parallel');
$node->command_ok([ 'pg_dump', '--inserts', '-U', 'finance', '-f', "$tempdir/inserts.sql", $node->connstr('company') ], 'pg_dump --inserts');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-U', 'finance', '-d', $node->connstr('inserted'), '-f', "$tempdir/inserts.sql" ], 'psql');
check_copy('inserted', 'by INSERT, each side of a posting in a transaction of its own');

# ---- what holds the extension ----

# Restored over what is there, and rows alone into a new ledger, and under the name of another owner.
$node->command_ok([ 'pg_restore', '-e', '--clean', '--if-exists', '-U', 'finance', '-d', $node->connstr('parallel'), "$tempdir/custom" ], 'pg_restore --clean');
is(content('parallel'), content('company'), '--clean: the rows are there');
like(error_of_drop('parallel'), qr/ledger_has_charges/, '--clean: the ledger holds the extension');
$node->safe_psql('postgres', 'CREATE DATABASE bare OWNER finance');
ask('CREATE EXTENSION failure_demand', 'bare');
is(error_of_drop('bare'), '', 'nothing holds it while the ledger has no row');
ask(q{BEGIN;
    INSERT INTO charge (posting, posted_at, period, account, currency, debit, definition) VALUES (1, now(), '[2026-01-01,2026-02-01)', 'App', 'XTS', 1, '{}');
    ROLLBACK}, 'bare');
is(error_of_drop('bare'), '', 'nor where its first row was rolled back');
$node->safe_psql('bare', 'GRANT USAGE ON SCHEMA failure_demand TO clerk; GRANT SELECT, INSERT ON failure_demand.charge TO clerk');
$node->safe_psql('bare', 'CREATE SCHEMA clerks AUTHORIZATION clerk');
my (undef, undef, $elsewhere) = $node->psql('bare', 'CREATE TABLE clerks.own (n int);
    CREATE TRIGGER own AFTER INSERT ON clerks.own FOR EACH ROW EXECUTE FUNCTION failure_demand_internal.guard_ledger(); INSERT INTO clerks.own VALUES (1)', extra_params => [ '-U', 'clerk' ]);
like($elsewhere, qr/permission denied for function/, 'nobody makes what holds it by a trigger on a table of his own');
is(error_of_drop('bare'), '', 'so that nothing holds it still');
my $both_sides = q{INSERT INTO failure_demand.charge (posting, posted_at, period, account, currency, debit, credit, definition)
    SELECT %d, now(), '[2026-01-01,2026-02-01)', 'App', 'XTS', side, 1 - side, '{}' FROM generate_series(0, 1) AS side};
my ($rival, $clerk) = map { begin_session($_) } qw(one two);
tell_session($_, '\\c bare clerk') foreach $rival, $clerk;
tell_session($_, 'BEGIN; SELECT count(*) FROM failure_demand.charge LIMIT 0') foreach $rival, $clerk;
tell_session($rival, sprintf $both_sides, 1);
ok(wait_until("count(*) = 1 FROM pg_stat_activity WHERE application_name = 'one' AND state LIKE 'idle in transaction%' AND query LIKE 'INSERT%'"), 'the first has added its row');
tell_session($clerk, sprintf $both_sides, 2);
ok(waits('two'), 'the second waits for it');
tell_session($rival, 'COMMIT');
tell_session($clerk, 'COMMIT');
is(join('', map { $_ // '' } (end_session($rival))[1], (end_session($clerk))[1]), '', 'two who are not the owner add the first rows at once');
is(ask('SELECT count(*) FROM charge', 'bare'), '4', 'both did');
like(error_of_drop('bare'), qr/ledger_has_charges/, 'and the ledger holds the extension');
is(ask("SELECT relowner::regrole FROM pg_class WHERE oid = 'failure_demand_internal.ledger_has_charges'::regclass", 'bare'), 'finance', "by a view that is the owner's");
ask('DROP VIEW failure_demand_internal.ledger_has_charges', 'bare');
is(error_of_drop('bare'), '', 'who drops the view drops the ledger on purpose');
ask(sprintf($both_sides, 3), 'bare');
$node->safe_psql('bare', 'CREATE ROLE heir; GRANT CREATE ON DATABASE bare TO heir; REASSIGN OWNED BY finance TO heir');
like(($node->psql('bare', 'DROP EXTENSION failure_demand'))[2], qr/ledger_has_charges/, 'it holds it for another owner, and for a superuser');
$node->safe_psql('bare', 'SET client_min_messages = error; DROP EXTENSION failure_demand CASCADE');
is($node->safe_psql('bare', "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'failure_demand%'"), '0', 'CASCADE takes all');

# ---- postings that do not balance ----

# Others than the owner cannot, whatever their search path is; of a restore that was not whole, it is said.
my $side = "INSERT INTO failure_demand.charge (posting, posted_at, period, account, currency, debit, definition) VALUES (99, now(), '[2026-01-01,2026-02-01)', 'App', 'XTS', 1, '{}')";
$node->safe_psql('copy', 'GRANT USAGE ON SCHEMA failure_demand TO clerk; GRANT SELECT, INSERT ON failure_demand.charge TO clerk');
foreach my $who ([ 'clerk', "SELECT set_config('search_path', '', false); $side" ], [ 'finance', $side ])
{
    my ($status, $out, $err) = $node->psql('copy', $who->[1], extra_params => [ '-U', $who->[0] ]);
    like($err, qr/posting 99 does not balance/, "$who->[0] cannot write a posting that does not balance");
}
$node->psql('copy', "SELECT set_config('search_path', '', false); $side", extra_params => [ '-U', 'finance' ]);
my (undef, undef, $refused) = $node->psql('copy', "SELECT * FROM failure_demand.post_charges($january)", extra_params => [ '-U', 'finance' ]);
like($refused, qr/post_charges would make wrong numbers: the posting does not balance: debits are 1.*\{"posting": 99, "currency": "XTS"\}/s, 'a part of a posting that was restored: refused');

$node->stop;
done_testing();
