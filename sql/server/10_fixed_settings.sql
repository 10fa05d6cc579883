-- What is read of a source, and what is made a fingerprint of, must not depend on who asks:
-- settings of a session say how a text is read as a time, how a value is written as a text,
-- and how a name is quoted. So the functions that do either have settings of their own. The
-- time zone is the definition's, where a source is read: see set_time_zone().

DO $$
DECLARE
    routine pg_catalog.regprocedure;
    setting text[];
BEGIN
    FOR routine IN
        SELECT p.oid FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('failure_demand', 'failure_demand_internal')
          AND p.proname = ANY (
            '{refresh,source_check,unconverted_values,readable_interaction,add_source,drop_source,make_interaction,
              replace_interaction,interaction_query,mapped_source,configuration_fingerprint,charge_definition}')
        ORDER BY p.oid
    LOOP
        FOREACH setting SLICE 1 IN ARRAY '{
            {TimeZone,UTC}, {timezone_abbreviations,Default}, {DateStyle,"ISO, YMD"}, {IntervalStyle,postgres},
            {extra_float_digits,1}, {bytea_output,hex}, {xmlbinary,base64}, {xmloption,content},
            {lc_monetary,C}, {lc_numeric,C}, {lc_time,C},
            {default_text_search_config,pg_catalog.simple}, {array_nulls,on}, {transform_null_equals,off},
            {standard_conforming_strings,on}, {quote_all_identifiers,off}, {jit,off}}'::text[]
        LOOP
            EXECUTE pg_catalog.format('ALTER ROUTINE %s SET %I = %L', routine, setting[1], setting[2]);
        END LOOP;
    END LOOP;
END $$;

-- What changes anything is for the owner alone to run, and for who has his rights. What a
-- reader's questions run, reads: but for the time zone in which it does.
SELECT failure_demand_internal.let_owner_run(p.oid::pg_catalog.regprocedure::text)
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = 'failure_demand_internal' AND p.provolatile = 'v'
  AND p.proname <> 'set_time_zone' AND p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype
ORDER BY p.oid;
