-- Bad input is an error that says what to do, with the SQLSTATE of its kind.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\pset tuples_only

-- Every function that takes these arguments, with others for some of them.
CREATE FUNCTION call_of(function text, customer text DEFAULT 'c', request text DEFAULT 'r', kind text DEFAULT 'k',
                        started_at text DEFAULT 's', ended_at text DEFAULT 'e', within text DEFAULT $$'1 hour'$$,
                        as_of text DEFAULT 'NULL', "over" text DEFAULT 'ORDER BY s') RETURNS text IMMUTABLE LANGUAGE sql AS $$
SELECT 'SELECT ' || CASE
    WHEN function IN ('bounce_rate', 'global_fcr', 'next_contact_avoidance')
        THEN format('%s(%s, %s, %s, %s, %s, %s)', function, customer, request, kind, started_at, ended_at, within)
    WHEN function = 'trace' THEN format('trace(%s, %s, %s, %s, %s) OVER (%s)', kind, started_at, ended_at, within, as_of, "over")
    WHEN function = 'bounced' THEN format('bounced(%s, %s, %s, %s) OVER (%s)', kind, started_at, ended_at, within, "over")
    WHEN function = 'bounce_origin' THEN format('bounce_origin(c, %s, %s, %s, %s) OVER (%s)', kind, started_at, ended_at, within, "over")
    ELSE format('%s(%s, %s, %s) OVER (%s)', function, started_at, ended_at, within, "over") END
    || $from$ FROM (VALUES (1, 'a', 'x', 'digital', timestamptz '2024-05-01 12:00Z', NULL::timestamptz),
                           (2, 'a', 'x', 'human', '2024-05-01 12:30Z', '2024-05-01 12:40Z')) i (n, c, r, k, s, e)$from$
$$;
CREATE VIEW function AS
SELECT name, no, no <= 3 AS is_aggregate, no <= 6 AS has_kind
FROM unnest('{bounce_rate,global_fcr,next_contact_avoidance,trace,bounced,bounce_origin,journey_no,contact_no}'::text[]) WITH ORDINALITY f (name, no);
-- What all functions say, or what each of them says, where they do not agree.
CREATE FUNCTION all_say(calls text[]) RETURNS SETOF text LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT string_agg(DISTINCT said, E'\n') FROM (SELECT error_of(call) FROM unnest(calls) call) s (said)
$$;

-- Nothing is wrong with the calls as they are.
SELECT all_say(array_agg(call_of(name))) FROM function;

-- Window: null, zero, negative, of months, longer than any.
SELECT within, all_say(array_agg(call_of(name, within => within)))
FROM function, unnest(ARRAY['NULL', '$$0$$', '$$00:00:00$$', '$$-1 microsecond$$', '$$-2 days$$', '$$1 day -24:00:00$$', '$$1 month$$', '$$1 year$$',
                            '$$-1 month$$', '$$1 month -30 days$$', '$$107000000 days$$', '$$-107000000 days$$']) WITH ORDINALITY w (within, place)
GROUP BY place, within ORDER BY place;
-- An infinite window, which a server knows from PostgreSQL 17 on, is an error everywhere.
SELECT bool_and(said ~ '^22') FROM (SELECT error_of(call_of(name, within => within)) FROM function, unnest(ARRAY['$$infinity$$', '$$-infinity$$']) within) s (said);
SELECT all_say(array_agg(call_of(name, within => $$'2 fortnights'$$))) FROM function;

-- Times: none is infinite, be the row linkable or not.
SELECT started_at, all_say(array_agg(call_of(name, started_at => started_at))) FROM function, unnest(ARRAY['$$infinity$$', '$$-infinity$$']) started_at GROUP BY started_at ORDER BY started_at DESC;
SELECT ended_at, all_say(array_agg(call_of(name, ended_at => ended_at))) FROM function, unnest(ARRAY['$$infinity$$', '$$-infinity$$']) ended_at GROUP BY ended_at ORDER BY ended_at DESC;
SELECT all_say(array_agg(call_of(name, ended_at => ended_at, started_at => 'NULL'))) FROM function, unnest(ARRAY['$$infinity$$', '$$-infinity$$']) ended_at;
SELECT all_say(array_agg(call_of(name, customer => 'NULL', started_at => '$$infinity$$'))) FROM function WHERE is_aggregate;
SELECT all_say(array_agg(call_of('trace', as_of => as_of))) FROM unnest(ARRAY['$$infinity$$', '$$-infinity$$']) as_of;

-- Kind: null in any row, also in one that does not count; a word that is none.
SELECT all_say(array_agg(call_of(name, kind => 'nullif(k, $$human$$)'))) FROM function WHERE has_kind;
SELECT all_say(array_agg(call_of(name, kind => 'NULL', customer => 'NULL', started_at => 'NULL'))) FROM function WHERE has_kind;
SELECT all_say(array_agg(call_of(name, kind => '$$phone$$'))) FROM function WHERE has_kind;
SELECT kind, all_say(array_agg(call_of(name, kind => kind || ' || left(k, 0)')))
FROM function, unnest(ARRAY['$$phone$$', '$$Human$$', '$$human $$', '$$$$', '$$digitally$$']) WITH ORDINALITY k (kind, place) WHERE has_kind GROUP BY place, kind ORDER BY place;

-- Rows that are not in the order of time.
SELECT all_say(array_agg(call_of(name, over => 'ORDER BY s DESC'))) FROM function WHERE NOT is_aggregate;
SELECT all_say(array_agg(call_of(name, over => 'ORDER BY n', started_at => 's - n * interval $$1 day$$'))) FROM function WHERE NOT is_aggregate;
-- Undated rows are nowhere in it.
SELECT all_say(array_agg(call_of(name, over => 'ORDER BY s DESC', started_at => 'CASE n WHEN 1 THEN s END'))) FROM function WHERE NOT is_aggregate;

-- Windows and moments that vary within a group or a partition, by however little.
SELECT all_say(array_agg(call_of(name, within => within))) FROM function, unnest(ARRAY['n * interval $$1 hour$$', 'interval $$1 hour$$ + n * interval $$1 microsecond$$']) within;
SELECT all_say(array_agg(call_of('trace', as_of => as_of))) FROM unnest(ARRAY['s', 'e', 'CASE n WHEN 1 THEN s END', 'timestamptz $$2024-06-01$$ + n * interval $$1 microsecond$$']) as_of;
SELECT all_say(array_agg(call_of(name, within => 'n * interval $$1 hour$$', started_at => 'NULL', customer => 'NULL'))) FROM function;
-- They may be written differently, and vary between groups and partitions.
SELECT all_say(array_agg(call_of(name, within => 'CASE n WHEN 1 THEN interval $$1 day$$ ELSE $$24:00$$ END'))) FROM function;
SELECT all_say(array_agg(call_of(name, within => 'n * interval $$1 hour$$', as_of => 's', over => 'PARTITION BY n ORDER BY s'))) FROM function WHERE NOT is_aggregate;
SELECT all_say(array_agg(call_of(name, within => 'n * interval $$1 hour$$') || ' GROUP BY n')) FROM function WHERE is_aggregate;

-- Functions called as what they are not.
SELECT error_of($$SELECT trace('human', now(), NULL, '1 day', NULL)$$);
SELECT error_of($$SELECT bounce_origin(NULL, 'human', now(), NULL, '1 day') OVER ()$$);
SELECT error_of(format('SELECT %s', call)) ~ '^(42883|0A000)'
FROM unnest(ARRAY['rate_serialize(NULL)', 'rate_deserialize(NULL, NULL)', 'rate_deserialize($$\x00$$::bytea, NULL)', 'rate_combine(NULL, NULL)',
                  'bounce_rate_final(NULL)', 'rate_transition(NULL, 1, 1, $$human$$, NULL, NULL, NULL)']) call;

-- What a row alone can tell of a text is said in plain words, with the value and the repair.
SELECT error_of('INSERT INTO failure_demand.' || row) FROM unnest(ARRAY[
    $$marker (language, phrase, reason, cause) VALUES ('en', 'nobody rang', 'progress_chasing', 'Call Back')$$,
    $$marker (language, phrase, reason, cause) VALUES ('en', 'nobody rang', 'chasing', 'call_back')$$,
    $$reason VALUES ('late', 'failed')$$, $$reason VALUES ('late', 'failure', 'lateness')$$, $$reason VALUES ('late', 'failure', NULL, repeat('x', 101))$$,
    $$definition (currency) VALUES ('eur')$$, $$definition (match) VALUES ('Customer')$$, $$channel VALUES ('', 'human')$$, $$channel VALUES ('fax', 'paper')$$,
    $$department VALUES ('unattributed')$$, $$target (metric, value) VALUES ('bounces', 0.1)$$]) AS row;
-- Of a name that no index could hold, as well: here, of 3,000 bytes.
SELECT error_of('INSERT INTO failure_demand.' || replace(row, '*', $$(SELECT string_agg(sha256(n::text::bytea)::text, '') FROM generate_series(1, 46) AS n)$$)) FROM unnest(ARRAY[
    $$channel VALUES (*, 'human')$$, $$reason (code) VALUES (*)$$, $$department VALUES (*)$$, $$touchpoint VALUES (*)$$, $$cause_rule (rule, priority) VALUES (*, 1)$$,
    $$cause_share VALUES (*, 'it', 1)$$, $$cause_share VALUES ('all', *, 1)$$, $$contract (name, provider) VALUES (*, 'CallCo')$$,
    $$target (metric, brand, value) VALUES ('bounce', *, 0.1)$$, $$departure VALUES (*, '2024-01-01')$$, $$currency VALUES (*, 2)$$,
    $$marker (language, phrase, reason, cause) VALUES ('en', *, 'progress_chasing', 'call_back')$$]) AS row;

-- A foreign server that asks for a password is away; it is no value that cannot be computed.
SELECT unreadable_because('call', 'SELECT 1 AS n', '2F003', 'password is required', '', '');
-- The columns that users fill are texts, as in contact: a join needs no cast.
SELECT count(*) AS rows FROM failure_demand.contact AS c JOIN failure_demand.reason AS r USING (avoidable_reason) JOIN failure_demand.cause_rule USING (avoidable_reason)
JOIN failure_demand.channel AS k ON k.kind = c.kind JOIN failure_demand.marker AS m ON m.reason = c.avoidable_reason WHERE r.demand = c.demand;

-- Where the server knows IGNORE NULLS, no window function leaves rows out for it.
SELECT p.proname AS function, e.error ~ CASE WHEN current_setting('server_version_num')::integer < 190000 THEN '^42601: syntax error' ELSE '^0A000: ' END AS refuses_to_ignore_nulls
FROM pg_proc AS p CROSS JOIN LATERAL (
    SELECT error_of(format('SELECT %s(%s) IGNORE NULLS OVER (ORDER BY n) FROM generate_series(1, 3) AS n', p.oid::regproc,
                           CASE p.proname WHEN 'apportion' THEN '10, 1, 0' WHEN 'control_signal' THEN '1, NULL'
                                WHEN 'journey_no' THEN 'now(), NULL, ''1 day''' WHEN 'contact_no' THEN 'now(), NULL, ''1 day'''
                                WHEN 'bounce_origin' THEN 'n, ''human'', now(), NULL, ''1 day''' WHEN 'trace' THEN '''human'', now(), NULL, ''1 day'', NULL'
                                WHEN 'demand' THEN '''human'', now(), NULL, ''1 day'', NULL, NULL, NULL' ELSE '''human'', now(), NULL, ''1 day''' END))) AS e (error)
WHERE p.prokind = 'w' AND p.pronamespace = 'failure_demand'::regnamespace ORDER BY p.proname COLLATE "C";

-- The session goes on.
SELECT 'alive';
