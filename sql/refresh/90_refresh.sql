-- Brings contact, and what the reports add up, up to date: in one transaction, so that
-- readers see all of it or nothing.

CREATE FUNCTION failure_demand_internal.configuration_fingerprint()
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.text_digest(concat_ws(E'\n',
        (SELECT ROW(extract(epoch FROM failure_demand.elapsed(d.within)), d.match, d.time_zone, d.currency)::text
         FROM failure_demand.definition_in_force AS d),
        (SELECT string_agg(t.digest, '' ORDER BY t.digest COLLATE "C")
         FROM (SELECT failure_demand_internal.text_digest(c::text) AS digest
               FROM failure_demand.channel_in_force AS c) AS t),
        (SELECT string_agg(t.digest, '' ORDER BY t.digest COLLATE "C")
         FROM (SELECT failure_demand_internal.text_digest(r::text) AS digest FROM failure_demand.reason AS r) AS t),
        (SELECT string_agg(t.digest, '' ORDER BY t.digest COLLATE "C")
         FROM (SELECT failure_demand_internal.text_digest(m::text) AS digest
               FROM failure_demand.marker_in_force AS m) AS t),
        (SELECT string_agg(failure_demand_internal.text_digest(ROW(w.name, w.mapping)::text), '' ORDER BY w.name)
         FROM failure_demand_internal.work_source AS w)));
END;
COMMENT ON FUNCTION failure_demand_internal.configuration_fingerprint() IS
'what a refresh that runs computes contacts by, as one value: channels, reasons, markers, sources and definition';

-- Two refreshes at once would each undo what the other does.
CREATE FUNCTION failure_demand_internal.lock_refresh()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE failure_demand.report_basis IN SHARE ROW EXCLUSIVE MODE NOWAIT;
EXCEPTION WHEN lock_not_available THEN
    RAISE NOTICE 'another refresh is running: waiting for it to end';
    LOCK TABLE failure_demand.report_basis IN SHARE ROW EXCLUSIVE MODE;
END $$;
COMMENT ON FUNCTION failure_demand_internal.lock_refresh() IS
'waits until no other refresh is running, and says so';

-- Those that are empty are let be: a file that is made anew costs more than a small refresh.
CREATE FUNCTION failure_demand_internal.clear_work()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    used regclass[] := ARRAY(
        SELECT t
        FROM unnest('{failure_demand_internal.work_interaction,failure_demand_internal.work_contact,
                      failure_demand_internal.work_removed,failure_demand_internal.work_refresh,
                      failure_demand_internal.work_digest,failure_demand_internal.work_reread,
                      failure_demand_internal.work_next,failure_demand_internal.work_touched,
                      failure_demand_internal.work_request,failure_demand_internal.work_feed,
                      failure_demand_internal.work_daily}'::regclass[]) AS t
        WHERE pg_relation_size(t) > 0);
BEGIN
    IF used <> '{}' THEN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT', array_to_string(used, ', '));
        EXECUTE format('TRUNCATE %s', array_to_string(used, ', '));
    END IF;
EXCEPTION WHEN lock_not_available THEN
    -- pg_dump locks all tables, and takes its time
    EXECUTE (SELECT string_agg(format('DELETE FROM %s', t), '; ') FROM unnest(used) AS t);
END $$;
COMMENT ON FUNCTION failure_demand_internal.clear_work() IS
'empties the working tables of refresh';

CREATE FUNCTION failure_demand_internal.stage_changes()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record;
BEGIN
    FOR source IN SELECT * FROM failure_demand_internal.work_source AS w
                  WHERE w.broken IS NULL AND w.stale IS NULL ORDER BY w.name LOOP
        PERFORM failure_demand_internal.begin_phase('finding changes', source.name);
        SELECT r.broken INTO source.broken FROM failure_demand_internal.read_source(source.name, source.query,
            format('SELECT failure_demand_internal.%I(%L, %L)',
                   CASE WHEN source.append_only THEN 'stage_new_rows' ELSE 'stage_changed_customers' END,
                   source.name, source.query)) AS r;
        PERFORM failure_demand_internal.give_up_source(source.name, source.broken);
    END LOOP;
    PERFORM failure_demand_internal.begin_phase('sorting and judging');
    PERFORM failure_demand_internal.supersede();
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_changes() IS
'reads all sources that can be read for what has changed';

-- The key of contact_fact does not say it: it begins with the customer.
CREATE FUNCTION failure_demand_internal.check_identities(everything boolean)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    twice record;
BEGIN
    IF everything THEN
        SELECT c.source, c.interaction_id INTO twice FROM failure_demand_internal.contact_fact AS c
        GROUP BY c.source, c.interaction_id HAVING count(*) > 1 LIMIT 1;
    ELSE
        SELECT c.source, c.interaction_id INTO twice FROM failure_demand_internal.contact_fact AS c
        JOIN failure_demand_internal.work_contact AS w USING (source, interaction_id)
        WHERE c.customer_group <> w.customer_group LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'an interaction would count twice' USING ERRCODE = 'internal_error',
            DETAIL = format('Source "%s", interaction_id "%s".', twice.source, twice.interaction_id),
            HINT = 'CALL refresh(true) computes everything anew. This is an error of the extension: please report it.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_identities(boolean) IS
'errs where an interaction stands in contact_fact twice (XX000): anywhere, or among what was written';

CREATE FUNCTION failure_demand_internal.write_contacts(everything boolean, OUT written bigint, OUT removed bigint,
                                                      OUT changed bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    judged bigint;
    counted bigint;
BEGIN
    -- a table that was never analysed is taken for a larger one
    ANALYZE failure_demand.report_basis, failure_demand_internal.work_interaction;
    PERFORM failure_demand_internal.expect_rows(failure_demand_internal.known_rows(
        'failure_demand_internal.work_interaction'));
    IF everything AND NOT EXISTS (SELECT FROM failure_demand_internal.contact_fact) THEN
        INSERT INTO failure_demand_internal.contact_fact SELECT * FROM failure_demand_internal.work_enriched
        WHERE failure_demand_internal.count_row('failure_demand_internal.progress_rows_done');
        GET DIAGNOSTICS written = ROW_COUNT;
        removed := 0;
        changed := 0;
        PERFORM failure_demand_internal.end_phase(written, format('%s contacts', written));
    ELSE
        INSERT INTO failure_demand_internal.work_contact SELECT * FROM failure_demand_internal.work_enriched
        WHERE failure_demand_internal.count_row('failure_demand_internal.progress_rows_done');
        GET DIAGNOSTICS judged = ROW_COUNT;
        PERFORM failure_demand_internal.end_phase(judged, nullif(judged, 0) || ' contacts');
        PERFORM failure_demand_internal.begin_phase('writing contacts', NULL, judged);
        ANALYZE failure_demand_internal.work_contact, failure_demand_internal.work_removed;
        -- what is as it was stays where it is; *= compares the bytes of rows
        WITH same AS (
            DELETE FROM failure_demand_internal.work_contact AS w USING failure_demand_internal.work_removed AS r
            WHERE (w.source, w.interaction_id) = (r.source, r.interaction_id) AND w *= r
            RETURNING r.ctid AS place
        )
        DELETE FROM failure_demand_internal.work_removed AS r USING same WHERE r.ctid = same.place;
        ANALYZE failure_demand_internal.work_removed;
        DELETE FROM failure_demand_internal.contact_fact AS c USING failure_demand_internal.work_removed AS r
        WHERE (c.customer_group, c.source, c.interaction_id) = (r.customer_group, r.source, r.interaction_id);
        GET DIAGNOSTICS removed = ROW_COUNT;
        INSERT INTO failure_demand_internal.contact_fact SELECT * FROM failure_demand_internal.work_contact
        WHERE failure_demand_internal.count_row('failure_demand_internal.progress_rows_done');
        GET DIAGNOSTICS written = ROW_COUNT;
        changed := (SELECT count(*) FROM failure_demand_internal.work_contact AS w
                    JOIN failure_demand_internal.work_removed AS r USING (source, interaction_id));
        PERFORM failure_demand_internal.end_phase(written, CASE WHEN written + removed > 0 THEN
            format('%s written, %s removed', written, removed) END);
    END IF;
    PERFORM failure_demand_internal.check_identities(everything);
    IF everything THEN
        ANALYZE failure_demand_internal.contact_fact;
    END IF;
    IF everything OR written > 0 OR removed > 0 THEN
        PERFORM failure_demand_internal.begin_phase('counting', NULL, CASE
            WHEN everything THEN failure_demand_internal.known_rows('failure_demand_internal.contact_fact')
            ELSE written + removed END);
        PERFORM failure_demand_internal.add_tallies(everything);
        counted := CASE WHEN everything THEN (SELECT coalesce(sum(t.contacts), 0)
                                              FROM failure_demand_internal.left_out_tally AS t)
                        ELSE written + removed END;
        PERFORM failure_demand_internal.end_phase(counted, format('%s contacts', counted));
    END IF;
    PERFORM failure_demand_internal.analyse_configuration();
    DELETE FROM failure_demand_internal.source_digest AS d
    WHERE everything AND d.source NOT IN (SELECT w.name FROM failure_demand_internal.work_source AS w
                                          WHERE w.stale IS NOT NULL);
    DELETE FROM failure_demand_internal.source_digest AS d USING failure_demand_internal.work_digest AS w
    WHERE (d.source, d.customer_group) = (w.source, w.customer_group);
    INSERT INTO failure_demand_internal.source_digest
    SELECT * FROM failure_demand_internal.work_digest WHERE interactions IS NOT NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.write_contacts(boolean) IS
'computes the facts of the interactions to compute, writes those contacts that differ, and adds what has changed to '
'the counts of the reports';

CREATE PROCEDURE failure_demand.refresh("full" boolean DEFAULT false, as_of timestamptz DEFAULT NULL)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off
AS $$
DECLARE
    began timestamptz := clock_timestamp();
    fingerprint text;
    because text;
    moment timestamptz;
    old failure_demand.report_basis;
    feeds record;
    groups bigint;
    contacts record;
    ended timestamptz;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_sources();
    IF refresh.as_of IS NOT NULL AND failure_demand_internal.known_time(refresh.as_of) IS NULL THEN
        RAISE EXCEPTION 'as_of must be in the years 1901 to 9998' USING ERRCODE = 'datetime_field_overflow',
            DETAIL = format('as_of is "%s".', refresh.as_of), HINT = 'Leave it out for the end of the sources.';
    END IF;
    PERFORM failure_demand_internal.check_writer('a refresh', 'refresh', 'failure_demand_internal.contact_fact');
    PERFORM failure_demand_internal.check_isolation('a refresh');
    PERFORM failure_demand_internal.lock_refresh();
    PERFORM failure_demand_internal.begin_progress(began);
    PERFORM failure_demand_internal.check_configuration('refresh');
    PERFORM failure_demand_internal.set_time_zone();
    PERFORM failure_demand_internal.clear_work();
    DELETE FROM failure_demand_internal.work_running;
    INSERT INTO failure_demand_internal.work_running VALUES (began);
    PERFORM failure_demand_internal.note_derived_guards();
    PERFORM failure_demand_internal.stage_sources(began);

    fingerprint := failure_demand_internal.configuration_fingerprint();
    SELECT * INTO old FROM failure_demand.report_basis;
    because := CASE WHEN NOT FOUND THEN 'it was the first'
                    WHEN refresh.full THEN 'it was asked for'
                    WHEN old.computation_version <> failure_demand_internal.computation_version()
                    THEN 'the extension had been updated'
                    WHEN old.configuration <> fingerprint THEN 'the configuration had changed'
                    WHEN failure_demand_internal.derived_changes() IS NOT NULL
                    THEN format('%s had been changed by somebody else', failure_demand_internal.derived_changes())
                    WHEN failure_demand_internal.unread_source() IS NOT NULL
                    THEN format('source "%s" is not the one that was read',
                                failure_demand_internal.unread_source()) END;
    IF because IS NULL THEN
        PERFORM failure_demand_internal.stage_changes();
        PERFORM failure_demand_internal.note_feeds(false, began);
        feeds := failure_demand_internal.end_of_feeds();
        moment := coalesce(refresh.as_of, feeds.as_of);
        IF (moment >= old.as_of) IS NOT TRUE AND moment IS DISTINCT FROM old.as_of THEN
            because := 'as_of went back';
            PERFORM failure_demand_internal.clear_work();
        END IF;
    END IF;
    IF because IS NULL THEN
        PERFORM failure_demand_internal.stage_time(moment, began);
        PERFORM failure_demand_internal.stage_unchanged();
        PERFORM failure_demand_internal.leave_requests();
    ELSE
        RAISE NOTICE 'everything is computed anew, because %', because;
        PERFORM failure_demand_internal.stage_everything();
        PERFORM failure_demand_internal.note_feeds(true, began);
        feeds := failure_demand_internal.end_of_feeds();
        moment := coalesce(refresh.as_of, feeds.as_of);
    END IF;

    DELETE FROM failure_demand.report_basis;
    INSERT INTO failure_demand.report_basis
    SELECT moment, failure_demand.elapsed(d.within), d.match, d.time_zone, d.currency, fingerprint, began,
           CASE WHEN refresh.as_of IS NULL THEN feeds.held_back_by END,
           ARRAY(SELECT w.name FROM failure_demand_internal.work_source AS w
                 WHERE w.stale IS NOT NULL ORDER BY w.name),
           failure_demand_internal.computation_version()
    FROM failure_demand.definition_in_force AS d;
    SELECT count(*) INTO groups
    FROM (SELECT customer_group FROM failure_demand_internal.work_interaction
          UNION SELECT customer_group FROM failure_demand_internal.work_removed) AS g;
    contacts := failure_demand_internal.write_contacts(because IS NOT NULL);
    ended := clock_timestamp();
    INSERT INTO failure_demand.refresh_log
        (started_at, finished_at, full_because, as_of, sources, broken_sources, groups_computed, contacts_written,
         contacts_removed, stale_sources, phases)
    SELECT began, ended, because, moment, count(*) FILTER (WHERE w.broken IS NULL), count(w.broken),
           groups, contacts.written, contacts.removed, count(w.stale), failure_demand_internal.ended_phases(ended)
    FROM failure_demand_internal.work_source AS w;
    PERFORM failure_demand_internal.log_refresh(failure_demand_internal.refresh_line(
        began, ended, because, groups, contacts.written, contacts.removed));
    PERFORM failure_demand_internal.tell_sums(contacts.written, contacts.removed, contacts.changed);
    IF refresh.as_of IS NULL AND feeds.held_back_by IS NOT NULL THEN
        PERFORM failure_demand_internal.warn_of_held_back(feeds.held_back_by);
    END IF;
    DELETE FROM failure_demand_internal.work_source;
    DELETE FROM failure_demand_internal.derived_change;
    DELETE FROM failure_demand_internal.work_running;
    PERFORM failure_demand_internal.clear_work();
    PERFORM failure_demand_internal.make_interaction();  -- its readers wait from here on
    PERFORM failure_demand_internal.begin_phase('waiting for the end of its transaction');
    DELETE FROM failure_demand_internal.work_phase;
END $$;
COMMENT ON PROCEDURE failure_demand.refresh(boolean, timestamptz) IS
'brings contact and the reports up to date: computes anew what has changed, or everything where full is true, or the '
'configuration or the extension has changed; as_of: the moment of judgement, unless given the latest start in the '
'open sources, or the end of one that is behind; in one transaction, which readers need not wait for';
