-- Requests with windows of their own: what contact says of each is what the definitions say by its window.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_min_messages = warning;
\pset format unaligned

-- Three requests of twenty customers, some contacts at the very edge of a window, or a microsecond beyond.
CREATE TABLE test.talk (interaction_id integer, customer text, request text, channel text, started_at timestamptz, ended_at timestamptz, outcome text);
SELECT setseed(0.16);
INSERT INTO test.talk
SELECT n, 'customer ' || n % 20, (ARRAY['claim', 'login', 'bill'])[1 + n / 20 % 3], CASE WHEN random() < 0.6 THEN 'app' ELSE 'phone' END, t.at, t.at + random() * interval '3 hours', 'completed'
FROM generate_series(1, 900) AS n CROSS JOIN LATERAL (SELECT '2026-01-01Z'::timestamptz + (random() * 90 * 24 * 3600)::integer * interval '1 second' + n * interval '0' AS at) AS t;
INSERT INTO test.talk
SELECT 1000 + 2 * n + k, 'edge ' || n, v.request, CASE k WHEN 0 THEN 'app' ELSE 'phone' END, '2026-02-01Z'::timestamptz + CASE k WHEN 0 THEN '0' ELSE v.gap END, NULL, NULL
FROM (VALUES (1, 'claim', interval '10 days'), (2, 'claim', '10 days 00:00:00.000001'), (3, 'login', '1 hour'), (4, 'login', '01:00:00.000001'), (5, 'bill', '48 hours'), (6, 'bill', '48:00:00.000001'))
    AS v (n, request, gap) CROSS JOIN generate_series(0, 1) AS k;
SELECT add_source('talk') \gset
CALL refresh();
CREATE FUNCTION pg_temp.window_of(of text) RETURNS interval LANGUAGE sql AS $$ SELECT coalesce((SELECT w.within FROM request_window AS w WHERE w.request = of AND d.match = 'request'), d.within) FROM definition_in_force AS d $$;
-- The oracle judges each request by its window, as if no other were there.
CREATE PROCEDURE pg_temp.judge() LANGUAGE plpgsql AS $$
BEGIN
    CALL failure_demand.refresh();
    DELETE FROM oracle.contact;
    INSERT INTO oracle.contact SELECT c.interaction_id::bigint, c.customer, CASE b.match WHEN 'request' THEN c.request ELSE 'any' END, c.channel, c.kind, c.started_at, contact_end(c.started_at, c.ended_at)
    FROM contact AS c, report_basis AS b WHERE c.left_out IS NULL;
END $$;
CREATE VIEW pg_temp.difference AS
SELECT count(*) AS contacts, count(*) FILTER (WHERE (t.contact_no, t.contacts, t.bounced, t.recontact_after, t.mature, t.bounced_from::text) IS DISTINCT FROM
                                                    (c.contact_no::bigint, c.contacts::bigint, c.bounced, c.recontact_after, c.mature, c.origin_id)) AS differ,
       count(*) FILTER (WHERE c.bounced AND c.mature) AS bounced, count(*) FILTER (WHERE NOT c.mature) AS immature
FROM (SELECT DISTINCT o.request FROM oracle.contact AS o) AS r CROSS JOIN report_basis AS b
CROSS JOIN LATERAL oracle.trace(pg_temp.window_of(r.request), b.as_of) AS t JOIN oracle.contact AS o ON o.contact_id = t.contact_id AND o.request = r.request
JOIN contact AS c ON c.interaction_id::bigint = t.contact_id;
CALL pg_temp.judge();
SELECT * FROM pg_temp.difference;
INSERT INTO request_window VALUES ('claim', '10 days'), ('login', '1 hour');
CALL pg_temp.judge();
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;
SELECT * FROM pg_temp.difference;
SELECT within, request_windows FROM report_basis;
SELECT customer, request, contact_no, contacts, bounced FROM contact WHERE customer ~ 'edge' ORDER BY customer, contact_no, started_at;

-- As time goes on, a contact becomes mature when its own window is over: an hour, two days, ten days.
CREATE PROCEDURE pg_temp.wait(INOUT at timestamptz, INOUT open text) LANGUAGE plpgsql AS $$
BEGIN
    CALL failure_demand.refresh(as_of => at);
    open := (SELECT string_agg(r, ' ' ORDER BY r) FROM (SELECT DISTINCT c.request FROM contact AS c WHERE NOT c.mature AND c.customer = 'late') AS l (r));
END $$;
INSERT INTO test.talk SELECT 2000 + n, 'late', r, 'app', '2026-05-01Z', NULL, 'completed' FROM unnest('{claim,login,bill}'::text[]) WITH ORDINALITY AS u (r, n);
INSERT INTO test.talk VALUES (2010, 'end', 'bill', 'app', '2026-06-01Z', NULL, NULL);
CALL pg_temp.wait('2026-05-01 00:59:59.999999Z', NULL);
CALL pg_temp.wait('2026-05-01 01:00Z', NULL);
SELECT failure_demand_internal.open_because('[2026-05-01,2026-05-02)');
CALL pg_temp.wait('2026-05-02 23:59:59.999999Z', NULL);
SELECT failure_demand_internal.open_because('[2026-05-01,2026-05-02)');
CALL pg_temp.wait('2026-05-03 00:00Z', NULL);
SELECT failure_demand_internal.open_because('[2026-05-01,2026-05-02)');
CALL pg_temp.wait('2026-05-10 23:59:59.999999Z', NULL);
CALL pg_temp.wait('2026-05-11 00:00Z', NULL);
SELECT failure_demand_internal.open_because('[2026-05-01,2026-05-02)');
SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 1;

-- A window is that of the name, not of the code.
INSERT INTO request_name VALUES (NULL, 'login', 'claim');
CALL pg_temp.judge();
SELECT contacts, differ FROM pg_temp.difference;
DELETE FROM request_name;

-- Baselines keep the window of each request, and are not compared with another one.
CALL refresh();
SELECT set_baseline('before', '[2026-02-01,2026-03-01)');
SELECT request, within FROM baseline ORDER BY 1;
SELECT count(*) > 0 AS compared FROM progress('before', '[2026-03-01,2026-04-01)');
UPDATE request_window SET within = '9 days' WHERE request = 'claim';
CALL refresh();
SELECT count(*) FROM progress('before', '[2026-03-01,2026-04-01)');
DELETE FROM baseline;
SELECT failure_demand_internal.charge_definition() -> 'request_windows' AS charged_by;

-- Under match customer there is one window: the definition's.
INSERT INTO definition (within, match) VALUES ('24 hours', 'customer');
CALL pg_temp.judge();
SELECT contacts, differ FROM pg_temp.difference;
SELECT within, request_windows FROM report_basis;
SELECT severity, key, fault FROM configuration_check ORDER BY key::text;
DELETE FROM definition;

-- Rows that are none; a window of a request that nobody has is told.
INSERT INTO request_window VALUES ('bill', '0');
INSERT INTO request_window VALUES ('bill', '-1 hour');
INSERT INTO request_window VALUES ('bill', '1 month');
INSERT INTO request_window VALUES ('bill', NULL);
INSERT INTO request_window VALUES (NULL, '1 day');
INSERT INTO request_window VALUES ('', '1 day');
INSERT INTO request_window VALUES ('claim', '1 day');
INSERT INTO request_window VALUES (repeat('x', 10000), '1 day');
CALL refresh();
SET client_min_messages = notice;
INSERT INTO request_window VALUES ('Claim', '1 day');
SET client_min_messages = warning;
CALL refresh();
SELECT * FROM unmapped;
DELETE FROM request_window;
SELECT drop_source('talk');
CALL refresh();
DROP TABLE test.talk;
DELETE FROM oracle.contact;
