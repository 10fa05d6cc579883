-- Customers whom self-service failed, who did not call, and left: no report of a channel
-- has them.

CREATE TABLE failure_demand.departure (
    customer    text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(customer, 'the customer of a departure', 2000)),
    departed_at timestamptz NOT NULL CHECK (isfinite(departed_at))
);
ALTER TABLE failure_demand.departure OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.departure IS
'customers who have left';
COMMENT ON COLUMN failure_demand.departure.customer IS
'the customer, by name, or by any identifier as customer_identifier has it';
COMMENT ON COLUMN failure_demand.departure.departed_at IS
'when they left';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.departure', '');

-- A customer may be named by any of his identifiers. Who may read departures learns whose they are.
CREATE VIEW failure_demand_internal.departed_customer WITH (security_barrier = true) AS
SELECT coalesce(m.customer, d.customer) AS customer, min(d.departed_at) AS departed_at
FROM (SELECT failure_demand_internal.key_text(l.customer) COLLATE "C" AS customer, l.departed_at
      FROM failure_demand.departure AS l
      WHERE pg_catalog.has_table_privilege('failure_demand.departure', 'SELECT')) AS d
LEFT JOIN failure_demand_internal.identity_member AS m
       ON pg_catalog.hashtextextended(m.identifier, 0) = pg_catalog.hashtextextended(d.customer, 0)
      AND m.identifier = d.customer
GROUP BY 1;
ALTER VIEW failure_demand_internal.departed_customer OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.departed_customer IS
'customers that have left, and when, by the names that contact has; nobody, for whoever may not read departure';
COMMENT ON COLUMN failure_demand_internal.departed_customer.customer IS
'name of the customer';
COMMENT ON COLUMN failure_demand_internal.departed_customer.departed_at IS
'when they left';
GRANT SELECT ON failure_demand_internal.departed_customer TO PUBLIC;

-- A customer's index is the first mature digital contact of the period; both groups are
-- followed from its end plus the window, when it is known that nobody called. What comes
-- later moves nobody from one group to the other: it could not be known then, and who
-- stays longer has more time to fail.
CREATE FUNCTION failure_demand_internal.churn_life(
    period daterange, inactive interval,
    OUT silent_failure boolean, OUT left_before boolean, OUT departed boolean, OUT seconds double precision)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH index AS (
        SELECT DISTINCT ON (c.customer) c.customer, c.containment = 'abandoned' AS silent_failure,
               failure_demand.contact_end(c.started_at, c.ended_at)
                   + failure_demand_internal.window_of(b, c.request) AS followed_from, b.as_of
        FROM failure_demand.contact AS c CROSS JOIN failure_demand.report_basis AS b
        WHERE c.kind = 'digital' AND c.mature AND c.day <@ failure_demand_internal.check_period(churn_life.period)
        ORDER BY c.customer, c.started_at, c.source, c.interaction_id
    ), last_contact AS (
        SELECT c.customer, max(failure_demand.contact_end(c.started_at, c.ended_at)) AS last_end
        FROM failure_demand.contact AS c
        WHERE churn_life.inactive IS NOT NULL AND c.customer IS NOT NULL
          AND coalesce(c.left_out, 'unlinkable') = 'unlinkable'
        GROUP BY c.customer
    ), fate AS (
        SELECT i.silent_failure, i.followed_from, i.as_of,
               coalesce(d.departed_at, CASE WHEN l.last_end + e.inactive <= i.as_of THEN l.last_end + e.inactive END)
                   AS departed_at
        FROM index AS i
        CROSS JOIN LATERAL (
            SELECT failure_demand_internal.elapsed(churn_life.inactive, 'inactive')) AS e (inactive)
        LEFT JOIN failure_demand_internal.departed_customer AS d ON d.customer = i.customer
        LEFT JOIN last_contact AS l ON l.customer = i.customer
    )
    SELECT f.silent_failure, coalesce(f.departed_at < f.followed_from, false),
           coalesce(f.departed_at <= f.as_of, false),
           extract(epoch FROM least(f.departed_at, f.as_of) - f.followed_from)::double precision
    FROM fate AS f;
END;
COMMENT ON FUNCTION failure_demand_internal.churn_life(daterange, interval) IS
'a row a customer with a mature digital contact in a period: did self-service fail at the first of them, without a '
'call; had the customer left before that was known; departed since, and after how many seconds, else followed for so '
'many';

CREATE TYPE failure_demand.churn_comparison AS (
    silent_failure boolean,
    customers      bigint,
    left_before    bigint,
    departures     bigint,
    departed_share double precision,
    lower          double precision,
    upper          double precision,
    expected       double precision,
    chi_square     double precision,
    p_value        double precision
);
COMMENT ON TYPE failure_demand.churn_comparison IS
'how many customers leave, of those whom self-service failed, or of the others';
COMMENT ON COLUMN failure_demand.churn_comparison.silent_failure IS
'did self-service fail at their first mature digital contact, without a call?';
COMMENT ON COLUMN failure_demand.churn_comparison.customers IS
'customers who are followed';
COMMENT ON COLUMN failure_demand.churn_comparison.left_before IS
'customers who had left before it was known: in no other column';
COMMENT ON COLUMN failure_demand.churn_comparison.departures IS
'of those followed, how many left';
COMMENT ON COLUMN failure_demand.churn_comparison.departed_share IS
'share departed by the time asked for, from 0 to 1 (Kaplan-Meier); null past the last who was watched';
COMMENT ON COLUMN failure_demand.churn_comparison.lower IS
'lower bound of the share, 95 %';
COMMENT ON COLUMN failure_demand.churn_comparison.upper IS
'upper bound of the share, 95 %';
COMMENT ON COLUMN failure_demand.churn_comparison.expected IS
'departures expected were both groups alike';
COMMENT ON COLUMN failure_demand.churn_comparison.chi_square IS
'log-rank test of both groups, one degree of freedom';
COMMENT ON COLUMN failure_demand.churn_comparison.p_value IS
'chance of a difference as large, were both groups alike';

CREATE FUNCTION failure_demand.silent_churn(
    period daterange, at interval DEFAULT '90 days', inactive interval DEFAULT NULL)
RETURNS SETOF failure_demand.churn_comparison
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    WITH life AS (
        SELECT l.* FROM failure_demand_internal.churn_life(silent_churn.period, silent_churn.inactive) AS l
    ), compared AS (
        SELECT failure_demand.log_rank(l.silent_failure, l.seconds, l.departed)
                   FILTER (WHERE NOT l.left_before) AS test
        FROM life AS l
    ), followed AS (
        SELECT l.silent_failure, count(*) FILTER (WHERE NOT l.left_before) AS customers,
               count(*) FILTER (WHERE l.left_before) AS left_before,
               count(*) FILTER (WHERE l.departed AND NOT l.left_before) AS departures,
               failure_demand.survival(l.seconds, l.departed,
                                       extract(epoch FROM failure_demand_internal.elapsed(silent_churn.at, 'at'))
                                           ::double precision)
                   FILTER (WHERE NOT l.left_before) AS survival
        FROM life AS l GROUP BY l.silent_failure
    )
    SELECT g.silent_failure, coalesce(f.customers, 0), coalesce(f.left_before, 0), coalesce(f.departures, 0),
           1 - (f.survival).probability, 1 - (f.survival).upper, 1 - (f.survival).lower,
           CASE WHEN g.silent_failure THEN (c.test).expected_true ELSE (c.test).expected_false END,
           (c.test).chi_square, (c.test).p_value
    FROM (VALUES (true), (false)) AS g (silent_failure)
    LEFT JOIN followed AS f ON f.silent_failure = g.silent_failure
    CROSS JOIN compared AS c
    ORDER BY g.silent_failure DESC;
END;
COMMENT ON FUNCTION failure_demand.silent_churn(daterange, interval, interval) IS
'do customers leave whom self-service failed and who did not call? a row with and one without such a failure at their '
'first mature digital contact of the period: customers, those who had left before, departures, the share departed by '
'the time at (Kaplan-Meier), departures expected by chance, log-rank test; departures: of table departure, and where '
'inactive is given, no contact for so long';
