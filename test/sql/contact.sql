-- Every fact of a contact: on a small set made by hand, on what is wrong with rows, and on
-- a generated set against the functions and the oracle.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
SET client_min_messages = warning;

INSERT INTO reason VALUES ('late', 'failure', 'progress_chasing', 'delivery'), ('new', 'value', NULL, NULL), ('late and said so', 'failure', NULL, NULL),
                          ('other', NULL, 'poor_signposting', 'website'), ('vague', 'unclassified', NULL, NULL);
INSERT INTO marker (id, language, phrase, reason, cause) VALUES
    (100001, 'sv', 'not again', 'repeat_notification', 'app'), (100002, 'sv', 'still waiting', 'progress_chasing', 'delivery');
CREATE TABLE case_table (
    interaction_id text, customer text, request text DEFAULT 'r', channel text, touchpoint text, started_at timestamptz, ended_at timestamptz, handle_seconds int,
    outcome text, direction text, reason text, verbatim text, language text DEFAULT 'sv', updated_at timestamptz);
SELECT add_source('case_table', name => 'case');

-- Shown in four tables: journey, origin, demand, and what one channel sees.
CREATE VIEW fact AS
SELECT interaction_id AS id, left_out, day, CASE WHEN journey_id IS NOT NULL THEN journey_source || ' ' || journey_id END AS journey, contact_no AS no, contacts AS of,
       bounced, mature, recontact_after, containment
FROM failure_demand.contact ORDER BY source, interaction_id;
CREATE VIEW origin AS
SELECT interaction_id AS id, origin_source, origin_id, origin_channel, origin_touchpoint, origin_request FROM failure_demand.contact WHERE origin_id IS NOT NULL ORDER BY source, interaction_id;
CREATE VIEW verdict AS
SELECT interaction_id AS id, demand, evidence, assessed, avoidable_reason, cause, markers FROM failure_demand.contact
WHERE demand IS NOT NULL OR markers IS NOT NULL ORDER BY source, interaction_id;
CREATE VIEW channel_fact AS
SELECT interaction_id AS id, channel, next_channel, channel_contact_no AS no, channel_contacts AS of, channel_recontact_after
FROM failure_demand.contact WHERE channel_contact_no IS NOT NULL ORDER BY source, interaction_id;

-- Journeys: one that bounced, and one of two digital contacts from which one call came; silo and company.
INSERT INTO case_table (interaction_id, customer, channel, touchpoint, started_at, ended_at, outcome) VALUES
    ('a1', 'a', 'app', 'home', '2026-03-01 10:00Z', '2026-03-01 10:05Z', 'completed'),
    ('a2', 'a', 'phone', NULL, '2026-03-01 12:00Z', '2026-03-01 12:10Z', NULL),
    ('a3', 'a', 'email', NULL, '2026-03-02 12:00Z', NULL, NULL),
    ('a4', 'a', 'phone', NULL, '2026-03-03 12:00Z', '2026-03-03 12:10Z', NULL),
    ('a5', 'a', 'phone', NULL, '2026-03-06 12:00Z', '2026-03-06 12:10Z', NULL),
    ('b1', 'b', 'app', 'home', '2026-03-01 10:00Z', '2026-03-01 10:05Z', NULL),
    ('b2', 'b', 'portal', 'claim', '2026-03-01 11:00Z', '2026-03-01 11:05Z', 'abandoned'),
    ('b3', 'b', 'phone', 'hot line', '2026-03-01 12:00Z', '2026-03-01 12:10Z', NULL);
CALL refresh(as_of => '2026-03-10Z');
TABLE fact; TABLE origin; TABLE verdict; TABLE channel_fact;

-- Containment: exactly one of five, where it is mature.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, ended_at, outcome)
SELECT format('%s%s', outcome, followed), outcome || followed, 'app', '2026-03-01Z'::timestamptz, NULL::timestamptz, outcome
FROM unnest('{completed,transferred,abandoned,unresolved,"",else}'::text[]) AS outcome, unnest('{""," +"}'::text[]) AS followed
UNION ALL
SELECT format('%s%s, phone', outcome, ' +'), outcome || ' +', 'phone', '2026-03-02Z', NULL, 'completed' FROM unnest('{completed,transferred,abandoned,unresolved,"",else}'::text[]) AS outcome
UNION ALL
SELECT 'young', 'y', 'app', '2026-03-09Z', NULL, 'completed'
UNION ALL
SELECT 'young +', 'y', 'phone', '2026-03-09 01:00Z', NULL, 'transferred';
UPDATE case_table SET outcome = nullif(outcome, '');
CALL refresh(as_of => '2026-03-10Z');
SELECT interaction_id AS id, outcome, bounced, mature, containment FROM failure_demand.contact ORDER BY interaction_id;
SELECT containment, count(*), sum(count(*)) OVER () = (SELECT count(*) FROM failure_demand.contact WHERE kind = 'digital' AND mature) AS add_up
FROM failure_demand.contact WHERE containment IS NOT NULL GROUP BY containment ORDER BY containment;

-- The edges of the window, to the microsecond; and contacts that overlap.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, ended_at) VALUES
    ('in 1', 'in', 'app', '2026-03-01 00:00Z', '2026-03-01 01:00Z'), ('in 2', 'in', 'phone', '2026-03-03 01:00Z', NULL),
    ('out 1', 'out', 'app', '2026-03-01 00:00Z', '2026-03-01 01:00Z'), ('out 2', 'out', 'phone', '2026-03-03 01:00:00.000001Z', NULL),
    ('over 1', 'over', 'app', '2026-03-01 00:00Z', '2026-03-01 09:00Z'), ('over 2', 'over', 'phone', '2026-03-01 01:00Z', NULL),
    ('reversed 1', 'reversed', 'app', '2026-03-01 00:00Z', '2026-02-01 00:00Z'), ('reversed 2', 'reversed', 'phone', '2026-03-02 23:00Z', '2026-03-01Z'),
    ('mature', 'm', 'app', '2026-03-08 00:00Z', NULL), ('immature', 'n', 'app', '2026-03-08 00:00:00.000001Z', NULL),
    ('last moment', 'l', 'app', '2026-03-10 00:00Z', '2026-03-12 00:00Z'), ('not yet', 'l', 'phone', '2026-03-10 00:00:00.000001Z', NULL);
CALL refresh(as_of => '2026-03-10Z');
TABLE fact; TABLE origin;
-- What does not exist yet comes to be, and hides again.
CALL refresh(as_of => '2026-03-10 00:00:00.000001Z');
SELECT * FROM fact WHERE id IN ('immature', 'last moment', 'not yet');
CALL refresh(as_of => '2026-03-03Z');
SELECT * FROM fact WHERE id ~ '^(in|out) ';

-- Demand: the first that speaks, and what it says of the reason and the cause.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, reason, verbatim, language) VALUES
    ('code and words', '1', 'phone', '2026-03-01Z', 'late', 'not again', 'sv'),
    ('code without cause', '2', 'phone', '2026-03-01Z', 'late and said so', 'not again, still waiting', 'sv'),
    ('code without anything', '3', 'phone', '2026-03-01Z', 'late and said so', NULL, 'sv'),
    ('value by code', '4', 'phone', '2026-03-01Z', 'new', 'not again', 'sv'),
    ('words', '5', 'phone', '2026-03-01Z', 'vague', 'still waiting, not again', 'sv-SE'),
    ('words, and a code that says why', '6', 'phone', '2026-03-01Z', 'other', 'not again', 'sv'),
    ('an unknown code', '7', 'phone', '2026-03-01Z', 'nobody knows', NULL, 'sv'),
    ('bounce', '8', 'phone', '2026-03-01 01:00Z', NULL, NULL, 'sv'), ('bounce, from', '8', 'app', '2026-03-01Z', NULL, 'not again', 'sv'),
    ('bounce, and a code that says why', '9', 'phone', '2026-03-01 01:00Z', 'other', 'fine', 'sv'), ('bounce, from 2', '9', 'app', '2026-03-01Z', NULL, NULL, 'sv'),
    ('repeat', '10', 'phone', '2026-03-01 01:00Z', NULL, 'fine', 'sv'), ('repeat, of', '10', 'phone', '2026-03-01Z', NULL, NULL, 'sv'),
    ('value by words', '11', 'phone', '2026-03-01Z', NULL, 'fine', 'sv'),
    ('no words', '12', 'phone', '2026-03-01Z', NULL, '...', 'sv'), ('no language', '13', 'phone', '2026-03-01Z', NULL, 'not again', 'no language'),
    ('all languages', '14', 'phone', '2026-03-01Z', NULL, 'not again', NULL),
    ('outbound', '15', 'phone', '2026-03-01Z', 'late', 'not again', 'sv'), ('unknown channel', '16', 'pigeon', '2026-03-01Z', 'late', 'not again', 'sv'),
    ('undated', '17', 'phone', NULL, NULL, 'not again', 'sv'), ('undated, unknown channel', '18', NULL, NULL, 'late', 'not again', 'sv'),
    ('unlinkable', NULL, 'phone', '2026-03-01Z', 'late', NULL, 'sv'), ('unlinkable, nothing speaks', NULL, 'phone', '2026-03-01Z', NULL, NULL, 'sv'),
    ('unlinkable, digital', NULL, 'app', '2026-03-01Z', 'late', 'not again', 'sv'), ('bad time', '19', 'phone', 'infinity', 'new', NULL, 'sv'),
    ('not yet', '20', 'phone', '2026-03-11Z', 'late', 'not again', 'sv');
UPDATE case_table SET direction = 'outbound' WHERE interaction_id = 'outbound';
CALL refresh(as_of => '2026-03-10Z');
TABLE verdict;

-- Outbound contacts are kept, with what they took, and are in no journey.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, direction, handle_seconds) VALUES
    ('1', 'a', 'app', '2026-03-01Z', 'inbound', NULL), ('2', 'a', 'phone', '2026-03-01 01:00Z', 'outbound', 60), ('3', 'a', 'phone', '2026-03-09Z', NULL, 70),
    ('4', 'a', 'phone', '294276-12-31 23:59Z', 'outbound', 80), ('5', NULL, 'pigeon', '4714-11-24Z BC', 'outbound', 80), ('6', 'a', 'phone', '2026-03-01Z', 'outbound', -80);
INSERT INTO definition (time_zone) VALUES ('America/New_York');
CALL refresh();
SELECT f.*, handle_seconds FROM fact AS f JOIN failure_demand.contact ON interaction_id = id ORDER BY id;
UPDATE definition SET time_zone = 'Asia/Tokyo';
CALL refresh();
SELECT id, left_out, day FROM fact;

-- Times that stand for none are none: in the year 1900 or before, and 9999 or after. A day that has come moves as_of, no end does.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, ended_at)
SELECT row_number() OVER (), CASE row_number() OVER () % 3 WHEN 0 THEN NULL ELSE 'c' END, 'app', s, e
FROM unnest('{infinity,-infinity,4714-11-24 00:00Z BC,1900-12-31 23:59:59.999999Z,1901-01-01Z,2026-03-01Z,9998-12-31 23:59:59.999999Z,9999-01-01Z,294276-12-31 23:59:59.999999Z,NULL}'::timestamptz[]) AS s,
     unnest('{NULL,infinity,-infinity,9999-12-31Z,1900-01-01Z,294276-12-31 23:59:59.999999Z,4714-11-24 00:00Z BC,9998-12-31Z}'::timestamptz[]) AS e;
CALL refresh();
SELECT started_at, count(*), string_agg(DISTINCT coalesce(left_out, 'in the rates'), ', ') AS left_out, string_agg(DISTINCT day::text, ', ') AS days FROM failure_demand.contact GROUP BY started_at ORDER BY started_at;
SELECT rows, undated, reversed, sentinels, ahead, open, first, feed_end FROM source_check;
SELECT as_of FROM report_basis;
UPDATE definition SET within = '106751991 days';
CALL refresh(as_of => '2026-01-01');
CALL refresh(as_of => '2026-01-02');
SELECT error_of(format('CALL refresh(as_of => %L)', as_of)) FROM unnest('{infinity,-infinity,294276-12-31Z,0001-12-31Z BC}'::text[]) WITH ORDINALITY AS a (as_of, place) ORDER BY place;
SELECT as_of FROM report_basis;
DELETE FROM definition;

-- Rows with one id: the latest update counts, then the latest start, then the latest end; whoever the customer is, and in whatever order they come.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, touchpoint, updated_at, started_at, ended_at) VALUES
    ('update', 'a', 'app', 'this', '2026-03-05Z', '2026-03-01Z', NULL), ('update', 'b', 'app', 'older', '2026-03-04Z', '2026-03-02Z', NULL), ('update', 'c', 'app', 'never', NULL, '2026-03-03Z', NULL),
    ('start', 'b', 'app', 'earlier', '2026-03-05Z', '2026-03-01Z', '2026-03-09Z'), ('start', 'a', 'app', 'this', '2026-03-05Z', '2026-03-02Z', NULL), ('start', 'a', 'app', 'undated', '2026-03-05Z', NULL, NULL),
    ('end', 'a', 'app', 'none', NULL, '2026-03-01Z', NULL), ('end', 'b', 'app', 'this', NULL, '2026-03-01Z', '2026-03-01 02:00Z'), ('end', 'c', 'app', 'earlier', NULL, '2026-03-01Z', '2026-03-01 01:00Z'),
    ('infinite', 'a', 'app', 'this', 'infinity', '2026-03-01Z', NULL), ('infinite', 'b', 'app', 'finite', '2026-03-05Z', '2026-03-01Z', NULL),
    (NULL, 'a', 'app', 'no id', NULL, '2026-03-01Z', NULL), (NULL, 'a', 'app', 'no id', NULL, '2026-03-02Z', NULL);
CALL refresh();
SELECT interaction_id, customer, touchpoint FROM failure_demand.contact ORDER BY interaction_id;
SELECT rows, without_id, duplicates FROM source_check;
DELETE FROM case_table WHERE touchpoint = 'this';
CALL refresh();
SELECT interaction_id, customer, touchpoint FROM failure_demand.contact ORDER BY interaction_id;
UPDATE case_table SET customer = 'z', updated_at = '2026-03-06Z' WHERE touchpoint IN ('never', 'undated');
CALL refresh();
SELECT interaction_id, customer, touchpoint FROM failure_demand.contact ORDER BY interaction_id;
-- Rows that are alike in all of that: the greatest of what else the source says, in the order of interaction, nulls last; in
-- whatever order they come. What the channel is mapped to decides nothing: an enum is ordered, and hashed, as nobody said.
TRUNCATE case_table;
ALTER TABLE case_table ADD resolved boolean, ADD nps real, ADD csat numeric, ADD ces float8, ADD agent text, ADD provider text, ADD brand text, ADD written_at timestamptz;
SELECT add_source('case_table', name => 'case');
CREATE TABLE tie AS SELECT * FROM case_table;
INSERT INTO tie (interaction_id, customer, channel, handle_seconds, nps, verbatim, brand, written_at)
VALUES ('customer', '9', 'app', 1, 1, 'a', 'a', NULL), ('customer', '10', 'phone', 2, 2, 'b', 'b', NULL), ('customer', NULL, 'phone', 2, 2, 'b', 'b', NULL),
       ('channel', 'a', 'app', 2, 2, 'b', 'b', NULL), ('channel', 'a', 'phone', 1, 1, 'a', 'a', NULL), ('channel', 'a', NULL, 2, 2, 'b', 'b', NULL),
       ('seconds', 'a', 'app', 0, 1, 'a', 'a', NULL), ('seconds', 'a', 'app', -5, 2, 'b', 'b', NULL), ('seconds', 'a', 'app', NULL, 2, 'b', 'b', NULL),
       ('words', 'a', 'app', 1, 2, 'a', 'b', NULL), ('words', 'a', 'app', 1, 1, 'b', 'a', NULL), ('words', 'a', 'app', 1, 2, 'B', 'b', NULL),
       ('score', 'a', 'app', 1, 0, 'a', 'a', NULL), ('score', 'a', 'app', 1, NULL, 'a', 'b', NULL), ('score', 'a', 'app', 1, -1, 'a', 'b', NULL),
       ('brand', 'a', 'app', 1, 1, 'a', 'b', '2026-03-01Z'), ('brand', 'a', 'app', 1, 1, 'a', 'a', '2026-03-02Z'), ('brand', 'a', 'app', 1, 1, 'a', NULL, '2026-03-02Z'),
       ('written', 'a', 'app', 1, 1, 'a', 'a', '2026-03-01Z'), ('written', 'a', 'app', 1, 1, 'a', 'a', '2026-03-02Z'), ('written', 'a', 'app', 1, 1, 'a', 'a', NULL);
UPDATE tie SET request = 'r', started_at = '2026-03-01Z';
INSERT INTO case_table SELECT * FROM tie;
CALL refresh();
SELECT interaction_id, customer, channel, handle_seconds, nps, verbatim, brand, written_at FROM failure_demand.contact ORDER BY interaction_id;
CREATE TABLE first AS SELECT c::text AS contact FROM failure_demand.contact AS c;
-- Incrementally and from scratch, from rows in another order.
TRUNCATE case_table;
INSERT INTO case_table SELECT * FROM tie ORDER BY customer DESC, channel DESC, nps DESC, verbatim, brand, written_at;
CALL refresh();
SELECT count(*) AS other FROM failure_demand.contact AS c WHERE c::text NOT IN (TABLE first);
TRUNCATE case_table;
INSERT INTO case_table SELECT * FROM tie ORDER BY customer, channel, nps, verbatim DESC, brand DESC, written_at DESC;
CALL refresh(true);
SELECT count(*) AS other FROM failure_demand.contact AS c WHERE c::text NOT IN (TABLE first);
-- No rows: columns of interaction by which it is not decided.
SELECT name FROM interaction_column WHERE name <> 'interaction_id' AND position('w.' || name || ' DESC NULLS LAST' IN interaction_columns('w.%I DESC NULLS LAST')) = 0 OR pg_get_functiondef('supersede'::regproc) !~ 'interaction_columns';

-- A column that the owner has added is his: nothing goes into it, and nothing stands elsewhere for it.
BEGIN;
ALTER TABLE contact_fact ADD COLUMN mine text DEFAULT 'his own';
UPDATE case_table SET touchpoint = 'moved';
CALL refresh();
CALL refresh(true);
SELECT count(*) > 0 AS any, bool_and(touchpoint = 'moved') AS written, bool_and(mine = 'his own') AS kept FROM contact_fact;
ROLLBACK;
-- Every change is seen: of one value, of two rows of a customer that exchange theirs, of nothing to next to nothing, and back.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at) SELECT n, 'a', 'phone', '2026-03-01Z'::timestamptz + n * interval '1 hour' FROM generate_series(1, 3) AS n;
CREATE VIEW unseen AS
SELECT source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds, outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand, updated_at, written_at
FROM failure_demand.interaction EXCEPT ALL
SELECT source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds, outcome, direction, reason, verbatim, language, resolved, nps, csat, ces, agent, provider, brand, updated_at, written_at
FROM failure_demand.contact;
CREATE FUNCTION unseen_after(statement text) RETURNS TABLE (change text, lost text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'UPDATE case_table SET ' || statement;
    CALL failure_demand.refresh(as_of => '2026-03-10Z');
    IF (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1) IS NOT NULL THEN
        RETURN QUERY VALUES (statement, 'everything was computed anew');
    END IF;
    RETURN QUERY SELECT statement, u::text FROM unseen AS u;
END $$;
CALL refresh(as_of => '2026-03-10Z');
SELECT u.* FROM unnest(ARRAY[
    $$nps = 0$$, $$nps = NULL$$, $$csat = 0$$, $$ces = 0, csat = NULL$$, $$ces = NULL$$, $$handle_seconds = 0$$, $$handle_seconds = NULL$$,
    $$resolved = false$$, $$resolved = NULL$$, $$touchpoint = ''$$, $$touchpoint = NULL, verbatim = ''$$, $$verbatim = NULL$$, $$ended_at = '2000-01-01Z'$$, $$ended_at = NULL, updated_at = '2000-01-01Z'$$, $$updated_at = NULL$$,
    $$agent = 'x'$$, $$agent = NULL, provider = 'x'$$, $$provider = NULL, brand = 'x'$$]) AS c (change), unseen_after(change) AS u;
SELECT u.*
FROM (VALUES ('customer', 'a', 'b'), ('request', 'x', 'y'), ('channel', 'app', 'email'), ('touchpoint', 'x', 'y'), ('started_at', '2026-03-01Z', '2026-03-02Z'), ('ended_at', '2026-03-03Z', '2026-03-04Z'),
             ('handle_seconds', '0', '1'), ('outcome', 'completed', 'abandoned'), ('direction', 'outbound', 'inbound'), ('reason', 'late', 'new'), ('verbatim', 'not again', 'fine'), ('language', 'sv', 'en'),
             ('resolved', 't', 'f'), ('nps', '0', '10'), ('csat', '0', '1'), ('ces', '0', '7'), ('agent', 'x', 'y'), ('provider', 'x', 'y'), ('brand', 'x', 'y'), ('updated_at', '2026-03-05Z', '2026-03-06Z'), ('written_at', '2026-03-05Z', '2026-03-06Z')) AS c (changed, one, other),
     unnest(ARRAY[one, other, NULL, one], ARRAY[other, one, one, NULL]) AS v (first, second),
     unseen_after(format('%1$I = CASE interaction_id WHEN ''1'' THEN %2$L WHEN ''2'' THEN %3$L ELSE %1$I END', changed, first, second)) AS u;

-- Contacts that are alike in time are in the order of their ids, in whatever order the rows are: where a channel ends.
-- No rows: a last contact that has a next one, another that has none, or one that is not what comes next.
TRUNCATE case_table;
CREATE VIEW alike AS SELECT n AS interaction_id, 'a' AS customer, ('{phone,email,chat}'::text[])[1 + n * 7 % 3] AS channel, '2026-03-01Z'::timestamptz AS started_at, n % 2 AS handle_seconds FROM generate_series(1, 60) AS n;
CREATE VIEW channel_end AS SELECT contact_no, interaction_id, channel, next_channel FROM failure_demand.contact WHERE next_channel IS DISTINCT FROM channel ORDER BY contact_no DESC LIMIT 3;
CREATE VIEW not_next AS
SELECT c.contact_no, c.contacts, c.next_channel, n.channel
FROM failure_demand.contact AS c LEFT JOIN failure_demand.contact AS n ON (n.journey_source, n.journey_id, n.contact_no) = (c.journey_source, c.journey_id, c.contact_no + 1)
WHERE c.next_channel IS DISTINCT FROM n.channel;
INSERT INTO case_table (interaction_id, customer, channel, started_at, handle_seconds) SELECT * FROM alike;
CALL refresh(as_of => '2026-03-10Z');
TABLE channel_end; TABLE not_next;
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, channel, started_at, handle_seconds) SELECT * FROM alike ORDER BY sha256(convert_to(interaction_id::text, 'UTF8'));
CALL refresh(true, as_of => '2026-03-10Z');
TABLE channel_end; TABLE not_next;

-- Settings of the session change nothing of what is noted.
CALL refresh(as_of => '2026-03-10Z');
SET IntervalStyle = 'iso_8601'; SET DateStyle = 'SQL, DMY'; SET TimeZone = 'Asia/Kolkata'; SET extra_float_digits = -3;
CALL refresh(as_of => '2026-03-10 00:00+00');
RESET extra_float_digits; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
SELECT full_because, contacts_written FROM refresh_log ORDER BY id DESC LIMIT 1;

-- Matched by customer: one journey over requests, and who has none is in it.
TRUNCATE case_table;
INSERT INTO case_table (interaction_id, customer, request, channel, started_at) VALUES
    ('1', 'a', 'x', 'app', '2026-03-01Z'), ('2', 'a', 'y', 'phone', '2026-03-02Z'), ('3', 'a', NULL, 'phone', '2026-03-03Z'), ('4', NULL, 'x', 'phone', '2026-03-01Z');
CALL refresh(as_of => '2026-03-10Z');
TABLE fact;
INSERT INTO definition (match) VALUES ('customer');
CALL refresh(as_of => '2026-03-10Z');
TABLE fact; TABLE origin; TABLE channel_fact;
DELETE FROM definition;
SELECT drop_source('case');

-- Appended only: the end of the feed goes back where it is corrected; a row that gave way moves nothing; and one that
-- does not say when it was written gives way to one that did long ago.
CREATE TABLE event (interaction_id text, customer text DEFAULT 'c', request text DEFAULT 'r', channel text DEFAULT 'app', touchpoint text, started_at timestamptz, updated_at timestamptz DEFAULT now());
INSERT INTO event (interaction_id, touchpoint, started_at, updated_at) VALUES ('1', 'first', '2026-03-01Z', '2026-03-01Z'), ('2', 'last', '2026-03-09Z', '2026-03-09Z'), ('3', 'other', '2026-03-05Z', '2026-03-05Z');
SELECT add_source('event', '{"written_at": "updated_at"}', append_only => true);
CREATE VIEW appended AS SELECT interaction_id, touchpoint, started_at, left_out, as_of, full_because FROM failure_demand.contact, report_basis, (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1) AS l ORDER BY interaction_id;
CALL refresh();
UPDATE event SET started_at = '2026-03-04Z', updated_at = now() WHERE interaction_id = '2';
CALL refresh();
TABLE appended;
INSERT INTO event (interaction_id, touchpoint, started_at, updated_at) VALUES ('3', 'gives way', '2026-03-08Z', NULL), ('1', 'gives way', '2026-03-02Z', NULL);
CALL refresh();
TABLE appended;
UPDATE event SET started_at = '2026-03-01Z' WHERE touchpoint = 'gives way';
CALL refresh();
TABLE appended;
SELECT drop_source('event');
-- Delivered at least once: a copy of an older version that is written last does not win over a later one that was written
-- before it; but what is changed where it stands, be it to an older version, is what there is.
CREATE TABLE message (interaction_id text, customer text DEFAULT 'c', request text DEFAULT 'r', channel text DEFAULT 'app', touchpoint text, started_at timestamptz DEFAULT '2026-03-01Z',
                      handle_seconds int, updated_at timestamptz, written_at timestamptz DEFAULT clock_timestamp());
SELECT add_source('message', append_only => true);
CREATE VIEW delivered AS SELECT interaction_id, touchpoint, handle_seconds, negative_handle_seconds, updated_at, full_because FROM failure_demand.contact, (SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1) AS l ORDER BY interaction_id;
INSERT INTO message (interaction_id, touchpoint, handle_seconds, updated_at, written_at) VALUES ('1', 'version of 09:12', NULL, '2026-03-02 09:12Z', '2026-03-02Z'), ('1', 'version of 10:12', NULL, '2026-03-02 10:12Z', '2026-03-02Z'),
                                                                         ('2', 'of no version', -7, NULL, '2026-03-02Z'), ('3', 'version of 10:12', NULL, '2026-03-02 10:12Z', '2026-03-02Z');
CALL refresh();
TABLE delivered;
INSERT INTO message (interaction_id, touchpoint, handle_seconds, updated_at) VALUES ('1', 'version of 09:12', NULL, '2026-03-02 09:12Z'), ('2', 'of no version', -9, NULL);
UPDATE message SET touchpoint = 'changed', updated_at = '2026-03-02 08:00Z', written_at = clock_timestamp() WHERE interaction_id = '3';
CALL refresh();
TABLE delivered;
CALL refresh(true);
TABLE delivered;
INSERT INTO message (interaction_id, touchpoint, handle_seconds, updated_at) VALUES ('1', 'version of 11:12', NULL, '2026-03-02 11:12Z'), ('2', 'of no version', -5, NULL);
CALL refresh();
TABLE delivered;
SELECT drop_source('message');

-- Generated: two sources with ids in common, few customers, rows with everything that may be wrong. Given as contact has them,
-- by the functions and the oracle, over the interactions that count. There is a customer 0.
INSERT INTO placeholder (kind, value, stands_for_nobody) VALUES ('customer', '0', false);
CREATE TABLE generated AS
SELECT n, (n % 700)::text AS interaction_id, CASE WHEN pick(20, n, 1) > 0 THEN pick(60, n, 2) END AS customer,
       CASE WHEN pick(20, n, 3) > 0 THEN 'request ' || pick(2, n, 4) END AS request,
       ('{app,app,app,portal,phone,phone,phone,email,pigeon,NULL}'::text[])[1 + pick(10, n, 5)] AS channel,
       ('{home,claim,NULL}'::text[])[1 + pick(3, n, 6)] AS touchpoint, started_at,
       CASE pick(6, n, 7) WHEN 0 THEN NULL WHEN 1 THEN started_at - interval '1 hour' WHEN 2 THEN started_at ELSE started_at + pick(30, n, 8) * interval '1 hour' END AS ended_at,
       pick(900, n, 9) - 100 AS handle_seconds, ('{completed,abandoned,transferred,unresolved,other,NULL}'::text[])[1 + pick(6, n, 10)] AS outcome,
       ('{outbound,inbound,NULL,NULL,NULL,NULL}'::text[])[1 + pick(6, n, 11)] AS direction, ('{late,new,other,vague,unknown,NULL,NULL}'::text[])[1 + pick(7, n, 12)] AS reason,
       ('{not again,fine,...,"still waiting, not again",NULL,NULL}'::text[])[1 + pick(6, n, 13)] AS verbatim, ('{sv,sv-SE,no,NULL}'::text[])[1 + pick(4, n, 14)] AS language,
       '2026-03-01Z'::timestamptz + n * interval '1 second' AS updated_at
FROM generate_series(1, 1500) AS n,
     LATERAL (SELECT CASE WHEN pick(30, n, 15) > 0 THEN '2026-03-01Z'::timestamptz + pick(400, n, 16) * interval '1 hour' ELSE ('{NULL,infinity,-infinity}'::timestamptz[])[1 + pick(3, n, 17)] END AS started_at) AS s;
CREATE VIEW odd AS SELECT * FROM generated WHERE n % 2 = 1;
CREATE VIEW even AS SELECT * FROM generated WHERE n % 2 = 0;
SELECT add_source('odd'), add_source('even');

CREATE TABLE counting (id bigint, source text, interaction_id text, customer text, request text, channel text, kind channel_kind, touchpoint text, started_at timestamptz, ended_at timestamptz,
                       outcome text, direction text, reason text, verbatim text, language text, left_out text, raw_outcome text, raw_seconds int);
-- Which rows count, and which of them are in the rates.
CREATE PROCEDURE count_rows(within interval, at timestamptz, match text) LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM counting;
    INSERT INTO counting
    SELECT row_number() OVER (ORDER BY source, interaction_id), *
    FROM (SELECT DISTINCT ON (source, interaction_id) source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at,
                 CASE WHEN outcome <> 'other' THEN outcome END, direction, reason, verbatim, language,
                 CASE WHEN direction = 'outbound' THEN 'outbound' WHEN started_at IS NULL OR NOT isfinite(started_at) THEN 'undated'
                      WHEN channel IS NULL OR channel = 'pigeon' THEN 'unknown channel' WHEN started_at > at THEN 'not yet'
                      WHEN customer IS NULL OR match = 'request' AND request IS NULL THEN 'unlinkable' END, outcome, handle_seconds
          FROM failure_demand.interaction ORDER BY source, interaction_id, updated_at DESC) AS i;
    TRUNCATE oracle.contact;
    INSERT INTO oracle.contact SELECT id, customer, CASE match WHEN 'request' THEN request ELSE '' END, channel, kind, started_at, greatest(started_at, ended_at) FROM counting WHERE left_out IS NULL;
END $$;
-- What contact says and what it should say, of the same columns.
CREATE FUNCTION expected(within interval, at timestamptz, match text) RETURNS TABLE (LIKE failure_demand.contact) LANGUAGE plpgsql AS $$
BEGIN
    CALL count_rows(within, at, match);
    CREATE TEMP TABLE journey ON COMMIT DROP AS SELECT * FROM oracle.trace(within, at);
    CREATE TEMP TABLE step ON COMMIT DROP AS
    SELECT contact_id, lead(channel) OVER (PARTITION BY customer, request, journey_no ORDER BY contact_no) AS next_channel
    FROM journey JOIN oracle.contact USING (contact_id);
    -- a channel by itself is a request of its own
    UPDATE oracle.contact SET request = request || ' ' || channel;
    CREATE TEMP TABLE own ON COMMIT DROP AS SELECT * FROM oracle.trace(within, at);
    CREATE TEMP TABLE member ON COMMIT DROP AS
    SELECT ROW(s.customer, CASE WHEN expected.match = 'request' THEN s.request END, j.journey_no)::text AS journey, j.contact_id, j.contact_no, j.contacts, j.mature, s.kind, s.channel, s.started_at AS began,
           greatest(s.started_at, s.ended_at) AS ended, s.outcome IS NOT DISTINCT FROM 'abandoned' AS given_up, count(*) FILTER (WHERE s.kind = 'human') OVER (PARTITION BY s.customer, CASE WHEN expected.match = 'request' THEN s.request END, j.journey_no ORDER BY j.contact_no) AS human_no
    FROM journey AS j JOIN counting AS s ON s.id = j.contact_id;
    CREATE TEMP TABLE whole ON COMMIT DROP AS
    SELECT m.journey, min(m.contact_no) FILTER (WHERE m.kind = 'human') AS first_human, min(m.human_no) FILTER (WHERE m.kind = 'human' AND NOT m.given_up) AS attempts,
           bool_or(m.kind = 'human' AND NOT m.mature) FILTER (WHERE m.contact_no = m.contacts) AS last_open,
           coalesce(bool_or(EXISTS (SELECT FROM member AS n WHERE n.journey = m.journey AND n.channel <> m.channel AND n.ended > m.began AND (n.began < m.began OR n.began = m.began AND m.ended > m.began))), false) AS saturated
    FROM member AS m GROUP BY m.journey;
    RETURN QUERY
    SELECT s.source, s.interaction_id, s.customer, s.request, s.channel, s.kind::text, s.touchpoint, s.started_at, s.ended_at, c.handle_seconds, s.outcome, s.direction, s.reason, s.verbatim,
           s.language, c.resolved, c.nps, c.csat, c.ces, c.agent, c.provider, c.brand, c.updated_at, c.written_at, c.dimensions, c.identifiers, c.started_on, c.ended_on,
           NULL::text, CASE WHEN c.outcome IS NULL AND s.raw_outcome = 'other' THEN 'other' END, NULL::text, CASE WHEN s.raw_seconds < 0 THEN s.raw_seconds END, c.said_customer, c.said_group, c.customer_group, s.left_out,
           CASE WHEN isfinite(s.started_at) THEN (s.started_at AT TIME ZONE 'UTC')::date END, f.source, f.interaction_id, j.contact_no, j.contacts, j.bounced, j.mature, j.recontact_after,
           o.source, o.interaction_id, o.channel, o.touchpoint, o.request, v.demand, v.evidence, v.assessed,
           CASE WHEN v.demand = 'failure' THEN coalesce(r.avoidable_reason::text, (SELECT m.reason FROM failure_markers(s.verbatim, s.language) AS m LIMIT 1), CASE v.evidence WHEN 'bounce' THEN 'failed_self_service' END) END,
           CASE WHEN v.demand = 'failure' THEN coalesce(r.cause, (SELECT m.cause FROM failure_markers(s.verbatim, s.language) AS m LIMIT 1)) END,
           CASE WHEN s.left_out IS DISTINCT FROM 'not yet' AND has_failure_marker(s.verbatim, s.language) IS NOT NULL THEN ARRAY(SELECT m.marker FROM failure_markers(s.verbatim, s.language) AS m) END,
           CASE WHEN s.kind = 'digital' AND j.mature THEN CASE WHEN s.outcome = 'transferred' THEN 'escalated' WHEN j.bounced THEN 'bounced' WHEN s.outcome IN ('abandoned', 'unresolved') THEN 'abandoned'
                WHEN s.outcome = 'completed' THEN 'contained' ELSE 'unknown' END END,
           p.next_channel, w.contact_no, w.contacts,
           CASE WHEN coalesce(s.left_out, 'unlinkable') = 'unlinkable' THEN s.left_out IS NULL END, CASE WHEN s.left_out IS NULL THEN greatest(s.started_at, s.ended_at) > at END,
           CASE WHEN s.left_out IS NULL THEN coalesce(j.recontact_after <= within, false) END, CASE WHEN j.contact_no = 1 THEN j.contacts = 1 END,
           CASE WHEN s.left_out IS NULL THEN coalesce(w.recontact_after <= within, false) END, CASE WHEN w.contact_no = 1 THEN w.contacts = 1 END,
           v.assessed AND v.demand = 'failure', CASE WHEN j.contact_no = 1 THEN g.saturated END,
           CASE WHEN s.kind = 'human' AND j.contact_no = g.first_human THEN g.attempts END, CASE WHEN s.kind = 'human' AND j.contact_no = g.first_human THEN g.attempts IS NULL AND g.last_open END,
           CASE WHEN s.kind = 'digital' AND j.mature AND j.contact_no = (SELECT min(m.contact_no) FROM member AS m WHERE m.journey = q.journey AND m.kind = 'digital' AND m.mature AND m.channel = s.channel)
                THEN (SELECT count(*) FROM member AS m WHERE m.journey = q.journey AND m.kind = 'human' AND m.contact_no > j.contact_no) END,
           w.recontact_after
    FROM counting AS s JOIN failure_demand.contact AS c USING (source, interaction_id) LEFT JOIN reason AS r ON r.code = s.reason
         LEFT JOIN journey AS j ON j.contact_id = s.id LEFT JOIN step AS p ON p.contact_id = s.id LEFT JOIN own AS w ON w.contact_id = s.id
         LEFT JOIN counting AS o ON o.id = j.bounced_from
         LEFT JOIN member AS q ON q.contact_id = s.id LEFT JOIN whole AS g ON g.journey = q.journey
         LEFT JOIN LATERAL (SELECT b.source, b.interaction_id FROM journey AS k JOIN counting AS b ON b.id = k.contact_id
                            WHERE b.customer = s.customer AND (match = 'customer' OR b.request = s.request) AND k.journey_no = j.journey_no AND k.contact_no = 1) AS f ON true
         CROSS JOIN LATERAL (SELECT coalesce(r.demand, 'unclassified') <> 'unclassified' AS coded, has_failure_marker(s.verbatim, s.language) AS marked) AS e
         CROSS JOIN LATERAL (SELECT CASE WHEN NOT speaks THEN NULL WHEN e.coded THEN r.demand::text WHEN e.marked OR o.id IS NOT NULL OR j.contact_no > 1 THEN 'failure' ELSE 'unclassified' END AS demand,
                                    CASE WHEN NOT speaks THEN NULL WHEN e.coded THEN 'reason' WHEN e.marked THEN 'marker' WHEN o.id IS NOT NULL THEN 'bounce' WHEN j.contact_no > 1 THEN 'repeat' END AS evidence,
                                    CASE WHEN speaks THEN e.coded END AS assessed
                             FROM (SELECT s.kind IS NOT DISTINCT FROM 'human' AND coalesce(s.left_out, 'unlinkable') IN ('unlinkable', 'undated')) AS k (speaks)) AS v;
END $$;
CREATE FUNCTION contact_difference(within interval, at timestamptz, match text) RETURNS TABLE (said_by text, contact text) LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM failure_demand.definition;
    INSERT INTO failure_demand.definition (within, match) VALUES (contact_difference.within, contact_difference.match);
    CALL failure_demand.refresh(as_of => at);
    CREATE TEMP TABLE expectation ON COMMIT DROP AS SELECT e::text AS contact FROM expected(within, at, match) AS e;
    RETURN QUERY
    (SELECT 'contact', c::text FROM failure_demand.contact AS c EXCEPT ALL SELECT 'contact', e.contact FROM expectation AS e)
    UNION ALL
    (SELECT 'oracle', e.contact FROM expectation AS e EXCEPT ALL SELECT 'oracle', c::text FROM failure_demand.contact AS c);
    DROP TABLE expectation, journey, step, own;
END $$;
SELECT * FROM contact_difference('48 hours', '2026-03-15Z', 'request');
SELECT * FROM contact_difference('3 hours', '2026-03-18Z', 'request');
SELECT * FROM contact_difference('100 hours', '2026-03-10 12:00Z', 'customer');
SELECT * FROM contact_difference('1 microsecond', '2026-02-01Z', 'customer');
-- They are many, and of all sorts.
SELECT * FROM contact_difference('24 hours', '2026-03-16Z', 'request');
SELECT coalesce(left_out, 'in the rates') AS left_out, count(*) > 5 AS many FROM failure_demand.contact GROUP BY left_out ORDER BY 1;
SELECT bool_and(many) AS many, count(*) FROM (SELECT count(*) > 5 AS many FROM failure_demand.contact WHERE demand IS NOT NULL GROUP BY demand, evidence) AS e;
SELECT bool_and(many) AS many, count(*) FROM (SELECT count(*) > 5 AS many FROM failure_demand.contact WHERE containment IS NOT NULL GROUP BY containment) AS e;
SELECT max(contacts) > 2 AS long, count(*) FILTER (WHERE origin_source <> source) > 5 AS across FROM failure_demand.contact;

-- The same as trace(), bounce_origin() and demand() say of the same interactions.
WITH said AS (
    SELECT i.id, trace(kind, started_at, ended_at, '24 hours', '2026-03-16Z') OVER w AS t, bounce_origin(i.id, kind, started_at, ended_at, '24 hours') OVER w AS origin,
           demand(kind, started_at, ended_at, '24 hours', r.demand, verbatim, language) OVER w AS v
    FROM counting AS i LEFT JOIN reason AS r ON r.code = i.reason WHERE left_out IS NULL
    WINDOW w AS (PARTITION BY customer, request ORDER BY started_at, kind, greatest(started_at, ended_at), id)
)
SELECT count(*) FILTER (WHERE (c.contact_no, c.contacts, c.bounced, c.mature, c.recontact_after, o.id, c.demand, c.evidence, c.assessed)
                              IS DISTINCT FROM ((t).contact_no, (t).contacts, (t).bounced, (t).mature, (t).recontact_after, origin, (v).demand::text, (v).evidence::text, (v).assessed)) AS different, count(*) > 300 AS many
FROM said JOIN counting AS i USING (id) JOIN failure_demand.contact AS c USING (source, interaction_id)
LEFT JOIN counting AS o ON (o.source, o.interaction_id) = (c.origin_source, c.origin_id);

SELECT drop_source('odd'), drop_source('even');
DELETE FROM definition; DELETE FROM reason; DELETE FROM marker; DELETE FROM placeholder;
CALL refresh();
SELECT count(*) FROM failure_demand.contact;
DROP SCHEMA test CASCADE;
