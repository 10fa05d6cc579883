-- The company's own tables: which are sources, and what their columns can mean.

CREATE TABLE failure_demand.source (
    name        text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(name, 'the name of a source', 100)),
    relation    text NOT NULL,
    columns     jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(columns) = 'object'),
    constants   jsonb NOT NULL DEFAULT '{}' CHECK (pg_catalog.jsonb_typeof(constants) = 'object'),
    append_only boolean NOT NULL DEFAULT false,
    slack       interval CHECK (failure_demand_internal.check_elapsed(slack, 'slack')),
    time_zone   text,
    format      text NOT NULL DEFAULT 'plain'
        CHECK (failure_demand_internal.check_choice(format, 'format', '{plain,html,mail,transcript}')),
    closed      boolean NOT NULL DEFAULT false,
    closed_until timestamptz CHECK (pg_catalog.isfinite(closed_until))
);
ALTER TABLE failure_demand.source OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.source IS
'the tables and views that interactions come from: filled by add_source and drop_source';
COMMENT ON COLUMN failure_demand.source.name IS
'name of the source; with interaction_id it identifies an interaction';
COMMENT ON COLUMN failure_demand.source.relation IS
'the table or view, with its schema, as SQL writes it; a name, so that a dump can be restored and a table can be '
'dropped';
COMMENT ON COLUMN failure_demand.source.columns IS
'by column of interaction, the column of the relation that has it, also where it bears the same name; null takes '
'none; of dimensions, the same by name of dimension';
COMMENT ON COLUMN failure_demand.source.constants IS
'by column of interaction, the value that all rows have; of dimensions, the same by name of dimension';
COMMENT ON COLUMN failure_demand.source.append_only IS
'true: no row is ever deleted, and whatever writes one sets written_at to the time of writing; then a refresh reads '
'only what is new';
COMMENT ON COLUMN failure_demand.source.slack IS
'append-only: by how much further back a refresh reads, where rows may be seen later than this server''s transactions '
'explain';
COMMENT ON COLUMN failure_demand.source.time_zone IS
'time zone in which its times are written that have none, such as Europe/London; null: all of them have one';
COMMENT ON COLUMN failure_demand.source.format IS
'what its verbatims are, plain, html, mail or transcript: of these, plain_words() are the customer''s own words';
COMMENT ON COLUMN failure_demand.source.closed IS
'true: nothing more will come, so that a refresh does not wait for it; set it by UPDATE';
COMMENT ON COLUMN failure_demand.source.closed_until IS
'rows that start before it change no more: a refresh does not read them again, unless it is full; null, and '
'append-only: none is said to; set it by UPDATE';
GRANT SELECT ON failure_demand.source TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.source', '');
CREATE TRIGGER check_time_zone
BEFORE INSERT OR UPDATE ON failure_demand.source
FOR EACH ROW WHEN (NEW.time_zone IS NOT NULL AND NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.check_time_zone();
COMMENT ON TRIGGER check_time_zone ON failure_demand.source IS
'time zones that there are only, but for a restore';

CREATE VIEW failure_demand.interaction_column AS
SELECT position, name, type, required, constant, meaning
FROM (VALUES
    ( 1, 'interaction_id', 'text',             true,  false, 'identifies the interaction in its source'),
    ( 2, 'customer',       'text',             true,  false,
     'who it was, the same in all sources; null where not known'),
    ( 3, 'request',        'text',             false, true,  'what the customer wants done: topic, case, order'),
    ( 4, 'channel',        'text',             true,  true,  'name of the channel, as in table channel'),
    ( 5, 'touchpoint',     'text',             false, true,  'where in the channel: a page, a menu, a line'),
    ( 6, 'started_at',     'timestamptz',      true,  false, 'when it began'),
    ( 7, 'ended_at',       'timestamptz',      false, false, 'when it ended; null counts as its start'),
    ( 8, 'handle_seconds', 'integer',          false, false, 'seconds of a person''s work: talk, hold and wrap-up'),
    ( 9, 'outcome',        'text',             false, true,
     'how it ended: completed, abandoned, transferred, unresolved, or a word that table outcome has'),
    (10, 'direction',      'text',             false, true,
     'who began it: outbound the company; null or inbound the customer; or a word that table direction has'),
    (11, 'reason',         'text',             false, true,  'reason code that the agent gave, as in table reason'),
    (12, 'verbatim',       'text',             false, false, 'the customer''s own words'),
    (13, 'language',       'text',             false, true,  'language of the words (BCP 47, such as en)'),
    (14, 'resolved',       'boolean',          false, true,  'did the customer, or the agent, call it resolved?'),
    (15, 'nps',            'double precision', false, false, 'would recommend, 0 to 10'),
    (16, 'csat',           'double precision', false, false, 'satisfaction, on the scale of the survey'),
    (17, 'ces',            'double precision', false, false, 'effort, 1 to 7'),
    (18, 'agent',          'text',             false, true,  'who answered'),
    (19, 'provider',       'text',             false, true,  'company that answered, where it is not one''s own'),
    (20, 'brand',          'text',             false, true,  'brand that the customer turned to'),
    (21, 'updated_at',     'timestamptz',      false, false,
     'which version this is: of rows with one id, the latest counts'),
    (22, 'written_at',     'timestamptz',      false, false,
     'when the row was written here: tells an append-only source where to read on'),
    (23, 'dimensions',     'jsonb',            false, true,
     'up to five dimensions of one''s own, by name: such as region and product'),
    (24, 'identifiers',    'jsonb',            false, false,
     'what else the customer is known by, by kind: such as phone and email')
) AS c (position, name, type, required, constant, meaning);
ALTER VIEW failure_demand.interaction_column OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.interaction_column IS
'the columns of interaction that a source can have, and what each must be';
COMMENT ON COLUMN failure_demand.interaction_column.position IS
'order in interaction';
COMMENT ON COLUMN failure_demand.interaction_column.name IS
'name of the column';
COMMENT ON COLUMN failure_demand.interaction_column.type IS
'its type in interaction; a text, and each dimension, can be any string, integer, numeric, uuid, boolean or enum in '
'the source, a number any number, a time one without a zone where the source says its own, started_at and ended_at '
'a date';
COMMENT ON COLUMN failure_demand.interaction_column.required IS
'true: each source must have it';
COMMENT ON COLUMN failure_demand.interaction_column.constant IS
'true: may be a constant of the source';
COMMENT ON COLUMN failure_demand.interaction_column.meaning IS
'what it says';
GRANT SELECT ON failure_demand.interaction_column TO PUBLIC;
