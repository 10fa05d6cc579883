-- Transfer price: what each department is charged for the failure demand that it causes.
-- Each contact is apportioned by itself, and every other figure is a sum of these lines:
-- so days add up to months, and charges to the failure cost, exactly.

CREATE FUNCTION failure_demand.check_period(period daterange)
RETURNS daterange
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF period IS NULL OR isempty(period) OR lower_inf(period) OR upper_inf(period)
       OR NOT isfinite(lower(period)) OR NOT isfinite(upper(period)) THEN
        RAISE EXCEPTION 'a period has a first and a last day' USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('The period is %s.', coalesce(period::text, 'null')),
            HINT = 'Write the first day and the day after the last, such as ''[2026-01-01,2026-02-01)''.';
    END IF;
    RETURN period;
END $$;
COMMENT ON FUNCTION failure_demand.check_period(daterange) IS
'the period itself; errs where it is null, empty, or without an end (22023)';

CREATE FUNCTION failure_demand.check_model(model text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF model IN ('cause', 'origin', 'linear') THEN
        RETURN model;
    END IF;
    RAISE EXCEPTION 'unknown model: %', coalesce(quote_literal(model), 'null') USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Write ''cause'' (rules on the evidence), ''origin'' (owner of the touchpoint it bounced from) or ''linear'' (owners of all earlier contacts of the journey).';
END $$;
COMMENT ON FUNCTION failure_demand.check_model(text) IS
'the model itself; errs where it is none (22023)';

-- Who pays for a failure contact, and with what weight; a null department is unattributed.
CREATE FUNCTION failure_demand.payer(
    period daterange, model text,
    OUT source text, OUT interaction_id text, OUT rule text, OUT department text, OUT weight numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH used AS (
        SELECT count(r.touchpoint) > 0 AS touchpoint, count(r.request) > 0 AS request, count(r.reason) > 0 AS reason,
               count(r.avoidable_reason) > 0 AS avoidable_reason, count(r.cause) > 0 AS cause, count(r.channel) > 0 AS channel, count(r.brand) > 0 AS brand
        FROM failure_demand.cause_rule AS r
    ), seen AS MATERIALIZED (
        SELECT c.source, c.interaction_id,
               ROW(CASE WHEN u.touchpoint THEN CASE WHEN c.origin_channel IS NULL THEN c.touchpoint ELSE c.origin_touchpoint END END,
                   CASE WHEN u.request THEN c.request END, CASE WHEN u.reason THEN c.reason END,
                   CASE WHEN u.avoidable_reason THEN c.avoidable_reason END, CASE WHEN u.cause THEN c.cause END,
                   CASE WHEN u.channel THEN coalesce(c.origin_channel, c.channel) END,
                   CASE WHEN u.brand THEN c.brand END)::failure_demand.cause_evidence AS evidence
        FROM failure_demand.contact AS c CROSS JOIN used AS u
        WHERE payer.model = 'cause' AND c.demand = 'failure' AND c.day <@ payer.period
    ), decided AS MATERIALIZED (
        SELECT d.evidence, failure_demand.deciding_rule(d.evidence) AS rule FROM (SELECT DISTINCT s.evidence FROM seen AS s) AS d
    )
    SELECT s.source, s.interaction_id, d.rule, h.department, coalesce(h.share, 1)
    FROM seen AS s JOIN decided AS d ON d.evidence = s.evidence LEFT JOIN failure_demand.cause_share AS h ON h.rule = d.rule
    UNION ALL
    SELECT c.source, c.interaction_id, NULL, t.department, 1
    FROM failure_demand.contact AS c LEFT JOIN failure_demand.touchpoint AS t ON t.name = c.origin_touchpoint
    WHERE payer.model = 'origin' AND c.demand = 'failure' AND c.day <@ payer.period
    UNION ALL
    SELECT c.source, c.interaction_id, NULL, t.department, count(*)
    FROM failure_demand.contact AS c
    LEFT JOIN failure_demand.contact AS e
           ON (e.customer_group, e.journey_source, e.journey_id) = (c.customer_group, c.journey_source, c.journey_id) AND e.contact_no < c.contact_no
    LEFT JOIN failure_demand.touchpoint AS t ON t.name = e.touchpoint
    WHERE payer.model = 'linear' AND c.demand = 'failure' AND c.day <@ payer.period
    GROUP BY c.source, c.interaction_id, t.department;
END;
COMMENT ON FUNCTION failure_demand.payer(daterange, text) IS
'a row a failure contact of the period and department that pays by the model, with its weight; a null department is unattributed';

CREATE FUNCTION failure_demand.transfer_line(
    period daterange, model text,
    OUT source text, OUT interaction_id text, OUT day date, OUT department text, OUT rule text,
    OUT evidence failure_demand.demand_evidence, OUT avoidable_reason failure_demand.avoidable_reason, OUT cause text,
    OUT channel text, OUT request text, OUT origin_channel text, OUT origin_touchpoint text,
    OUT currency text, OUT weight numeric, OUT handle_seconds numeric, OUT amount numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.source, c.interaction_id, c.day, coalesce(p.department, 'unattributed'), p.rule, c.evidence, c.avoidable_reason, c.cause,
           c.channel, c.request, c.origin_channel, c.origin_touchpoint, c.currency, p.weight,
           failure_demand.apportion(c.handle_seconds, p.weight, 0) OVER payers,
           failure_demand.apportion(c.cost, p.weight, coalesce(c.digits, 0)) OVER payers
    FROM failure_demand.contact_cost AS c JOIN failure_demand.payer(transfer_line.period, transfer_line.model) AS p USING (source, interaction_id)
    WHERE c.demand = 'failure' AND c.day <@ transfer_line.period
    WINDOW payers AS (PARTITION BY c.source, c.interaction_id ORDER BY p.department COLLATE "C");
END;
COMMENT ON FUNCTION failure_demand.transfer_line(daterange, text) IS
'the lines of transfer_price_line, of any period';

CREATE FUNCTION failure_demand.transfer_price_line(
    period daterange, model text DEFAULT 'cause',
    OUT source text, OUT interaction_id text, OUT day date, OUT department text, OUT rule text,
    OUT evidence failure_demand.demand_evidence, OUT avoidable_reason failure_demand.avoidable_reason, OUT cause text,
    OUT channel text, OUT request text, OUT origin_channel text, OUT origin_touchpoint text,
    OUT currency text, OUT weight numeric, OUT handle_seconds numeric, OUT amount numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT * FROM failure_demand.transfer_line(failure_demand.check_period(transfer_price_line.period), failure_demand.check_model(transfer_price_line.model));
END;
COMMENT ON FUNCTION failure_demand.transfer_price_line(daterange, text) IS
'a row a failure contact of the period and department that pays for it, with the evidence; an unpriced contact has no amount; model: cause (rules on the evidence), origin (owner of the touchpoint it bounced from) or linear (owners of all earlier contacts of the journey, alike)';

CREATE FUNCTION failure_demand.transfer_price(
    period daterange, model text DEFAULT 'cause',
    OUT department text, OUT currency text, OUT contacts bigint, OUT handle_minutes double precision, OUT cost numeric, OUT share double precision)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.department, l.currency, count(*), sum(l.handle_seconds)::double precision / 60, sum(l.amount),
           (sum(l.amount) / nullif(sum(sum(l.amount)) OVER (PARTITION BY l.currency), 0))::double precision
    FROM failure_demand.transfer_price_line(transfer_price.period, transfer_price.model) AS l
    GROUP BY l.department, l.currency
    ORDER BY l.currency, sum(l.amount) DESC, l.department;
END;
COMMENT ON FUNCTION failure_demand.transfer_price(daterange, text) IS
'what each department pays for failure demand of the period: a row a department and currency; what is unpriced is in rows without a currency; contacts that several departments share count in each';

CREATE FUNCTION failure_demand.transfer_price_compare(
    period daterange,
    OUT department text, OUT currency text, OUT cause numeric, OUT origin numeric, OUT linear numeric, OUT spread numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT department, currency, cause, origin, linear, greatest(cause, origin, linear) - least(cause, origin, linear)
    FROM (SELECT l.department, l.currency, coalesce(sum(l.cost) FILTER (WHERE m.model = 'cause'), 0) AS cause,
                 coalesce(sum(l.cost) FILTER (WHERE m.model = 'origin'), 0) AS origin,
                 coalesce(sum(l.cost) FILTER (WHERE m.model = 'linear'), 0) AS linear
          FROM (VALUES ('cause'), ('origin'), ('linear')) AS m (model)
          CROSS JOIN LATERAL failure_demand.transfer_price(transfer_price_compare.period, m.model) AS l
          WHERE l.currency IS NOT NULL
          GROUP BY l.department, l.currency) AS side_by_side
    ORDER BY currency, greatest(cause, origin, linear) - least(cause, origin, linear) DESC, department;
END;
COMMENT ON FUNCTION failure_demand.transfer_price_compare(daterange) IS
'what each department pays by each of the three models, and the spread between them: what it can dispute';
