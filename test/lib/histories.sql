-- After a step of a history: a refresh must leave what a full one would leave, to the byte,
-- and the next one, with whatever settings, must have nothing to do.
CREATE EXTENSION failure_demand;
CREATE SCHEMA test;
-- A low limit, so that combinations of dimensions come and go beyond it.
CREATE OR REPLACE FUNCTION failure_demand_internal.dimension_limit() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 1;

-- What it costs, and who pays; the prices change at every second step.
INSERT INTO failure_demand.rate_card (channel, valid, hourly_rate)
SELECT channel, '(,)', 30 FROM unnest('{phone,fax,letter,chat}'::text[]) AS channel;
INSERT INTO failure_demand.department VALUES ('home'), ('claims'), ('post');
INSERT INTO failure_demand.cause_rule (rule, priority, touchpoint, channel) VALUES
    ('claims', 1, 'claim', NULL), ('home', 2, 'home', NULL), ('post', 3, NULL, 'letter');
INSERT INTO failure_demand.cause_share VALUES
    ('claims', 'claims', 0.7), ('claims', 'post', 0.3), ('home', 'home', 1), ('post', 'post', 1);

CREATE TABLE test.result (history integer, step integer, full_because text, written bigint, difference text,
                          stale bigint, other bigint, moved bigint);

-- Everything that a reader can see, and what the next refresh goes by. An append-only source
-- does not say, and need not, which rows gave way.
CREATE FUNCTION test.lines_of(relation text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE relation
        WHEN 'report_basis' THEN
            'SELECT ROW(as_of, within, match, time_zone, currency, configuration, held_back_by,
                        stale_sources)::text AS line
            FROM failure_demand.report_basis'
        WHEN 'superseded' THEN 'SELECT g::text AS line FROM failure_demand_internal.superseded AS g
            JOIN failure_demand.source AS s ON s.name = g.source WHERE NOT s.append_only'
        WHEN 'company_log' THEN
            'SELECT concat_ws('' '', by, failure_demand.company_log(NULL, match, by)) AS line
             FROM unnest(''{channel,touchpoint,request,brand}''::text[]) AS by,
                  unnest(''{request,customer}''::text[]) AS match'
        ELSE format('SELECT t::text AS line FROM %s AS t',
                    coalesce(to_regclass('failure_demand.' || relation),
                             to_regclass('failure_demand_internal.' || relation))) END
$$;

-- By relation: its lines in whatever order, as two numbers; days without contacts make many of them.
CREATE FUNCTION test.state() RETURNS TABLE (relation text, state text) LANGUAGE plpgsql AS $$
BEGIN
    FOREACH relation IN ARRAY
            '{contact,contact_daily,contact_daily_tally,contact_daily_by_dimension,dimension_daily_tally,
        dimension_combination,rate_tally,containment_tally,demand_tally,friction_tally,
        transition_tally,marker_tally,brand_tally,outside_tally,scorecard,
        journey_tally,channel_saturation,contact_evasion,generated_demand,failure_daily_tally,charge_daily_tally,
        failure_cost_monthly,unattributed_cost,transfer_price_monthly,
        left_out_tally,bounce_daily,bounce_by_touchpoint,global_fcr_monthly,channel_fcr_monthly,containment_daily,
        demand_monthly,handle_time_by_demand,friction_point,marker_monthly,journey,snowball,channel_transition,
        source_digest,source_feed,feed_day,report_basis,superseded,company_log,identifier_link,identity_member,
        identity_who,identity_feed,identity_mark}'::text[] LOOP
        EXECUTE format('SELECT concat_ws('' '', count(*), sum(hashtextextended(line, 0)),
                       sum(hashtextextended(line, 1)))
            FROM (%s) AS l', test.lines_of(relation)) INTO state;
        RETURN NEXT;
    END LOOP;
END $$;

-- The lines of one side alone, of relations that are not the same in a refresh and in a full one.
CREATE FUNCTION test.lines(relations text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    relation text;
    more     text[];
    lines    text[] := '{}';
BEGIN
    FOREACH relation IN ARRAY relations LOOP
        EXECUTE format('SELECT coalesce(array_agg(ROW(%L, line)::text), ''{}'')
            FROM (%s) AS l', relation, test.lines_of(relation)) INTO more;
        lines := lines || more;
    END LOOP;
    RETURN lines;
END $$;

CREATE FUNCTION test.difference_to_full(as_of timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    refreshed text[] := ARRAY(SELECT s::text FROM test.state() AS s);
    differing text[];
    of_full   text[];
BEGIN
    BEGIN
        CALL failure_demand.refresh(true, as_of);
        differing := ARRAY(SELECT s.relation FROM test.state() AS s WHERE s::text <> ALL (refreshed));
        of_full   := test.lines(differing);
        RAISE EXCEPTION USING ERRCODE = 'UNDO1';
    EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
        NULL;
    END;
    IF differing = '{}' THEN
        RETURN NULL;
    END IF;
    RETURN (
        WITH refresh (line) AS (SELECT unnest(test.lines(differing))),
             "full" (line) AS (SELECT unnest(of_full))
        SELECT string_agg(concat_ws(' ', side, line), E'\n')
        FROM ((SELECT 'refresh' AS side, line FROM (TABLE refresh EXCEPT ALL TABLE "full") AS d)
              UNION ALL (SELECT 'full', line FROM (TABLE "full" EXCEPT ALL TABLE refresh) AS d)) AS d);
END $$;

CREATE PROCEDURE test.step(history integer, step integer, as_of timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    last       failure_demand.refresh_log;
    next       failure_demand.refresh_log;
    difference text;
BEGIN
    UPDATE failure_demand.rate_card SET hourly_rate = 30 + step.step / 2;
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
    INSERT INTO test.result VALUES (history, step.step, last.full_because, last.contacts_written, difference,
                                    last.stale_sources,
                                    (SELECT sum(contacts) FROM failure_demand.contact_daily_by_dimension WHERE other),
                                    (SELECT sum(p.rows) FROM unnest(last.phases) AS p
                                     WHERE p.phase = 'joining identifiers'));
EXCEPTION WHEN OTHERS THEN
    INSERT INTO test.result
    VALUES (history, step.step, NULL, NULL, concat_ws(' ', 'error', SQLSTATE, SQLERRM), 0, 0, 0);
END $$;
