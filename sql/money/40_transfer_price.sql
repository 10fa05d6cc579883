-- Transfer price: what each department is charged for the failure demand that it causes.
-- Each contact is apportioned by itself, and every other figure is a sum of these lines:
-- so days add up to months, and charges to the failure cost, exactly.

CREATE FUNCTION failure_demand_internal.check_period(period daterange)
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
COMMENT ON FUNCTION failure_demand_internal.check_period(daterange) IS
'the period itself; errs where it is null, empty, or without an end (22023)';

CREATE FUNCTION failure_demand_internal.check_model(model text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF model IN ('cause', 'origin', 'linear') THEN
        RETURN model;
    END IF;
    RAISE EXCEPTION 'unknown model: %', coalesce(quote_literal(model), 'null')
        USING ERRCODE = 'invalid_parameter_value',
        DETAIL = 'The models are cause, origin and linear.',
        HINT = 'Write ''cause'' (rules on the evidence), ''origin'' (owner of the touchpoint it bounced from) '
               'or ''linear'' (owners of all earlier contacts of the journey).';
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_model(text) IS
'the model itself; errs where it is none (22023)';

CREATE INDEX contact_failure ON failure_demand_internal.contact_fact (day) WHERE demand = 'failure';
COMMENT ON INDEX failure_demand_internal.contact_failure IS
'finds the failure contacts of a period';

-- Owners of earlier contacts pay by how many of these there were. The day is in the
-- partitions so that a condition on it is met before they are made.
CREATE VIEW failure_demand_internal.earlier_owner_payer AS
SELECT c.source, c.interaction_id, c.day, c.department, c.evidence, c.avoidable_reason, c.cause, c.channel, c.request,
       c.origin_channel, c.origin_touchpoint, c.currency, c.weight,
       failure_demand.apportion(c.handle_seconds, c.weight, 0) OVER payers AS handle_seconds,
       failure_demand.apportion(c.cost, c.weight, coalesce(c.digits, 0)) OVER payers AS amount
FROM (SELECT c.*, t.department, count(*) OVER owner AS weight, row_number() OVER owner AS nth
      FROM failure_demand.contact_cost AS c
      LEFT JOIN failure_demand_internal.contact_fact AS e
             ON (e.customer_group, e.journey_source, e.journey_id)
                = (c.customer_group, c.journey_source, c.journey_id)
            AND e.contact_no < c.contact_no
      LEFT JOIN failure_demand.touchpoint AS t ON t.name = e.touchpoint
      WHERE c.demand = 'failure'
      WINDOW owner AS (PARTITION BY c.source, c.interaction_id, c.day, t.department)) AS c
WHERE c.nth = 1
WINDOW payers AS (PARTITION BY c.source, c.interaction_id, c.day ORDER BY c.department COLLATE "C");
ALTER VIEW failure_demand_internal.earlier_owner_payer OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.earlier_owner_payer IS
'who pays where the owners of all earlier contacts of a journey pay: a row a failure contact and department';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.day IS
'day on which it began; null where it has none';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.department IS
'department that pays; null where nobody owns the touchpoints, or there is no earlier contact';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.channel IS
'its channel';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.origin_channel IS
'channel of the contact it bounced from';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.origin_touchpoint IS
'touchpoint of the contact it bounced from';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.weight IS
'how many of the earlier contacts were the department''s';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.handle_seconds IS
'its part of the handle time';
COMMENT ON COLUMN failure_demand_internal.earlier_owner_payer.amount IS
'its part of the cost';

CREATE VIEW failure_demand_internal.cause_line AS
SELECT 'cause'::text AS model, c.source, c.interaction_id, c.day,
       coalesce(p.department, 'unattributed') AS department, c.rule, c.evidence,
       c.avoidable_reason, c.cause, c.channel, c.request, c.origin_channel, c.origin_touchpoint, c.currency,
       coalesce(p.share, 1) AS weight,
       CASE WHEN p.payers > 1 THEN (failure_demand.apportion_array(c.handle_seconds, p.shares, 0))[p.place]
            ELSE c.handle_seconds::numeric END AS handle_seconds,
       CASE WHEN p.payers > 1 THEN (failure_demand.apportion_array(c.cost, p.shares, c.digits))[p.place]
            ELSE c.cost END AS amount
FROM failure_demand.failure_cause AS c LEFT JOIN failure_demand_internal.cause_payer AS p ON p.rule = c.rule;
ALTER VIEW failure_demand_internal.cause_line OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.cause_line IS
'who pays for each failure contact, by the model cause: its rows of transfer_line';
COMMENT ON COLUMN failure_demand_internal.cause_line.model IS
'cause';
COMMENT ON COLUMN failure_demand_internal.cause_line.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.cause_line.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand_internal.cause_line.day IS
'day on which it began';
COMMENT ON COLUMN failure_demand_internal.cause_line.department IS
'the department that pays, or unattributed';
COMMENT ON COLUMN failure_demand_internal.cause_line.rule IS
'the first cause rule that fits; null where none does';
COMMENT ON COLUMN failure_demand_internal.cause_line.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.cause_line.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand_internal.cause_line.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.cause_line.channel IS
'its channel';
COMMENT ON COLUMN failure_demand_internal.cause_line.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.cause_line.origin_channel IS
'channel that it bounced from';
COMMENT ON COLUMN failure_demand_internal.cause_line.origin_touchpoint IS
'touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand_internal.cause_line.currency IS
'currency of the rate; null where it is unpriced';
COMMENT ON COLUMN failure_demand_internal.cause_line.weight IS
'share of the department';
COMMENT ON COLUMN failure_demand_internal.cause_line.handle_seconds IS
'its part of the seconds of a person''s work';
COMMENT ON COLUMN failure_demand_internal.cause_line.amount IS
'its part of the cost';

-- The types are written out, for where they differ the planner computes all three models
-- to give one.
CREATE VIEW failure_demand_internal.transfer_line AS
SELECT * FROM failure_demand_internal.cause_line
UNION ALL
SELECT 'origin'::text, c.source, c.interaction_id, c.day,
       coalesce(t.department, 'unattributed'), NULL::text, c.evidence,
       c.avoidable_reason, c.cause, c.channel, c.request, c.origin_channel, c.origin_touchpoint, c.currency,
       1::numeric, c.handle_seconds::numeric, c.cost
FROM failure_demand.contact_cost AS c LEFT JOIN failure_demand.touchpoint AS t ON t.name = c.origin_touchpoint
WHERE c.demand = 'failure'
UNION ALL
SELECT 'linear'::text, p.source, p.interaction_id, p.day,
       coalesce(p.department, 'unattributed'), NULL::text, p.evidence,
       p.avoidable_reason, p.cause, p.channel, p.request, p.origin_channel, p.origin_touchpoint, p.currency,
       p.weight::numeric, p.handle_seconds, p.amount
FROM failure_demand_internal.earlier_owner_payer AS p;
ALTER VIEW failure_demand_internal.transfer_line OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.transfer_line IS
'a row a failure contact and department that pays for it, by each of the models: the lines of transfer_price_line, of '
'all time, and so as many as there are; sums of them by day are in charge_daily';
COMMENT ON COLUMN failure_demand_internal.transfer_line.model IS
'cause: rules on the evidence; origin: owner of the touchpoint it bounced from; linear: owners of all earlier '
'contacts of the journey';
COMMENT ON COLUMN failure_demand_internal.transfer_line.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.transfer_line.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand_internal.transfer_line.day IS
'day on which it began; null where it has none: then it is unpriced';
COMMENT ON COLUMN failure_demand_internal.transfer_line.department IS
'department that pays, or unattributed';
COMMENT ON COLUMN failure_demand_internal.transfer_line.rule IS
'model cause: the rule that decided; null where none fits';
COMMENT ON COLUMN failure_demand_internal.transfer_line.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.transfer_line.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand_internal.transfer_line.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.transfer_line.channel IS
'its channel';
COMMENT ON COLUMN failure_demand_internal.transfer_line.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.transfer_line.origin_channel IS
'channel that it bounced from';
COMMENT ON COLUMN failure_demand_internal.transfer_line.origin_touchpoint IS
'touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand_internal.transfer_line.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.transfer_line.weight IS
'what the department pays in proportion to: its share by the rule, or its earlier contacts';
COMMENT ON COLUMN failure_demand_internal.transfer_line.handle_seconds IS
'its share of the seconds of a person''s work';
COMMENT ON COLUMN failure_demand_internal.transfer_line.amount IS
'what it pays; null where the contact is unpriced';

CREATE TYPE failure_demand.payer_line AS (
    source            text,
    interaction_id    text,
    day               date,
    department        text,
    rule              text,
    evidence          text,
    avoidable_reason  text,
    cause             text,
    channel           text,
    request           text,
    origin_channel    text,
    origin_touchpoint text,
    currency          text,
    weight            numeric,
    handle_seconds    numeric,
    amount            numeric
);
COMMENT ON TYPE failure_demand.payer_line IS
'what a department pays for a failure contact, with the evidence';
COMMENT ON COLUMN failure_demand.payer_line.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.payer_line.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand.payer_line.day IS
'day on which it began';
COMMENT ON COLUMN failure_demand.payer_line.department IS
'department that pays, or unattributed';
COMMENT ON COLUMN failure_demand.payer_line.rule IS
'model cause: the rule that decided; null where none fits';
COMMENT ON COLUMN failure_demand.payer_line.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand.payer_line.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.payer_line.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.payer_line.channel IS
'its channel';
COMMENT ON COLUMN failure_demand.payer_line.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.payer_line.origin_channel IS
'channel that it bounced from';
COMMENT ON COLUMN failure_demand.payer_line.origin_touchpoint IS
'touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand.payer_line.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.payer_line.weight IS
'what the department pays in proportion to: its share by the rule, or its earlier contacts';
COMMENT ON COLUMN failure_demand.payer_line.handle_seconds IS
'its share of the seconds of a person''s work';
COMMENT ON COLUMN failure_demand.payer_line.amount IS
'what it pays, in the currency; null where the contact is unpriced';

-- These can be written out by the planner, where they are called: their names are bound,
-- and so they need no search path. Of "day <@ period" it would not know how many days it is.
CREATE FUNCTION failure_demand.transfer_price_line(period daterange, model text DEFAULT 'cause')
RETURNS SETOF failure_demand.payer_line
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
    SELECT l.source, l.interaction_id, l.day, l.department, l.rule, l.evidence, l.avoidable_reason, l.cause, l.channel,
           l.request,
           l.origin_channel, l.origin_touchpoint, l.currency, l.weight, l.handle_seconds, l.amount
    FROM failure_demand_internal.transfer_line AS l
    WHERE l.model = failure_demand_internal.check_model(transfer_price_line.model)
      AND l.day >= lower(failure_demand_internal.check_period(transfer_price_line.period))
      AND l.day < upper(transfer_price_line.period);
END;
COMMENT ON FUNCTION failure_demand.transfer_price_line(daterange, text) IS
'a row a failure contact of the period and department that pays for it, with the evidence; an unpriced contact has no '
'amount; model: cause (rules on the evidence), origin (owner of the touchpoint it bounced from) or linear (owners of '
'all earlier contacts of the journey, alike)';

CREATE TYPE failure_demand.department_price AS (
    department     text,
    currency       text,
    contacts       bigint,
    handle_minutes double precision,
    cost           numeric,
    share          double precision
);
COMMENT ON TYPE failure_demand.department_price IS
'what a department pays for failure demand';
COMMENT ON COLUMN failure_demand.department_price.department IS
'department that pays, or unattributed';
COMMENT ON COLUMN failure_demand.department_price.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.department_price.contacts IS
'failure contacts that it pays for, alone or with others';
COMMENT ON COLUMN failure_demand.department_price.handle_minutes IS
'its share of a person''s work on them, in minutes';
COMMENT ON COLUMN failure_demand.department_price.cost IS
'what it pays, in the currency; null where unpriced';
COMMENT ON COLUMN failure_demand.department_price.share IS
'its part of the failure cost of the currency, from 0 to 1; null where that is 0';

CREATE FUNCTION failure_demand.transfer_price(period daterange, model text DEFAULT 'cause')
RETURNS SETOF failure_demand.department_price
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT l.department, l.currency, count(*), sum(l.handle_seconds)::double precision / 60, sum(l.amount),
           (sum(l.amount) / nullif(sum(sum(l.amount)) OVER (PARTITION BY l.currency), 0))::double precision
    FROM failure_demand_internal.transfer_line AS l
    WHERE l.model = failure_demand_internal.check_model(transfer_price.model)
      AND l.day >= lower(failure_demand_internal.check_period(transfer_price.period))
      AND l.day < upper(transfer_price.period)
    GROUP BY l.department, l.currency
    ORDER BY l.currency, sum(l.amount) DESC, l.department COLLATE "C";
END;
COMMENT ON FUNCTION failure_demand.transfer_price(daterange, text) IS
'what each department pays for failure demand of the period: a row a department and currency; what is unpriced is in '
'rows without a currency; contacts that several departments share count in each';

CREATE TYPE failure_demand.price_by_model AS (
    department text,
    currency   text,
    cause      numeric,
    origin     numeric,
    linear     numeric,
    spread     numeric
);
COMMENT ON TYPE failure_demand.price_by_model IS
'what a department pays by each of the models';
COMMENT ON COLUMN failure_demand.price_by_model.department IS
'department that pays, or unattributed';
COMMENT ON COLUMN failure_demand.price_by_model.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.price_by_model.cause IS
'what it pays by rules on the evidence, in the currency';
COMMENT ON COLUMN failure_demand.price_by_model.origin IS
'what it pays as owner of the touchpoint that contacts bounced from';
COMMENT ON COLUMN failure_demand.price_by_model.linear IS
'what it pays as one of the owners of all earlier contacts';
COMMENT ON COLUMN failure_demand.price_by_model.spread IS
'the largest of the three less the smallest: what it can dispute';

CREATE FUNCTION failure_demand.transfer_price_compare(period daterange)
RETURNS SETOF failure_demand.price_by_model
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT department, currency, cause, origin, linear, greatest(cause, origin, linear) - least(cause, origin, linear)
    FROM (SELECT l.department, l.currency, coalesce(sum(l.amount) FILTER (WHERE l.model = 'cause'), 0) AS cause,
                 coalesce(sum(l.amount) FILTER (WHERE l.model = 'origin'), 0) AS origin,
                 coalesce(sum(l.amount) FILTER (WHERE l.model = 'linear'), 0) AS linear
          FROM failure_demand_internal.transfer_line AS l
          WHERE l.day >= lower(failure_demand_internal.check_period(transfer_price_compare.period))
            AND l.day < upper(transfer_price_compare.period) AND l.currency IS NOT NULL
          GROUP BY l.department, l.currency) AS side_by_side
    ORDER BY currency, greatest(cause, origin, linear) - least(cause, origin, linear) DESC, department COLLATE "C";
END;
COMMENT ON FUNCTION failure_demand.transfer_price_compare(daterange) IS
'what each department pays by each of the three models, and the spread between them: what it can dispute';
