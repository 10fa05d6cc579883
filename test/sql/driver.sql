-- What a driver sends is text, and what it reads are texts: reports show no enums, and what
-- takes one takes a text.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- Reports show texts and no enums, which drivers cannot compare with a parameter: no view has a
-- column of an enum type, no table that is not the user's, and no function that gives rows.
SELECT c.oid::regclass::text AS object, a.attname AS column, format_type(t.oid, NULL) AS type
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type AS t ON t.oid = a.atttypid
WHERE c.relnamespace = 'failure_demand'::regnamespace AND c.relkind IN ('r', 'v') AND t.typtype = 'e' AND c.relname !~ '^(shipped|work)_'
  AND c.oid <> ALL (SELECT unnest(extconfig) FROM pg_extension WHERE extname = 'failure_demand')
UNION ALL
SELECT p.oid::regprocedure::text, p.proname, format_type(t.oid, NULL)
FROM pg_proc AS p CROSS JOIN unnest(p.proallargtypes, p.proargmodes) AS o (type, mode) JOIN pg_type AS t ON t.oid = o.type
WHERE p.pronamespace = 'failure_demand'::regnamespace AND o.mode IN ('o', 't') AND t.typtype = 'e';
-- All that may be asked for is, by a parameter of a driver's.
PREPARE demand_of(varchar) AS SELECT count(*) FROM contact WHERE demand = $1 AND lower(evidence) = $1 AND kind IN ($1, 'human') AND avoidable_reason LIKE $1 || '%';
EXECUTE demand_of('failure');
DO $$
DECLARE
    shown record;
    found bigint;
BEGIN
    FOR shown IN SELECT c.oid::regclass AS relation, a.attname AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
                 WHERE c.relnamespace = 'failure_demand'::regnamespace AND (c.relkind = 'v' OR c.relname = 'contact')
                   AND a.attname IN ('kind', 'demand', 'evidence', 'reason', 'avoidable_reason') LOOP
        EXECUTE format('SELECT count(*) FROM %1$s AS r WHERE r.%2$I = $1 OR lower(r.%2$I) = $1', shown.relation, shown.name) USING 'failure'::varchar INTO found;
    END LOOP;
END $$;
-- What a driver writes into the tables of the user's, and gives to demand(), is text, too.
PREPARE map_reason(varchar, varchar, text) AS INSERT INTO reason (code, demand, avoidable_reason) VALUES ($1, $2, $3);
EXECUTE map_reason('late', 'failure', 'progress_chasing');
PREPARE add_channel(text, varchar) AS INSERT INTO channel (name, kind) VALUES ($1, $2);
EXECUTE add_channel('kiosk', 'digital');
PREPARE add_marker(varchar) AS INSERT INTO marker (language, phrase, reason, cause) VALUES ('en', 'no such thing', $1, 'app');
EXECUTE add_marker('failed_self_service');
PREPARE add_rule(varchar) AS INSERT INTO cause_rule (rule, priority, avoidable_reason) VALUES ('late', 1, $1);
EXECUTE add_rule('progress_chasing');
SELECT said, (demand('human', '2026-01-01Z', NULL, '1 day', said, NULL, NULL) OVER (PARTITION BY said)).* FROM (VALUES ('failure'), ('value'), ('unclassified'), (NULL)) AS given (said) ORDER BY said;
SELECT (demand('human', '2026-01-01Z', NULL, '1 day', 'value', NULL, NULL) OVER ()).evidence, (demand('human', '2026-01-01Z', NULL, '1 day', 'value'::varchar, NULL, NULL) OVER ()).demand, (demand('human', '2026-01-01Z', NULL, '1 day', NULL, NULL, NULL) OVER ()).demand AS nothing;
SELECT error_of($$SELECT demand('human', '2026-01-01Z', NULL, '1 day', 'Failure'::text, NULL, NULL) OVER ()$$);
SELECT error_of($$INSERT INTO reason (code, demand) VALUES ('x', 'bad'::text)$$);
SELECT error_of($$INSERT INTO reason (code, avoidable_reason) VALUES ('x', repeat('bad', 100)::varchar)$$);
DELETE FROM reason; DELETE FROM channel; DELETE FROM marker; DELETE FROM cause_rule;
-- Customers and requests can be of any type: a parameter must say of which.
SELECT error_of($$PREPARE untyped AS SELECT failure_demand.bounce_rate($1, $2, 'human', now(), NULL, '1 day')$$);
PREPARE typed(varchar, text) AS SELECT bounce_rate($1, $2, 'digital', '2026-01-01Z', NULL, '1 day');
EXECUTE typed('ida', 'bill');
