-- Does service scale? Contacts beside how much business there was.

CREATE TABLE failure_demand.volume (
    period    daterange PRIMARY KEY CHECK (NOT isempty(period) AND isfinite(lower(period)) AND isfinite(upper(period))
                                        AND NOT lower_inf(period) AND NOT upper_inf(period)),
    customers bigint CHECK (customers >= 0),
    orders    bigint CHECK (orders >= 0),
    EXCLUDE USING gist (period WITH &&)
);
ALTER TABLE failure_demand.volume OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.volume IS
'how much business there was: what contacts are to be seen beside';
COMMENT ON COLUMN failure_demand.volume.period IS
'the days; no two rows overlap';
COMMENT ON COLUMN failure_demand.volume.customers IS
'customers in the period, at any one time';
COMMENT ON COLUMN failure_demand.volume.orders IS
'orders in the period, in all';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.volume', '');

-- What there was of it in some days: of customers the mean, of orders as many as fall to
-- them. Null where not all of these days are known.
CREATE FUNCTION failure_demand_internal.volume_in(days daterange, OUT customers double precision,
                                                  OUT orders double precision)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN sum(s.days) FILTER (WHERE v.customers IS NOT NULL) = w.days
                THEN sum(v.customers::double precision * s.days) / w.days END,
           CASE WHEN sum(s.days) FILTER (WHERE v.orders IS NOT NULL) = w.days
                THEN sum(v.orders::double precision * s.days / (upper(v.period) - lower(v.period))) END
    FROM (SELECT upper(volume_in.days) - lower(volume_in.days) AS days) AS w
    LEFT JOIN failure_demand.volume AS v ON v.period && volume_in.days
    LEFT JOIN LATERAL (SELECT upper(v.period * volume_in.days) - lower(v.period * volume_in.days) AS days) AS s ON true
    GROUP BY w.days;
END;
COMMENT ON FUNCTION failure_demand_internal.volume_in(daterange) IS
'customers and orders of some days, by table volume: the mean of customers, and orders as many as fall to these days; '
'null where it does not have all of them';

CREATE TYPE failure_demand.volume_rate AS (
    "time"                        timestamptz,
    contacts                      bigint,
    failure                       bigint,
    is_whole                      boolean,
    customers                     double precision,
    orders                        double precision,
    contacts_per_1000_customers   double precision,
    failure_per_1000_customers    double precision,
    contacts_per_1000_orders      double precision,
    failure_per_1000_orders       double precision,
    contact_growth_with_customers double precision,
    failure_growth_with_customers double precision,
    contact_growth_with_orders    double precision,
    failure_growth_with_orders    double precision
);
COMMENT ON TYPE failure_demand.volume_rate IS
'contacts of a day, week or month beside how much business there was';
COMMENT ON COLUMN failure_demand.volume_rate.time IS
'when the day, week or month began';
COMMENT ON COLUMN failure_demand.volume_rate.contacts IS
'human contacts';
COMMENT ON COLUMN failure_demand.volume_rate.failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand.volume_rate.is_whole IS
'do the data cover it? else it has no rate';
COMMENT ON COLUMN failure_demand.volume_rate.customers IS
'customers, the mean of its days; null where not all are known';
COMMENT ON COLUMN failure_demand.volume_rate.orders IS
'orders in all its days; null where not all are known';
COMMENT ON COLUMN failure_demand.volume_rate.contacts_per_1000_customers IS
'contacts per 1,000 customers';
COMMENT ON COLUMN failure_demand.volume_rate.failure_per_1000_customers IS
'failure contacts per 1,000 customers';
COMMENT ON COLUMN failure_demand.volume_rate.contacts_per_1000_orders IS
'contacts per 1,000 orders';
COMMENT ON COLUMN failure_demand.volume_rate.failure_per_1000_orders IS
'failure contacts per 1,000 orders';
COMMENT ON COLUMN failure_demand.volume_rate.contact_growth_with_customers IS
'percent more contacts a day for a percent more customers, in all whole rows';
COMMENT ON COLUMN failure_demand.volume_rate.failure_growth_with_customers IS
'percent more failure contacts a day for a percent more customers, in all whole rows';
COMMENT ON COLUMN failure_demand.volume_rate.contact_growth_with_orders IS
'percent more contacts a day for a percent more orders a day, in all whole rows';
COMMENT ON COLUMN failure_demand.volume_rate.failure_growth_with_orders IS
'percent more failure contacts a day for a percent more orders a day, in all whole rows';

CREATE FUNCTION failure_demand.contact_rate(bucket text DEFAULT 'month')
RETURNS SETOF failure_demand.volume_rate
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF bucket IN ('day', 'week', 'month') IS NOT TRUE THEN
        RAISE EXCEPTION 'unknown bucket: %', coalesce(quote_literal(bucket), 'null')
            USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'The buckets are day, week and month.', HINT = 'Write ''day'', ''week'' or ''month''.';
    END IF;
    RETURN QUERY
    WITH daily AS (
        SELECT c.day, count(*) AS contacts, count(*) FILTER (WHERE c.demand = 'failure') AS failure
        FROM failure_demand.contact AS c
        WHERE c.kind = 'human' AND coalesce(c.left_out, 'unlinkable') = 'unlinkable'
        GROUP BY c.day
    ), counted AS (
        SELECT b.start, daterange(b.start::date, (b.start + ('1 ' || contact_rate.bucket)::interval)::date) AS days,
               min(d.day) AS first,
               coalesce(sum(k.contacts), 0)::bigint AS contacts, coalesce(sum(k.failure), 0)::bigint AS failure
        FROM failure_demand.report_day AS d
        CROSS JOIN LATERAL (SELECT date_trunc(contact_rate.bucket, d.day::timestamp)) AS b (start)
        LEFT JOIN daily AS k ON k.day = d.day
        GROUP BY b.start
    ), measured AS (
        -- a bucket that the data do not cover has too few contacts for its volume
        SELECT k.start AT TIME ZONE b.time_zone AS time, upper(k.days) - lower(k.days) AS days, k.contacts, k.failure,
               w.is_whole, v.customers, v.orders,
               CASE WHEN w.is_whole THEN nullif(v.customers, 0) END AS by_customers,
               CASE WHEN w.is_whole THEN nullif(v.orders, 0) END AS by_orders
        FROM counted AS k
        CROSS JOIN failure_demand.report_basis AS b
        CROSS JOIN LATERAL (SELECT k.first = lower(k.days)
                                   AND upper(k.days)::timestamp AT TIME ZONE b.time_zone <= b.as_of) AS w (is_whole)
        CROSS JOIN LATERAL failure_demand_internal.volume_in(k.days) AS v
    ), growth AS (
        -- Percent for percent: the slope of the logarithms, of what there was a day, because a
        -- longer month has more of everything. A volume that varies by less than a billionth, a day
        -- or in all, is constant: days that are added up leave a rounding of some 1e-13, and a
        -- slope over it would be any number.
        SELECT p.numerator, p.volume, regr_slope(p.ln_contacts, p.ln_volume) AS slope
        FROM measured AS m
        CROSS JOIN LATERAL (VALUES ('contacts', m.contacts), ('failure', m.failure)) AS c (numerator, contacts)
        CROSS JOIN LATERAL (VALUES ('customers', m.by_customers, m.by_customers),
                            ('orders', m.by_orders, m.by_orders / m.days)) AS v (volume, in_all, a_day)
        CROSS JOIN LATERAL (SELECT c.numerator, v.volume, ln(nullif(c.contacts, 0)::double precision / m.days),
                                   ln(v.a_day), ln(v.in_all))
            AS p (numerator, volume, ln_contacts, ln_volume, ln_in_all)
        GROUP BY p.numerator, p.volume
        HAVING regr_count(p.ln_contacts, p.ln_volume) >= 3
           AND sqrt(regr_sxx(p.ln_contacts, p.ln_volume) / regr_count(p.ln_contacts, p.ln_volume)) > 1e-9
           AND sqrt(regr_sxx(p.ln_contacts, p.ln_in_all) / regr_count(p.ln_contacts, p.ln_in_all)) > 1e-9
    )
    SELECT m.time, m.contacts, m.failure, m.is_whole, m.customers, m.orders,
           1000 * m.contacts / m.by_customers, 1000 * m.failure / m.by_customers, 1000 * m.contacts / m.by_orders,
           1000 * m.failure / m.by_orders,
           (SELECT g.slope FROM growth AS g WHERE (g.numerator, g.volume) = ('contacts', 'customers')),
           (SELECT g.slope FROM growth AS g WHERE (g.numerator, g.volume) = ('failure', 'customers')),
           (SELECT g.slope FROM growth AS g WHERE (g.numerator, g.volume) = ('contacts', 'orders')),
           (SELECT g.slope FROM growth AS g WHERE (g.numerator, g.volume) = ('failure', 'orders'))
    FROM measured AS m
    ORDER BY m.time;
END $$;
COMMENT ON FUNCTION failure_demand.contact_rate(text) IS
'human contacts and failure demand per 1,000 customers and orders of table volume, by day, week or month; is_whole: '
'the data cover the bucket, else there is no rate; growth: percent more contacts a day for a percent more customers, '
'or orders a day, above 1 where service fails to scale; null below three whole buckets, and where the volume is '
'constant; errs for another bucket (22023)';
