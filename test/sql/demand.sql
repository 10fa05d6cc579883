-- The first evidence that speaks decides, against its definition written out.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'not again', 'repeat_notification', 'test');
CREATE TABLE contact (
    id int, customer int, kind channel_kind, started_at timestamptz, ended_at timestamptz,
    reason demand_class, words text, language text);
-- a number below a limit, the same in every run
CREATE FUNCTION pick(n int, what int, below int) RETURNS int LANGUAGE sql AS $$
    SELECT (abs(hashint4extended(n, what)) % below)::int
$$;
INSERT INTO contact
SELECT n, pick(n, 1, 300), CASE WHEN pick(n, 2, 5) < 2 THEN 'digital' ELSE 'human' END::channel_kind, started_at,
       CASE WHEN pick(n, 3, 3) > 0 THEN started_at + pick(n, 4, 50) * interval '1 minute' END,
       (ARRAY[NULL, NULL, NULL, NULL, 'failure', 'value', 'unclassified'])[1 + pick(n, 5, 7)]::demand_class,
       (ARRAY[NULL, NULL, 'Not again!', 'all is well', '...', 'not today'])[1 + pick(n, 6, 6)],
       (ARRAY['sv', 'sv-SE', 'nb', 'sv'])[1 + pick(n, 7, 4)]
FROM (SELECT n, CASE WHEN pick(n, 8, 50) > 0 THEN '2026-01-01Z'::timestamptz + pick(n, 9, 900) * interval '1 hour' END AS started_at
      FROM generate_series(1, 3000) AS n) AS dated;

CREATE VIEW judged AS
SELECT *, demand(kind, started_at, ended_at, '48 hours', reason, words, language) OVER w AS verdict,
       bounce_origin(id, kind, started_at, ended_at, '48 hours') OVER w AS origin,
       contact_no(started_at, ended_at, '48 hours') OVER w AS contact_no
FROM contact
WINDOW w AS (PARTITION BY customer ORDER BY started_at, kind, ended_at, id);

CREATE VIEW expected AS
SELECT *, CASE WHEN kind = 'digital' THEN NULL
    WHEN reason IN ('failure', 'value') THEN ROW(reason, 'reason', assessed)::demand_verdict
    WHEN words ~* 'not again' AND language ~ '^sv' THEN ROW('failure', 'marker', assessed)::demand_verdict
    WHEN origin IS NOT NULL THEN ROW('failure', 'bounce', assessed)::demand_verdict
    WHEN contact_no > 1 THEN ROW('failure', 'repeat', assessed)::demand_verdict
    ELSE ROW('unclassified', NULL, assessed)::demand_verdict END AS should_be
FROM (SELECT *, coalesce(reason IN ('failure', 'value'), false) AS assessed FROM judged) AS looked_at;

SELECT count(*) FILTER (WHERE verdict IS DISTINCT FROM should_be) AS wrong, count(*) > 2900 AS many FROM expected;
SELECT (verdict).demand, (verdict).evidence, (verdict).assessed, count(*) > 5 AS many
FROM judged WHERE kind = 'human' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- The share, also in parallel.
SELECT failure_share(verdict) =
       count(*) FILTER (WHERE (verdict).assessed AND (verdict).demand = 'failure')::float8 /
       count(*) FILTER (WHERE (verdict).assessed AND (verdict).demand <> 'unclassified') AS right
FROM judged;
CREATE TABLE verdict AS SELECT verdict FROM judged;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS off) SELECT failure_share(verdict) FROM verdict;
SELECT failure_share(verdict) = (SELECT failure_share(verdict) FROM judged) AS same FROM verdict;
SELECT failure_share(verdict) FROM verdict WHERE false;
SELECT failure_share(ROW('failure', 'bounce', false)::demand_verdict);
SELECT failure_share(NULL);
-- Silence is no value: words that were read, and in which nothing was found, are no evidence,
-- and a contact of which only a marker speaks has no share in it.
SELECT words, (verdict).*, failure_share(verdict) OVER () AS share
FROM (SELECT words, demand('human', NULL, NULL, '48 hours', NULL, words, 'en') OVER (PARTITION BY words) AS verdict
      FROM (VALUES ('Hello again, it is about the double charge from last week'), ('I''m still waiting for your call back'), ('...'), (NULL)) AS said (words)) AS said
ORDER BY words;
-- The window and the kind are checked as everywhere.
SELECT error_of($$SELECT demand(kind, started_at, ended_at, NULL, reason, words, language) OVER (ORDER BY started_at) FROM test.contact$$);
SELECT error_of($$SELECT demand(NULL, started_at, ended_at, '1 day', reason, words, language) OVER (ORDER BY started_at) FROM test.contact$$);
SELECT error_of($$SELECT demand(kind, started_at, ended_at, '1 day', reason, words, language) OVER (ORDER BY id) FROM test.contact$$);
DELETE FROM marker;
