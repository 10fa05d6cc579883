-- Writes contact: what differs, and nothing else.

-- The key of contact_fact does not say it: it begins with the customer. Where everything is
-- computed, staging has looked at all ids.
CREATE FUNCTION failure_demand_internal.check_identities()
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    twice record;
BEGIN
    SELECT c.source, c.interaction_id INTO twice
    FROM (SELECT w.customer_group, w.source, w.interaction_id FROM failure_demand_internal.work_contact AS w
          EXCEPT SELECT r.customer_group, r.source, r.interaction_id
          FROM failure_demand_internal.work_removed AS r) AS came
    CROSS JOIN LATERAL (  -- each is looked up: they are few
        SELECT f.* FROM failure_demand_internal.contact_fact AS f
        WHERE f.source = came.source AND f.interaction_id = came.interaction_id
          AND f.customer_group <> came.customer_group OFFSET 0) AS c
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an interaction would count twice' USING ERRCODE = 'internal_error',
            DETAIL = format('Source "%s", interaction_id "%s".', twice.source, twice.interaction_id),
            HINT = 'CALL refresh(true) computes everything anew. This is an error of the extension: please report it.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_identities() IS
'errs where an interaction that was written stands in contact_fact twice (XX000)';

-- Indexes are built quicker of a table that is full. Those of a table that is empty are let go
-- of, where nobody reads it at this moment and whoever refreshes owns it. But not in the midst
-- of a transaction: functions that it has called keep their plans until it ends, and these
-- would look for the indexes that were.
CREATE FUNCTION failure_demand_internal.lift_indexes("table" regclass)
RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lifted text;
    made text[];
BEGIN
    IF statement_timestamp() <> transaction_timestamp()
       OR NOT pg_has_role((SELECT c.relowner FROM pg_class AS c WHERE c.oid = "table"), 'USAGE')
       OR EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = "table" AND i.indisreplident) THEN
        RETURN '{}';
    END IF;
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', "table");
    SELECT string_agg(CASE WHEN k.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
                           ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', "table", k.conname) END, '; '),
           coalesce(array_agg(CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
                                   ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', "table", k.conname,
                                               pg_get_constraintdef(k.oid)) END
                              || coalesce(format('; COMMENT ON INDEX %s IS ', i.indexrelid::regclass)
                                          || quote_literal(obj_description(i.indexrelid, 'pg_class')), '')
                              ORDER BY i.indexrelid), '{}')
    INTO lifted, made
    FROM pg_index AS i LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE i.indrelid = "table";
    IF lifted IS NOT NULL THEN
        EXECUTE lifted;
    END IF;
    RETURN made;
EXCEPTION WHEN lock_not_available OR dependent_objects_still_exist THEN
    RETURN '{}';
END $$;
COMMENT ON FUNCTION failure_demand_internal.lift_indexes(regclass) IS
'drops the indexes of a table; gives the statements that make them again, none where they stay';

CREATE FUNCTION failure_demand_internal.build_indexes(lifted text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY lifted LOOP
        EXECUTE made;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.build_indexes(text[]) IS
'makes the indexes again that lift_indexes has dropped';

-- To be handed rows that workers have sorted takes as long as to sort them.
CREATE FUNCTION failure_demand_internal.write_first_contacts(OUT written bigint, OUT groups bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    lifted text[] := failure_demand_internal.lift_indexes('failure_demand_internal.contact_fact');
BEGIN
    IF failure_demand_internal.takes_rows('failure_demand_internal.contact_fact') THEN
        SELECT w.written, w.groups INTO written, groups
        FROM failure_demand_internal.write_rows(
            'failure_demand_internal.contact_fact',
            format('SELECT %s, facts FROM failure_demand_internal.work_facts',
                   failure_demand_internal.judged_columns()),
            'failure_demand_internal.progress_rows_done') AS w;
    ELSE
        EXECUTE format('INSERT INTO failure_demand_internal.contact_fact (%1$s) '
                       'SELECT %1$s FROM failure_demand_internal.work_enriched '
                       'WHERE failure_demand_internal.count_row(''failure_demand_internal.progress_rows_done'')',
                       failure_demand_internal.contact_columns());
        GET DIAGNOSTICS written = ROW_COUNT;
        groups := failure_demand_internal.count_groups();
    END IF;
    PERFORM failure_demand_internal.end_phase(written, format('%s contacts', written));
    IF lifted <> '{}' THEN
        PERFORM failure_demand_internal.begin_phase('building indexes', NULL, written);
        PERFORM failure_demand_internal.build_indexes(lifted);
        PERFORM failure_demand_internal.end_phase(written);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.write_first_contacts() IS
'writes the contacts to compute where there are none; gives how many, and of how many customers';

-- Of all contacts: those that differ, and what they are in place of; and those that are gone.
CREATE FUNCTION failure_demand_internal.find_differences()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET max_parallel_workers_per_gather = 0
AS $$
BEGIN
    PERFORM failure_demand_internal.write_differences(
        'failure_demand_internal.work_contact', 'failure_demand_internal.work_removed',
        format('SELECT %s, e.facts, c AS former FROM failure_demand_internal.work_facts AS e '
               'FULL JOIN failure_demand_internal.contact_fact AS c '
               'ON (c.customer_group, c.source, c.interaction_id) '
                  '= (e.customer_group, e.source, e.interaction_id)',
               failure_demand_internal.judged_columns('e.%I')),
        'failure_demand_internal.progress_rows_done');
    ANALYZE failure_demand_internal.work_contact (customer_group, source, interaction_id),
            failure_demand_internal.work_removed (customer_group, source, interaction_id);
END $$;
COMMENT ON FUNCTION failure_demand_internal.find_differences() IS
'puts those of all contacts that differ from what they were into work_contact, and what is no more into work_removed';

-- What was there of a customer is among what is gone or was otherwise, or among what is judged. DISTINCT sorts
-- numbers, which is quicker than to look each up.
CREATE FUNCTION failure_demand_internal.count_groups()
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(DISTINCT g.customer_group)
    FROM (SELECT customer_group FROM failure_demand_internal.work_resolved
          UNION ALL SELECT customer_group FROM failure_demand_internal.work_removed) AS g;
END;
COMMENT ON FUNCTION failure_demand_internal.count_groups() IS
'of how many customers the contacts are that a refresh computes, or takes away';

-- Of the customers to compute: what is as it was stays where it is.
CREATE FUNCTION failure_demand_internal.find_changes()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('INSERT INTO failure_demand_internal.work_contact (%1$s) '
                   'SELECT %1$s FROM failure_demand_internal.work_enriched '
                   'WHERE failure_demand_internal.count_row(''failure_demand_internal.progress_rows_done'')',
                   failure_demand_internal.contact_columns());
    ANALYZE failure_demand_internal.work_contact (customer_group, source, interaction_id);
    WITH same AS (
        DELETE FROM failure_demand_internal.work_contact AS w USING failure_demand_internal.work_removed AS r
        WHERE (w.source, w.interaction_id) = (r.source, r.interaction_id) AND w *= r
        RETURNING r.ctid AS place
    )
    DELETE FROM failure_demand_internal.work_removed AS r USING same WHERE r.ctid = same.place;
END $$;
COMMENT ON FUNCTION failure_demand_internal.find_changes() IS
'puts the contacts to compute that are new or changed into work_contact, and leaves in work_removed what is no more';

CREATE FUNCTION failure_demand_internal.write_changes(OUT written bigint, OUT removed bigint, OUT changed bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.expect_rows((SELECT count(*) FROM failure_demand_internal.work_contact));
    DELETE FROM failure_demand_internal.contact_fact AS c USING failure_demand_internal.work_removed AS r
    WHERE (c.customer_group, c.source, c.interaction_id) = (r.customer_group, r.source, r.interaction_id);
    GET DIAGNOSTICS removed = ROW_COUNT;
    EXECUTE format('INSERT INTO failure_demand_internal.contact_fact (%1$s) '
                   'SELECT %1$s FROM failure_demand_internal.work_contact '
                   'WHERE failure_demand_internal.count_row(''failure_demand_internal.progress_rows_done'')',
                   failure_demand_internal.contact_columns());
    GET DIAGNOSTICS written = ROW_COUNT;
    changed := (SELECT count(*) FROM failure_demand_internal.work_contact AS w
                JOIN failure_demand_internal.work_removed AS r USING (source, interaction_id));
    PERFORM failure_demand_internal.end_phase(written, CASE WHEN written + removed > 0 THEN
        format('%s written, %s removed', written, removed) END);
    PERFORM failure_demand_internal.check_identities();
END $$;
COMMENT ON FUNCTION failure_demand_internal.write_changes() IS
'writes what differs; gives how many are new or changed, how many are gone or were otherwise, and how many of both '
'are the same interaction';

CREATE FUNCTION failure_demand_internal.note_digests(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lifted text[];
BEGIN
    IF NOT everything THEN
        DELETE FROM failure_demand_internal.source_digest AS d USING failure_demand_internal.work_digest AS w
        WHERE (d.source, d.said_group) = (w.source, w.said_group);
        INSERT INTO failure_demand_internal.source_digest (source, said_group, interactions, digest)
        SELECT w.source, w.said_group, w.interactions, w.digest FROM failure_demand_internal.work_digest AS w
        WHERE w.interactions IS NOT NULL;
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM failure_demand_internal.source_digest) THEN
        DELETE FROM failure_demand_internal.source_digest AS d
        WHERE d.source NOT IN (SELECT w.name FROM failure_demand_internal.work_source AS w WHERE w.stale IS NOT NULL)
          AND NOT EXISTS (SELECT FROM failure_demand_internal.work_digest AS w
                          WHERE (w.source, w.said_group) = (d.source, d.said_group)
                            AND (w.interactions, w.digest) = (d.interactions, d.digest));
        INSERT INTO failure_demand_internal.source_digest (source, said_group, interactions, digest)
        SELECT w.source, w.said_group, w.interactions, w.digest FROM failure_demand_internal.work_digest AS w
        WHERE NOT EXISTS (SELECT FROM failure_demand_internal.source_digest AS d
                          WHERE (d.source, d.said_group) = (w.source, w.said_group));
        RETURN;
    END IF;
    lifted := failure_demand_internal.lift_indexes('failure_demand_internal.source_digest');
    INSERT INTO failure_demand_internal.source_digest (source, said_group, interactions, digest)
    SELECT w.source, w.said_group, w.interactions, w.digest FROM failure_demand_internal.work_digest AS w;
    PERFORM failure_demand_internal.build_indexes(lifted);
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_digests(boolean) IS
'notes what the rows of the customers are that were read';

CREATE FUNCTION failure_demand_internal.write_contacts(everything boolean, OUT written bigint, OUT removed bigint,
                                                      OUT changed bigint, OUT groups bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    judged bigint := (SELECT count(*) FROM failure_demand_internal.work_interaction);
    counted bigint;
BEGIN
    -- a table that was never analysed is taken for a larger one
    ANALYZE failure_demand.report_basis,
            failure_demand_internal.work_interaction (said_group, source, interaction_id, reason);
    PERFORM failure_demand_internal.expect_rows(judged);
    IF everything AND NOT EXISTS (SELECT FROM failure_demand_internal.contact_fact) THEN
        SELECT f.written, f.groups INTO written, groups FROM failure_demand_internal.write_first_contacts() AS f;
        removed := 0;
        changed := 0;
    ELSE
        IF everything THEN
            PERFORM failure_demand_internal.find_differences();
        ELSE
            PERFORM failure_demand_internal.find_changes();
        END IF;
        groups := failure_demand_internal.count_groups();
        PERFORM failure_demand_internal.end_phase(judged, nullif(judged, 0) || ' contacts');
        PERFORM failure_demand_internal.begin_phase('writing contacts');
        SELECT * INTO written, removed, changed FROM failure_demand_internal.write_changes();
    END IF;
    IF everything THEN
        ANALYZE failure_demand_internal.contact_fact;
    END IF;
    IF everything OR written > 0 OR removed > 0 THEN
        PERFORM failure_demand_internal.begin_phase('counting', NULL, CASE
            WHEN everything THEN failure_demand_internal.known_rows('failure_demand_internal.contact_fact')
            ELSE written + removed END);
        PERFORM failure_demand_internal.add_tallies(everything);
        PERFORM failure_demand_internal.keep_company_log(everything);
        counted := CASE WHEN everything THEN (SELECT coalesce(sum(t.contacts), 0)
                                              FROM failure_demand_internal.left_out_tally AS t)
                        ELSE written + removed END;
        PERFORM failure_demand_internal.end_phase(counted, format('%s contacts', counted));
    ELSIF NOT EXISTS (SELECT FROM failure_demand_internal.company_log_kept) THEN
        PERFORM failure_demand_internal.make_company_log();  -- an update of the extension has brought it
    END IF;
    PERFORM failure_demand_internal.add_dimension_daily(everything);
    PERFORM failure_demand_internal.recount_tallies(everything);
    PERFORM failure_demand_internal.analyse_configuration();
    PERFORM failure_demand_internal.note_digests(everything);
END $$;
COMMENT ON FUNCTION failure_demand_internal.write_contacts(boolean) IS
'computes the facts of the interactions to compute, writes those contacts that differ, and adds what has changed to '
'the counts of the reports';
