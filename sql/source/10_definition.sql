-- What a company says of itself: its channels, its reason codes, and what it takes for a
-- repeat.

-- What is shipped stands in tables of its own, which no ALTER OWNER follows: they belong to
-- whoever installs as a superuser, or, where the owner is none, to the server's first one.
-- Install and update scripts alone write them, and no dump carries them. The tables to fill
-- have the user's rows alone; ..._in_force puts both together.
CREATE TABLE failure_demand_internal.shipped_channel (
    name text PRIMARY KEY,
    kind text NOT NULL
);
COMMENT ON TABLE failure_demand_internal.shipped_channel IS
'channels that are shipped; a row of your own in channel, of the same name, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_channel.name IS
'name of the channel';
COMMENT ON COLUMN failure_demand_internal.shipped_channel.kind IS
'digital: no person answers; human: a person does';
GRANT SELECT ON failure_demand_internal.shipped_channel TO PUBLIC;

INSERT INTO failure_demand_internal.shipped_channel (name, kind)
SELECT name, 'digital'
FROM pg_catalog.unnest('{app,portal,website,web_form,chatbot,voicebot,ivr}'::text[]) AS name;
INSERT INTO failure_demand_internal.shipped_channel (name, kind)
SELECT name, 'human'
FROM pg_catalog.unnest('{phone,email,chat,branch,letter,social}'::text[]) AS name;
ANALYZE failure_demand_internal.shipped_channel;

CREATE TABLE failure_demand.channel (
    name text PRIMARY KEY CHECK (failure_demand_internal.check_name(name, 'the name of a channel')),
    kind text CHECK (failure_demand.channel_kind(kind)::text = kind)
);
ALTER TABLE failure_demand.channel OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.channel IS
'channels of your own, and whether a person answers there; a row wins over a shipped one of the same name';
COMMENT ON COLUMN failure_demand.channel.name IS
'name of the channel, as the interactions have it';
COMMENT ON COLUMN failure_demand.channel.kind IS
'digital: no person answers; human: a person does; null: known, and no contact, such as a menu, a queue or a survey: '
'its interactions are left out, and counted';
GRANT SELECT ON failure_demand.channel TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.channel', '');

-- DISTINCT tells the planner that a name is there once.
CREATE VIEW failure_demand.channel_in_force AS
SELECT DISTINCT ON (c.name) c.name, c.kind COLLATE "C" AS kind
FROM (SELECT name, kind, true AS own FROM failure_demand.channel
      UNION ALL SELECT name, kind, false FROM failure_demand_internal.shipped_channel) AS c
ORDER BY c.name, c.own DESC;
ALTER VIEW failure_demand.channel_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_in_force IS
'the channels, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.channel_in_force.name IS
'name of the channel, as the interactions have it';
COMMENT ON COLUMN failure_demand.channel_in_force.kind IS
'digital: no person answers; human: a person does; null: known, and no contact';
GRANT SELECT ON failure_demand.channel_in_force TO PUBLIC;

CREATE TABLE failure_demand.reason (
    code             text PRIMARY KEY CHECK (failure_demand_internal.check_name(code, 'the code of a reason')),
    demand           text CHECK (failure_demand.demand_class(demand)::text = demand),
    avoidable_reason text CHECK (failure_demand.avoidable_reason(avoidable_reason)::text = avoidable_reason),
    cause            text CHECK (failure_demand_internal.check_name(cause, 'the cause of a reason', 100))
);
ALTER TABLE failure_demand.reason OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.reason IS
'reason codes that agents give to contacts, and what each says of the demand';
COMMENT ON COLUMN failure_demand.reason.code IS
'the code, as the interactions have it';
COMMENT ON COLUMN failure_demand.reason.demand IS
'failure or value; null or unclassified: the code decides nothing, and other evidence is heard';
COMMENT ON COLUMN failure_demand.reason.avoidable_reason IS
'why a contact with this code should not have been needed, where the code says so';
COMMENT ON COLUMN failure_demand.reason.cause IS
'what failed, as a short key, such as app, delivery or call_back';
GRANT SELECT ON failure_demand.reason TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.reason', '');

CREATE FUNCTION failure_demand.value_asked()
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM failure_demand.reason AS r WHERE r.demand = 'value');
END;
COMMENT ON FUNCTION failure_demand.value_asked() IS
'is any reason code mapped to value? where none is, all that is assessed is failure, whatever happened: then reports '
'give no failure share';

CREATE FUNCTION failure_demand.elapsed(within interval)
RETURNS interval
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.elapsed(interval) IS
'a window as hours, minutes and seconds alone: a day is 24 hours; months, zero and negative windows are errors '
'(22023)';

CREATE TABLE failure_demand.definition (
    within    interval NOT NULL DEFAULT '48 hours' CHECK (failure_demand.elapsed(within) > '0'),
    match     text NOT NULL DEFAULT 'request'
        CHECK (failure_demand_internal.check_choice(match, 'match', '{request,customer}')),
    time_zone text NOT NULL DEFAULT 'UTC',
    currency  text NOT NULL DEFAULT 'EUR' CHECK (failure_demand_internal.check_currency(currency)),
    country_code   text CHECK (failure_demand_internal.check_country_code(country_code)),
    customer_limit integer NOT NULL DEFAULT 50
        CHECK (failure_demand_internal.check_at_least_one(customer_limit, 'customer_limit')),
    leg_gap        interval NOT NULL DEFAULT '30 minutes'
        CHECK (failure_demand_internal.check_elapsed(leg_gap, 'leg_gap'))
);
ALTER TABLE failure_demand.definition OWNER TO @extowner@;
-- at most one row
CREATE UNIQUE INDEX definition_one_row ON failure_demand.definition ((true));
COMMENT ON INDEX failure_demand.definition_one_row IS
'at most one row';
COMMENT ON TABLE failure_demand.definition IS
'what the reports are computed by, in at most one row of your own; without one: 48 hours, match request, UTC, EUR, no '
'country code, customers of 50, legs of 30 minutes';
COMMENT ON COLUMN failure_demand.definition.within IS
'the time in which a contact counts as a repeat: elapsed time, a day is 24 hours';
COMMENT ON COLUMN failure_demand.definition.match IS
'request: contacts of one customer and request belong together; customer: all contacts of a customer do';
COMMENT ON COLUMN failure_demand.definition.time_zone IS
'time zone in which days and months of the reports begin, such as Europe/Berlin';
COMMENT ON COLUMN failure_demand.definition.currency IS
'currency of the reports (ISO 4217), where a rate names none';
COMMENT ON COLUMN failure_demand.definition.country_code IS
'country code of telephone numbers that are written without one, such as 49; null: they are kept by their digits';
COMMENT ON COLUMN failure_demand.definition.customer_limit IS
'a customer of more values of its best kind of identifiers is not believed: each of these is then one of its own';
COMMENT ON COLUMN failure_demand.definition.leg_gap IS
'a leg of a conversation that starts later than this after the latest end so far is another contact';
GRANT SELECT ON failure_demand.definition TO PUBLIC;
ALTER TABLE failure_demand.definition REPLICA IDENTITY FULL;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.definition', '');

-- Every dump empties the search path, which nobody does by hand: SET search_path = '' sets
-- it to a schema without a name.
CREATE FUNCTION failure_demand_internal.is_restore()
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.current_setting('search_path') = ''
       AND pg_catalog.pg_has_role(current_user, failure_demand_internal.schema_owner(), 'MEMBER');
COMMENT ON FUNCTION failure_demand_internal.is_restore() IS
'does the owner, or a superuser, restore a dump? what depends on other tables, or on the server, is not asked of its '
'rows one by one';

CREATE FUNCTION failure_demand_internal.is_time_zone(name text)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.is_time_zone(text) IS
'has this server a time zone of the name?';

CREATE FUNCTION failure_demand_internal.nearest_names(name text, names text[])
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.nearest_names(text, text[]) IS
'up to three of the names, in quotation marks, that could have been meant by a name; null where none is near';

-- No CHECK, for another server has other time zones: a dump must be restored there, too.
CREATE FUNCTION failure_demand_internal.check_time_zone()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT failure_demand_internal.is_time_zone(NEW.time_zone) THEN
        RAISE EXCEPTION 'time zone "%" not recognized', NEW.time_zone USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('Column "time_zone" of table "%s" is a name or an abbreviation that this server knows.',
                            TG_TABLE_NAME),
            HINT = coalesce('The nearest: ' || failure_demand_internal.nearest_names(
                                NEW.time_zone, ARRAY(SELECT z.name FROM pg_timezone_names AS z)) || '.',
                            'SELECT name FROM pg_timezone_names lists them.');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_time_zone() IS
'refuses a time zone that this server does not have (22023)';
CREATE TRIGGER check_time_zone
BEFORE INSERT OR UPDATE ON failure_demand.definition
FOR EACH ROW WHEN (NEW.time_zone IS NOT NULL AND NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.check_time_zone();
COMMENT ON TRIGGER check_time_zone ON failure_demand.definition IS
'time zones that there are only, but for a restore';

CREATE VIEW failure_demand.definition_in_force AS
SELECT coalesce(d.within, '48 hours') AS within, coalesce(d.match, 'request') AS match,
       coalesce(d.time_zone, 'UTC') AS time_zone, coalesce(d.currency, 'EUR') AS currency, d.country_code,
       coalesce(d.customer_limit, 50) AS customer_limit, coalesce(d.leg_gap, '30 minutes') AS leg_gap
FROM (VALUES (true)) AS one_row LEFT JOIN failure_demand.definition AS d ON true;
ALTER VIEW failure_demand.definition_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.definition_in_force IS
'the definition by which the next refresh computes: your own, or the default; what the reports were computed by is in '
'report_basis';
COMMENT ON COLUMN failure_demand.definition_in_force.within IS
'the time in which a contact counts as a repeat';
COMMENT ON COLUMN failure_demand.definition_in_force.match IS
'request, or customer to take any contact of a customer as the same request';
COMMENT ON COLUMN failure_demand.definition_in_force.time_zone IS
'time zone in which days and months of the reports begin';
COMMENT ON COLUMN failure_demand.definition_in_force.currency IS
'currency of the reports (ISO 4217), where a rate names none';
COMMENT ON COLUMN failure_demand.definition_in_force.country_code IS
'country code of telephone numbers that are written without one; null: they are kept by their digits';
COMMENT ON COLUMN failure_demand.definition_in_force.customer_limit IS
'a customer of more values of its best kind of identifiers is not believed';
COMMENT ON COLUMN failure_demand.definition_in_force.leg_gap IS
'a leg of a conversation that starts later than this after the latest end so far is another contact';
GRANT SELECT ON failure_demand.definition_in_force TO PUBLIC;

-- A function that calls this, and itself has a setting of the time zone, has it back at its
-- end. An abbreviation is an offset, as AT TIME ZONE takes it; SET would know none, or read
-- it as a zone with a summer time.
CREATE FUNCTION failure_demand_internal.set_time_zone()
RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT set_config('TimeZone', coalesce((SELECT format('<%s>%s', a.abbrev, -a.utc_offset)
                                            FROM pg_timezone_abbrevs AS a WHERE a.abbrev = upper(d.time_zone)),
                                           d.time_zone), true)
    FROM failure_demand.definition_in_force AS d;
END;
COMMENT ON FUNCTION failure_demand_internal.set_time_zone() IS
'makes the time zone of the definition that of the session, until the function ends that calls it';
