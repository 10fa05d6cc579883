# An owner who is no superuser maps, refreshes, grants and restores. A dump carries what the
# company said of itself, and a refresh of what was restored gives the same; whatever happens
# to a source, the extension stays. Nobody reads what was not granted; contact shows
# a role what it may read of the sources.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node    = PostgreSQL::Test::Cluster->new('company');
my $fresh   = PostgreSQL::Test::Cluster->new('fresh');
my $tempdir = PostgreSQL::Test::Utils::tempdir;

my @configuration = ('channel', 'reason', 'definition', 'source', 'marker', 'contact_access');
my @reports = qw(bounce_daily bounce_by_touchpoint global_fcr_monthly channel_fcr_monthly containment_daily demand_monthly
  handle_time_by_demand friction_point marker_monthly journey snowball channel_transition contact_daily
  contact_daily_by_dimension charge_daily);

# Ask as a role; a server's database is company unless another is given.
sub ask_as
{
    my ($role, $query, $server, $database) = @_;
    return ($server // $node)->safe_psql($database // 'company', "SET client_min_messages = error; $query", extra_params => [ '-U', $role ]);
}

# The first line of the error that a role gets.
sub error_as
{
    my ($role, $query, $server, $database) = @_;
    my (undef, undef, $error) = ($server // $node)->psql($database // 'company', $query, extra_params => [ '-U', $role ], on_error_stop => 1);
    return $error =~ /^(?:psql:\S+ )?ERROR:  (.*)$/m ? $1 : $error;
}

# How many rows there are of each, and their bytes.
sub contents
{
    my ($server, $database, @relations) = @_;
    return {
        map {
            $_ => ask_as('owner', "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM failure_demand.$_", $server, $database)
        } map { s/^(\w+)/$1 t/r } @relations
    };
}

# pg_dump of the company by its owner, with options.
sub dump_company
{
    my ($file, @options) = @_;
    $node->command_ok([ 'pg_dump', '-U', 'owner', @options, '-f', "$tempdir/$file", $node->connstr('company') ], "pg_dump @options");
    return;
}

sub restore
{
    my ($database, $file) = @_;
    $fresh->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-U', 'owner', '-d', $fresh->connstr($database), '-f', "$tempdir/$file" ],
        "$file: restored by the owner into $database");
    return;
}

# What was restored is what was dumped; so is what a refresh makes of it.
sub check_restored
{
    my ($database, $expected) = @_;
    is_deeply(contents($fresh, $database, @configuration), $expected->{configuration}, "$database: the same configuration");
    ask_as('owner', 'CALL failure_demand.refresh()', $fresh, $database);
    is_deeply(contents($fresh, $database, 'interaction', 'contact', @reports), $expected->{reports}, "$database: refreshed, the same reports");
    return;
}

sub expected
{
    return { configuration => contents($node, 'company', @configuration), reports => contents($node, 'company', 'interaction', 'contact', @reports) };
}

foreach my $server ($node, $fresh)
{
    $server->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
    $server->append_conf('postgresql.conf', "autovacuum = off\ntimezone = 'UTC'");
    $server->start;
    $server->safe_psql('postgres', "
        CREATE ROLE owner LOGIN; CREATE ROLE successor LOGIN; CREATE ROLE clerks LOGIN; CREATE ROLE north LOGIN; CREATE ROLE drawer LOGIN; CREATE ROLE nobody LOGIN;
        CREATE ROLE supplier LOGIN; CREATE DATABASE company OWNER owner; CREATE DATABASE two_steps OWNER owner; CREATE DATABASE broken OWNER owner");
}

# ---- an owner who is no superuser ----

ask_as('owner', "
    CREATE EXTENSION failure_demand;
    CREATE SCHEMA crm; CREATE SCHEMA \"Web\";
    CREATE TABLE crm.call AS
    SELECT n AS call_no, CASE WHEN n % 11 > 0 THEN n * 7919 % 97 END AS account, 'topic ' || n % 3 AS request,
           '2024-03-01'::timestamptz + n::bigint * n * 31 % 2999 * interval '17 minutes' AS started_at, 60 + n * 31 % 900 AS handle_seconds,
           (ARRAY['north', 'south'])[1 + n % 2] AS region, CASE n % 7 WHEN 0 THEN 'sale' WHEN 1 THEN 'chase' END AS code,
           (ARRAY['I already told you', 'the parrot is silent', 'many thanks'])[1 + n % 4] AS verbatim, 'en-GB' AS language
    FROM generate_series(1, 600) n;
    CREATE TABLE \"Web\".\"Visit\" AS
    SELECT 'v' || n AS \"Key\", (n * 7919 % 97)::text AS customer, 'topic ' || n % 3 AS request, (ARRAY['app', 'kiosk', 'letter'])[1 + n % 3] AS channel,
           'page ' || n % 5 AS touchpoint, '2024-03-01'::timestamptz + n::bigint * n * 17 % 2999 * interval '17 minutes' AS started_at,
           (ARRAY['completed', 'abandoned', 'transferred'])[1 + n % 5] AS outcome
    FROM generate_series(1, 600) n;
    -- rows with one id that differ in nothing but the channel, and so in who answers there
    INSERT INTO \"Web\".\"Visit\"
    SELECT \"Key\", customer, request, CASE channel WHEN 'app' THEN 'phone' ELSE 'app' END, touchpoint, started_at, outcome FROM \"Web\".\"Visit\" WHERE \"Key\" LIKE '%3';
    INSERT INTO failure_demand.channel (name, kind) VALUES ('kiosk', 'digital'), ('letter', 'digital');
    INSERT INTO failure_demand.reason (code, demand, avoidable_reason, cause) VALUES ('sale', 'value', NULL, NULL), ('chase', 'failure', 'progress_chasing', 'delivery');
    INSERT INTO failure_demand.definition (within, time_zone, currency, country_code, customer_limit, leg_gap) VALUES ('3 days', 'Europe/Berlin', 'GBP', '49', 9, '1 hour');
    INSERT INTO failure_demand.identifier_kind (kind, form, rank, shared_above) VALUES ('loyalty_card', 'casefold', 6, 2);
    INSERT INTO failure_demand.outcome VALUES ('Abandoned', 'unresolved'), ('gave up', 'abandoned');
    INSERT INTO failure_demand.direction VALUES ('Dialled', 'outbound');
    INSERT INTO failure_demand.request_window VALUES ('first', '1 day');
    INSERT INTO failure_demand.request_name VALUES (NULL, 'topic 1', 'first'), ('call', 'topic 2', 'second'), ('visits of our site', 'topic 2', 'second');
    INSERT INTO failure_demand.placeholder (kind, value, stands_for_nobody) VALUES ('customer', '0', false), (NULL, 'walk-in', true);
    INSERT INTO failure_demand.phone_plan (country_code, trunk_prefixes, national_digits) VALUES ('883', '{0}', 12);
    INSERT INTO failure_demand.marker (language, phrase, reason, cause) VALUES ('en', 'parrot * silent', 'premature_closure', 'parrot');
    INSERT INTO failure_demand.marker (language, phrase, reason, cause)
    SELECT language, phrase, reason, 'other' FROM failure_demand_internal.shipped_marker WHERE language = 'en' ORDER BY phrase LIMIT 1;
    SELECT failure_demand.disable_marker(min(id)) FROM failure_demand_internal.shipped_marker WHERE language = 'de';
    -- a word to one ICU and two to another: here, two
    INSERT INTO failure_demand.marker (language, phrase, reason, cause) VALUES ('ja', U&'!\\8A00\\308F\\306A\\3044 \\5C4A\\304F', 'premature_closure', 'parcel'), ('qqq', 'some words', 'premature_closure', 'parcel');
    SELECT failure_demand.add_source('crm.call', '{\"interaction_id\": \"call_no\", \"customer\": \"account\", \"reason\": \"code\"}', '{\"channel\": \"phone\"}');
    SELECT failure_demand.add_source('\"Web\".\"Visit\"', '{\"interaction_id\": \"Key\"}', name => 'visits of our site');
    CALL failure_demand.refresh()");
ask_as('owner', "
    SELECT set_config(name, 'on', false) FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');
    SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
    SELECT count(*) FROM failure_demand.source_check; SELECT failure_demand_internal.configuration_fingerprint(); SELECT count(*) FROM failure_demand_internal.mapped_source();
    CALL failure_demand.refresh(true)");
pass('with parallel workers wherever they are possible');
is(ask_as('owner', 'SELECT usesuper FROM pg_user WHERE usename = current_user'), 'f', 'the owner is no superuser');
is(ask_as('owner', "SELECT string_agg(DISTINCT relowner::regrole::text, ' ') FROM pg_class WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind IN ('r', 'v', 'm', 'S') AND relname NOT LIKE 'shipped\\_%'"),
    'owner', 'and owns every table, view and sequence, but for those of shipped rows');
is(ask_as('owner', "SELECT count(*) > 0, (SELECT count(*) > 5 FROM failure_demand.friction_point WHERE bounced > 0), (SELECT count(*) > 1 FROM failure_demand.marker_monthly),
                           (SELECT string_agg(DISTINCT evidence, ' ') FROM failure_demand.contact) FROM failure_demand.snowball"),
    't|t|t|bounce marker reason repeat', 'the owner reads the reports');

# ---- privileges: nothing, one report, interaction ----

is(ask_as('nobody', "
        SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
        WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind IN ('r', 'v', 'm', 'f', 'p') AND has_table_privilege(oid, 'SELECT')"),
    'channel channel_in_force currency currency_in_force definition definition_in_force departed_customer dimension direction direction_in_force identifier_kind identifier_kind_in_force identity_source interaction interaction_column marker marker_in_force '
    . 'outcome outcome_in_force phone_plan phone_plan_in_force placeholder placeholder_in_force readable_source reason request_name request_window shipped_channel shipped_currency shipped_direction shipped_identifier_kind shipped_marker shipped_outcome shipped_phone_plan shipped_placeholder source source_check unconverted',
    'what everybody may read');
is(ask_as('nobody', "
        SELECT count(*) FROM pg_class WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind IN ('r', 'v', 'm', 'f', 'p', 'S')
        AND (CASE relkind WHEN 'S' THEN has_sequence_privilege(oid, 'USAGE, UPDATE') ELSE has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') END)"),
    '0', 'nobody else may write anything');
is(error_as('nobody', "SELECT FROM failure_demand.$_"), "permission denied for view $_", "$_: not granted") foreach 'contact', @reports;
my (undef, undef, $refused) = $node->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'nobody' ]);
like($refused, qr/ERROR:  only owner may refresh\nDETAIL:  You are nobody.\nHINT:  Connect as owner, .*: GRANT owner TO nobody/, 'refresh: not granted, and it says to whom it is');
is(error_as('nobody', "SELECT failure_demand.add_source('pg_class', '{\"interaction_id\": \"relname\", \"customer\": \"relname\", \"channel\": \"relname\", \"started_at\": null}')"),
    'source "pg_class" has no column for "started_at"', 'add_source: a mapping is checked by anybody');
is(error_as('nobody', "SELECT failure_demand.drop_source('call')"), 'only owner may drop sources', 'drop_source: not granted');
is(error_as('nobody', "SELECT failure_demand.post_charges('[2024-01-01,2024-02-01)')"), 'only owner may post charges', 'post_charges: not granted');
is(error_as('nobody', 'SELECT failure_demand.disable_marker(1)'), 'only owner may disable markers', 'disable_marker: not granted');
is(error_as('nobody', "SELECT failure_demand.set_baseline('a', '[2024-01-01,2024-02-01)')"), 'only owner may set baselines', 'set_baseline: not granted');

ask_as('owner', 'GRANT SELECT ON failure_demand.bounce_daily TO drawer');
cmp_ok(ask_as('drawer', 'SELECT sum(digital) FROM failure_demand.bounce_daily'), '>', 100, 'one report was granted: it can be read');
is(error_as('drawer', 'SELECT FROM failure_demand.bounce_by_touchpoint'), 'permission denied for view bounce_by_touchpoint', 'one report was granted: no other');
is(error_as('drawer', 'SELECT FROM failure_demand_internal.rate_tally'),           'permission denied for table rate_tally',          'one report was granted: nor what it rests on');

is(error_as('clerks', 'SELECT FROM failure_demand.interaction'), 'permission denied for table call', 'interaction: with the rights of whoever reads');
ask_as('owner', 'GRANT USAGE ON SCHEMA crm TO clerks, north; GRANT SELECT ON crm.call TO clerks, north');
is(error_as('clerks', 'SELECT FROM failure_demand.interaction'), 'permission denied for table Visit', 'interaction: it says which source is not granted');
ask_as('owner', '
    ALTER TABLE crm.call ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_region ON crm.call TO north USING (region = current_user);
    CREATE POLICY all_regions ON crm.call TO clerks USING (true)');
ask_as('owner', 'GRANT USAGE ON SCHEMA "Web" TO north; GRANT SELECT ON "Web"."Visit" TO north');
is(ask_as('north', "SELECT source, count(*) FROM failure_demand.interaction GROUP BY 1 ORDER BY 1"), "call|300\nvisits of our site|660", 'interaction: row security holds');
ask_as('owner', 'REVOKE SELECT ON "Web"."Visit" FROM north; REVOKE USAGE ON SCHEMA "Web" FROM north');

# ---- who sees which contacts ----

# as the manual has it: all rows for one role, a source for another, and for a third, by a view of the owner's, what it may read of the sources
my $access = '
GRANT SELECT ON failure_demand.contact, failure_demand.journey, failure_demand.snowball TO drawer, clerks;
INSERT INTO failure_demand.contact_access (role, source) VALUES (\'drawer\', NULL), (\'north\', NULL), (\'clerks\', \'call\');
CREATE VIEW public.own_contact WITH (security_barrier = true) AS
SELECT c.* FROM failure_demand.contact AS c
WHERE (c.source, c.interaction_id) IN (SELECT i.source, i.interaction_id FROM failure_demand.readable_interaction() AS i);
GRANT SELECT ON public.own_contact TO north;
';
my $seen    = 'SELECT source, count(*), (SELECT count(*) FROM failure_demand.journey), (SELECT count(*) FROM failure_demand.snowball) FROM failure_demand.contact GROUP BY 1 ORDER BY 1';
my $visible = 'SELECT source, count(*), (SELECT count(DISTINCT (journey_source, journey_id)) FROM failure_demand.contact WHERE %1$s AND journey_id IS NOT NULL),
                      (SELECT count(*) FROM (SELECT FROM failure_demand.contact WHERE %1$s AND journey_id IS NOT NULL GROUP BY journey_source, journey_id HAVING count(*) > 2) s)
               FROM failure_demand.contact WHERE %1$s GROUP BY 1 ORDER BY 1';
ask_as('owner', $access);
my $before = expected();
is(ask_as('clerks', 'TABLE failure_demand.readable_source'), 'call', 'one of two sources is granted');
is(ask_as('clerks', $seen), ask_as('owner', sprintf($visible, "source = 'call'")), 'by source: contact, journey and snowball show it alone');
my $north = 'SELECT source, count(*) FROM public.own_contact GROUP BY 1 ORDER BY 1';
is(ask_as('north', $north), 'call|300', 'by row: the rows of one region alone');
is(ask_as('drawer', $seen), ask_as('owner', sprintf($visible, 'true')), 'all rows');
like(ask_as('north', 'EXPLAIN (COSTS off) TABLE public.own_contact'), qr/Function Scan on readable_interaction/, 'by row: what may be read is found once');
is(error_as('nobody', 'SELECT FROM failure_demand.contact'), 'permission denied for view contact', 'who was granted nothing sees nothing');
is(error_as('clerks', 'SELECT FROM failure_demand_internal.contact_fact'), 'permission denied for table contact_fact', 'nor what is under it');
ask_as('owner', 'GRANT SELECT ON failure_demand.contact TO nobody');
is(ask_as('nobody', 'SELECT count(*) FROM failure_demand.contact'), '0', 'whom no row of contact_access names sees no row');
ask_as('owner', "INSERT INTO failure_demand.contact_access (role, source, brand) VALUES ('public', 'call', 'none'), ('nobody', 'call', 'none')");
is(ask_as('nobody', 'SELECT count(*) FROM failure_demand.contact'), '0', 'by brand: none of it');
ask_as('owner', "UPDATE failure_demand.contact_access SET brand = NULL WHERE role = 'public'");
is(ask_as('nobody', 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1'), 'call|600', 'public: everybody');
ask_as('owner', "DELETE FROM failure_demand.contact_access WHERE role IN ('public', 'nobody')");
$node->safe_psql('company', 'GRANT clerks TO nobody');
is(ask_as('nobody', 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1'), 'call|600', 'a member sees what the role does');
like(ask_as('clerks', "EXPLAIN (COSTS off) SELECT * FROM failure_demand.contact WHERE customer_group = failure_demand.customer_group('7', NULL) AND customer = '7'"),
    qr/Index Cond: \(customer_group =/, 'and finds a customer by the key');
like(ask_as('clerks', "EXPLAIN (COSTS off) SELECT one.id, c.channel FROM (VALUES ('1')) AS one (id), LATERAL (SELECT * FROM failure_demand.contact WHERE source = 'call' AND interaction_id = one.id OFFSET 0) AS c"),
    qr/Index Cond: \(\(interaction_id = .* AND \(source = 'call'::text\)/, 'and interactions one by one');
my $in_parallel = 'SET parallel_setup_cost = 0; SET min_parallel_table_scan_size = 0;';
my $by_source   = 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1';
like(ask_as('clerks', "$in_parallel EXPLAIN (COSTS off) SELECT count(*) FROM failure_demand.contact"), qr/Partial Aggregate.*Parallel Seq Scan on contact_fact/s, 'workers count for themselves');
is(ask_as('clerks', "$in_parallel $by_source"), 'call|600', 'and each sees what the role does');
is(ask_as('clerks', "
    CREATE FUNCTION pg_temp.spy(source text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS \$\$
    BEGIN
        IF source <> 'call' THEN RAISE 'seen: %', source; END IF;
        RETURN true;
    END \$\$;
    CREATE TEMPORARY VIEW spied AS SELECT * FROM failure_demand.contact WHERE pg_temp.spy(source);
    SELECT count(*) FROM spied"),
    '600', 'no function of its own is given a row that it does not see, however cheap');
is(ask_as('clerks', "SELECT count(*) FROM pg_stats WHERE tablename LIKE 'contact%'"), '0', 'nor has it the statistics');
is(ask_as('clerks', "SELECT failure_demand_internal.may_see('call', NULL, NULL), failure_demand_internal.may_see(NULL, NULL, NULL), failure_demand_internal.may_see('visits of our site', 'x', 'y')"),
    't|f|f', 'what is asked for each row');
is($node->safe_psql('company', "
    SET plan_cache_mode = force_generic_plan;
    PREPARE seen AS SELECT count(*) FROM failure_demand.contact;
    SET ROLE owner; EXECUTE seen; SET ROLE clerks; EXECUTE seen; SET ROLE drawer; EXECUTE seen"), "1200\n600\n1200", 'a plan that is kept asks anew');
like(error_as('owner', "BEGIN; ALTER TABLE failure_demand.contact_access RENAME role TO reader; SELECT FROM failure_demand.contact"),
    qr/^the table failure_demand.contact_access is not as the extension made it$/, 'a table that was altered allows nothing');
ask_as('owner', 'GRANT INSERT, UPDATE, DELETE ON failure_demand.contact TO nobody');
like(error_as('nobody', $_), qr/^cannot (insert into|update|delete from) view "contact"/, "nobody writes through it: $_")
  foreach 'DELETE FROM failure_demand.contact', 'UPDATE failure_demand.contact SET cause = NULL', 'INSERT INTO failure_demand.contact (source) VALUES (1)';
$node->safe_psql('company', 'REVOKE clerks FROM nobody');
ask_as('owner', 'REVOKE ALL ON failure_demand.contact FROM nobody; GRANT USAGE ON SCHEMA "Web" TO north; GRANT SELECT ON "Web"."Visit" TO north');
is(ask_as('north', $north), "call|300\nvisits of our site|600", 'by row: another source is granted');
ask_as('owner', 'CALL failure_demand.refresh(true)');
is_deeply(expected(), $before, 'the owner sees and refreshes all');
ask_as('owner', "DELETE FROM crm.call WHERE call_no % 50 = 0; UPDATE \"Web\".\"Visit\" SET customer = '1' WHERE customer = '2'; CALL failure_demand.refresh()");
is(ask_as('owner', 'SELECT full_because IS NULL, contacts_removed > 20, (SELECT count(*) FROM failure_demand.contact) FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1'),
    't|t|1188', 'the owner refreshes what has changed');
is(ask_as('clerks', 'SELECT count(*) FROM failure_demand.contact'), '588', 'and readers see it');

# ---- dump and restore ----

my $full = expected();
dump_company('company.sql');
my $dump = slurp_file("$tempdir/company.sql");
unlike($dump, qr/CREATE (TABLE|FUNCTION|PROCEDURE|TYPE) failure_demand(?:_internal)?\./, 'the dump has no member of the extension');
unlike($dump, qr/^COPY failure_demand(?:_internal)?\.(?!(?:channel|reason|definition|source|marker|currency|rate_card|department|touchpoint|cause_rule|cause_share|charge|baseline|contract|contract_term|target|volume|departure|source_feed|identity_feed|identity_source|contact_access|identifier_kind|placeholder|phone_plan|outcome|direction|request_name|request_window) )/m, 'and nothing that is derived');
unlike($dump, qr/failure_demand_internal\.progress_/, 'nor how far its refreshes were');
restore('company', 'company.sql');
is_deeply(contents($fresh, 'company', 'interaction'), contents($node, 'company', 'interaction'), 'company: the same interactions, before a refresh');
is(ask_as('owner', 'SELECT count(*) FROM failure_demand.contact', $fresh), '0', 'company: no contact, before a refresh');
check_restored('company', $full);
is(ask_as('clerks', $seen, $fresh), ask_as('clerks', $seen), 'restored: by source');
is(ask_as('north', $north, $fresh), ask_as('north', $north), 'restored: by row');
is(error_as('drawer', 'SELECT FROM failure_demand.demand_monthly', $fresh), 'permission denied for view demand_monthly', 'restored: what is not granted');
cmp_ok(ask_as('drawer', 'SELECT count(*) FROM failure_demand.bounce_daily', $fresh), '>', 0, 'restored: what is');

is(ask_as('owner', "SELECT string_agg(phrase, ' ' ORDER BY id) FROM failure_demand.configuration_check JOIN failure_demand.marker ON id = (key ->> 'id')::integer", $fresh),
    ask_as('owner', 'SELECT string_agg(phrase, \' \' ORDER BY id) FROM failure_demand.marker WHERE cause = \'parcel\''), 'restored: markers that this ICU cannot read are named');

dump_company('schema.sql', '--schema-only');
dump_company('data.sql',   '--data-only');
restore('two_steps', 'schema.sql');
restore('two_steps', 'data.sql');
check_restored('two_steps', $full);

# ---- an owner who would act as whoever dumps ----

$node->safe_psql('postgres', 'CREATE DATABASE hostile OWNER owner');
is(ask_as('owner', "SELECT count(*) FROM (SELECT unnest(extconfig), unnest(extcondition) FROM pg_extension WHERE extname = 'failure_demand') AS c (relation, condition) WHERE condition <> ''"),
    '0', 'no table is dumped under a condition');
ask_as('owner', "
    CREATE EXTENSION failure_demand;
    CREATE TABLE public.fired (by_whom text);
    CREATE TYPE public.trap AS (a integer);
    CREATE FUNCTION public.spring(public.trap) RETURNS boolean LANGUAGE plpgsql AS \$\$ BEGIN INSERT INTO public.fired VALUES (current_user); RETURN true; END \$\$;
    CREATE CAST (public.trap AS boolean) WITH FUNCTION public.spring(public.trap) AS IMPLICIT;
    INSERT INTO failure_demand.channel VALUES ('kiosk', 'digital');
    INSERT INTO failure_demand.currency VALUES ('XTS', 4);
    INSERT INTO failure_demand.marker (language, phrase, reason, cause) VALUES ('en', 'some words', 'premature_closure', 'parcel')", $node, 'hostile');
ask_as('owner', "
    ALTER TABLE failure_demand.$_ ADD builtin public.trap;
    UPDATE failure_demand.$_ SET builtin = ROW(1);
    ALTER TABLE failure_demand.$_ ALTER builtin SET DEFAULT ROW(2)::public.trap", $node, 'hostile') foreach qw(channel currency marker);
$node->command_ok([ 'pg_dump', @$_, '-f', "$tempdir/hostile.sql", $node->connstr('hostile') ], "pg_dump @$_ by a superuser") foreach [], ['--inserts'];
is($node->safe_psql('hostile', 'SELECT count(*) FROM public.fired'), '0', 'no code of the owner ran');

# ---- a source that goes ----

is(error_as('owner', 'DROP TABLE "Web"."Visit"'), 'cannot drop table "Web"."Visit" because other objects depend on it', 'a source is not dropped unawares');
ask_as('owner', 'DROP TABLE "Web"."Visit" CASCADE');
is(ask_as('owner', "SELECT to_regclass('failure_demand.interaction') IS NULL, count(*), (SELECT count(*) FROM failure_demand.contact), (SELECT count(*) FROM failure_demand.contact_access)
                    FROM pg_extension WHERE extname = 'failure_demand'"),
    't|1|1188|3', 'CASCADE takes the view interaction, and neither the extension, nor contact, nor who sees it');
dump_company('broken.sql');
my (undef, undef, $warning) = $node->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'owner' ]);
like($warning, qr/WARNING:  source "visits of our site" is stale: relation "Web"."Visit" does not exist/, 'the next refresh says what is missing');
is(ask_as('owner', 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1 ORDER BY 1'), "call|588\nvisits of our site|600", 'and keeps what it was');
is(ask_as('owner', "SELECT source, count(*) FROM failure_demand.interaction GROUP BY 1"), 'call|588', 'and makes interaction again');
is(ask_as('clerks', 'SELECT count(*) FROM failure_demand.contact'), '588', 'and readers go on');
ask_as('owner', 'ALTER TABLE crm.call RENAME account TO account_no; INSERT INTO crm.call SELECT * FROM crm.call WHERE call_no = 7');
restore('broken', 'broken.sql');
is(error_as('owner', 'CALL failure_demand.refresh()', $fresh, 'broken'), 'the contacts of source "visits of our site" are gone',
    'a dump with a source that is gone can be restored, and is not refreshed as if nobody had come');
is(ask_as('owner', 'SELECT source, broken FROM failure_demand.source_check ORDER BY 1', $fresh, 'broken'),
    "call|\nvisits of our site|relation \"Web\".\"Visit\" does not exist", 'source_check says why');
like(ask_as('owner', "SELECT stale FROM failure_demand.source_check WHERE source = 'visits of our site'", $fresh, 'broken'), qr/^600 contacts until .* are gone$/,
    'and does not say that they are kept');
ask_as('owner', "SELECT failure_demand.drop_source('visits of our site'); CALL failure_demand.refresh()", $fresh, 'broken');
is(ask_as('owner', 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1', $fresh, 'broken'), 'call|588', 'the source is let go, and what is left refreshed');
dump_company('renamed.sql');
$fresh->safe_psql('postgres', 'DROP DATABASE broken; CREATE DATABASE broken OWNER owner');
restore('broken', 'renamed.sql');
is(ask_as('owner', 'SELECT count(customer) FROM failure_demand.interaction', $fresh, 'broken'), ask_as('owner', 'SELECT count(account_no) FROM crm.call'),
    'a dump with a column that was renamed can be restored');
is(error_as('owner', 'CALL failure_demand.refresh()', $fresh, 'broken'), 'the contacts of source "call" are gone', 'and its contacts are missed');
is(ask_as('owner', 'SELECT source, broken FROM failure_demand.source_check ORDER BY 1', $fresh, 'broken'),
    "call|column \"account\" of relation crm.call does not exist\nvisits of our site|relation \"Web\".\"Visit\" does not exist", 'and says so');

# What a user made of interaction does not keep the last source from going.
ask_as('owner', "
    CREATE VIEW public.mine AS SELECT source, interaction_id FROM failure_demand.interaction;
    SELECT failure_demand.drop_source('visits of our site'), failure_demand.drop_source('call');
    CALL failure_demand.refresh()", $fresh, 'broken');
is(ask_as('owner', 'SELECT count(*) FROM public.mine', $fresh, 'broken'), '0', 'the last source is dropped, and a view on interaction stays');

# ---- a source of somebody else's ----

ask_as('owner', 'GRANT CREATE ON SCHEMA public TO supplier', $fresh);
ask_as('supplier', "
    CREATE TABLE public.answered (interaction_id int, customer text, request text, started_at timestamptz, partner text);
    INSERT INTO public.answered SELECT n, n, 'a', '2024-04-01', 'p' FROM generate_series(1, 10) n", $fresh);
my $add = "SELECT failure_demand.add_source('%s', constants => '{\"channel\": \"phone\"}')";
is(error_as('owner', sprintf($add, 'public.answered'), $fresh), 'permission denied for table answered', 'a source that was not granted is not added');
ask_as('supplier', 'GRANT SELECT ON public.answered TO owner', $fresh);
ask_as('owner', sprintf($add, 'public.answered') . '; CALL failure_demand.refresh()', $fresh);
is(ask_as('owner', "SELECT count(*) FROM failure_demand.contact WHERE source = 'answered'", $fresh), '10', 'a source that was granted');
ask_as('supplier', 'ALTER TABLE public.answered ENABLE ROW LEVEL SECURITY; CREATE POLICY part ON public.answered USING (interaction_id > 5)', $fresh);
ask_as('owner', "INSERT INTO crm.call SELECT 8888, account, request, started_at, handle_seconds, region FROM crm.call WHERE account IS NOT NULL LIMIT 1", $fresh);
(undef, undef, $warning) = $fresh->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'owner' ]);
like($warning, qr/WARNING:  source "answered" is stale: query would be affected by row-level security policy for table "answered"/,
    'a refresh does not take what row security shows for all there is');
is(ask_as('owner', "SELECT count(*) FROM failure_demand.contact WHERE source = 'answered'", $fresh), '10', 'contact stays as it was');
is(ask_as('owner', "SELECT count(*) FROM failure_demand.contact WHERE interaction_id = '8888'", $fresh), '1', 'and the others are refreshed');
is(ask_as('owner', "SELECT rows, broken, stale ~ '^10 contacts until .* are kept' FROM failure_demand.source_check WHERE source = 'answered'", $fresh),
    '|query would be affected by row-level security policy for table "answered"|t', 'source_check says so, too');
ask_as('owner', "DELETE FROM crm.call WHERE call_no = 8888", $fresh);
ask_as('supplier', 'ALTER TABLE public.answered DISABLE ROW LEVEL SECURITY; REVOKE SELECT ON public.answered FROM owner', $fresh);
(undef, undef, $warning) = $fresh->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'owner' ]);
like($warning, qr/WARNING:  source "answered" is stale: permission denied for relation public.answered/, 'a source that was revoked is kept as it was');
ask_as('supplier', 'CREATE VIEW public.answered_by_us AS SELECT * FROM public.answered; GRANT SELECT ON public.answered_by_us TO owner', $fresh);
ask_as('owner', "SELECT failure_demand.drop_source('answered');" . sprintf($add, 'public.answered_by_us') . '; CALL failure_demand.refresh()', $fresh);
is(ask_as('owner', "SELECT count(*) FROM failure_demand.contact WHERE source = 'answered_by_us'", $fresh), '10', "a view with its owner's rights shows all");
$fresh->safe_psql('company', 'ALTER VIEW public.answered_by_us OWNER TO drawer');
(undef, undef, $warning) = $fresh->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'owner' ]);
like($warning, qr/WARNING:  source "answered_by_us" is stale: permission denied for table answered/, 'a view whose owner may not read what it shows is kept as it was');
is(ask_as('owner', "SELECT count(*) FROM failure_demand.contact WHERE source = 'answered_by_us'", $fresh), '10', 'with all its contacts');
$fresh->safe_psql('company', 'ALTER VIEW public.answered_by_us OWNER TO supplier');
$fresh->safe_psql('company', 'CREATE SCHEMA closed; GRANT USAGE ON SCHEMA closed TO owner; ALTER VIEW public.answered_by_us SET SCHEMA closed; CREATE VIEW closed.other AS SELECT 1');
ask_as('owner', "SELECT failure_demand.drop_source('answered_by_us');" . sprintf($add, 'closed.answered_by_us') . '; CALL failure_demand.refresh()', $fresh);
$fresh->safe_psql('company', 'REVOKE USAGE ON SCHEMA closed FROM owner');
(undef, undef, $warning) = $fresh->psql('company', 'CALL failure_demand.refresh()', extra_params => [ '-U', 'owner' ]);
like($warning, qr/WARNING:  source "answered_by_us" is stale: permission denied for schema closed/, 'a source in a schema that may not be used any more is kept as it was');
is(error_as('owner', "SELECT failure_demand.drop_source('pg_class'::regclass)", $fresh), 'pg_class is no source', 'and keeps no other from being looked for');
$fresh->safe_psql('company', 'GRANT USAGE ON SCHEMA closed TO owner');
ask_as('owner', 'CREATE SCHEMA hidden; CREATE TABLE hidden.call AS SELECT * FROM crm.call', $fresh);
ask_as('owner', "SELECT failure_demand.add_source('hidden.call', '{\"interaction_id\": \"call_no\", \"customer\": \"account\"}', '{\"channel\": \"phone\"}', name => 'hidden')", $fresh);
is(ask_as('clerks', 'SELECT source, count(*) FROM failure_demand.contact GROUP BY 1', $fresh), 'call|588', 'by source: one in a schema that may not be used');
is(ask_as('north',  $north, $fresh), "call|288\nvisits of our site|600", 'by row: one in a schema that may not be used');

# ---- another owner ----

$fresh->safe_psql('company', 'REASSIGN OWNED BY owner TO successor');
foreach my $grant ('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA failure_demand_internal TO successor', 'GRANT CREATE ON SCHEMA failure_demand_internal TO successor')
{
    like(error_as('successor', 'CALL failure_demand.refresh()', $fresh), qr/^a refresh runs functions that successor may not/, "what it needs was not handed over with the tables: it says so, before $grant");
    $fresh->safe_psql('company', $grant);
}
ask_as('successor', "INSERT INTO crm.call SELECT 9999, account, request, started_at, handle_seconds, region FROM crm.call LIMIT 1; SELECT failure_demand.drop_source('hidden'), failure_demand.drop_source('answered_by_us'); CALL failure_demand.refresh()", $fresh);
is(ask_as('successor', "SELECT viewowner FROM pg_views WHERE viewname = 'interaction'", $fresh), 'successor', 'what was reassigned goes on');

# ---- an owner whose name is as long as a name can be, and must be quoted ----

foreach my $length (62, 63)
{
    my $name = substr('The owner of all ' x 4, 0, $length);

    $fresh->safe_psql('postgres', "CREATE ROLE \"$name\" LOGIN; CREATE DATABASE owned_$length OWNER \"$name\"");
    is(ask_as($name, "
            CREATE EXTENSION failure_demand;
            CREATE TABLE visit AS SELECT 1 AS interaction_id, 1 AS customer, 'app' AS channel, '2024-04-01'::timestamptz AS started_at;
            SELECT failure_demand.add_source('visit');
            CALL failure_demand.refresh();
            SELECT octet_length(viewowner), count(*) FROM pg_views, failure_demand.interaction WHERE viewname = 'interaction' GROUP BY 1", $fresh, "owned_$length"),
        "visit\n$length|1", "an owner of $length bytes");
}

$node->stop;
$fresh->stop;
done_testing();
