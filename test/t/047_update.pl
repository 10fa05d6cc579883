# An update gives the catalogue and the numbers of a fresh installation, and runs nothing of the owner's as a superuser:
# from an older version that never was, installed, filled and beset with code of his own by an owner who is no superuser.
# The library is today's in all of it: as after a package was installed, and before the update.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use OlderVersion qw(older_script whole_script installed_extension copy_extension);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node    = PostgreSQL::Test::Cluster->new('update');
my $tempdir = PostgreSQL::Test::Utils::tempdir;
my $data    = "$FindBin::RealBin/../data/update";
my $root    = "$FindBin::RealBin/../..";
my $safe    = 'SET search_path = pg_catalog, pg_temp; SET client_min_messages = error;';

# What the older version lacks, and what else is new in its place.
my $lacks = '{channel_transition,channel_recontact_after,marker_in_force,reversed,cause_rule}';

# ---- the servers find a copy of the extension, with the older version beside it ----

$node->init(extra => [ '-U', 'super', '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\ntimezone = 'UTC'\nmax_prepared_transactions = 0");
$ENV{PGUSER} = 'super';
$node->start;
my $installed = installed_extension($node);
if (!defined $installed)
{
    $node->stop;
    plan skip_all => 'this server finds extensions in its own folder alone';
}
my ($today)  = slurp_file("$installed->{folder}/failure_demand.control") =~ /^default_version = '(.*)'/m;
my $install  = slurp_file("$installed->{folder}/failure_demand--$today.sql");
my ($rules) = $install =~ /\.computation_version\(\)\n.*\n.*\nRETURN (\d+);/;
my $settings = copy_extension(
    $installed, "$tempdir/extension",
    'failure_demand--older.sql'           => older_script($install),
    "failure_demand--older--$today.sql"   => whole_script(slurp_file("$data/failure_demand--older--today.sql"), $install),
    'failure_demand--older--replacing.sql' => 'CREATE OR REPLACE VIEW failure_demand.taken AS SELECT 1 AS ours;',
    'failure_demand--older--function.sql'  => 'CREATE OR REPLACE FUNCTION failure_demand.taken() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;',
    "failure_demand--$today--rebuilt.sql" => whole_script(slurp_file("$data/failure_demand--today--rebuilt.sql"), $install));
$node->append_conf('postgresql.conf', $settings);
$node->restart;
$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN; CREATE ROLE analyst LOGIN');

sub ask_as
{
    my ($role, $database, $query) = @_;
    return $node->safe_psql($database, $query, extra_params => [ '-U', $role ]);
}

# What a role gets that is refused: the message; or its code, message, detail and hint.
sub error_of
{
    my ($role, $database, $query) = @_;
    my (undef, undef, $error) = $node->psql($database, $query, extra_params => [ '-U', $role ], on_error_stop => 1);
    return $error =~ /^(?:psql:\S+ )?ERROR:  (.*)$/m ? $1 : $error;
}

sub whole_error_of
{
    my ($role, $database, $query) = @_;
    my (undef, undef, $error) = $node->psql($database, $query, extra_params => [ '-U', $role, '-v', 'VERBOSITY=verbose' ], on_error_stop => 1);
    return join "\n", $error =~ /\b((?:ERROR|DETAIL|HINT):  .*)$/mg;
}

sub run_file
{
    my ($role, $database, $file, %variable) = @_;
    my ($output, $error) = run_command([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', $role, (map { ('-v', "$_=$variable{$_}") } keys %variable),
        '-d', $node->connstr($database), '-f', $file ]);
    die "$file: $error" if $error =~ /ERROR:/;
    return $output;
}

# Lines that are in one of two texts alone.
sub difference
{
    my ($old, $new) = @_;
    my %count;

    $count{$_}++ foreach split /\n/, $new;
    $count{$_}-- foreach split /\n/, $old;
    return join "\n", map { my $count = $count{$_}; ($count < 0 ? '- ' : '+ ') . $_ } grep { $count{$_} } sort keys %count;
}

sub same
{
    my ($old, $new, $what) = @_;
    my $difference = difference($old, $new);

    is($difference eq '' ? '' : substr($difference, 0, 20000), '', $what);
    return;
}

sub catalogue { return run_file('super', $_[0], "$root/test/lib/catalogue.sql") }

sub numbers
{
    my ($database, $without) = @_;
    my @lines = split /\n/, run_file('owner', $database, "$data/numbers.sql", without => $without // '{}');
    return join "\n", sort @lines;
}

sub version_of { return $node->safe_psql($_[0], "$safe SELECT extversion FROM pg_extension WHERE extname = 'failure_demand'") }

# Of what the owner has put there: what ran as a superuser, and how much ran as himself.
sub ran { return $node->safe_psql($_[0], "$safe SELECT coalesce(string_agg(what, ', ') FILTER (WHERE superuser), 'nothing') FROM own_code.ran") }

# ---- installed, filled, beset ----

# Settings of a session, which must make no difference: in one installation, and in one update.
my $session = "SET standard_conforming_strings = off; SET transform_null_equals = on; SET array_nulls = off; SET IntervalStyle = sql_standard;
    SET DateStyle = 'SQL, DMY'; SET TimeZone = 'Asia/Tokyo'; SET quote_all_identifiers = on; SET row_security = off;
    SET default_transaction_isolation = 'serializable'; SET escape_string_warning = off;";
ask_as('super', 'postgres', "CREATE DATABASE plain OWNER owner");
ask_as('owner', 'plain', 'CREATE EXTENSION failure_demand');

foreach my $database ([ older => '', " VERSION 'older'" ], [ fresh => $session, '' ])
{
    my ($name, $settings, $version) = @$database;

    $node->safe_psql('postgres', "CREATE DATABASE $name OWNER owner");
    ask_as('owner', $name, "$settings CREATE EXTENSION failure_demand$version");
    same(catalogue('plain'), catalogue($name), 'settings of the session change nothing of an installation') if $settings ne '';
    run_file('owner', $name, "$data/company.sql");
}
is(version_of('older'), 'older', 'the older version is installed by an owner who is no superuser');
isnt(difference(catalogue('older'), catalogue('fresh')), '', 'and has another catalogue');
is( error_of('super', 'older', "$safe SELECT fmgr_c_validator(p.oid) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname LIKE 'failure\\_demand%' AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')"),
    '', 'all that its functions name is in the library');
same((map { numbers($_, $lacks =~ s/\}/,computation_version}/r) } qw(fresh older)), 'with today\'s library it gives the same numbers');

run_file('owner', $_, "$data/hostile.sql") foreach qw(older fresh);
is(ran('older'), 'nothing', 'what the owner has put there has run as himself alone');
my %before = (older => catalogue('older'), fresh => catalogue('fresh'));
my $numbers_before = numbers('older', $lacks);
my $period = "'[2024-03-15,2024-03-29)'";
my $ledger = 'SELECT string_agg(c::text, E\'\n\' ORDER BY c.id) FROM failure_demand.charge AS c';
my $ledger_before = ask_as('owner', 'older', "$safe $ledger");

# Each of it is a door, where a superuser does what no script may.
foreach my $door (
    [ 'INSERT INTO failure_demand.target (metric, value) VALUES (\'nps\', 1)', 'writing' ],
    [ 'SELECT FROM failure_demand.handle_time_by_demand',                     'reading' ],
    [ 'SELECT FROM pg_class WHERE \'a\'::pg_catalog.text = \'b\'::pg_catalog.text', 'names' ])
{
    like($node->safe_psql('older', "BEGIN; $door->[0]; SET CONSTRAINTS ALL IMMEDIATE; $safe SELECT bool_or(superuser) FROM own_code.ran; ROLLBACK"),
        qr/^t$/m, "a superuser falls for it: $door->[1]");
}

# ---- updated ----

# A session of the owner's may have things of its own, too.
my $things = "CREATE TEMP VIEW shipped_marker AS SELECT own_code.note('temporary view'); CREATE TEMP TABLE pg_class AS SELECT 1;
    CREATE DOMAIN pg_temp.\"interval\" AS pg_catalog.text CHECK (own_code.note('temporary type'));";
foreach my $way ([ owner => 'by_owner', "$session $things" ], [ super => 'by_superuser', '' ])
{
    my ($role, $database, $before) = @$way;

    $node->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE older OWNER owner; ALTER DATABASE $database SET search_path = own_code, failure_demand, public, pg_catalog");
    ask_as('owner', $database, "$safe CREATE OR REPLACE VIEW failure_demand.failure_cause AS SELECT * FROM ("
          . ask_as('owner', $database, "$safe SELECT rtrim(pg_get_viewdef('failure_demand.failure_cause'), ';')") . ') AS v WHERE own_code.note(\'report\')');
    ask_as($role, $database, "$before ALTER EXTENSION failure_demand UPDATE TO '$today'");
    is(version_of($database), $today, "$database: updated");
    is(ran($database), 'nothing', "$database: nothing of the owner's ran as a superuser, nor at commit");
    same($before{fresh}, catalogue($database), "$database: the catalogue is that of a fresh installation");
    my $numbers = numbers($database, $lacks);
    my $open    = 'The period is open, because the extension had been updated since the last refresh.';
    is(scalar(() = $numbers =~ /\Q$open\E/g), 3, "$database: until the next refresh, progress says of each metric that it is of an older version");
    same($numbers_before, $numbers =~ s/"\Q$open\E"|\Q$open\E //gr, "$database: but that, no number is another");
    is( whole_error_of('owner', $database, "$safe SELECT failure_demand.post_charges($period)"),
        "ERROR:  55000: the period [2024-03-15,2024-03-29) is open\n"
          . "DETAIL:  Of [2024-03-15,2024-03-29), the extension had been updated since the last refresh.\n"
          . 'HINT:  CALL failure_demand.refresh() before.',
        "$database: and nothing is charged");
    is(ask_as('owner', $database, "$safe $ledger"), $ledger_before, "$database: the ledger is what it was");
}

# ---- the next refresh ----

# The first refresh after the update computes everything by the new rules, and then charges can be posted. The baseline
# stays what it was, and says so, until the owner makes a new one.
sub refresh_updated
{
    my ($database) = @_;

    ask_as('owner', $database, "$safe CALL failure_demand.refresh()");
    is(ask_as('owner', $database, "$safe SELECT full_because FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1"),
        'the extension had been updated', "$database: the next refresh is full, and says why");
    is(ask_as('owner', $database, "BEGIN; $safe SELECT sum(charged) > 0 FROM failure_demand.post_charges($period);
            SELECT DISTINCT definition -> 'computation_version' FROM failure_demand.charge WHERE period = $period; ROLLBACK"),
        "t\n$rules", "$database: charges are posted again, by the new rules");
    is(ask_as('owner', $database, "$safe SELECT count(*) FROM failure_demand.progress('march', $period) WHERE note ~ 'computation_version 0, now $rules'"),
        3, "$database: progress says of each metric that the baseline is of the former rules");
    ask_as('owner', $database, "$safe DELETE FROM failure_demand.baseline; SELECT failure_demand.set_baseline('march', '[2024-03-01,2024-03-15)')");
    return;
}

my $more = "INSERT INTO public.call SELECT 1000 + n, n, 'topic 1', timestamptz '2024-04-02 00:00+00' + n * interval '1 hour', 60, 'CallCo', 'brand 1',
    NULL, NULL, 'the app just spins', 'en' FROM generate_series(1, 20) AS n";
foreach my $database (qw(fresh by_owner by_superuser))
{
    refresh_updated($database) if $database ne 'fresh';
    same(numbers('fresh', '{}'), numbers($database, '{}'), "$database: after the next refresh, the numbers are those of a fresh installation");
    ask_as('owner', $_, "$safe $more; CALL failure_demand.refresh(); SELECT count(*) FROM failure_demand.post_charges('[2024-03-01,2024-03-15)')")
      foreach $database eq 'by_superuser' ? ('fresh', 'by_owner', 'by_superuser') : ();
}
same(numbers('fresh'), numbers($_), "$_: and so they are after more contacts, which the shipped marker finds") foreach qw(by_owner by_superuser);
like(numbers('by_owner'), qr/"markers": \[1310\]/, 'it does find them');
is(ask_as('owner', 'by_owner', "$safe $ledger"), $ledger_before, 'by_owner: posted again, the ledger is what it was');
is(ran($_), 'nothing', "$_: nothing of the owner's has run as a superuser") foreach qw(by_owner by_superuser);
is(ask_as('analyst', 'by_owner', "$safe SELECT sum(count) > 100 FROM public.of_contacts"), 't', 'what a reader was granted he may read');

# ---- a table of counts made anew ----

ask_as('owner', 'by_owner', "ALTER EXTENSION failure_demand UPDATE TO 'rebuilt'");
is(ran('by_owner'), 'nothing', 'rebuilt: nothing of the owner\'s ran as a superuser');
my $of_owner = qr/^\S+ own_\w+ on table failure_demand_internal\.rate_tally\t.*\n/m;
same($before{fresh} =~ s/$of_owner//gr =~ s/^extension failure_demand\tversion.*\n//mr, catalogue('by_owner') =~ s/^extension failure_demand\tversion.*\n//mr,
    'rebuilt: the catalogue is what it was, without what the owner had put on the table');
ask_as('owner', 'by_owner', "$safe CALL failure_demand.refresh()");
same(numbers('fresh'), numbers('by_owner'), 'rebuilt: after the next refresh, so are the numbers');

# ---- in the way ----

$node->safe_psql('postgres', 'CREATE DATABASE in_the_way TEMPLATE older OWNER owner');
foreach my $case (
    [ $today, 'VIEW failure_demand.channel_transition AS SELECT 1', 'relation "channel_transition" already exists' ],
    [ $today, 'TABLE failure_demand.channel_transition (from_channel text)', 'relation "channel_transition" already exists' ],
    [ $today, 'TYPE failure_demand.marker_word AS (word_no integer)', 'type "marker_word" already exists' ],
    [ $today, 'FUNCTION failure_demand.marker_words(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 1::text $$', 'function "marker_words" already exists with same argument types' ],
    [ 'replacing', 'VIEW failure_demand.taken AS SELECT 1 AS ours', 'view failure_demand.taken is not a member of extension "failure_demand"' ],
    [ 'function', 'FUNCTION failure_demand.taken() RETURNS integer LANGUAGE sql AS $$ SELECT 2 $$', 'function failure_demand.taken() is not a member of extension "failure_demand"' ])
{
    my ($to, $made, $error) = @$case;
    my ($kind, $name) = $made =~ /^(\w+) ([\w.]+(?:\(.*?\))?)/;

    ask_as('owner', 'in_the_way', "$safe CREATE $made");
    is(error_of($_, 'in_the_way', "ALTER EXTENSION failure_demand UPDATE TO '$to'"), $error, "$name: the owner's own " . lc($kind) . " is in the way of $_") foreach qw(owner super);
    ask_as('owner', 'in_the_way', "$safe DROP $kind $name");
    pass('and is his to drop: nothing took it over');
}
same($before{older}, catalogue('in_the_way'), 'and the catalogue is what it was');
is(ran('in_the_way'), 'nothing', 'nothing of it has run as a superuser');

$node->stop;
done_testing();
