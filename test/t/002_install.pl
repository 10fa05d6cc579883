# The extension installs as a database owner who is no superuser, everybody can use it, a
# dump restores it, and DROP EXTENSION leaves nothing behind.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('install');
my $tempdir = PostgreSQL::Test::Utils::tempdir;

# Ask as a role.
sub ask_as
{
    my ($role, $database, $query) = @_;
    return $node->safe_psql($database, $query, extra_params => [ '-U', $role ]);
}

# Every row of every catalog table of a database, as one fingerprint a catalog.
sub catalogs
{
    my $database = shift;
    my @tables   = split /\n/, $node->safe_psql($database, "
        SELECT c.oid::regclass FROM pg_class c
        WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND NOT relisshared ORDER BY relname");
    return {
        map {
            $_ => $node->safe_psql($database, "
                SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM $_ t")
        } @tables
    };
}

my $rates = "SELECT bounce_rate(customer, request, kind, started_at, ended_at, '2 days'),
                    global_fcr(customer, request, kind, started_at, ended_at, '2 days'),
                    next_contact_avoidance(customer, request, kind, started_at, ended_at, '2 days')";
my $facts = "SELECT customer, trace(kind, started_at, ended_at, '2 days', '2024-06-01') OVER w, bounced(kind, started_at, ended_at, '2 days') OVER w,
                    bounce_origin(started_at, kind, started_at, ended_at, '2 days') OVER w,
                    journey_no(started_at, ended_at, '2 days') OVER w, contact_no(started_at, ended_at, '2 days') OVER w";
my $over = 'WINDOW w AS (PARTITION BY customer, request ORDER BY started_at)';
my $rows = "(SELECT n % 37, n % 2, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END::text,
                    '2024-05-01'::timestamptz + n * 7919 % 1000 * interval '1 hour', NULL::timestamptz
             FROM generate_series(1, 200) n) AS i (customer, request, kind, started_at, ended_at)";

$node->init;
# so that no catalog changes unasked
$node->append_conf('postgresql.conf', "autovacuum = off\ntimezone = 'UTC'");
$node->start;
$node->safe_psql('postgres', '
    CREATE ROLE owner LOGIN; CREATE ROLE reader LOGIN;
    CREATE DATABASE company OWNER owner; CREATE DATABASE copy OWNER owner; CREATE DATABASE strange OWNER owner');

# Install, and use by others.
my $before = catalogs('company');
is(ask_as('owner', 'company', 'SELECT usesuper FROM pg_user WHERE usename = current_user'), 'f', 'the owner is no superuser');
ask_as('owner', 'company', 'CREATE EXTENSION failure_demand');
pass('CREATE EXTENSION by the owner of the database');
is(ask_as('owner', 'company', "SELECT extowner::regrole FROM pg_extension WHERE extname = 'failure_demand'"), 'owner', 'and its own');
isnt(catalogs('company')->{pg_proc}, $before->{pg_proc}, 'the catalogs tell that something was installed');
foreach my $role (qw(owner reader))
{
    my $search_path = 'SET search_path = failure_demand, failure_demand_internal;';
    like(ask_as($role, 'company', "$search_path $rates FROM $rows"), qr/^0[.\d]*\|0[.\d]*\|0[.\d]*$/, "$role can use the aggregates");
    is(ask_as($role, 'company', "$search_path SELECT count(*) FROM ($facts FROM $rows $over) f"), '200', "$role can use the window functions");
    is( ask_as($role, 'company', "SELECT count(*) FROM pg_proc WHERE pronamespace = 'failure_demand'::regnamespace AND NOT has_function_privilege(oid, 'EXECUTE')"),
        '0', "$role may use every function");
    is( ask_as($role, 'company', "SELECT bool_and(has_function_privilege(oid, 'EXECUTE')), bool_or(has_function_privilege(oid, 'EXECUTE')) FROM pg_proc
            WHERE pronamespace = 'failure_demand_internal'::regnamespace AND provolatile = 'v' AND prorettype <> 'trigger'::regtype AND proname <> 'set_time_zone'"),
        $role eq 'owner' ? 't|t' : 'f|f', "$role may run what changes anything: the owner alone");
    is(ask_as($role, 'company', "SELECT 'human'::text::failure_demand.channel_kind"), 'human', "$role can name a kind");
}
# Of the row types that C reads none is the owner's, who might alter it.
is(ask_as('owner', 'company', "SELECT count(*) FROM pg_type WHERE typnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND typtype <> 'd' AND typrelid NOT IN (SELECT oid FROM pg_class WHERE relkind <> 'c')
       AND typelem = 0 AND pg_has_role(typowner, 'USAGE')"), '0', 'the owner owns no type that is not of a table');
like(ask_as('reader', 'company', "SELECT failure_demand.bounce_rate(customer, request, kind, started_at, ended_at, '2 days') FROM $rows"), qr/^0\.\d+$/,
    'by its full name, under any search_path');
my (undef, undef, $error) = $node->psql('company', 'CREATE TABLE failure_demand.mine ()', extra_params => [ '-U', 'reader' ]);
like($error, qr/permission denied for schema failure_demand/, 'nobody else creates anything in its schema');

# The library is of the control file's version, and says so where the catalogue is not.
my ($installed) = slurp_file("$FindBin::RealBin/../../failure_demand.control") =~ /^default_version\s*=\s*'(.*)'/m;
is(ask_as('reader', 'company', 'SELECT * FROM failure_demand.version()'), "$installed|$installed", 'library and catalogue are of the version of the control file');
my ($versions, $warning);
$node->psql('company', "BEGIN; UPDATE pg_extension SET extversion = '0.0.9' WHERE extname = 'failure_demand'; SELECT * FROM failure_demand.version(); ROLLBACK",
    stdout => \$versions, stderr => \$warning);
is($versions, "$installed|0.0.9", 'where they differ it gives both');
like($warning, qr/WARNING:  the library and the catalogue of failure_demand are of different versions
DETAIL:  The library is of version \Q$installed\E, and the catalogue of this database of 0\.0\.9\.
HINT:  ALTER EXTENSION failure_demand UPDATE brings the catalogue to the version that is installed\./, 'and warns, and says what to do');

# Dump and restore, both by the owner.
ask_as('owner', 'company', "
    CREATE TABLE contact AS SELECT * FROM $rows;
    CREATE TABLE channel (name text, kind failure_demand.channel_kind);
    INSERT INTO channel VALUES ('app', 'digital'), ('phone', 'human');
    SET search_path = public, failure_demand, failure_demand_internal;
    CREATE VIEW public.rates AS $rates FROM contact;
    CREATE VIEW public.facts AS $facts FROM contact $over;
    CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM facts");
$node->command_ok([ 'pg_dump', '-U', 'owner', '-f', "$tempdir/company.sql", $node->connstr('company') ], 'pg_dump');
my $dump = slurp_file("$tempdir/company.sql");
like($dump, qr/CREATE EXTENSION IF NOT EXISTS failure_demand/, 'the dump names the extension');
unlike($dump, qr/CREATE (FUNCTION|AGGREGATE|TYPE|CAST|SCHEMA)/, 'and none of its members');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-U', 'owner', '-d', $node->connstr('copy'), '-f', "$tempdir/company.sql" ], 'restored by the owner');
foreach my $table (qw(contact channel rates facts kept))
{
    my $query = "SET search_path = public, failure_demand, failure_demand_internal; SELECT * FROM $table t ORDER BY t::text";
    is(ask_as('owner', 'copy', $query), ask_as('owner', 'company', $query), "$table is what it was");
}
my $version = "SELECT extversion, extnamespace::regnamespace, extowner::regrole, extconfig::regclass[] FROM pg_extension WHERE extname = 'failure_demand'";
is(ask_as('owner', 'copy', $version), ask_as('owner', 'company', $version), 'the extension is what it was');

# Drop. What a user made of it is in the way, and goes with CASCADE only.
(undef, undef, $error) = $node->psql('company', 'DROP EXTENSION failure_demand', extra_params => [ '-U', 'owner' ]);
like($error, qr/cannot drop extension failure_demand because other objects depend on it/, 'DROP EXTENSION spares what depends on it');
(undef, undef, $error) = $node->psql('company', 'DROP EXTENSION failure_demand CASCADE', extra_params => [ '-U', 'reader' ]);
like($error, qr/must be owner of extension failure_demand/, 'nobody else can drop it');
ask_as('owner', 'company', 'SET client_min_messages = warning; DROP EXTENSION failure_demand CASCADE; DROP TABLE contact, channel');
is_deeply(catalogs('company'), $before, 'DROP EXTENSION leaves nothing behind');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'company')"), '0', 'nor any shared dependency');
ask_as('owner', 'company', 'CREATE EXTENSION failure_demand');
like(ask_as('reader', 'company', "SET search_path = failure_demand, failure_demand_internal; $rates FROM $rows"), qr/^0\.\d+\|/, 'and it can be created again');
ask_as('owner', 'company', 'DROP EXTENSION failure_demand');
is_deeply(catalogs('company'), $before, 'and dropped again');

# A session that has used it goes on after it was dropped and created anew, under new OIDs.
is( ask_as('owner', 'company', "
        CREATE EXTENSION failure_demand; PREPARE asked AS SELECT failure_demand.bounce_rate(customer, request, kind, started_at, ended_at, '2 days') IS NULL FROM $rows;
        EXECUTE asked; DROP EXTENSION failure_demand; CREATE EXTENSION failure_demand; EXECUTE asked"),
    "f\nf", 'dropped and created in one session');

# Somebody else's schema of the same name is an error, and stays as it is.
ask_as('owner', 'strange', 'CREATE SCHEMA failure_demand; CREATE TABLE failure_demand.mine ()');
(undef, undef, $error) = $node->psql('strange', 'CREATE EXTENSION failure_demand', extra_params => [ '-U', 'owner' ]);
like($error, qr/schema "failure_demand" already exists/, 'a schema of that name is an error');
is(ask_as('owner', 'strange', 'SELECT count(*) FROM failure_demand.mine'), '0', 'and is left alone');
(undef, undef, $error) = $node->psql('postgres', 'CREATE EXTENSION failure_demand SCHEMA public');
like($error, qr/must be installed in schema/, 'it cannot be put elsewhere');
(undef, undef, $error) = $node->psql('postgres', 'CREATE EXTENSION failure_demand', extra_params => [ '-U', 'reader' ]);
like($error, qr/permission denied to create extension/, 'who owns no database installs nothing');

# A label that somebody adds to the kinds has no meaning, and does no harm.
$node->safe_psql('copy', "ALTER TYPE failure_demand.channel_kind ADD VALUE 'robot'");
(undef, undef, $error) = $node->psql('copy', "SET search_path = failure_demand, failure_demand_internal; SELECT bounce_rate(1, 1, 'robot', now(), NULL, '1 day')");
like($error, qr/is neither digital nor human/, 'a kind that was added is an error of the aggregates');
(undef, undef, $error) = $node->psql('copy', "SET search_path = failure_demand, failure_demand_internal; SELECT bounced('robot', now(), NULL, '1 day') OVER ()");
like($error, qr/is neither digital nor human/, 'and of the window functions');

$node->stop;
done_testing();
