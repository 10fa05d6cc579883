-- Dimensions of one's own: how a source maps them, and what becomes of them.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;
DELETE FROM definition;

CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE contract_call (id int, who text, topic text, line text, at timestamptz, land text, tariff numeric, size size, vip boolean, since timestamptz, attributes jsonb, dimensions text);
INSERT INTO contract_call VALUES
    (1, 'a', 't', 'app',   '2026-01-01 10:00Z', 'north', 7.00, 'small', true,  now(), '{}', 'x'),
    (2, 'a', 't', 'phone', '2026-01-01 11:00Z', 'south', 7,    'large', false, now(), '{}', 'x'),
    (3, 'b', 't', 'phone', '2026-01-01 12:00Z', '',      NULL, NULL,    NULL,  now(), '{}', 'x'),
    (4, 'c', 't', 'phone', '2026-01-01 13:00Z', E'  ',   NULL, NULL,    NULL,  now(), '{}', 'x'),
    (5, 'd', 't', 'app',   '2026-01-01 14:00Z', ' it''s "so" {\ ', NULL, NULL, NULL, now(), '{}', 'x'),
    (6, 'e', 't', 'app',   '2026-01-01 15:00Z', repeat('x', 2000), NULL, NULL, NULL, now(), '{}', 'x');
CREATE TABLE visit (interaction_id int, customer text, request text, channel text, started_at timestamptz, place text, product text);
INSERT INTO visit VALUES (1, 'a', 't', 'portal', '2026-01-02 10:00Z', 'north', 'gas'), (2, 'f', 't', 'portal', '2026-01-02 10:00Z', NULL, NULL);

-- Nobody asked for any: also where a column bears the name.
CREATE FUNCTION add_call(dimensions jsonb, constants jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
SELECT failure_demand.add_source('test.contract_call', '{"interaction_id": "id", "customer": "who", "request": "topic", "channel": "line", "started_at": "at"}'::jsonb
                                 || coalesce(jsonb_build_object('dimensions', dimensions), '{}'), constants)
$$;
SELECT add_source('contract_call', '{"interaction_id": "id", "customer": "who", "request": "topic", "channel": "line", "started_at": "at"}');
SELECT columns FROM source;
SELECT count(*), count(dimensions) FROM failure_demand.interaction;
CALL refresh(as_of => '2026-01-10Z');
SELECT count(*), count(dimensions) FROM failure_demand.contact;

-- Values are texts; what is blank or null is left out; what is long is cut, and told apart.
SELECT add_call('{"region": "land", "tariff": "tariff", "customer_size": "size", "vip": "vip"}');
SELECT columns -> 'dimensions' AS noted FROM source;
SELECT interaction_id, CASE WHEN length(dimensions ->> 'region') > 100 THEN length(dimensions ->> 'region')::text ELSE dimensions::text END AS dimensions FROM failure_demand.interaction ORDER BY interaction_id;
CALL refresh(as_of => '2026-01-10Z');
SELECT count(*) AS same, count(c.dimensions) AS some FROM failure_demand.contact AS c JOIN failure_demand.interaction AS i USING (interaction_id) WHERE c.dimensions IS NOT DISTINCT FROM i.dimensions;

-- A source that has others, or the same by another name of a column, or as a constant.
SELECT add_source('visit', '{"dimensions": {"region": "place", "product": "product"}}');
SELECT source, interaction_id, dimensions FROM failure_demand.interaction WHERE source = 'visit' OR interaction_id = '2' ORDER BY 1, 2;
SELECT add_source('visit', '{"dimensions": {"product": null}}', '{"dimensions": {"region": " east ", "product": "gas"}}');
SELECT interaction_id, dimensions FROM failure_demand.interaction WHERE source = 'visit' ORDER BY 1;
SELECT add_source('visit', '{"dimensions": null}', '{"dimensions": {}}');
SELECT interaction_id, dimensions FROM failure_demand.interaction WHERE source = 'visit' ORDER BY 1;

-- What is no mapping of dimensions.
SELECT error_of(format('SELECT add_call(%L, %L)', dimensions, constants))
FROM (VALUES (1, '"land"', '{}'), (2, '["land"]', '{}'), (3, '{"region": "nowhere"}', '{}'), (4, '{"since": "since"}', '{}'), (5, '{"all": "attributes"}', '{}'),
             (6, '{"Region": "land"}', '{}'), (7, '{"": "land"}', '{}'), (8, jsonb_build_object(repeat('x', 64), 'land')::text, '{}'), (9, '{"region.name": "land"}', '{}'),
             (10, '{"brand": "land"}', '{}'), (11, '{"kind": "land"}', '{}'), (12, '{"dimensions": "land"}', '{}'), (13, '{"region": 7}', '{}'), (14, '{"region": {"a": "land"}}', '{}'),
             (15, '{"region": "land"}', '{"dimensions": {"region": "x"}}'), (16, '{}', '{"dimensions": {"region": 7}}'), (17, '{}', '{"dimensions": "x"}'),
             (18, '{"region": "nowhere", "vip": "since"}', '{"dimensions": {"Size": "x"}}')) AS m (place, dimensions, constants) ORDER BY place;
SELECT error_of($$SELECT add_source('visit', '{"region": "place"}')$$);

-- Five names over all sources; those of the mapping that is replaced do not count.
SELECT error_of($$SELECT add_call('{"a": "land", "b": "land", "c": "land", "d": "land", "e": "land", "f": "land"}')$$);
SELECT error_of($$SELECT add_source('visit', '{"dimensions": {"product": "product", "segment": "place"}}')$$);
SELECT add_source('visit', '{"dimensions": {"product": "product", "region": "place"}}');
SELECT add_call('{"a": "land", "b": "land", "region": "land"}');
SELECT error_of($$SELECT add_call('{"a": "land", "b": "land", "c": "land", "d": "land"}')$$);
SELECT add_call('{"region": "land", "tariff": "tariff", "customer_size": "size", "vip": "vip"}');

-- What changes in a dimension alone is seen; what does not is not.
CALL refresh(as_of => '2026-01-10Z');
CREATE FUNCTION refreshed(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    CALL failure_demand.refresh(as_of => '2026-01-10Z');
    RETURN (SELECT concat_ws(' ', contacts_written, full_because) FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1)
           || coalesce((SELECT ' ' || string_agg(coalesce(c.dimensions::text, 'null'), ' ' ORDER BY c.source, c.interaction_id) FROM failure_demand.contact AS c
                        JOIN failure_demand.interaction AS i USING (source, interaction_id) WHERE c.dimensions IS DISTINCT FROM i.dimensions), '');
END $$;
SELECT refreshed($$UPDATE contract_call SET land = 'west' WHERE id = 1$$);
SELECT refreshed($$UPDATE contract_call SET tariff = 7.0 WHERE id = 1$$);
SELECT refreshed($$UPDATE contract_call SET land = NULL WHERE id IN (3, 4)$$);
SELECT refreshed($$UPDATE contract_call SET (land, tariff) = (tariff::text, 9) WHERE id = 2$$);
SELECT refreshed($$UPDATE contract_call SET (land, tariff, size, vip) = (NULL, NULL, NULL, NULL) WHERE id = 2$$);
-- Of rows with one id, the greatest dimensions count, after all that was there before them.
SELECT refreshed($$INSERT INTO contract_call SELECT 7, 'g', 't', 'app', '2026-01-03Z', l FROM unnest('{b,c,a}'::text[]) AS l$$);
SELECT dimensions FROM failure_demand.contact WHERE interaction_id = '7';
-- What a source had is kept when it is gone, and is the same when it comes back.
ALTER TABLE contract_call RENAME TO contract_call_away;
CALL refresh(as_of => '2026-01-10Z');
SELECT count(dimensions) FROM failure_demand.contact WHERE source = 'contract_call';
SELECT refreshed('ALTER TABLE contract_call_away RENAME TO contract_call');
-- A column that is gone is missed.
SELECT refreshed('ALTER TABLE contract_call RENAME COLUMN land TO country');
SELECT broken FROM source_check WHERE source = 'contract_call';
SELECT refreshed('ALTER TABLE contract_call RENAME COLUMN country TO land');

-- A dimension that cannot be read in a row is told by its column.
CREATE VIEW fragile AS SELECT *, CASE WHEN id = 3 THEN (1 / (id - 3))::text ELSE land END AS computed FROM contract_call;
SELECT add_source('fragile', '{"interaction_id": "id", "customer": "who", "request": "topic", "channel": "line", "started_at": "at", "dimensions": {"region": "computed"}}');
CALL refresh(as_of => '2026-01-10Z');
SELECT drop_source('fragile');

SELECT drop_source('visit'), drop_source('contract_call');
CALL refresh();
DROP SCHEMA test CASCADE;
