# An owner who is no superuser puts code of his own wherever he may. A superuser who refreshes,
# posts, settles or adds a source for him is told to let him do it himself, however the superuser
# has dressed up; and the owner himself, whom nothing of that makes a superuser, goes on. Nor does
# anything run where a superuser dumps, restores, or drops the extension.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node    = PostgreSQL::Test::Cluster->new('doors');
my $tempdir = PostgreSQL::Test::Utils::tempdir;

# All that a role has to say against a query, after another in the same session; nothing if it is done.
sub error_of
{
    my ($role, $before, $query) = @_;
    my (undef, undef, $error) = $node->psql('company', "\\set SHOW_CONTEXT never\nSET client_min_messages = error; $before; $query", extra_params => [ '-U', $role ], on_error_stop => 1);
    return $error =~ s/^psql:<stdin>:\d+: //mgr;
}

sub ask_as
{
    my ($role, $query) = @_;
    return $node->safe_psql('company', "SET client_min_messages = error; $query", extra_params => [ '-U', $role ]);
}

$node->init(extra => [ '-U', 'super' ]);
$node->append_conf('postgresql.conf', 'autovacuum = off');
$ENV{PGUSER} = 'super';
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN; CREATE ROLE admin LOGIN IN ROLE super; CREATE DATABASE company OWNER owner');

my $period = "'[2024-03-01,2024-04-01)'";
ask_as('owner', "
    CREATE EXTENSION failure_demand;
    CREATE TABLE call AS
    SELECT n AS interaction_id, n AS customer, 'bill' AS request, '2024-03-01'::timestamptz + n * interval '1 day' AS started_at,
           60 AS handle_seconds, 'late' AS reason, 'CallCo' AS provider
    FROM generate_series(1, 40) AS n;
    INSERT INTO failure_demand.reason VALUES ('late', 'failure');
    INSERT INTO failure_demand.rate_card (channel, valid, hourly_rate) VALUES ('phone', '(,)', 60);
    INSERT INTO failure_demand.contract (name, provider) VALUES ('call centre', 'CallCo');
    INSERT INTO failure_demand.contract_term (contract, valid, price_per_contact) VALUES ('call centre', '[2024-01-01,2025-01-01)', 2);
    SELECT failure_demand.add_source('call', constants => '{\"channel\": \"phone\"}');
    CALL failure_demand.refresh()");

# Takes back what SET ROLE and SET SESSION AUTHORIZATION gave away, where it may, and makes the owner a superuser.
ask_as('owner', "
    CREATE FUNCTION climb() RETURNS void LANGUAGE plpgsql AS \$\$
    BEGIN
        IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            ALTER ROLE owner SUPERUSER;
        END IF;
    END \$\$;
    CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS \$\$
    BEGIN
        RESET SESSION AUTHORIZATION;
        RESET ROLE;
        IF session_user = 'admin' THEN
            SET ROLE super;
        END IF;
        PERFORM public.climb();
        RETURN NULL;
    END \$\$;
    SELECT format('CREATE TRIGGER spring AFTER INSERT OR UPDATE OR DELETE ON %s EXECUTE FUNCTION spring()', oid::regclass)
    FROM pg_class WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind = 'r' AND pg_has_role(relowner, 'MEMBER') \\gexec");

# The same, as an expression, in what else an owner may give his tables.
ask_as('owner', "
    CREATE FUNCTION open_door(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS \$\$
    BEGIN
        PERFORM public.climb();
        RETURN \$1;
    END \$\$;
    CREATE DOMAIN doorway AS text CHECK (open_door(VALUE) = VALUE);
    ALTER TABLE failure_demand.refresh_log ADD way doorway DEFAULT 'in', ADD made text GENERATED ALWAYS AS (open_door(full_because)) STORED;
    CREATE RULE door AS ON INSERT TO failure_demand.target DO ALSO SELECT open_door('rule');
    CREATE STATISTICS door ON open_door(interaction_id), customer FROM failure_demand_internal.contact_fact;
    ALTER TABLE failure_demand.charge ENABLE ROW LEVEL SECURITY;
    CREATE POLICY door ON failure_demand.charge USING (open_door('policy') IS NOT NULL);
    SELECT format('ALTER TABLE %1\$s ADD CONSTRAINT door CHECK (open_door(''check'') IS NOT NULL)', oid::regclass),
           format('CREATE INDEX ON %1\$s ((open_door(''index'')))', oid::regclass)
    FROM pg_class WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind = 'r' AND pg_has_role(relowner, 'MEMBER') \\gexec
    SELECT format('CREATE OR REPLACE VIEW %1\$s AS SELECT * FROM (%2\$s) AS v WHERE open_door(''view'') IS NOT NULL', oid::regclass, rtrim(pg_get_viewdef(oid), ';'))
    FROM pg_class WHERE relnamespace = 'failure_demand'::regnamespace AND relname IN ('channel_in_force', 'definition_in_force', 'marker_in_force') \\gexec");

# Functions beside those that look who calls, and what they call.
ask_as('owner', "
    SELECT format('CREATE FUNCTION failure_demand_internal.%s RETURNS %s LANGUAGE sql AS \$f\$ SELECT NULLIF(open_door(''beside''), ''beside'')::%2\$s \$f\$', f, t)
    FROM (VALUES ('check_caller(VARIADIC text[])', 'text'), ('superuser_here(VARIADIC text[])', 'name'), ('may_be_superuser(regrole)', 'boolean'), ('may_be_superuser(text)', 'boolean'))
    AS v (f, t) \\gexec");

# Nor can he put a schema of his own in the place of theirs.
is(error_of('owner', '', "ALTER SCHEMA failure_demand_internal $_"), "ERROR:  must be owner of schema failure_demand_internal", "the schema of what they call is not the owner's: $_")
  foreach 'RENAME TO mine', 'OWNER TO owner';

my %function = (
    refresh             => 'CALL failure_demand.refresh(true)',
    add_source          => "SELECT failure_demand.add_source('call', constants => '{\"channel\": \"phone\"}', name => 'again')",
    'drop_source(text)' => "SELECT failure_demand.drop_source('call')",
    drop_source         => "SELECT failure_demand.drop_source('call'::regclass)",
    set_baseline        => "SELECT failure_demand.set_baseline('march', $period)",
    disable_marker      => 'SELECT failure_demand.disable_marker((SELECT min(id) FROM failure_demand_internal.shipped_marker))',
    post_charges        => "SELECT failure_demand.post_charges($period)",
    settle              => "SELECT failure_demand.settle('call centre', $period)");
my @dress = (
    [ 'a superuser',                                         'super', '' ],
    [ 'a superuser who has set the role of the owner',       'super', 'SET ROLE owner' ],
    [ 'a superuser who has set the session of the owner',    'super', 'SET SESSION AUTHORIZATION owner' ],
    [ 'a superuser who has set both',                        'super', 'SET SESSION AUTHORIZATION owner; SET ROLE owner' ],
    [ 'a member of a superuser',                             'admin', '' ],
    [ 'a member of a superuser who has set it',              'admin', 'SET ROLE super' ]);
foreach my $name (sort keys %function)
{
    foreach my $dress (@dress)
    {
        my ($what, $role, $before) = @$dress;
        is( error_of($role, $before, "\\set VERBOSITY verbose\n$function{$name}") =~ s/\nLOCATION:.*//r,
            "ERROR:  42501: a superuser must not run this over tables of another role\n"
              . "DETAIL:  Triggers and views of \"owner\" would run with the rights of \"" . ($before eq 'SET ROLE super' ? 'super' : $role) . "\".\n"
              . "HINT:  Connect as \"owner\". SET ROLE and SET SESSION AUTHORIZATION are no protection: a trigger can take them back.",
            "$name: $what is refused");
    }
}
$node->safe_psql('company', "CREATE FUNCTION nightly() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN CALL failure_demand.refresh(); END'");
like(error_of('owner', '', 'SELECT nightly()'), qr/a superuser must not run this over tables of another role/, 'refresh: a function that runs as a superuser is refused');
is($node->safe_psql('postgres', "SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'"), 'f', 'nothing of that made the owner a superuser');

# A superuser dumps all of it, as text and as an archive, and restores it.
$node->command_ok([ 'pg_dump', '-U', 'super', @$_, $node->connstr('company') ], "pg_dump @$_")
  foreach [ '-f', "$tempdir/company.sql" ], [ '-Fc', '-f', "$tempdir/company.dump" ], [ '-a', '-f', "$tempdir/data.sql" ];
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'pg_restore', '-U', 'super', '-d', $node->connstr('restored'), "$tempdir/company.dump" ], 'pg_restore');
is($node->safe_psql('restored', 'SELECT count(*) FROM failure_demand.reason'), '1', 'with its rows');
is($node->safe_psql('postgres', "SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'"), 'f', 'neither made the owner a superuser');

# What the manual warns of, and so that it is known that the doors are open.
is($node->safe_psql('company', "BEGIN; SELECT FROM failure_demand.channel_in_force LIMIT 1; SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'; ROLLBACK") =~ s/^\n//r,
    't', 'a superuser who selects from a view of the owner runs what is in it');

# The owner, whose triggers find nothing to take back.
is(error_of('owner', '', $function{$_}), '', "$_: the owner does it") foreach qw(disable_marker set_baseline post_charges settle add_source drop_source);
ask_as('owner', "SELECT failure_demand.add_source('call', constants => '{\"channel\": \"phone\"}')");
is(error_of('owner', '', $function{$_}), '', "$_: the owner does it") foreach 'refresh', 'drop_source(text)';
$node->safe_psql('company', 'BEGIN; DROP EXTENSION failure_demand CASCADE; ROLLBACK');
is($node->safe_psql('postgres', "SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'"), 'f', 'the owner is no superuser, nor after DROP EXTENSION');

# Where all is a superuser's, superusers may; where one table is somebody else's, they may not.
$node->safe_psql('company', "
    CREATE OR REPLACE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE OR REPLACE FUNCTION climb() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
    REASSIGN OWNED BY owner TO super");
is(error_of('super', '', 'CALL failure_demand.refresh(true)'), '', 'a superuser who owns all refreshes');
is(error_of('admin', '', 'CALL failure_demand.refresh(true)'), '', 'so does a member');

# Nor may they read a source that is a view of somebody else, as after a superuser has restored a dump.
my $view = 'ERROR:  a superuser must not read a source that is a view of another role';
$node->safe_psql('company', '
    CREATE VIEW session AS SELECT * FROM (VALUES (1, 1, 1, now())) AS s (interaction_id, customer, request, started_at);
    ALTER VIEW session OWNER TO owner');
my $add = "SELECT failure_demand.add_source('session', constants => '{\"channel\": \"app\"}')";
like(error_of('super', '', $add), qr/^$view$/m, 'a view of another role is no source of a superuser\'s');
$node->safe_psql('company', 'ALTER VIEW session OWNER TO super');
is(error_of('super', '', $add), '', 'a view of his own is');
$node->safe_psql('company', 'ALTER VIEW session OWNER TO owner');
is( error_of('super', '', 'CALL failure_demand.refresh()'),
    "$view\nDETAIL:  Functions in public.session, of \"owner\", would run with the rights of \"super\".\n"
      . "HINT:  Let a role that is no superuser create the extension; or read what the view does, and make it yours: "
      . "ALTER VIEW public.session OWNER TO super. To take it away: drop_source('session').",
    'refresh: a superuser does not read a view of another role');
is(error_of('super', '', "SELECT failure_demand.drop_source('session'); CALL failure_demand.refresh()"), '', 'without it he refreshes');

$node->safe_psql('company', 'ALTER TABLE failure_demand.reason OWNER TO owner');
like(error_of('super', '', 'CALL failure_demand.refresh(true)'), qr/^ERROR:  a superuser must not run this/, 'one table is another role\'s');

$node->stop;
done_testing();
