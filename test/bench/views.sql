-- Every view, asked for all that it has of the contacts of the last refresh, with the server's
-- default settings of JIT: its estimated cost, and milliseconds of planning, of compiling and
-- in all. What takes more than two minutes is not waited for.

SET client_min_messages = warning;
SET jit = on;
SET statement_timeout = '2min';
CREATE FUNCTION pg_temp.plan_of(view name, OUT cost double precision, OUT planning double precision, OUT jit double precision, OUT execution double precision)
LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT * FROM failure_demand.%I', view) INTO plan;
    cost := plan -> 0 -> 'Plan' ->> 'Total Cost';
    planning := plan -> 0 ->> 'Planning Time';
    jit := coalesce(plan -> 0 -> 'JIT' -> 'Timing' ->> 'Total', '0');
    execution := plan -> 0 ->> 'Execution Time';
END $$;
SELECT format('SELECT %L, round(cost), round(planning), round(jit), round(execution) FROM pg_temp.plan_of(%L)', relname, relname)
FROM pg_class WHERE relnamespace = 'failure_demand'::regnamespace AND relkind = 'v' AND relname NOT LIKE 'work\_%'
ORDER BY relname \gexec
