-- Brings contact, and what the reports add up, up to date: in one transaction, so that
-- readers see all of it or nothing.

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
                      failure_demand_internal.work_next,failure_demand_internal.work_twice,
                      failure_demand_internal.work_request,failure_demand_internal.work_feed,
                      failure_demand_internal.work_link,failure_demand_internal.work_member,
                      failure_demand_internal.work_who,failure_demand_internal.work_moved,
                      failure_demand_internal.work_daily,
                      failure_demand_internal.work_dimension_daily}'::regclass[]) AS t
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

-- From here on it is the only one, and can be watched.
CREATE FUNCTION failure_demand_internal.begin_refresh(clock timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM failure_demand_internal.lock_refresh();
    PERFORM failure_demand_internal.begin_progress(clock);
    PERFORM failure_demand_internal.check_configuration('refresh');
    PERFORM failure_demand_internal.set_time_zone();
    PERFORM failure_demand_internal.clear_work();
    DELETE FROM failure_demand_internal.work_running;
    INSERT INTO failure_demand_internal.work_running VALUES (clock);
    PERFORM failure_demand_internal.note_derived_guards();
    PERFORM failure_demand_internal.stage_sources(clock);
END $$;
COMMENT ON FUNCTION failure_demand_internal.begin_refresh(timestamptz) IS
'lets a refresh begin: waits for another one, errs where the configuration makes it wrong, and looks at the sources';

CREATE FUNCTION failure_demand_internal.full_because(former failure_demand.report_basis, fingerprint text,
                                                     asked boolean)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN former.within IS NULL THEN 'it was the first'
                WHEN asked THEN 'it was asked for'
                WHEN former.computation_version <> failure_demand_internal.computation_version()
                THEN 'the extension had been updated'
                WHEN former.configuration <> fingerprint
                     AND EXISTS (SELECT FROM failure_demand_internal.changed_configuration() AS g
                                 WHERE g.concerns IS NULL)
                THEN 'the configuration had changed'
                WHEN c.changes IS NOT NULL THEN format('%s had been changed by somebody else', c.changes)
                WHEN c.unread IS NOT NULL THEN format('source "%s" is not the one that was read', c.unread) END
    FROM (SELECT failure_demand_internal.derived_changes(), failure_demand_internal.unread_source())
        AS c (changes, unread);
END;
COMMENT ON FUNCTION failure_demand_internal.full_because(failure_demand.report_basis, text, boolean) IS
'why a refresh must compute everything anew, of what the last one went by, the fingerprint of the configuration, and '
'whether it was asked for; null where what has changed is enough';

CREATE FUNCTION failure_demand_internal.note_refresh(began timestamptz, because text, as_of timestamptz, groups bigint,
                                                     written bigint, removed bigint, changed bigint)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended timestamptz := clock_timestamp();
BEGIN
    INSERT INTO failure_demand.refresh_log
        (started_at, finished_at, full_because, as_of, sources, broken_sources, groups_computed, contacts_written,
         contacts_removed, stale_sources, phases)
    SELECT began, ended, because, note_refresh.as_of, count(*) FILTER (WHERE w.broken IS NULL), count(w.broken),
           groups, written, removed,
           count(w.stale) + (SELECT count(l.stale) FROM failure_demand_internal.work_link_source AS l),
           failure_demand_internal.ended_phases(ended)
    FROM failure_demand_internal.work_source AS w;
    PERFORM failure_demand_internal.log_refresh(failure_demand_internal.refresh_line(
        began, ended, because, groups, written, removed));
    PERFORM failure_demand_internal.tell_sums(written, removed, changed);
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_refresh(timestamptz, text, timestamptz, bigint, bigint, bigint,
                                                         bigint) IS
'notes what a refresh has done, and tells it';

CREATE FUNCTION failure_demand_internal.end_refresh()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM failure_demand_internal.work_source;
    DELETE FROM failure_demand_internal.work_link_source;
    DELETE FROM failure_demand_internal.derived_change;
    DELETE FROM failure_demand_internal.work_running;
    PERFORM failure_demand_internal.clear_work();
    PERFORM failure_demand_internal.make_interaction();  -- its readers wait from here on
    PERFORM failure_demand_internal.begin_phase('waiting for the end of its transaction');
    DELETE FROM failure_demand_internal.work_phase;
END $$;
COMMENT ON FUNCTION failure_demand_internal.end_refresh() IS
'leaves nothing of a refresh but what it has computed';

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
    markers_changed boolean := false;
    contacts record;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_sources();
    IF refresh.as_of IS NOT NULL AND failure_demand_internal.known_time(refresh.as_of) IS NULL THEN
        RAISE EXCEPTION 'as_of must be in the years 1901 to 9998' USING ERRCODE = 'datetime_field_overflow',
            DETAIL = format('as_of is "%s".', refresh.as_of), HINT = 'Leave it out for the end of the sources.';
    END IF;
    PERFORM failure_demand_internal.check_writer('a refresh', 'refresh', 'failure_demand_internal.contact_fact');
    PERFORM failure_demand_internal.check_isolation('a refresh');
    PERFORM failure_demand_internal.begin_refresh(began);

    fingerprint := failure_demand_internal.configuration_fingerprint();
    SELECT * INTO old FROM failure_demand.report_basis;
    because := failure_demand_internal.full_because(old, fingerprint, refresh.full);
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
        IF old.configuration <> fingerprint THEN
            markers_changed := failure_demand_internal.stage_configuration();
        END IF;
        PERFORM failure_demand_internal.stage_identities(false);
        PERFORM failure_demand_internal.stage_requests();
    ELSE
        RAISE NOTICE 'everything is computed anew, because %', because;
        PERFORM failure_demand_internal.stage_everything();
        PERFORM failure_demand_internal.note_feeds(true, began);
        feeds := failure_demand_internal.end_of_feeds();
        moment := coalesce(refresh.as_of, feeds.as_of);
        PERFORM failure_demand_internal.stage_identities(true);
    END IF;

    DELETE FROM failure_demand.report_basis;
    INSERT INTO failure_demand.report_basis
    SELECT moment, failure_demand.elapsed(d.within), d.match, d.time_zone, d.currency, fingerprint, began,
           CASE WHEN refresh.as_of IS NULL THEN feeds.held_back_by END,
           ARRAY(SELECT w.name FROM failure_demand_internal.work_source AS w WHERE w.stale IS NOT NULL
                 UNION ALL SELECT l.name FROM failure_demand_internal.work_link_source AS l WHERE l.stale IS NOT NULL
                 ORDER BY name),
           failure_demand_internal.computation_version(), failure_demand_internal.request_windows()
    FROM failure_demand.definition_in_force AS d;
    PERFORM failure_demand_internal.keep_configuration_marks()
    WHERE because IS NOT NULL OR old.configuration <> fingerprint;
    contacts := failure_demand_internal.write_contacts(because IS NOT NULL);
    PERFORM failure_demand_internal.recount_markers() WHERE markers_changed;
    PERFORM failure_demand_internal.keep_word_tally(because IS NOT NULL);
    PERFORM failure_demand_internal.note_refresh(began, because, moment, contacts.groups, contacts.written,
                                                 contacts.removed, contacts.changed);
    PERFORM failure_demand_internal.warn_of_left_out()
    WHERE because IS NOT NULL AND refresh.as_of IS NULL;
    IF refresh.as_of IS NULL AND feeds.held_back_by IS NOT NULL THEN
        PERFORM failure_demand_internal.warn_of_held_back(feeds.held_back_by);
    END IF;
    PERFORM failure_demand_internal.end_refresh();
END $$;
COMMENT ON PROCEDURE failure_demand.refresh(boolean, timestamptz) IS
'brings contact and the reports up to date: computes anew what has changed, or everything where full is true, or the '
'definition, a source or the extension has changed; as_of: the moment of judgement, unless given the latest start in '
'the open sources, or the end of one that is behind; in one transaction, which readers need not wait for';
