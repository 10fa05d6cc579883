-- How a refresh adds to the tables of counts.

-- A table that was never analysed is taken for a larger one, and a report over it for one that is
-- worth compiling. What changes in a day tells the planner nothing new.
CREATE FUNCTION failure_demand_internal.analyse_tally(tally regclass, written bigint)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT c.reltuples < 0 OR written + pg_stat_get_mod_since_analyze(c.oid) > c.reltuples / 10
        FROM pg_class AS c WHERE c.oid = tally) THEN
        EXECUTE format('ANALYZE %s', tally);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.analyse_tally(regclass, bigint) IS
'analyses a table of counts of which a tenth has changed since it last was, with so many rows that a refresh wrote';

-- Adds what has changed to a table of counts: its unique index says what is counted
-- apart, all other columns are counts.
CREATE FUNCTION failure_demand_internal.add_tally(tally regclass)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text := (SELECT relname FROM pg_class WHERE oid = tally);
    keys smallint[] := (SELECT indkey::smallint[] FROM pg_index WHERE indrelid = tally AND indisunique);
    key_columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                         WHERE attrelid = tally AND attnum = ANY (keys));
    counts name[] := (SELECT array_agg(attname) FROM pg_attribute
                      WHERE attrelid = tally AND attnum > 0 AND attnum <> ALL (keys));
    written bigint;
BEGIN
    IF (SELECT everything FROM failure_demand_internal.work_refresh) THEN
        EXECUTE format('DELETE FROM %s', tally);
    END IF;
    EXECUTE format('INSERT INTO %1$s AS t SELECT * FROM failure_demand_internal.work_%2$s ON CONFLICT (%3$s) DO '
                   'UPDATE SET %4$s',
                   tally, name, key_columns,
                   (SELECT string_agg(format('%1$I = t.%1$I + excluded.%1$I', count), ', ')
                    FROM unnest(counts) AS count));
    GET DIAGNOSTICS written = ROW_COUNT;
    EXECUTE format('DELETE FROM %s WHERE %s', tally,
                   (SELECT string_agg(format('%I = 0', count), ' AND ') FROM unnest(counts) AS count));
    PERFORM failure_demand_internal.analyse_tally(tally, written);
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_tally(regclass) IS
'adds to a table of counts what a refresh has changed';

CREATE FUNCTION failure_demand_internal.add_tallies(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO failure_demand_internal.work_refresh VALUES (everything);
    ANALYZE failure_demand_internal.work_refresh;
    PERFORM failure_demand_internal.add_contact_daily(everything);
    PERFORM failure_demand_internal.add_tally(t)
    FROM unnest('{failure_demand_internal.rate_tally,failure_demand_internal.containment_tally,
                  failure_demand_internal.demand_tally,failure_demand_internal.brand_tally,
                  failure_demand_internal.journey_tally,failure_demand_internal.friction_tally,
                  failure_demand_internal.transition_tally,
                  failure_demand_internal.marker_tally,failure_demand_internal.outside_tally,
                  failure_demand_internal.word_tally}'::regclass[]) AS t;
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_tallies(boolean) IS
'adds to all tables of counts what a refresh has changed, or counts everything anew';

-- What depends on more than contacts, such as prices, is not added up: days are counted anew of
-- which a contact has changed, or all where what it depends on has. Until then reports that see
-- another basis than this one read contacts.
CREATE TABLE failure_demand_internal.tally_basis (tally text COLLATE "C" PRIMARY KEY, basis text NOT NULL);
ALTER TABLE failure_demand_internal.tally_basis OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.tally_basis IS
'tables of counts that depend on more than contacts, and on what they did when they were last counted';
COMMENT ON COLUMN failure_demand_internal.tally_basis.tally IS
'name of the table; it is counted by count_... of this name, and depends on the one row of ..._basis';
COMMENT ON COLUMN failure_demand_internal.tally_basis.basis IS
'fingerprint of what it was counted by';

CREATE FUNCTION failure_demand_internal.recount_tally(tally text, days date[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written bigint;
BEGIN
    EXECUTE format('DELETE FROM failure_demand_internal.%I %s', tally, failure_demand_internal.condition_of(days));
    EXECUTE format('INSERT INTO failure_demand_internal.%I SELECT * FROM failure_demand_internal.%I(%L::date[])',
                   tally, 'count_' || tally, days);
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM failure_demand_internal.analyse_tally(format('failure_demand_internal.%I', tally)::regclass, written);
END $$;
COMMENT ON FUNCTION failure_demand_internal.recount_tally(text, date[]) IS
'counts anew the days of a table of counts, of which one can be null; all where no days are given';

CREATE FUNCTION failure_demand_internal.condition_of(days date[])
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN days IS NULL THEN '' ELSE format('WHERE day = ANY (%L::date[])', days) END
           || CASE WHEN array_position(days, NULL) IS NOT NULL THEN ' OR day IS NULL' ELSE '' END;
END;
COMMENT ON FUNCTION failure_demand_internal.condition_of(date[]) IS
'the condition that a column day is one of some days, of which one can be null; none where no days are given';

-- They change as time goes on, of contacts that are long counted.
CREATE FUNCTION failure_demand_internal.later_facts()
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{contacts,bounced,mature,recontact_after,containment,next_channel,channel_contacts,open,followed,
         resolved_first,channel_followed,channel_resolved_first,saturated,attempts_until_served,still_asking,
         generated_human,channel_recontact_after}'::text[];
COMMENT ON FUNCTION failure_demand_internal.later_facts() IS
'what contact has of a contact by what comes after it; no table of counts that depends on more than contacts reads it';

CREATE FUNCTION failure_demand_internal.changed_failure_days()
RETURNS date[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
                     WHERE a.attrelid = 'failure_demand_internal.work_contact'::regclass AND a.attnum > 0
                       AND a.attname <> ALL (failure_demand_internal.later_facts())
                       AND a.atttypid <> 'jsonb'::regtype);
    days date[];
BEGIN
    EXECUTE format('WITH now AS (SELECT %1$s FROM failure_demand_internal.work_contact WHERE demand = ''failure''), '
                   'before AS (SELECT %1$s FROM failure_demand_internal.work_removed WHERE demand = ''failure'') '
                   'SELECT array_agg(DISTINCT d.day) FROM ((TABLE now EXCEPT TABLE before) UNION ALL '
                   '(TABLE before EXCEPT TABLE now)) AS d', columns) INTO days;
    RETURN days;
END $$;
COMMENT ON FUNCTION failure_demand_internal.changed_failure_days() IS
'the days on which a failure contact has come, gone, or is another one, not by what came after it alone; null where '
'there is none; one may be null: not known';

CREATE FUNCTION failure_demand_internal.recount_tallies(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tally record;
    now_basis text;
    changed date[] := CASE WHEN NOT everything THEN failure_demand_internal.changed_failure_days() END;
BEGIN
    FOR tally IN
        SELECT substr(p.proname, 7) AS name, b.basis
        FROM pg_proc AS p LEFT JOIN failure_demand_internal.tally_basis AS b ON b.tally = substr(p.proname, 7)
        WHERE p.pronamespace = 'failure_demand_internal'::regnamespace AND p.proname LIKE 'count\_%\_tally'
        ORDER BY p.proname
    LOOP
        EXECUTE format('SELECT basis FROM failure_demand_internal.%I', tally.name || '_basis') INTO now_basis;
        IF everything OR now_basis IS DISTINCT FROM tally.basis THEN
            PERFORM failure_demand_internal.recount_tally(tally.name, NULL);
            INSERT INTO failure_demand_internal.tally_basis VALUES (tally.name, now_basis)
            ON CONFLICT ON CONSTRAINT tally_basis_pkey DO UPDATE SET basis = excluded.basis;
        ELSIF changed IS NOT NULL THEN
            PERFORM failure_demand_internal.recount_tally(tally.name, changed);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.recount_tallies(boolean) IS
'counts anew what depends on more than contacts, where they have changed or what it depends on has, or everything';

-- Autovacuum passes by tables of a few rows, and of one that was never analysed the planner
-- expects a thousand.
CREATE FUNCTION failure_demand_internal.analyse_configuration()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = error
AS $$
DECLARE
    changed text := (SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_extension AS e
                     CROSS JOIN unnest(e.extconfig) AS t
                     JOIN pg_class AS c ON c.oid = t AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
                     WHERE e.extname = 'failure_demand'
                       AND (c.reltuples < 0 OR pg_stat_get_mod_since_analyze(c.oid) > 0));
BEGIN
    IF changed IS NOT NULL THEN
        EXECUTE 'ANALYZE (SKIP_LOCKED) ' || changed;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.analyse_configuration() IS
'analyses the tables to fill that have changed, but for those that are locked';
