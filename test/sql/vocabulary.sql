-- The words of sources: what they mean here, what is known and no contact, and what no table has.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- Words of common systems are shipped, each once, in the form in which they are compared, for one of the four or two.
SELECT count(*) > 40 AS many, bool_and(code = folded(code)) AS folded, bool_and(system <> '') AS known_from,
       array_agg(DISTINCT outcome) AS outcomes FROM shipped_outcome;
SELECT bool_and(code = folded(code)) AS folded, bool_and(system <> '') AS known_from, array_agg(DISTINCT direction) AS directions FROM shipped_direction;

-- A word is compared case folded and without blanks around it; what has no row is not known, and kept as it was said.
CREATE TABLE test.call (interaction_id text, customer text, request text, channel text, started_at timestamptz, outcome text, direction text, reason text);
INSERT INTO test.call VALUES
    ('1', 'ann', 'bill', 'app', '2026-01-05Z', 'completed', 'inbound', NULL),
    ('2', 'ben', 'bill', 'app', '2026-01-05Z', ' Solved ', 'Inbound', NULL),
    ('3', 'cem', 'bill', 'app', '2026-01-05Z', 'transfer.noAnswer', 'outbound-API', NULL),
    ('4', 'dan', 'bill', 'app', '2026-01-05Z', 'NO ANSWER', 'sideways', NULL),
    ('5', 'eva', 'bill', 'app', '2026-01-05Z', 'ANSWERED', NULL, NULL),
    ('6', 'fay', 'bill', 'app', '2026-01-05Z', '', '', NULL),
    ('7', 'gil', 'bill', 'app', '2026-01-05Z', repeat('long ', 2000), repeat('x', 10000), NULL),
    ('8', 'hal', 'bill', 'app', '2026-01-05Z', NULL, NULL, NULL),
    ('9', 'zoe', 'bill', 'app', '2026-03-01Z', NULL, NULL, NULL);
SELECT add_source('call') \gset
CALL refresh();
CREATE VIEW test.said AS
SELECT interaction_id AS id, outcome, left(said_outcome, 20) AS said_outcome, direction, left(said_direction, 20) AS said_direction, left_out, containment
FROM contact WHERE interaction_id <> '9' ORDER BY 1;
SELECT * FROM test.said;
SELECT unknown_outcomes, unknown_directions FROM source_check;

-- A row of one's own wins; two that differ in case alone, and mean two things, are refused, and told before.
SET client_min_messages = notice;
INSERT INTO outcome VALUES ('Answered', 'completed'), ('SOLVED', 'unresolved');
INSERT INTO direction VALUES ('sideways', 'outbound');
SET client_min_messages = warning;
SELECT severity, table_name, key, fault FROM configuration_check;
CALL refresh();
SELECT * FROM test.said WHERE id IN ('2', '4', '5');
SELECT unknown_outcomes, unknown_directions FROM source_check;
INSERT INTO outcome VALUES ('answered ', 'abandoned');
CALL refresh();
DELETE FROM outcome WHERE code = 'answered ';
-- what means the same is no fault
INSERT INTO outcome VALUES ('answered', 'completed');
SELECT severity, table_name, key FROM configuration_check;
-- rows that are none
INSERT INTO outcome VALUES ('gone', 'lost');
INSERT INTO outcome VALUES ('gone', NULL);
INSERT INTO outcome VALUES (NULL, 'completed');
INSERT INTO outcome VALUES ('', 'completed');
INSERT INTO outcome VALUES (repeat('x', 10000), 'completed');
INSERT INTO direction VALUES ('in', 'INBOUND');
INSERT INTO direction VALUES ('sideways', 'inbound');

-- What the source said is kept: a word that comes to mean something moves contacts of a source that is gone.
DELETE FROM outcome;
DELETE FROM direction;
DROP TABLE test.call CASCADE;
INSERT INTO outcome VALUES ('ANSWERED', 'unresolved');
INSERT INTO direction VALUES ('outbound-api', 'inbound');
CALL refresh();
SELECT id, outcome, said_outcome, direction, said_direction, left_out, containment FROM test.said WHERE id IN ('2', '3', '4', '5');
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;
DELETE FROM outcome;
DELETE FROM direction;
SELECT drop_source('call');
CALL refresh();
DROP VIEW test.said;

-- A channel whose kind is null is known, and no contact: its interactions are left out, whatever else there is to say of them, and are in no journey.
CREATE TABLE test.row (interaction_id integer, customer text, request text, channel text, started_at timestamptz, direction text);
INSERT INTO test.row
SELECT row_number() OVER (), 'ann', 'bill', channel, '2026-01-05Z'::timestamptz + n * interval '1 hour', direction
FROM unnest('{app,menu,queue,phone,queue,menu}'::text[], '{inbound,NULL,outbound,NULL,NULL,sideways}'::text[]) WITH ORDINALITY AS u (channel, direction, n);
INSERT INTO test.row VALUES (7, NULL, NULL, 'menu', '2026-01-05Z', NULL), (8, 'ann', 'bill', 'queue', NULL, NULL), (9, 'ann', 'bill', 'menu', '2400-01-01Z', NULL),
                            (10, 'ann', 'bill', NULL, '2026-01-05Z', NULL), (11, 'zoe', 'bill', 'app', '2026-03-01Z', NULL);
SELECT add_source('row') \gset
CALL refresh();
CREATE VIEW test.left_out AS SELECT coalesce(left_out, 'in the rates') AS left_out, array_agg(interaction_id::integer ORDER BY interaction_id::integer) AS ids, max(contacts) AS contacts
FROM contact GROUP BY left_out ORDER BY 1;
SELECT * FROM test.left_out;
INSERT INTO channel VALUES ('menu', NULL), ('queue', NULL);
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT * FROM test.left_out;
SELECT * FROM left_out_tally ORDER BY left_out;
SELECT unknown_channels FROM source_check;
-- a shipped channel can be none, too, and a menu become one that is
INSERT INTO channel VALUES ('app', NULL);
UPDATE channel SET kind = 'digital' WHERE name = 'menu';
CALL refresh();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT * FROM test.left_out;
DELETE FROM channel;
SELECT drop_source('row');
CALL refresh();
DROP VIEW test.left_out;
DROP TABLE test.row;
