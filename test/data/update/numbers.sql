-- All that the owner reads, as text: a line a row of each public table and view, and of answers. What says when it was
-- computed, or by which version, is left out; so are columns and views named in "without", and of those that are not
-- there nothing is said.
\set ON_ERROR_STOP 1
SET search_path = pg_catalog, pg_temp;
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET jit = off;
SELECT format($$SELECT %L || E'\t' || (to_jsonb(t) - %L::text[])::text FROM %s AS t$$, c.oid::regclass,
              '{refreshed_at,configuration}'::text[] || :'without'::text[],
              c.oid::regclass) AS query
FROM pg_class AS c
WHERE c.relnamespace = 'failure_demand'::regnamespace AND c.relkind IN ('r', 'v')
  AND c.relname NOT IN ('refresh_log', 'charge') AND c.relname <> ALL (:'without'::text[])
UNION ALL
SELECT format($$SELECT %L || E'\t' || t::text FROM %s AS t$$, q, q)
FROM unnest(ARRAY[
    '(SELECT posting, period, account, currency, debit, credit FROM failure_demand.charge)',
    '(SELECT log::text, pg_column_size(log) FROM public.kept)',
    '(SELECT b.* FROM public.kept, failure_demand.bounce(log, ''3 days'') AS b)',
    '(SELECT b.* FROM public.kept, failure_demand.fcr(log, ''3 days'') AS b)',
    '(SELECT b.* FROM public.kept, failure_demand.fcr_series(log, ''3 days'') AS b)',
    '(SELECT b.* FROM public.kept, failure_demand.channel_transitions(log, ''3 days'') AS b)',
    '(SELECT b.* FROM public.kept, failure_demand.recontact_curve(log, ''1 day'', ''3 days'') AS b)',
    '(SELECT contacts, customers, requests, channels, undated FROM public.kept, failure_demand.quality(log))',
    'failure_demand.transfer_price(''[2024-03-01,2024-03-15)'')',
    'failure_demand.progress(''march'', ''[2024-03-15,2024-03-29)'')',
    'public.of_reports', 'public.of_contacts', 'public.of_functions', 'public.of_types',
    'public.of_columns'
]) AS q
\gexec
