-- After a step of a history: a refresh must leave what a full one would leave, to the byte,
-- and the next one, with whatever settings, must have nothing to do.
CREATE EXTENSION failure_demand;
CREATE SCHEMA test;

CREATE TABLE test.state (relation text, line text);
CREATE TABLE test.result (history integer, step integer, full_because text, written bigint, difference text, stale bigint);

-- Everything that a reader can see, and what the next refresh goes by. An append-only source
-- does not say, and need not, which rows gave way.
CREATE PROCEDURE test.note_state() LANGUAGE plpgsql AS $$
DECLARE
    relation text;
BEGIN
    DELETE FROM test.state;
    FOREACH relation IN ARRAY '{contact,rate_tally,containment_tally,demand_tally,friction_tally,transition_tally,marker_tally,bounce_daily,bounce_by_touchpoint,
        global_fcr_monthly,channel_fcr_monthly,containment_daily,demand_monthly,handle_time_by_demand,friction_point,marker_monthly,journey,snowball,
        channel_transition,source_digest,source_feed,feed_day}'::text[] LOOP
        EXECUTE format('INSERT INTO test.state SELECT %1$L, t::text FROM failure_demand.%1$I AS t', relation);
    END LOOP;
    INSERT INTO test.state SELECT 'report_basis', ROW(as_of, within, match, time_zone, currency, configuration, held_back_by, stale_sources)::text FROM failure_demand.report_basis;
    INSERT INTO test.state
    SELECT 'superseded', g::text FROM failure_demand.superseded AS g JOIN failure_demand.source AS s ON s.name = g.source WHERE NOT s.append_only;
END $$;

CREATE FUNCTION test.difference_to_full(as_of timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    difference text;
BEGIN
    CALL test.note_state();
    CREATE TEMP TABLE state ON COMMIT DROP AS TABLE test.state;
    BEGIN
        CALL failure_demand.refresh(true, as_of);
        CALL test.note_state();
        SELECT string_agg(d::text, E'\n') INTO difference
        FROM ((SELECT 'refresh', * FROM state EXCEPT ALL SELECT 'refresh', * FROM test.state)
              UNION ALL (SELECT 'full', * FROM test.state EXCEPT ALL SELECT 'full', * FROM state)) AS d;
        RAISE EXCEPTION USING ERRCODE = 'UNDO1';
    EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
        RETURN difference;
    END;
END $$;

CREATE PROCEDURE test.step(history integer, step integer, as_of timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    last       failure_demand.refresh_log;
    next       failure_demand.refresh_log;
    difference text;
BEGIN
    CALL failure_demand.refresh(as_of => step.as_of);
    SELECT * INTO last FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1;
    IF step > 0 THEN
        difference := test.difference_to_full(step.as_of);
    END IF;
    SET LOCAL TimeZone = 'Asia/Kolkata';
    SET LOCAL DateStyle = 'SQL, DMY';
    SET LOCAL IntervalStyle = 'iso_8601';
    SET LOCAL extra_float_digits = -3;
    CALL failure_demand.refresh(as_of => step.as_of);
    SELECT * INTO next FROM failure_demand.refresh_log ORDER BY id DESC LIMIT 1;
    IF next.full_because IS NOT NULL OR next.contacts_written + next.contacts_removed > 0 THEN
        difference := concat_ws(E'\n', difference, 'the next refresh: ' || next::text);
    END IF;
    INSERT INTO test.result VALUES (history, step.step, last.full_because, last.contacts_written, difference, last.stale_sources);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO test.result VALUES (history, step.step, NULL, NULL, concat_ws(' ', 'error', SQLSTATE, SQLERRM), 0);
END $$;
