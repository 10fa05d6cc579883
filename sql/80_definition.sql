-- What a company says of itself: its channels, its reason codes, and what it takes for a
-- repeat.

CREATE TABLE failure_demand.channel (
    name    text NOT NULL CHECK (name <> ''),
    kind    failure_demand.channel_kind NOT NULL,
    builtin boolean NOT NULL DEFAULT false,
    PRIMARY KEY (name, builtin)
);
ALTER TABLE failure_demand.channel OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.channel IS
'channels, and whether a person answers there; a row of your own wins over a shipped one of the same name';
COMMENT ON COLUMN failure_demand.channel.name IS
'name of the channel, as the interactions have it';
COMMENT ON COLUMN failure_demand.channel.kind IS
'digital: no person answers; human: a person does';
COMMENT ON COLUMN failure_demand.channel.builtin IS
'true: shipped; to change one, insert a row of your own with its name';
GRANT SELECT ON failure_demand.channel TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.channel', 'WHERE NOT builtin');

INSERT INTO failure_demand.channel (name, kind, builtin)
SELECT name, 'digital', true
FROM pg_catalog.unnest('{app,portal,website,web_form,chatbot,voicebot,ivr}'::text[]) AS name;
INSERT INTO failure_demand.channel (name, kind, builtin)
SELECT name, 'human', true
FROM pg_catalog.unnest('{phone,email,chat,branch,letter,social}'::text[]) AS name;

CREATE FUNCTION failure_demand.keep_shipped()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'shipped rows of table "%" are not changed', TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
              HINT = 'Insert a row of your own with the same name: it wins, and is kept by a dump.';
END $$;
COMMENT ON FUNCTION failure_demand.keep_shipped() IS
'refuses to change what was shipped (55000)';

CREATE TRIGGER keep_shipped_new
BEFORE INSERT OR UPDATE ON failure_demand.channel
FOR EACH ROW WHEN (NEW.builtin) EXECUTE FUNCTION failure_demand.keep_shipped();
COMMENT ON TRIGGER keep_shipped_new ON failure_demand.channel IS
'no row of a user''s is a shipped one';
CREATE TRIGGER keep_shipped_old
BEFORE UPDATE OR DELETE ON failure_demand.channel
FOR EACH ROW WHEN (OLD.builtin) EXECUTE FUNCTION failure_demand.keep_shipped();
COMMENT ON TRIGGER keep_shipped_old ON failure_demand.channel IS
'no change of a shipped row';
CREATE TRIGGER keep_shipped_all
BEFORE TRUNCATE ON failure_demand.channel
FOR EACH STATEMENT EXECUTE FUNCTION failure_demand.keep_shipped();
COMMENT ON TRIGGER keep_shipped_all ON failure_demand.channel IS
'shipped rows stay';

CREATE VIEW failure_demand.channel_in_force AS
SELECT DISTINCT ON (name) name, kind
FROM failure_demand.channel
ORDER BY name, builtin;
ALTER VIEW failure_demand.channel_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_in_force IS
'the channels, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.channel_in_force.name IS
'name of the channel, as the interactions have it';
COMMENT ON COLUMN failure_demand.channel_in_force.kind IS
'digital: no person answers; human: a person does';
GRANT SELECT ON failure_demand.channel_in_force TO PUBLIC;

CREATE TABLE failure_demand.reason (
    code             text PRIMARY KEY,
    demand           failure_demand.demand_class,
    avoidable_reason failure_demand.avoidable_reason,
    cause            text
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

CREATE FUNCTION failure_demand.elapsed(within interval)
RETURNS interval
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.elapsed(interval) IS
'a window as hours, minutes and seconds alone: a day is 24 hours; months, zero and negative windows are errors (22023)';

CREATE TABLE failure_demand.definition (
    within    interval NOT NULL DEFAULT '48 hours' CHECK (failure_demand.elapsed(within) > '0'),
    match     text NOT NULL DEFAULT 'request' CHECK (match IN ('request', 'customer')),
    time_zone text NOT NULL DEFAULT 'UTC' CHECK (pg_catalog.timezone(time_zone, timestamp '2000-01-01') IS NOT NULL),
    currency  text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$')
);
ALTER TABLE failure_demand.definition OWNER TO @extowner@;
-- at most one row
CREATE UNIQUE INDEX definition_one_row ON failure_demand.definition ((true));
COMMENT ON INDEX failure_demand.definition_one_row IS
'at most one row';
COMMENT ON TABLE failure_demand.definition IS
'what the reports are computed by, in at most one row of your own; without one: 48 hours, match request, UTC, EUR';
COMMENT ON COLUMN failure_demand.definition.within IS
'the time in which a contact counts as a repeat: elapsed time, a day is 24 hours';
COMMENT ON COLUMN failure_demand.definition.match IS
'request: contacts of one customer and request belong together; customer: all contacts of a customer do';
COMMENT ON COLUMN failure_demand.definition.time_zone IS
'time zone in which days and months of the reports begin, such as Europe/Berlin';
COMMENT ON COLUMN failure_demand.definition.currency IS
'currency of the reports (ISO 4217), where a rate names none';
GRANT SELECT ON failure_demand.definition TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.definition', '');

CREATE VIEW failure_demand.definition_in_force AS
SELECT coalesce(d.within, '48 hours') AS within, coalesce(d.match, 'request') AS match,
       coalesce(d.time_zone, 'UTC') AS time_zone, coalesce(d.currency, 'EUR') AS currency
FROM (VALUES (true)) AS one_row LEFT JOIN failure_demand.definition AS d ON true;
ALTER VIEW failure_demand.definition_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.definition_in_force IS
'the definition by which the next refresh computes: your own, or the default; what the reports were computed by is in report_basis';
COMMENT ON COLUMN failure_demand.definition_in_force.within IS
'the time in which a contact counts as a repeat';
COMMENT ON COLUMN failure_demand.definition_in_force.match IS
'request, or customer to take any contact of a customer as the same request';
COMMENT ON COLUMN failure_demand.definition_in_force.time_zone IS
'time zone in which days and months of the reports begin';
COMMENT ON COLUMN failure_demand.definition_in_force.currency IS
'currency of the reports (ISO 4217), where a rate names none';
GRANT SELECT ON failure_demand.definition_in_force TO PUBLIC;
