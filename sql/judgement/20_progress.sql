-- How far on the way: now beside a frozen baseline, and what was aimed at.

CREATE TABLE failure_demand.target (
    metric text NOT NULL CHECK (failure_demand_internal.check_choice(
               metric, 'metric',
               '{bounce,global_fcr,failure_share,snowball,excess_handle_minutes,failure_cost,nps,csat,ces}')),
    brand  text CHECK (failure_demand_internal.check_name(brand, 'the brand of a target')),
    value  double precision NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'),
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
ALTER TABLE failure_demand.target REPLICA IDENTITY FULL;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.target', '');
CREATE TRIGGER check_share
BEFORE INSERT OR UPDATE ON failure_demand.target
FOR EACH ROW WHEN (NEW.value > 1 AND NEW.value < 'Infinity'
                   AND NEW.metric IN ('bounce', 'global_fcr', 'failure_share', 'csat'))
EXECUTE FUNCTION failure_demand_internal.check_share('value');
COMMENT ON TRIGGER check_share ON failure_demand.target IS
'a share is a part of 1';

-- Strata are requests. The crude difference also says how the mix of requests has
-- changed; the standardised one compares request by request, weighted by the baseline's
-- mix (standardised_difference). A request that one side does not have
-- cannot be compared: it is in the crude difference alone, and the note says how many are.
CREATE FUNCTION failure_demand_internal.progress_count(
    baseline text, period daterange,
    OUT metric text, OUT x0 bigint, OUT n0 bigint, OUT x1 bigint, OUT n1 bigint, OUT baseline_only bigint,
    OUT period_only bigint,
    OUT standardised failure_demand.rate_gap)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    WITH before AS (
        SELECT * FROM failure_demand.baseline AS b WHERE b.name = progress_count.baseline
    ), stratum AS (
        SELECT m.metric, coalesce(m.x0, 0) AS x0, coalesce(m.n0, 0) AS n0, coalesce(m.x1, 0) AS x1,
               coalesce(m.n1, 0) AS n1
        FROM before AS a
        FULL JOIN failure_demand_internal.period_count(progress_count.period,
                                                       (SELECT min(b.provider) FROM before AS b)) AS c
               ON coalesce(c.request, '') = coalesce(a.request, '') AND (c.request IS NULL) = (a.request IS NULL)
        CROSS JOIN LATERAL (VALUES
            ('bounce', a.bounced, a.digital, c.bounced, c.digital),
            ('global_fcr', a.resolved_first, a.journeys, c.resolved_first, c.journeys),
            ('failure_share', a.assessed_failure, a.assessed, c.assessed_failure, c.assessed))
            AS m (metric, x0, n0, x1, n1)
    )
    SELECT k.metric, coalesce(sum(s.x0), 0)::bigint, coalesce(sum(s.n0), 0)::bigint, coalesce(sum(s.x1), 0)::bigint,
           coalesce(sum(s.n1), 0)::bigint,
           coalesce(sum(s.n0) FILTER (WHERE s.n1 = 0), 0)::bigint,
           coalesce(sum(s.n1) FILTER (WHERE s.n0 = 0), 0)::bigint,
           failure_demand_internal.standardised_difference(s.x1, s.n1, s.x0, s.n0)
    FROM (VALUES ('bounce'), ('global_fcr'), ('failure_share')) AS k (metric)
    LEFT JOIN stratum AS s ON s.metric = k.metric
    GROUP BY k.metric;
END;
COMMENT ON FUNCTION failure_demand_internal.progress_count(text, daterange) IS
'what progress compares: numerators and denominators of a baseline and of a period, the denominators of requests that '
'only one of them has, the standardised difference with its bounds';

CREATE TYPE failure_demand.metric_progress AS (
    metric               text,
    baseline_numerator   bigint,
    baseline_denominator bigint,
    baseline_rate        double precision,
    numerator            bigint,
    denominator          bigint,
    rate                 double precision,
    target               double precision,
    way                  double precision,
    difference           double precision,
    lower                double precision,
    upper                double precision,
    standardised         double precision,
    standardised_lower   double precision,
    standardised_upper   double precision,
    method               text,
    note                 text
);
COMMENT ON TYPE failure_demand.metric_progress IS
'a metric of a period beside a baseline and a target';
COMMENT ON COLUMN failure_demand.metric_progress.metric IS
'bounce, global_fcr or failure_share';
COMMENT ON COLUMN failure_demand.metric_progress.baseline_numerator IS
'contacts or journeys of the baseline that count';
COMMENT ON COLUMN failure_demand.metric_progress.baseline_denominator IS
'contacts or journeys of the baseline that can be judged';
COMMENT ON COLUMN failure_demand.metric_progress.baseline_rate IS
'baseline_numerator / baseline_denominator; null where that is 0';
COMMENT ON COLUMN failure_demand.metric_progress.numerator IS
'contacts or journeys of the period that count';
COMMENT ON COLUMN failure_demand.metric_progress.denominator IS
'contacts or journeys of the period that can be judged';
COMMENT ON COLUMN failure_demand.metric_progress.rate IS
'numerator / denominator; null where that is 0';
COMMENT ON COLUMN failure_demand.metric_progress.target IS
'what the metric is to be, as a share of 1; null without a target';
COMMENT ON COLUMN failure_demand.metric_progress.way IS
'share of the way from baseline to target that is gone; null where the baseline had reached it';
COMMENT ON COLUMN failure_demand.metric_progress.difference IS
'rate less baseline_rate';
COMMENT ON COLUMN failure_demand.metric_progress.lower IS
'lower bound of the difference, Newcombe 95 %';
COMMENT ON COLUMN failure_demand.metric_progress.upper IS
'upper bound of the difference, Newcombe 95 %';
COMMENT ON COLUMN failure_demand.metric_progress.standardised IS
'the difference at the baseline''s mix of requests';
COMMENT ON COLUMN failure_demand.metric_progress.standardised_lower IS
'lower bound of the standardised difference, 95 %';
COMMENT ON COLUMN failure_demand.metric_progress.standardised_upper IS
'upper bound of the standardised difference, 95 %';
COMMENT ON COLUMN failure_demand.metric_progress.method IS
'how differences and bounds are computed';
COMMENT ON COLUMN failure_demand.metric_progress.note IS
'what is missing; null where nothing is';

CREATE FUNCTION failure_demand.progress(baseline text, period daterange)
RETURNS SETOF failure_demand.metric_progress
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    frozen failure_demand.baseline;
    basis failure_demand.report_basis;
    within interval;
    is_there boolean;
    is_computed boolean;
    open_because text := failure_demand_internal.open_because(failure_demand_internal.check_period(progress.period));
BEGIN
    SELECT * INTO basis FROM failure_demand.report_basis;
    is_computed := FOUND;
    SELECT * INTO frozen FROM failure_demand.baseline AS b WHERE b.name = progress.baseline
    ORDER BY b.within = failure_demand_internal.window_of(basis, b.request), b.request LIMIT 1;  -- first what differs
    is_there := FOUND;
    within := failure_demand_internal.window_of(basis, frozen.request);
    IF is_there AND is_computed AND (frozen.within, frozen.match) IS DISTINCT FROM (within, basis.match) THEN
        RAISE EXCEPTION 'baseline "%" was counted by another definition', progress.baseline
            USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It was within %s, match %s; now it is within %s, match %s.', frozen.within, frozen.match,
                            within, basis.match),
            HINT = 'Compare like with like: set the former definition and refresh, or make a new baseline.';
    END IF;
    RETURN QUERY
    SELECT c.metric, c.x0, c.n0, c.x0::double precision / nullif(c.n0, 0), c.x1, c.n1,
           c.x1::double precision / nullif(c.n1, 0),
           t.value, CASE WHEN NOT w.reached_before THEN w.gone / w.whole END,
           g.difference, g.lower, g.upper,
           (c.standardised).difference, (c.standardised).lower, (c.standardised).upper,
           'crude: Newcombe 1998, method 10; standardised: direct, by the baseline''s mix of requests, normal bounds',
           nullif(concat_ws(' ',
               CASE WHEN NOT is_there THEN format('There is no baseline "%s": make it by set_baseline(name, period).',
                                                  progress.baseline)
                    WHEN c.n0 = 0 THEN 'The baseline has nothing to compare with.' END,
               failure_demand_internal.baseline_remark(frozen, basis),
               CASE WHEN c.n1 = 0 THEN 'The period has nothing to compare.' END,
               CASE WHEN c.metric = 'failure_share' AND NOT failure_demand.value_asked()
                    THEN 'No reason code is mapped to value: nobody could say it.' END,
               CASE WHEN open_because IS NOT NULL THEN format('The period is open, because %s.', open_because) END,
               CASE WHEN t.value IS NULL
                    THEN format('There is no target for %s: insert one into failure_demand.target.', c.metric)
                    WHEN w.reached_before THEN 'The baseline had reached the target already.' END,
               CASE WHEN c.baseline_only > 0 AND c.n1 > 0
                    THEN format('Of the baseline, %s %% are requests that the period does not have: they are not in '
                                'the standardised difference.',
                                round(100.0 * c.baseline_only / c.n0, 1)) END,
               CASE WHEN c.period_only > 0 AND c.n0 > 0
                    THEN format('Of the period, %s %% are requests that the baseline does not have: they are not in '
                                'the standardised difference.',
                                round(100.0 * c.period_only / c.n1, 1)) END), '')
    FROM failure_demand_internal.progress_count(progress.baseline, progress.period) AS c
    CROSS JOIN LATERAL failure_demand.rate_difference(c.x1, c.n1, c.x0, c.n0) AS g
    LEFT JOIN failure_demand.target AS t ON t.metric = c.metric AND t.brand IS NULL
    CROSS JOIN LATERAL (SELECT g.difference AS gone, t.value - c.x0::double precision / nullif(c.n0, 0) AS whole) AS l
    CROSS JOIN LATERAL (SELECT l.gone, l.whole,
                               CASE c.metric WHEN 'global_fcr' THEN l.whole <= 0
                                             ELSE l.whole >= 0 END AS reached_before) AS w
    ORDER BY c.metric;
END $$;
COMMENT ON FUNCTION failure_demand.progress(text, daterange) IS
'bounce, global FCR and failure share of a period beside a baseline: the change, the share of the way to the target, '
'the crude difference (Newcombe), and the one standardised to the baseline''s mix of requests; what is missing is '
'told in a note; errs where the baseline was counted by another definition (55000)';
