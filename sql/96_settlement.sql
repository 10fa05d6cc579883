-- What a provider is paid for a period: an invoice, line by line, each with a sentence, and
-- beside it what the contract before would have paid for the same work.

-- The lines but for the total. A line without an amount has a problem that its sentence
-- tells.
CREATE FUNCTION failure_demand.settlement_item(
    contract text, period daterange,
    OUT "position" integer, OUT item text, OUT quantity numeric, OUT unit_price numeric, OUT amount numeric, OUT former_amount numeric, OUT sentence text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH term AS (
        SELECT t.*, c.provider, k.digits
        FROM failure_demand.contract AS c
        JOIN failure_demand.contract_term AS t ON t.contract = c.name AND t.valid @> settlement_item.period
        CROSS JOIN failure_demand.report_basis AS b
        JOIN failure_demand.currency_in_force AS k ON k.code = coalesce(c.currency, b.currency)
        WHERE c.name = settlement_item.contract
    ), work AS (
        SELECT count(*) AS contacts, round(coalesce(sum(c.handle_seconds), 0) / 3600.0, 2) AS hours,
               count(*) FILTER (WHERE c.contact_no = 1 AND c.contacts = 1 AND c.mature) AS resolved_first
        FROM term CROSS JOIN failure_demand.contact AS c
        WHERE c.provider = term.provider AND c.kind = 'human' AND c.day <@ settlement_item.period AND c.left_out IS DISTINCT FROM 'outbound'
    ), saving AS (
        SELECT round(sum(n.contacts * b.failure::numeric / nullif(b.contacts, 0)) - sum(n.failure) FILTER (WHERE b.contacts > 0), 2) AS avoided,
               count(b.name) AS strata, coalesce(sum(n.contacts) FILTER (WHERE b.contacts > 0 IS NOT TRUE), 0) AS unknown
        FROM term CROSS JOIN LATERAL failure_demand.period_count(settlement_item.period, term.provider) AS n
        LEFT JOIN failure_demand.baseline AS b ON b.name = term.baseline AND b.request IS NOT DISTINCT FROM n.request
        WHERE n.contacts > 0
    ), answers AS (
        SELECT count(c.nps) AS n, failure_demand.nps(c.nps) AS score
        FROM term CROSS JOIN failure_demand.contact AS c
        WHERE c.provider = term.provider AND c.kind = 'human' AND c.day <@ settlement_item.period AND c.nps BETWEEN 0 AND 10
    ), tier AS (
        SELECT max((t ->> 'from')::numeric) AS reached, max((t ->> 'amount')::numeric) AS bonus
        FROM (SELECT t FROM term CROSS JOIN answers AS a CROSS JOIN LATERAL jsonb_array_elements(term.nps_bonus) AS t
              WHERE (t ->> 'from')::numeric <= a.score ORDER BY (t ->> 'from')::numeric DESC LIMIT 1) AS highest
    )
    SELECT 1, 'contacts', w.contacts, t.price_per_contact, round(w.contacts * coalesce(t.price_per_contact, 0), t.digits),
           round(w.contacts * t.former_price_per_contact, t.digits),
           format('%s contacts that customers began, handled by %s.', w.contacts, t.provider)
    FROM term AS t CROSS JOIN work AS w WHERE t.price_per_contact IS NOT NULL OR t.former_price_per_contact IS NOT NULL
    UNION ALL
    SELECT 2, 'hours', w.hours, t.price_per_hour, round(w.hours * t.price_per_hour, t.digits), NULL, format('%s hours of handle time.', w.hours)
    FROM term AS t CROSS JOIN work AS w WHERE t.price_per_hour IS NOT NULL
    UNION ALL
    SELECT 3, 'success fee', w.resolved_first, t.success_fee, round(w.resolved_first * t.success_fee, t.digits), NULL,
           format('%s journeys needed no contact but this one.', w.resolved_first)
    FROM term AS t CROSS JOIN work AS w WHERE t.success_fee IS NOT NULL
    UNION ALL
    SELECT 4, 'gain share', greatest(s.avoided, 0), t.gain_share * t.former_price_per_contact,
           CASE WHEN b.problem IS NULL THEN round(greatest(coalesce(s.avoided, 0), 0) * t.gain_share * t.former_price_per_contact, t.digits) END, NULL,
           coalesce(b.problem, format('With the present mix of requests, the failure rates of baseline "%s" would have given %s more failure contacts; %s contacts are of requests that it does not know.',
                                      t.baseline, coalesce(s.avoided, 0), s.unknown))
    FROM term AS t CROSS JOIN saving AS s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT EXISTS (SELECT FROM failure_demand.baseline AS b WHERE b.name = t.baseline)
                    THEN format('There is no baseline "%s": make it by set_baseline, or name another in the term.', t.baseline)
                    WHEN EXISTS (SELECT FROM failure_demand.baseline AS b CROSS JOIN failure_demand.report_basis AS r
                                 WHERE b.name = t.baseline AND (b.within, b.match) IS DISTINCT FROM (r.within, r.match))
                    THEN format('Baseline "%s" was counted by another definition: count both by the same window and match.', t.baseline) END) AS b (problem)
    WHERE t.gain_share IS NOT NULL
    UNION ALL
    SELECT 5, 'NPS bonus', CASE WHEN a.n >= t.nps_minimum THEN round(a.score::numeric, 1) END, NULL,
           CASE WHEN a.n >= t.nps_minimum THEN round(coalesce(r.bonus, 0), t.digits) ELSE 0 END, NULL,
           CASE WHEN a.n < t.nps_minimum THEN format('Only %s answers of the %s that a bonus needs: none is paid.', a.n, t.nps_minimum)
                WHEN r.bonus IS NULL THEN format('%s answers, and a score of %s: no tier is reached.', a.n, round(a.score::numeric, 1))
                ELSE format('%s answers, and a score of %s: the tier from %s.', a.n, round(a.score::numeric, 1), r.reached) END
    FROM term AS t CROSS JOIN answers AS a CROSS JOIN tier AS r WHERE t.nps_bonus IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand.settlement_item(text, daterange) IS
'what a contract pays for a period, item by item, before cap and floor; an item without an amount has a problem that its sentence tells';

CREATE FUNCTION failure_demand.settlement_line(
    contract text, period daterange,
    OUT "position" integer, OUT item text, OUT quantity numeric, OUT unit_price numeric, OUT amount numeric, OUT former_amount numeric, OUT sentence text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH item AS (
        SELECT * FROM failure_demand.settlement_item(settlement_line.contract, settlement_line.period)
    ), subtotal AS (
        SELECT CASE WHEN count(i.amount) = count(*) THEN coalesce(sum(i.amount), 0) END AS amount, sum(i.former_amount) AS former_amount FROM item AS i
    ), bounded AS (
        SELECT s.amount, s.former_amount, t.cap, t.floor, least(greatest(s.amount, t.floor), t.cap) - s.amount AS correction
        FROM subtotal AS s JOIN failure_demand.contract_term AS t ON t.contract = settlement_line.contract AND t.valid @> settlement_line.period
    )
    SELECT * FROM item
    UNION ALL
    SELECT 6, CASE WHEN b.correction < 0 THEN 'cap' ELSE 'floor' END, NULL, NULL, b.correction, NULL,
           CASE WHEN b.correction < 0 THEN format('The lines above come to %s, and the contract pays at most %s.', b.amount, b.cap)
                ELSE format('The lines above come to %s, and the contract pays at least %s.', b.amount, b.floor) END
    FROM bounded AS b WHERE b.correction <> 0
    UNION ALL
    SELECT 7, 'total', NULL, NULL, CASE WHEN b.amount IS NOT NULL THEN b.amount + coalesce(b.correction, 0) END, b.former_amount,
           CASE WHEN b.amount IS NULL THEN 'There is no total, because a line above has no amount.'
                WHEN b.former_amount IS NULL THEN 'The sum of the lines above.'
                ELSE format('The sum of the lines above; the former contract would have paid %s.', b.former_amount) END
    FROM bounded AS b;
END;
COMMENT ON FUNCTION failure_demand.settlement_line(text, daterange) IS
'the lines of settle, of any period and with problems told in their sentences';

CREATE FUNCTION failure_demand.settle(
    contract text, period daterange,
    OUT "position" integer, OUT item text, OUT quantity numeric, OUT unit_price numeric, OUT amount numeric, OUT former_amount numeric, OUT sentence text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    terms text;
    problem text;
BEGIN
    PERFORM failure_demand.check_closable(settle.period);
    IF NOT EXISTS (SELECT FROM failure_demand.contract AS c WHERE c.name = settle.contract) THEN
        RAISE EXCEPTION 'there is no contract "%"', contract USING ERRCODE = 'undefined_object',
            HINT = 'SELECT name FROM failure_demand.contract lists them.';
    ELSIF NOT EXISTS (SELECT FROM failure_demand.contract_term AS t WHERE t.contract = settle.contract AND t.valid @> settle.period) THEN
        SELECT string_agg(t.valid::text, ', ' ORDER BY t.valid) INTO terms FROM failure_demand.contract_term AS t WHERE t.contract = settle.contract;
        RAISE EXCEPTION 'no term of contract "%" covers the period %', contract, period USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('Its terms are of %s.', coalesce(terms, 'no time at all')), HINT = 'Settle what lies in each term by itself.';
    END IF;
    SELECT l.sentence INTO problem FROM failure_demand.settlement_item(settle.contract, settle.period) AS l WHERE l.amount IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'contract "%" cannot be settled', contract USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = problem;
    END IF;
    RETURN QUERY SELECT * FROM failure_demand.settlement_line(settle.contract, settle.period) AS l ORDER BY l.position;
END $$;
COMMENT ON FUNCTION failure_demand.settle(text, daterange) IS
'the invoice of a contract for a period: lines with quantity, unit price and amount, a sentence each, and a total that is their sum; former_amount: what the contract before would have paid; errs where the period is open (55000), no term covers it (22023), or a baseline is missing (55000)';

CREATE VIEW failure_demand.settlement_monthly AS
SELECT m.time, c.name AS contract, l."position", l.item, l.quantity, l.unit_price, l.amount, l.former_amount, l.sentence
FROM failure_demand.report_month AS m
CROSS JOIN failure_demand.contract AS c
CROSS JOIN LATERAL (SELECT daterange(m.month, (m.month + interval '1 month')::date)) AS p (period)
CROSS JOIN LATERAL failure_demand.settlement_line(c.name, p.period) AS l
WHERE failure_demand.open_because(p.period) IS NULL;
ALTER VIEW failure_demand.settlement_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.settlement_monthly IS
'the invoices of all contracts for all months that are closable';
COMMENT ON COLUMN failure_demand.settlement_monthly.time IS
'when the month began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand.settlement_monthly.contract IS
'name of the contract';
COMMENT ON COLUMN failure_demand.settlement_monthly.position IS
'order of the lines';
COMMENT ON COLUMN failure_demand.settlement_monthly.item IS
'contacts, hours, success fee, gain share, NPS bonus, cap, floor, total';
COMMENT ON COLUMN failure_demand.settlement_monthly.quantity IS
'how many; of the NPS bonus, the score';
COMMENT ON COLUMN failure_demand.settlement_monthly.unit_price IS
'price of one';
COMMENT ON COLUMN failure_demand.settlement_monthly.amount IS
'amount of the line; null where a problem keeps it from being computed';
COMMENT ON COLUMN failure_demand.settlement_monthly.former_amount IS
'what the contract before would have paid';
COMMENT ON COLUMN failure_demand.settlement_monthly.sentence IS
'what the line is, or what the problem is';
