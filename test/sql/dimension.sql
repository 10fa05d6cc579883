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

-- They are made as jsonb_build_object() would, to the byte; spaces around a text are none of it.
SELECT count(*) AS tried, count(*) FILTER (WHERE made IS NULL) AS none, count(*) FILTER (WHERE row_hash(made) <> row_hash(nullif(jsonb_strip_nulls(built), '{}'))) AS different
FROM (SELECT dimensions_of('{region,a,tariff,b,region}', ARRAY[v.a, v.b, v.c, v.a || v.c, v.b]) AS made,
             jsonb_build_object('region', nullif(btrim(v.a), ''), 'a', nullif(btrim(v.b), ''), 'tariff', nullif(btrim(v.c), ''), 'b', nullif(btrim(v.a || v.c), '')) AS built
      FROM (SELECT a, b, c FROM unnest(ARRAY[NULL, '', ' ', 'x', ' x ', E'\t', 'a "b" \c', repeat('long ', 1000)]) AS a, unnest(ARRAY[NULL, '   ', 'y', ' two words ']) AS b,
                 unnest(ARRAY[NULL, '7', ' 7']) AS c) AS v
      WHERE NOT (nullif(btrim(v.a), '') IS NULL AND nullif(btrim(v.b), '') IS NOT NULL)) AS d;
SELECT dimensions_of('{}', '{}') IS NULL AS none, dimensions_of('{NULL,"  ",b}', '{x,y,z}') AS named, error_of($$SELECT dimensions_of('{a}', '{}')$$);

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
SELECT (SELECT count(*) FROM dimension) AS dimensions, (SELECT count(*) FROM contact_daily_by_dimension) AS counted, (SELECT count(*) FROM dimension_combination) AS combinations;

-- Counted by dimensions: two sources that share one. No rows: a count that added up over dimensions is not that of contact_daily.
CREATE TABLE deed (interaction_id int PRIMARY KEY, customer text, request text, channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, handle_seconds int, outcome text, reason text, nps int,
                   csat int, ces int, provider text, brand text, land text, tariff int, segment text);
CREATE FUNCTION deeds(first int, last int) RETURNS SETOF deed LANGUAGE sql AS $$
SELECT n, nullif(h[1] % 60, 0)::text, 'r' || h[2] % 3, ('{app,portal,phone,chat,email}'::text[])[h[3] % 5 + 1], ('{home,claim}'::text[])[h[4] % 3 + 1],
       '2026-01-01Z'::timestamptz + h[5] % 1000 * interval '20 minutes', '2026-01-01Z'::timestamptz + (h[5] % 1000 * 20 + h[6] % 50) * interval '1 minute', h[7] % 900,
       ('{completed,abandoned,transferred,unresolved}'::text[])[h[8] % 5 + 1], ('{bad,good,none}'::text[])[h[9] % 4 + 1], h[10] % 12, h[11] % 7, h[12] % 9, ('{CallCo}'::text[])[h[13] % 2 + 1], ('{Red,Blue}'::text[])[h[14] % 3 + 1],
       ('{north,south,east}'::text[])[h[15] % 4 + 1], h[16] % 5, nullif('s' || h[17] % 4, 's0')
FROM generate_series(first, last) AS n, LATERAL (SELECT array_agg(hashint4(n * 31 + k) & 1048575 ORDER BY k) FROM generate_series(1, 17) AS k) AS h (h)
$$;
INSERT INTO deed SELECT * FROM deeds(1, 600);
CREATE VIEW one AS SELECT * FROM deed WHERE interaction_id % 3 > 0;
CREATE VIEW two AS SELECT * FROM deed WHERE interaction_id % 3 = 0;
INSERT INTO reason VALUES ('bad', 'failure'), ('good', 'value');
SELECT add_source('one', '{"dimensions": {"region": "land", "tariff": "tariff"}}'), add_source('two', '{"dimensions": {"region": "land", "segment": "segment"}}');
TABLE dimension;
CALL refresh(as_of => '2026-01-12Z');
CREATE VIEW counts_difference AS
WITH fine AS MATERIALIZED (
    SELECT concat_ws('|', day, channel, kind) AS part, to_jsonb(d) - '{day,channel,kind,dimensions,other}'::text[] AS counts FROM contact_daily_by_dimension AS d
), coarse AS MATERIALIZED (
    SELECT concat_ws('|', day, channel, kind) AS part, to_jsonb(d) - '{day,channel,kind,touchpoint,request,brand,provider}'::text[] AS counts FROM contact_daily AS d
), said AS (
    SELECT f.part, c.key, sum(c.value::bigint) AS n FROM fine AS f, jsonb_each_text(f.counts) AS c GROUP BY 1, 2
), "right" AS (
    SELECT f.part, c.key, sum(c.value::bigint) AS n FROM coarse AS f, jsonb_each_text(f.counts) AS c GROUP BY 1, 2
)
SELECT 'said', d.* FROM (TABLE said EXCEPT ALL TABLE "right") AS d UNION ALL SELECT 'right', d.* FROM (TABLE "right" EXCEPT ALL TABLE said) AS d;
TABLE counts_difference;
-- None of the counts is always zero; and a dimension filters contacts as contact does.
SELECT c.key FROM contact_daily_by_dimension AS d, jsonb_each_text(to_jsonb(d)) AS c WHERE c.key NOT IN ('dimensions', 'other') GROUP BY c.key HAVING max(c.value) = '0' ORDER BY 1;
SELECT dimensions ->> 'region' AS region, sum(contacts) AS contacts, sum(bounced) AS bounced, sum(digital) AS digital, sum(resolved_first) AS resolved_first, sum(journeys) AS journeys FROM contact_daily_by_dimension GROUP BY 1
EXCEPT ALL
SELECT dimensions ->> 'region', count(*), count(*) FILTER (WHERE bounced AND mature), count(*) FILTER (WHERE kind = 'digital' AND mature), count(*) FILTER (WHERE resolved_first AND mature), count(*) FILTER (WHERE contact_no = 1 AND mature)
FROM failure_demand.contact WHERE linkable IS NOT NULL GROUP BY 1;
SELECT count(*) > 200 AS many, count(DISTINCT dimensions), bool_or(other) AS other FROM contact_daily_by_dimension;
SELECT (SELECT sum(contacts) FROM dimension_combination) = (SELECT count(*) FROM failure_demand.contact WHERE linkable IS NOT NULL AND dimensions IS NOT NULL) AS all_of_them;

-- What changes is added; afterwards all is what a full refresh makes of it. No rows: what it makes otherwise.
CREATE FUNCTION state() RETURNS SETOF text LANGUAGE sql STABLE AS $$
SELECT 'tally ' || t::text FROM dimension_daily_tally AS t UNION ALL SELECT 'combination ' || c::text FROM dimension_combination AS c UNION ALL SELECT 'view ' || v::text FROM contact_daily_by_dimension AS v
$$;
CREATE FUNCTION difference_after(statement text, OUT full_because text, OUT written bigint, OUT changed bigint, OUT other bigint, OUT difference bigint) LANGUAGE plpgsql AS $$
DECLARE
    refreshed text[];
BEGIN
    CREATE TEMP TABLE before ON COMMIT DROP AS SELECT ctid AS place, xmin::text AS by FROM dimension_daily_tally;
    EXECUTE statement;
    CALL failure_demand.refresh(as_of => '2026-01-12Z');
    SELECT l.full_because, l.contacts_written INTO full_because, written FROM refresh_log AS l ORDER BY id DESC LIMIT 1;
    changed := (SELECT count(*) FROM dimension_daily_tally AS t WHERE (t.ctid, t.xmin::text) NOT IN (SELECT place, by FROM before));
    other := (SELECT sum(contacts) FILTER (WHERE d.other) FROM contact_daily_by_dimension AS d);
    refreshed := ARRAY(SELECT state());
    CALL failure_demand.refresh(true, '2026-01-12Z');
    difference := (SELECT count(*) FROM (SELECT unnest(refreshed) EXCEPT ALL SELECT state()) AS d) + (SELECT count(*) FROM (SELECT state() EXCEPT ALL SELECT unnest(refreshed)) AS d);
    IF EXISTS (SELECT FROM dimension) THEN
        difference := difference + (SELECT count(*) FROM counts_difference);
    END IF;
    DROP TABLE before;
END $$;
SELECT * FROM difference_after('SELECT');
SELECT * FROM difference_after($$UPDATE deed SET land = 'west' WHERE interaction_id = 7$$);
SELECT * FROM difference_after($$UPDATE deed SET land = 'north' WHERE interaction_id = 7$$);
SELECT * FROM difference_after($$UPDATE deed SET tariff = tariff + 1, segment = NULL WHERE interaction_id % 100 = 1$$);
SELECT * FROM difference_after($$INSERT INTO deed SELECT * FROM deeds(601, 620)$$);
SELECT * FROM difference_after($$DELETE FROM deed WHERE interaction_id % 50 = 3$$);
SELECT * FROM difference_after($$UPDATE deed SET (land, tariff, segment) = (NULL, NULL, NULL) WHERE customer = '1'$$);
SELECT * FROM difference_after($$UPDATE deed SET customer = NULL WHERE interaction_id % 70 = 1$$);
-- A full refresh of what is as it was writes nothing of it.
CREATE TABLE counted_before AS SELECT ctid AS place, xmin::text AS by FROM dimension_daily_tally;
CALL refresh(true, '2026-01-12Z');
SELECT count(*) > 200 AS many, count(t.ctid) = count(*) AS as_they_were FROM counted_before AS b LEFT JOIN dimension_daily_tally AS t ON (t.ctid, t.xmin::text) = (b.place, b.by);

-- Over the limit: the most frequent are counted apart, of equals the first by their bytes. All else is one, by what it is counted by else.
SET client_min_messages = error;
CREATE OR REPLACE FUNCTION failure_demand_internal.dimension_limit() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
SET client_min_messages = notice;
CALL refresh(true, '2026-01-12Z');
SET client_min_messages = warning;
CREATE VIEW ranked AS
SELECT dimensions, count(*) AS contacts, row_number() OVER (ORDER BY count(*) DESC, dimensions::text COLLATE "C") > 5 AS is_other FROM failure_demand.contact WHERE linkable IS NOT NULL AND dimensions IS NOT NULL GROUP BY dimensions;
CREATE VIEW limit_difference AS
WITH "right" AS (
    SELECT CASE WHEN is_other THEN '{"region": "other", "tariff": "other", "segment": "other"}' ELSE dimensions END AS dimensions, is_other AS other, sum(contacts)::bigint AS contacts FROM ranked GROUP BY 1, 2
    UNION ALL SELECT NULL, false, count(*) FROM failure_demand.contact WHERE linkable IS NOT NULL AND dimensions IS NULL
), said AS (SELECT dimensions, other, sum(contacts)::bigint AS contacts FROM contact_daily_by_dimension GROUP BY 1, 2)
SELECT 'said', d.* FROM (TABLE said EXCEPT ALL TABLE "right") AS d UNION ALL SELECT 'right', d.* FROM (TABLE "right" EXCEPT ALL TABLE said) AS d;
TABLE limit_difference;
TABLE counts_difference;
SELECT count(DISTINCT dimensions), count(*) FILTER (WHERE other) > 50 AS many_other FROM contact_daily_by_dimension;
SELECT * FROM configuration_check WHERE fault ~ 'dimensions';
-- Another comes among them, and one goes: what changed is counted anew.
SET client_min_messages = error;
SELECT * FROM difference_after($$UPDATE deed SET land = 'west', tariff = 1 WHERE interaction_id % 2 = 0 AND interaction_id < 240$$);
TABLE limit_difference;
SELECT * FROM difference_after($$UPDATE deed SET land = 'far west' WHERE land = 'west' AND interaction_id < 120$$);
TABLE limit_difference;
SELECT * FROM difference_after($$UPDATE deed SET land = 'seen once' WHERE interaction_id = 5$$);
SELECT * FROM difference_after($$DELETE FROM deed WHERE land IN ('seen once', 'far west')$$);
TABLE limit_difference;
TABLE counts_difference;
-- A value that is called other is not what is over the limit.
SELECT * FROM difference_after($$UPDATE deed SET (land, tariff, segment) = ('other', NULL, 'other') WHERE interaction_id % 2 = 1$$);
SELECT dimensions, other, sum(contacts) > 30 AS many FROM contact_daily_by_dimension WHERE dimensions::text ~ 'other' GROUP BY 1, 2 ORDER BY 2, 1;
CREATE OR REPLACE FUNCTION failure_demand_internal.dimension_limit() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1000;

-- A source that is away gets dimensions, or loses them, in the meantime.
CALL refresh(true, '2026-01-12Z');
ALTER VIEW one RENAME TO one_away;
ALTER VIEW two RENAME TO two_away;
SELECT * FROM difference_after($$UPDATE source SET columns = columns - 'dimensions'$$);
SELECT count(*) AS counted FROM contact_daily_by_dimension;
SELECT * FROM difference_after($$UPDATE source SET columns = columns || '{"dimensions": {"region": "land"}}'$$);
SELECT count(*) > 200 AS counted FROM contact_daily_by_dimension;
SET client_min_messages = warning;
ALTER VIEW one_away RENAME TO one;
ALTER VIEW two_away RENAME TO two;
DELETE FROM reason;
SELECT drop_source('one'), drop_source('two');
CALL refresh();
SELECT (SELECT count(*) FROM dimension) AS dimensions, (SELECT count(*) FROM contact_daily_by_dimension) AS counted, (SELECT count(*) FROM dimension_combination) AS combinations;
DROP SCHEMA test CASCADE;
