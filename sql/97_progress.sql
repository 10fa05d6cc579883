-- How far on the way: now beside a frozen baseline, and what was aimed at.

CREATE TABLE failure_demand.target (
    metric text NOT NULL CHECK (metric IN ('bounce', 'global_fcr', 'failure_share', 'snowball', 'excess_handle_minutes', 'failure_cost', 'nps', 'csat', 'ces')),
    brand  text CHECK (brand <> ''),
    value  double precision NOT NULL,
    UNIQUE NULLS NOT DISTINCT (metric, brand)
);
ALTER TABLE failure_demand.target OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.target IS
'what is aimed at';
COMMENT ON COLUMN failure_demand.target.metric IS
'bounce, global_fcr, failure_share, snowball, excess_handle_minutes, failure_cost, nps, csat or ces: as in scorecard';
COMMENT ON COLUMN failure_demand.target.brand IS
'brand that it is for; null: all that have none of their own';
COMMENT ON COLUMN failure_demand.target.value IS
'what the metric is to be; rates as a share of 1';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.target', '');

-- Strata are requests. The crude difference also says how the mix of requests has
-- changed; the standardised one compares request by request, weighted by the baseline's
-- mix, with bounds from the variances of the strata.
CREATE FUNCTION failure_demand.progress(
    baseline text, period daterange,
    OUT metric text, OUT baseline_rate double precision, OUT baseline_n bigint, OUT rate double precision, OUT n bigint,
    OUT target double precision, OUT way double precision,
    OUT difference double precision, OUT lower double precision, OUT upper double precision,
    OUT standardised double precision, OUT standardised_lower double precision, OUT standardised_upper double precision,
    OUT method text, OUT note text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    frozen failure_demand.baseline;
    basis failure_demand.report_basis;
BEGIN
    PERFORM failure_demand.check_period(progress.period);
    SELECT * INTO frozen FROM failure_demand.baseline AS b WHERE b.name = progress.baseline LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no baseline "%"', progress.baseline USING ERRCODE = 'undefined_object',
            HINT = 'Make it: SELECT failure_demand.set_baseline(name, period).';
    END IF;
    SELECT * INTO basis FROM failure_demand.report_basis;
    IF (frozen.within, frozen.match) IS DISTINCT FROM (basis.within, basis.match) THEN
        RAISE EXCEPTION 'baseline "%" was counted by another definition', progress.baseline USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It was within %s, match %s; now it is within %s, match %s.', frozen.within, frozen.match, basis.within, basis.match),
            HINT = 'Compare like with like: set the former definition and refresh, or make a new baseline.';
    END IF;
    RETURN QUERY
    WITH stratum AS (
        SELECT m.metric, m.x0, m.n0, m.x1, m.n1
        FROM (SELECT * FROM failure_demand.baseline AS b WHERE b.name = progress.baseline) AS a
        FULL JOIN failure_demand.period_count(progress.period, frozen.provider) AS c ON coalesce(c.request, '') = coalesce(a.request, '') AND (c.request IS NULL) = (a.request IS NULL)
        CROSS JOIN LATERAL (VALUES
            ('bounce', a.bounced, a.digital, c.bounced, c.digital),
            ('global_fcr', a.resolved_first, a.journeys, c.resolved_first, c.journeys),
            ('failure_share', a.assessed_failure, a.assessed, c.assessed_failure, c.assessed)) AS m (metric, x0, n0, x1, n1)
    ), crude AS (
        SELECT s.metric, coalesce(sum(s.x0), 0)::bigint AS x0, coalesce(sum(s.n0), 0)::bigint AS n0,
               coalesce(sum(s.x1), 0)::bigint AS x1, coalesce(sum(s.n1), 0)::bigint AS n1
        FROM stratum AS s GROUP BY s.metric
    ), weighted AS (
        SELECT s.metric, s.n0 / sum(s.n0) OVER (PARTITION BY s.metric) AS weight, s.n0, s.n1,
               s.x0::double precision / s.n0 AS p0, s.x1::double precision / s.n1 AS p1
        FROM stratum AS s WHERE s.n0 > 0 AND s.n1 > 0
    ), direct AS (
        SELECT w.metric, sum(w.weight * (w.p1 - w.p0)) AS difference, 1.959963984540054 * sqrt(sum(w.weight * w.weight * (w.p0 * (1 - w.p0) / w.n0 + w.p1 * (1 - w.p1) / w.n1))) AS half
        FROM weighted AS w GROUP BY w.metric
    )
    SELECT c.metric, c.x0::double precision / nullif(c.n0, 0), c.n0, c.x1::double precision / nullif(c.n1, 0), c.n1,
           t.value, (c.x1::double precision / nullif(c.n1, 0) - c.x0::double precision / nullif(c.n0, 0)) / nullif(t.value - c.x0::double precision / nullif(c.n0, 0), 0),
           g.difference, g.lower, g.upper, d.difference, d.difference - d.half, d.difference + d.half,
           'crude: Newcombe 1998, hybrid score; standardised: direct, by the baseline''s mix of requests',
           CASE WHEN c.n0 = 0 THEN 'The baseline has nothing to compare with.'
                WHEN c.n1 = 0 THEN 'The period has nothing to compare.'
                WHEN t.value IS NULL THEN format('There is no target for %s: insert one into failure_demand.target.', c.metric) END
    FROM crude AS c
    CROSS JOIN LATERAL failure_demand.rate_difference(c.x1, c.n1, c.x0, c.n0) AS g
    LEFT JOIN direct AS d ON d.metric = c.metric
    LEFT JOIN failure_demand.target AS t ON t.metric = c.metric AND t.brand IS NULL
    ORDER BY c.metric;
END $$;
COMMENT ON FUNCTION failure_demand.progress(text, daterange) IS
'bounce, global FCR and failure share of a period beside a baseline: the change, the share of the way to the target, the crude difference (Newcombe), and the one standardised to the baseline''s mix of requests; errs where there is no such baseline (42704) or it was counted by another definition (55000)';
