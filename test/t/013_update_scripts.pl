# An update script runs nothing of the owner's as a superuser: every script that is there is looked at,
# and scripts made for this test show what would be found.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Utils;
use Test::More;

use OlderVersion qw(whole_script);
use UpdateScripts qw(@head statements objects_of faults);

my $root    = "$FindBin::RealBin/../..";
my @parts   = glob("$root/sql/*/[0-9][0-9]_*.sql");
my $install = join '', map { slurp_file($_) } @parts;
my %updates = map { $_ => whole_script(slurp_file($_), $install) } glob("$root/sql/updates/*.sql"), glob("$root/test/data/update/*--*--*.sql");
my $objects = objects_of($install, values %updates);

ok($objects->{owned}{$_}, "the parts say that $_ is the owner's") foreach qw(contact charge bounce_daily source);
ok(!$objects->{owned}{$_}, "and that $_ is not") foreach qw(contact_log rollup);
ok($objects->{function}{$_}, "$_ may run what is the owner's") foreach qw(refresh post_charges transfer_price);
ok(!$objects->{function}{$_}, "$_ may not") foreach qw(bounce_rate elapsed);
is(join("\n", map { my $file = $_; map { "$file: $_" } faults($updates{$file}, $objects) } sort keys %updates), '', 'no update script runs anything of the owner\'s');
is(join("\n", grep { m{/sql/updates/} && slurp_file($_) =~ / \.\.\.;/ } sort keys %updates), '', 'a script that is released has all of its statements in full');
ok(scalar(grep { m{/test/data/update/} } keys %updates), 'the scripts of the dry run are read, too');

# What a statement of a script has against it, after the head that each needs.
my $path = join '', map { "$_; " } @head;

sub fault_of
{
    my ($statement) = @_;
    my $own = { owned => { %{ $objects->{owned} } }, function => $objects->{function} };

    return join ' | ', map { s/: .*//r } faults("$path $statement;", $own);
}

is( join(' | ', faults($path =~ s/SET LOCAL array_nulls = on; //r, $objects)),
    join(' | ', map { "it would depend on the session: $head[$_] is its statement " . ($_ + 1) } 3 .. $#head), 'a script without all of its head');
is(scalar(faults('COMMENT ON TABLE failure_demand.contact IS \'x\';', $objects)), scalar(@head), 'a script without one');
is(fault_of($_->[0]), $_->[1], $_->[0]) foreach (
    [ "UPDATE failure_demand.reason SET cause = 'app'",                            "it reads or writes reason, which is the owner's" ],
    [ "insert into failure_demand.definition default values",                      "it reads or writes definition, which is the owner's" ],
    [ 'DELETE FROM failure_demand.report_basis',                                   "it reads or writes report_basis, which is the owner's" ],
    [ 'UPDATE reason SET cause = cause',                                           'it names reason without its schema' ],
    [ 'WITH gone AS (DELETE FROM failure_demand.charge RETURNING *) SELECT FROM gone', "it reads or writes charge, which is the owner's" ],
    [ 'INSERT INTO failure_demand_internal.shipped SELECT name FROM failure_demand.channel_in_force', "it reads or writes channel_in_force, which is the owner's" ],
    [ 'INSERT INTO failure_demand_internal.shipped SELECT name FROM failure_demand_internal.shipped, contact', 'it names contact without its schema' ],
    [ 'INSERT INTO failure_demand_internal.shipped SELECT failure_demand.set_baseline(\'a\', \'[,]\')', "it calls set_baseline, which may read or write the owner's tables" ],
    [ 'SELECT failure_demand_internal.make_interaction()',                                  "it calls make_interaction, which may read or write the owner's tables" ],
    [ "INSERT INTO failure_demand.shipped VALUES ('a', 'b')",                      'the owner may put another in the place of shipped, for the schema is his' ],
    [ "SELECT failure_demand.ship_markers('en', 'a')",                             'the owner may put another in the place of ship_markers, for the schema is his' ],
    [ 'SELECT pg_catalog.setval(\'failure_demand.charge_id_seq\', 1)',             '' ],
    [ 'CALL failure_demand.refresh(true)',                                         "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'DO $$ BEGIN UPDATE failure_demand.reason SET cause = NULL; END $$',         "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'TRUNCATE failure_demand_internal.rate_tally',                                        "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'LOCK TABLE failure_demand.contact',                                         "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'COPY failure_demand.reason FROM PROGRAM \'true\'',                          "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'SET LOCAL ROLE reporting',                                                  "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'CREATE TABLE failure_demand.kept AS SELECT * FROM failure_demand.contact',  'it makes something of rows' ],
    [ 'CREATE MATERIALIZED VIEW failure_demand.kept AS SELECT 1',                  'it makes something of rows' ],
    [ 'CREATE TABLE IF NOT EXISTS failure_demand.kept ()',                         'it could take what the owner has put there' ],
    [ 'ALTER TABLE failure_demand.contact ALTER nps TYPE numeric',                 "it rewrites or checks rows of the owner's" ],
    [ 'ALTER TABLE failure_demand.contact ADD COLUMN n int DEFAULT failure_demand.next()', "it rewrites or checks rows of the owner's" ],
    [ 'ALTER TABLE failure_demand.contact ADD n int DEFAULT 0, ADD CHECK (n >= 0)', "it rewrites or checks rows of the owner's" ],
    [ 'ALTER TABLE failure_demand.contact ADD n int GENERATED ALWAYS AS (contacts + 1) STORED', "it rewrites or checks rows of the owner's" ],
    [ 'ALTER TABLE failure_demand.target VALIDATE CONSTRAINT target_value_check', "it rewrites or checks rows of the owner's" ],
    [ 'ALTER VIEW failure_demand.added OWNER TO @extowner@',                       'its owner would be whoever updates, where give_to_owner() gives to the owner' ],
    [ 'DROP VIEW failure_demand.bounce_daily',                                     'views of users may hang on it' ],
    [ 'DROP TYPE failure_demand.marker_hit',                                       'views of users may hang on it' ],
    [ 'DROP FUNCTION failure_demand_internal.f(), failure_demand.g()',             'views of users may hang on it' ],
    [ 'DROP FUNCTION IF EXISTS failure_demand_internal.f()',                       'it hides whether what it drops or alters is there' ],
    [ 'DROP TABLE failure_demand_internal.rate_tally, failure_demand_internal.source_mark', 'what is in it is nowhere else' ],
    [ 'DROP TABLE failure_demand_internal.rate_tally CASCADE',                     'what users have made of it would go with it' ],
    [ 'ALTER TYPE failure_demand.marker_hit ADD ATTRIBUTE n int CASCADE',          'what users have made of it would go with it' ],
    [ 'DROP TABLE failure_demand_internal.contact_fact',                           'what is in it is nowhere else' ],
    [ 'DROP TABLE failure_demand_internal.source_feed',                            'what is in it is nowhere else' ],
    [ 'DROP OWNED BY reporting',                                                   "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'ALTER TYPE failure_demand.marker_hit ALTER ATTRIBUTE cause TYPE varchar',   'it changes what users have of the type' ],
    [ 'ALTER TYPE failure_demand.marker_hit DROP ATTRIBUTE cause',                 'it changes what users have of the type' ],
    [ 'ALTER DOMAIN failure_demand.share ADD CHECK (VALUE > 0)',                   'it changes what users have of the type' ],
    [ 'ALTER EXTENSION failure_demand ADD VIEW failure_demand.mine',               'it takes over, or lets go, what is there' ],
    [ 'ALTER TABLE IF EXISTS failure_demand.contact ALTER nps TYPE numeric',       'it hides whether what it drops or alters is there' ],
    [ 'ALTER TYPE failure_demand.marker_hit ADD ATTRIBUTE n int, DROP ATTRIBUTE cause', 'it changes what users have of the type' ],
    [ 'CREATE FUNCTION failure_demand.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS \'\'', 'it would run as a superuser, for whoever calls it' ],
    [ 'CREATE OR REPLACE FUNCTION failure_demand_internal.guard_ledger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \'\'', 'it would run as a superuser, for whoever calls it' ],
    [ 'ALTER FUNCTION failure_demand.f() SECURITY DEFINER',                        'it would run as a superuser, for whoever calls it' ],
    [ 'SET LOCAL search_path = failure_demand, pg_catalog',                        'names would be found elsewhere' ],
    [ 'SELECT public.f()',                                                         'it calls public.f, in a schema of somebody else' ],
    [ 'INSERT INTO failure_demand_internal.shipped SELECT * FROM public.call',     'it names public.call, in a schema of somebody else' ],
    [ 'ALTER ROLE reporting SUPERUSER',                                            "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION f()',            "it is none of the statements that are known to run nothing of the owner's" ],
    [ 'GRANT SELECT ON failure_demand.bounce_daily TO PUBLIC',                     'a dump would lose what users have granted on it' ],
    [ 'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA failure_demand FROM PUBLIC',      'a dump would lose what users have granted on it' ],
    [ 'COMMENT ON TABLE failure_demand.contact IS \'a\\b\'',                   'its backslash is another where standard_conforming_strings is off' ]);

# What is left to do, with bodies in which statements are data.
is(fault_of($_), '', $_) foreach (
    'CREATE TABLE failure_demand.added (name text PRIMARY KEY)',
    "SELECT failure_demand_internal.give_to_owner('failure_demand.added')",
    "SELECT failure_demand_internal.let_owner_run('failure_demand_internal.f()')",
    "COMMENT ON TABLE failure_demand.contact IS E'a\\\\b'",
    "SELECT pg_catalog.pg_extension_config_dump('failure_demand.added', '')",
    "INSERT INTO failure_demand_internal.shipped (reason, cause) VALUES ('UPDATE failure_demand.reason', 'app'), ('b', 'c')",
    "UPDATE failure_demand_internal.shipped SET reason = 'a' WHERE reason = 'b'",
    'CREATE TABLE failure_demand.added AS SELECT * FROM failure_demand.contact WITH NO DATA',
    'ALTER TABLE failure_demand.contact ADD COLUMN verdict text COLLATE "C"',
    "ALTER TABLE failure_demand.source ADD COLUMN slack interval DEFAULT '0', DROP CONSTRAINT a, ADD closed boolean DEFAULT false NOT NULL",
    'ALTER TABLE failure_demand_internal.shipped ALTER cause TYPE varchar',
    "CREATE OR REPLACE FUNCTION failure_demand.f() RETURNS void LANGUAGE plpgsql AS \$\$ BEGIN UPDATE failure_demand.reason SET cause = ''; END \$\$",
    'CREATE FUNCTION failure_demand.f() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM failure_demand.reason; SELECT CASE WHEN true THEN 1 END; END',
    "/* UPDATE failure_demand.reason; */ COMMENT ON TABLE failure_demand.contact IS 'as of; then' -- DELETE FROM failure_demand.contact;",
    'CREATE OR REPLACE VIEW failure_demand.bounce_daily AS SELECT 1',
    'DROP TABLE failure_demand_internal.rate_tally',
    'ALTER TYPE failure_demand.demand_evidence ADD VALUE \'dream\'',
    'ALTER TYPE failure_demand.marker_hit ADD ATTRIBUTE share double precision',
    'ALTER TYPE failure_demand.marker_hit ADD ATTRIBUTE share numeric(10, 2), ADD ATTRIBUTE place int',
    'INSERT INTO failure_demand_internal.shipped (id) SELECT s.id FROM failure_demand_internal.shipped AS s, pg_catalog.generate_series(1, 2) AS n WHERE pg_catalog.length(s.cause) > 1',
    'ALTER TABLE failure_demand.contact ADD COLUMN share double precision, ADD until timestamp with time zone, ADD price numeric(10, 2) DEFAULT 0',
    'DROP INDEX failure_demand_internal.rate_tally_key',
    'DROP FUNCTION failure_demand_internal.add_tally(regclass)',
    'DROP VIEW failure_demand_internal.work_rate_tally, failure_demand_internal.work_counted',
    'ALTER FUNCTION failure_demand_internal.f() SET jit = off',
    'CREATE VIEW failure_demand.added AS SELECT 1; GRANT SELECT ON failure_demand.added TO PUBLIC',
    'CREATE FUNCTION failure_demand.f() RETURNS void LANGUAGE C AS \'MODULE_PATHNAME\'; DROP FUNCTION failure_demand.f()');
is(scalar(statements("SELECT 1; SELECT ';'; SELECT \$a\$;\$a\$; -- ;\nSELECT \"a;\"")), 4, 'statements are told apart');

done_testing();
