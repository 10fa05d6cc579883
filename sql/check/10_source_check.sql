-- What is wrong with the rows of the sources, and how far each reaches.

CREATE FUNCTION failure_demand_internal.source_check(
    OUT source text, OUT relation text, OUT broken text, OUT closed boolean, OUT append_only boolean,
    OUT rows bigint, OUT unlinkable bigint, OUT undated bigint, OUT reversed bigint, OUT sentinels bigint,
    OUT unconverted bigint, OUT date_only bigint, OUT ahead bigint, OUT open bigint,
    OUT unknown_channels bigint, OUT unknown_outcomes bigint, OUT unknown_directions bigint,
    OUT negative_handle_times bigint, OUT without_id bigint, OUT duplicates bigint,
    OUT first timestamptz, OUT feed_end timestamptz, OUT stale text, OUT behind boolean)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mapped record;
    basis failure_demand.report_basis;
    detail text;
    hint text;
    may_refresh boolean := pg_has_role((SELECT c.relowner FROM pg_class AS c
                                        WHERE c.oid = 'failure_demand_internal.contact_fact'::regclass), 'USAGE');
    may_know boolean := has_table_privilege('failure_demand.report_basis', 'SELECT')
                        AND has_table_privilege('failure_demand_internal.source_feed', 'SELECT')
                        AND has_table_privilege('failure_demand_internal.feed_day', 'SELECT');
BEGIN
    PERFORM failure_demand_internal.set_time_zone();
    IF may_know THEN
        SELECT * INTO basis FROM failure_demand.report_basis;
    END IF;
    FOR mapped IN SELECT m.*, s AS told FROM failure_demand_internal.mapped_source() AS m
                  JOIN failure_demand.source AS s USING (name) ORDER BY name LOOP
        rows := NULL; unlinkable := NULL; undated := NULL; reversed := NULL; sentinels := NULL; unconverted := NULL;
        date_only := NULL; ahead := NULL; open := NULL; unknown_channels := NULL; unknown_outcomes := NULL;
        unknown_directions := NULL; negative_handle_times := NULL; without_id := NULL; duplicates := NULL;
        first := NULL; feed_end := NULL; stale := NULL; behind := NULL;
        -- what a refresh cannot read may be read in part by whoever may not refresh
        IF mapped.broken IS NULL AND may_refresh THEN
            mapped.broken := (failure_demand_internal.missing_because(
                mapped.told, mapped.query, clock_timestamp())).broken;
        END IF;
        IF mapped.broken IS NULL THEN
            BEGIN
                EXECUTE format($check$
                    SELECT count(*),
                           count(*) FILTER (WHERE i.start IS NOT NULL
                                              AND (d.match = 'request' AND i.request IS NULL
                                                   OR failure_demand_internal.who(i.customer, i.identifiers,
                                                                                  d.country_code) IS NULL)),
                           count(*) FILTER (WHERE i.start IS NULL),
                           count(*) FILTER (WHERE failure_demand_internal.known_time(i.ended_at) < i.start),
                           count(*) FILTER (WHERE i.started_at IS NOT NULL AND i.start IS NULL
                                                  OR i.ended_at IS NOT NULL
                                                  AND failure_demand_internal.known_time(i.ended_at) IS NULL),
                           count(*) FILTER (WHERE i.start IS NOT NULL AND i.started_on IS NOT NULL),
                           count(*) FILTER (WHERE i.start > clock_timestamp()),
                           CASE WHEN $1 IS NOT NULL
                                THEN count(*) FILTER (WHERE i.start <= $1
                                                        AND failure_demand_internal.known_time(i.ended_at) > $1) END,
                           count(*) FILTER (WHERE i.channel IS NULL
                                              OR i.channel NOT IN (
                                                     SELECT c.name FROM failure_demand.channel_in_force AS c)),
                           count(*) FILTER (WHERE failure_demand_internal.folded(i.outcome) NOT IN (
                                                      SELECT o.code FROM failure_demand.outcome_in_force AS o)),
                           count(*) FILTER (WHERE failure_demand_internal.folded(i.direction) NOT IN (
                                                      SELECT n.code FROM failure_demand.direction_in_force AS n)),
                           count(*) FILTER (WHERE i.handle_seconds < 0),
                           count(*) FILTER (WHERE i.interaction_id IS NULL),
                           count(i.interaction_id) - count(DISTINCT i.interaction_id),
                           min(i.start) FILTER (WHERE i.interaction_id IS NOT NULL AND i.start <= clock_timestamp()),
                           max(i.start) FILTER (WHERE i.interaction_id IS NOT NULL AND i.start <= clock_timestamp())
                    FROM (SELECT *, failure_demand_internal.known_time(q.started_at) AS start FROM (%s) AS q) AS i
                    CROSS JOIN failure_demand.definition_in_force AS d $check$, mapped.query)
                INTO rows, unlinkable, undated, reversed, sentinels, date_only, ahead, open, unknown_channels,
                     unknown_outcomes, unknown_directions, negative_handle_times, without_id, duplicates, first,
                     feed_end
                USING basis.as_of;
                SELECT coalesce(sum(u.rows), 0) INTO unconverted
                FROM failure_demand_internal.unconverted_values(mapped.name) AS u;
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
                mapped.broken := failure_demand_internal.unreadable_because(
                    mapped.name, mapped.query, SQLSTATE, SQLERRM, detail, hint);
            END;
        END IF;
        IF may_know THEN
            -- where nothing is known, a dump has told what there was, and the contacts are not here
            SELECT CASE WHEN f.contacts > 0 AND source_check.feed_end IS NULL
                        THEN format('%s contacts until %s are %s', f.contacts, f.feed_end,
                                    CASE WHEN basis.as_of IS NULL THEN 'gone' ELSE 'kept' END)
                        WHEN mapped.broken IS NOT NULL AND mapped.name = ANY (basis.stale_sources)
                        THEN 'contacts without a start that has come are kept' END, f.behind
            INTO stale, behind FROM failure_demand_internal.feed_state() AS f WHERE f.source = mapped.name;
        END IF;
        source := mapped.name;
        relation := (mapped.told).relation;
        broken := mapped.broken;
        closed := mapped.closed;
        append_only := mapped.append_only;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.source_check() IS
'a row a source: why its mapping no longer fits, or what is wrong with how many of its rows, and its first and latest '
'start; reads each source once';

CREATE VIEW failure_demand.source_check WITH (security_invoker = true) AS
SELECT * FROM failure_demand_internal.source_check();
ALTER VIEW failure_demand.source_check OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.source_check IS
'a row a source: is its mapping intact, what is wrong with how many of its rows, and how far it reaches';
COMMENT ON COLUMN failure_demand.source_check.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.source_check.relation IS
'the table or view';
COMMENT ON COLUMN failure_demand.source_check.broken IS
'why the mapping no longer fits, so that the source is left out, or which value cannot be computed; null where all '
'can be read';
COMMENT ON COLUMN failure_demand.source_check.closed IS
'true: a refresh does not wait for more';
COMMENT ON COLUMN failure_demand.source_check.append_only IS
'true: a refresh reads only what is new';
COMMENT ON COLUMN failure_demand.source_check.rows IS
'rows of the source';
COMMENT ON COLUMN failure_demand.source_check.unlinkable IS
'rows with a time, but without a customer, or without a request where it is matched: in no rate';
COMMENT ON COLUMN failure_demand.source_check.undated IS
'rows without a start, or with one that stands for none: in no rate';
COMMENT ON COLUMN failure_demand.source_check.reversed IS
'rows that end before they start: they count as ending at their start';
COMMENT ON COLUMN failure_demand.source_check.sentinels IS
'rows with a start or end that stands for none (1900 or before, 9999 or after, infinite): taken as missing';
COMMENT ON COLUMN failure_demand.source_check.unconverted IS
'values that the mapping cannot read as what it says that they are, or that are too large: taken as missing; view '
'unconverted has them by column';
COMMENT ON COLUMN failure_demand.source_check.date_only IS
'rows whose start is a date: a human contact counts as of its last microsecond, any other as of its first';
COMMENT ON COLUMN failure_demand.source_check.ahead IS
'rows that start in the future: they do not exist until it has come';
COMMENT ON COLUMN failure_demand.source_check.open IS
'rows that end after as_of of the last refresh: they count, but are not mature';
COMMENT ON COLUMN failure_demand.source_check.unknown_channels IS
'rows with a channel that table channel does not have, or none: in no rate';
COMMENT ON COLUMN failure_demand.source_check.unknown_outcomes IS
'rows with an outcome that table outcome does not have: it counts as not known';
COMMENT ON COLUMN failure_demand.source_check.unknown_directions IS
'rows with a direction that table direction does not have: they count as inbound';
COMMENT ON COLUMN failure_demand.source_check.negative_handle_times IS
'rows with a negative handle time: it counts as not known';
COMMENT ON COLUMN failure_demand.source_check.without_id IS
'rows without an interaction_id: they cannot be told apart, and are left out of contact';
COMMENT ON COLUMN failure_demand.source_check.duplicates IS
'rows that give way to another with the same interaction_id';
COMMENT ON COLUMN failure_demand.source_check.first IS
'earliest start';
COMMENT ON COLUMN failure_demand.source_check.feed_end IS
'latest start that has come, of a date its first microsecond: how far the source reaches';
COMMENT ON COLUMN failure_demand.source_check.stale IS
'what is kept of a source that cannot be read, or has no dated row any more; null where it is as it should be, or who '
'asks may not read report_basis, source_feed and feed_day';
COMMENT ON COLUMN failure_demand.source_check.behind IS
'silent for longer than its habit, at the last refresh, so that the reports end with it';
GRANT SELECT ON failure_demand.source_check TO PUBLIC;
