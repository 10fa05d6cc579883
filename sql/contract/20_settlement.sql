-- What a provider is paid for a period: an invoice, line by line, each with a sentence, and
-- beside it what the contract before would have paid for the same work.

CREATE VIEW failure_demand_internal.contract_basis AS
SELECT c.name, c.provider, datemultirange(t.valid) - coalesce(o.days, '{}') AS valid,
       coalesce(c.currency, r.currency) AS currency, k.digits, t AS term,
       (SELECT array_agg(b) FROM failure_demand.baseline AS b WHERE b.name = t.baseline) AS baseline, r AS basis
FROM failure_demand.contract AS c
JOIN failure_demand.contract_term AS t ON t.contract = c.name
LEFT JOIN failure_demand_internal.term_overlap AS o ON o.contract = c.name
CROSS JOIN failure_demand.report_basis AS r
LEFT JOIN failure_demand.currency_in_force AS k ON k.code = coalesce(c.currency, r.currency);
ALTER VIEW failure_demand_internal.contract_basis OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.contract_basis IS
'the terms of contracts with all that an invoice is computed from, but for the contacts';
COMMENT ON COLUMN failure_demand_internal.contract_basis.name IS
'name of the contract';
COMMENT ON COLUMN failure_demand_internal.contract_basis.provider IS
'the provider';
COMMENT ON COLUMN failure_demand_internal.contract_basis.valid IS
'days on which the term is in force, and no other of the contract';
COMMENT ON COLUMN failure_demand_internal.contract_basis.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand_internal.contract_basis.digits IS
'decimals of the currency; null where nobody knows it';
COMMENT ON COLUMN failure_demand_internal.contract_basis.term IS
'the term';
COMMENT ON COLUMN failure_demand_internal.contract_basis.baseline IS
'rows of its baseline; null where there is none';
COMMENT ON COLUMN failure_demand_internal.contract_basis.basis IS
'what contacts were judged by at the last refresh';

-- An invoice is of nothing but what it is given, so that the report and settle() share it. A
-- line without an amount has a problem, which its sentence tells; then there is no total.
CREATE TYPE failure_demand.invoice_line AS (
    "position"    integer,
    item          text,
    quantity      numeric,
    unit_price    numeric,
    amount        numeric,
    former_amount numeric,
    sentence      text
);
COMMENT ON TYPE failure_demand.invoice_line IS
'a line of an invoice';
COMMENT ON COLUMN failure_demand.invoice_line.position IS
'order of the lines';
COMMENT ON COLUMN failure_demand.invoice_line.item IS
'what is paid for, or cap, floor, total';
COMMENT ON COLUMN failure_demand.invoice_line.quantity IS
'how many; of the NPS bonus, the score';
COMMENT ON COLUMN failure_demand.invoice_line.unit_price IS
'price of one, in the currency of the contract';
COMMENT ON COLUMN failure_demand.invoice_line.amount IS
'amount of the line, in the currency; null where a problem keeps it from being computed';
COMMENT ON COLUMN failure_demand.invoice_line.former_amount IS
'what the contract before would have paid';
COMMENT ON COLUMN failure_demand.invoice_line.sentence IS
'what the line is, or what the problem is';

CREATE FUNCTION failure_demand_internal.provider_work(
    counts failure_demand_internal.provider_day[],
    OUT contacts numeric, OUT hours numeric, OUT resolved numeric, OUT answers numeric, OUT score numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT coalesce(sum(n.handled), 0), round(coalesce(sum(n.handled_seconds), 0) / 3600, 2),
           coalesce(sum(n.handled_resolved), 0), coalesce(sum(n.answers), 0),
           round(100 * (sum(n.promoters) - sum(n.detractors)) / nullif(sum(n.answers), 0), 1)
    FROM unnest(counts) AS n;
END;
COMMENT ON FUNCTION failure_demand_internal.provider_work(failure_demand_internal.provider_day[]) IS
'what a provider did: contacts, hours, journeys that needed no contact but this one, answers and their net promoter '
'score';

CREATE FUNCTION failure_demand_internal.work_line(
    contract failure_demand_internal.contract_basis, counts failure_demand_internal.provider_day[])
RETURNS SETOF failure_demand.invoice_line
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
    WITH term AS (
        SELECT (contract.term).*, contract.provider, contract.digits
    ), work AS (
        SELECT w.* FROM failure_demand_internal.provider_work(counts) AS w
    )
    SELECT 1, 'contacts', w.contacts, t.price_per_contact,
           round(w.contacts * coalesce(t.price_per_contact, 0), t.digits),
           round(w.contacts * t.former_price_per_contact, t.digits),
           format('%s contacts that customers began, handled by %s.', w.contacts, t.provider)
    FROM term AS t CROSS JOIN work AS w
    WHERE t.price_per_contact IS NOT NULL OR t.former_price_per_contact IS NOT NULL
    UNION ALL
    SELECT 2, 'hours', w.hours, t.price_per_hour, round(w.hours * t.price_per_hour, t.digits), NULL,
           format('%s hours of handle time.', w.hours)
    FROM term AS t CROSS JOIN work AS w WHERE t.price_per_hour IS NOT NULL
    UNION ALL
    SELECT 3, 'success fee', w.resolved, t.success_fee, round(w.resolved * t.success_fee, t.digits), NULL,
           format('%s journeys needed no contact but this one.', w.resolved)
    FROM term AS t CROSS JOIN work AS w WHERE t.success_fee IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.work_line(failure_demand_internal.contract_basis,
                                                      failure_demand_internal.provider_day[]) IS
'the lines of an invoice for contacts, hours and success, those that the term pays';

CREATE FUNCTION failure_demand_internal.baseline_flaw(contract failure_demand_internal.contract_basis)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN contract.baseline IS NULL
            THEN format('There is no baseline "%s": make it by set_baseline, or name another in the term.',
                        (contract.term).baseline)
            WHEN EXISTS (SELECT FROM unnest(contract.baseline) AS b
                         WHERE (b.within, b.match)
                               IS DISTINCT FROM (failure_demand_internal.window_of(contract.basis, b.request),
                                                 (contract.basis).match))
            THEN format('Baseline "%s" was counted by another definition: count both by the same window and match.',
                        (contract.term).baseline) END;
COMMENT ON FUNCTION failure_demand_internal.baseline_flaw(failure_demand_internal.contract_basis) IS
'why the baseline of a term cannot be compared with; null where it can';

CREATE FUNCTION failure_demand_internal.gain_share_line(
    contract failure_demand_internal.contract_basis, counts failure_demand_internal.provider_day[])
RETURNS SETOF failure_demand.invoice_line
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    WITH term AS (
        SELECT (contract.term).*, contract.digits, failure_demand_internal.baseline_flaw(contract) AS flaw
    ), present AS (
        SELECT n.request, sum(n.contacts) AS contacts, sum(n.failure) AS failure
        FROM unnest(counts) AS n GROUP BY n.request HAVING sum(n.contacts) > 0
    ), saving AS (
        SELECT coalesce(round(sum(p.contacts * b.failure / b.contacts)
                              - sum(p.failure) FILTER (WHERE b.contacts > 0), 2), 0) AS avoided,
               coalesce(sum(p.contacts) FILTER (WHERE b.contacts IS NULL), 0) AS unknown
        FROM present AS p
        LEFT JOIN unnest(contract.baseline) AS b
               ON coalesce(b.request, '') = coalesce(p.request, '') AND (b.request IS NULL) = (p.request IS NULL)
              AND b.contacts > 0
    )
    SELECT 4, 'gain share', CASE WHEN t.flaw IS NULL THEN greatest(s.avoided, 0) END,
           t.gain_share * t.former_price_per_contact,
           CASE WHEN t.flaw IS NULL
                THEN round(greatest(s.avoided, 0) * t.gain_share * t.former_price_per_contact, t.digits) END,
           NULL::numeric,
           coalesce(t.flaw, concat_ws(' ', format(
               'With the present mix of requests, the failure rates of baseline "%s" would have given %s %s '
               'failure contacts; %s contacts are of requests that it does not know.',
               t.baseline, abs(s.avoided), CASE WHEN s.avoided < 0 THEN 'fewer' ELSE 'more' END, s.unknown),
               failure_demand_internal.baseline_remark((contract.baseline)[1], contract.basis)))
    FROM term AS t CROSS JOIN saving AS s WHERE t.gain_share IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.gain_share_line(failure_demand_internal.contract_basis,
                                                            failure_demand_internal.provider_day[]) IS
'the line of an invoice for the failure contacts that the baseline would have given and that did not come, where the '
'term shares the gain';

CREATE FUNCTION failure_demand_internal.nps_bonus_line(
    contract failure_demand_internal.contract_basis, counts failure_demand_internal.provider_day[])
RETURNS SETOF failure_demand.invoice_line
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    WITH term AS (
        SELECT (contract.term).*, contract.digits
    ), work AS (
        SELECT w.* FROM failure_demand_internal.provider_work(counts) AS w
    ), tier AS (
        SELECT (t ->> 'from')::numeric AS reached, (t ->> 'amount')::numeric AS bonus
        FROM term CROSS JOIN work AS w CROSS JOIN LATERAL jsonb_array_elements(term.nps_bonus) AS t
        WHERE (t ->> 'from')::numeric <= w.score
        ORDER BY 1 DESC, 2 DESC LIMIT 1
    )
    SELECT 5, 'NPS bonus', CASE WHEN w.answers >= t.nps_minimum THEN w.score END, NULL::numeric,
           round(CASE WHEN w.answers >= t.nps_minimum THEN coalesce(r.bonus, 0) ELSE 0 END, t.digits), NULL::numeric,
           CASE WHEN w.answers < t.nps_minimum
                THEN format('Only %s answers of the %s that a bonus needs: none is paid.', w.answers, t.nps_minimum)
                WHEN r.bonus IS NULL
                THEN format('%s answers, and a score of %s: no tier is reached.', w.answers, w.score)
                ELSE format('%s answers, and a score of %s: the tier from %s.', w.answers, w.score, r.reached) END
    FROM term AS t CROSS JOIN work AS w LEFT JOIN tier AS r ON true WHERE t.nps_bonus IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.nps_bonus_line(failure_demand_internal.contract_basis,
                                                           failure_demand_internal.provider_day[]) IS
'the line of an invoice for the highest tier that the net promoter score reaches, where the term has tiers';

CREATE FUNCTION failure_demand_internal.invoice(
    contract failure_demand_internal.contract_basis, counts failure_demand_internal.provider_day[])
RETURNS SETOF failure_demand.invoice_line
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH line AS (
        SELECT l.* FROM failure_demand_internal.work_line(contract, counts) AS l
        UNION ALL
        SELECT l.* FROM failure_demand_internal.gain_share_line(contract, counts) AS l
        UNION ALL
        SELECT l.* FROM failure_demand_internal.nps_bonus_line(contract, counts) AS l
        UNION ALL
        SELECT 0, 'currency', NULL, NULL, NULL, NULL,
               format('There is no currency "%s": add it to table currency, or name another.', contract.currency)
        WHERE contract.digits IS NULL
    ), subtotal AS (
        SELECT CASE WHEN count(l.amount) = count(*)
                    THEN coalesce(sum(l.amount), round(0, contract.digits)) END AS amount,
               sum(l.former_amount) AS former_amount
        FROM line AS l
    ), bounded AS (
        SELECT s.amount, s.former_amount, b.cap, b.floor,
               least(greatest(s.amount, b.floor), b.cap) - s.amount AS correction
        FROM subtotal AS s
        CROSS JOIN LATERAL (SELECT round((contract.term).cap, contract.digits) AS cap,
                                   round((contract.term).floor, contract.digits) AS floor) AS b
    )
    SELECT l.* FROM line AS l
    UNION ALL
    SELECT 6, CASE WHEN b.correction < 0 THEN 'cap' ELSE 'floor' END, NULL, NULL, b.correction, NULL,
           CASE WHEN b.correction < 0
                THEN format('The lines above come to %s, and the contract pays at most %s.', b.amount, b.cap)
                ELSE format('The lines above come to %s, and the contract pays at least %s.', b.amount, b.floor) END
    FROM bounded AS b WHERE b.correction <> 0
    UNION ALL
    SELECT 7, 'total', NULL, NULL, b.amount + b.correction, b.former_amount,
           CASE WHEN b.amount IS NULL THEN 'There is no total, because a line above has no amount.'
                WHEN b.former_amount IS NULL THEN 'The sum of the lines above.'
                ELSE format('The sum of the lines above; the former contract would have paid %s.', b.former_amount) END
    FROM bounded AS b
    ORDER BY 1;
END;
COMMENT ON FUNCTION failure_demand_internal.invoice(failure_demand_internal.contract_basis,
                                                    failure_demand_internal.provider_day[]) IS
'what a term of a contract pays for what was counted, line by line with the total; a line without an amount has a '
'problem that its sentence tells';

CREATE FUNCTION failure_demand.settle(contract text, period daterange)
RETURNS SETOF failure_demand.invoice_line
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    terms text;
    line failure_demand.invoice_line;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_closable(settle.period);
    IF NOT EXISTS (SELECT FROM failure_demand.contract AS c WHERE c.name = settle.contract) THEN
        RAISE EXCEPTION 'there is no contract "%"', coalesce(contract, 'null') USING ERRCODE = 'undefined_object',
            DETAIL = coalesce('The contracts are: ' || (SELECT string_agg(format('"%s"', c.name), ', ' ORDER BY c.name)
                                                        FROM failure_demand.contract AS c) || '.',
                              'There is no contract at all.'),
            HINT = 'SELECT name FROM failure_demand.contract lists them.';
    END IF;
    PERFORM failure_demand_internal.check_configuration('settle', settle.contract);
    PERFORM failure_demand_internal.warn_of_stale(settle.period);
    IF NOT EXISTS (SELECT FROM failure_demand.contract_term AS t
                   WHERE t.contract = settle.contract AND t.valid @> settle.period) THEN
        SELECT string_agg(t.valid::text, ', ' ORDER BY t.valid) INTO terms FROM failure_demand.contract_term AS t
        WHERE t.contract = settle.contract;
        RAISE EXCEPTION 'no term of contract "%" covers the period %', contract, period
            USING ERRCODE = 'invalid_parameter_value',
            DETAIL = format('Its terms are of %s.', coalesce(terms, 'no time at all')),
            HINT = 'Settle what lies in each term by itself.';
    END IF;
    FOR line IN
        SELECT i.* FROM failure_demand_internal.contract_basis AS k
        CROSS JOIN LATERAL failure_demand_internal.invoice(
            k, ARRAY(SELECT n FROM failure_demand_internal.provider_day AS n
                     WHERE n.provider = k.provider
                       AND n.day >= lower(settle.period) AND n.day < upper(settle.period))) AS i
        WHERE k.name = settle.contract AND k.valid @> settle.period
    LOOP
        IF line.amount IS NULL THEN
            RAISE EXCEPTION 'contract "%" cannot be settled', contract
                USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = line.sentence,
                HINT = 'Mend what the sentence says, and settle again; settlement_monthly shows all lines that can be '
                       'computed.';
        END IF;
        RETURN NEXT line;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand.settle(text, daterange) IS
'the invoice of a contract for a period: lines with quantity, unit price and amount, a sentence each, and a total '
'that is their sum; former_amount: what the contract before would have paid; errs where the period is open (55000), '
'no term covers it (22023), or a baseline is missing (55000)';

CREATE VIEW failure_demand.settlement_monthly AS
SELECT m.time, k.name AS contract, i."position", i.item, i.quantity, i.unit_price, i.amount, i.former_amount,
       i.sentence
FROM failure_demand.report_month AS m
CROSS JOIN LATERAL (SELECT (m.month + interval '1 month')::date,
                           daterange(m.month, (m.month + interval '1 month')::date)) AS p (next, period)
JOIN failure_demand_internal.contract_basis AS k ON k.valid @> p.period
CROSS JOIN LATERAL failure_demand_internal.invoice(
    k, ARRAY(SELECT n FROM failure_demand_internal.provider_day AS n
             WHERE n.provider = k.provider AND n.day >= m.month AND n.day < p.next)) AS i
WHERE p.next::timestamp AT TIME ZONE (k.basis).time_zone <= (k.basis).as_of
  AND NOT EXISTS (SELECT FROM failure_demand_internal.open_day AS d WHERE d.day <@ p.period);
ALTER VIEW failure_demand.settlement_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.settlement_monthly IS
'the invoices of all contracts for all months that are closable and in one term';
COMMENT ON COLUMN failure_demand.settlement_monthly.time IS
'when the month began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand.settlement_monthly.contract IS
'name of the contract';
COMMENT ON COLUMN failure_demand.settlement_monthly.position IS
'order of the lines';
COMMENT ON COLUMN failure_demand.settlement_monthly.item IS
'contacts, hours, success fee, gain share, NPS bonus, cap, floor, total; or currency, where it is not known';
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
