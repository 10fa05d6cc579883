-- Contracts with those who answer for the company: what is paid, from when to when, and
-- what it was before, so that the two can be seen side by side.

CREATE TABLE failure_demand.baseline (
    name             text NOT NULL CHECK (failure_demand_internal.check_name(name, 'the name of a baseline')),
    period           daterange NOT NULL,
    provider         text,
    request          text CHECK (failure_demand_internal.check_name(request, 'the request of a baseline')),
    digital          bigint NOT NULL,
    bounced          bigint NOT NULL,
    journeys         bigint NOT NULL,
    resolved_first   bigint NOT NULL,
    contacts         bigint NOT NULL,
    failure          bigint NOT NULL,
    assessed         bigint NOT NULL,
    assessed_failure bigint NOT NULL,
    handle_seconds   bigint NOT NULL,
    within           interval NOT NULL,
    match            text NOT NULL,
    as_of            timestamptz NOT NULL,
    computation_version integer,
    UNIQUE NULLS NOT DISTINCT (name, request)
);
ALTER TABLE failure_demand.baseline OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.baseline IS
'what was, frozen by set_baseline: a row a request, with the definition that it was counted by';
COMMENT ON COLUMN failure_demand.baseline.name IS
'name of the baseline';
COMMENT ON COLUMN failure_demand.baseline.period IS
'days that it is of';
COMMENT ON COLUMN failure_demand.baseline.provider IS
'company whose contacts it is of; null: all';
COMMENT ON COLUMN failure_demand.baseline.request IS
'what the customers wanted done';
COMMENT ON COLUMN failure_demand.baseline.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand.baseline.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand.baseline.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand.baseline.resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand.baseline.contacts IS
'human contacts';
COMMENT ON COLUMN failure_demand.baseline.failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand.baseline.assessed IS
'human contacts with a reason code that is mapped to failure or value; 0 where no code was mapped to value';
COMMENT ON COLUMN failure_demand.baseline.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand.baseline.handle_seconds IS
'seconds of people''s work';
COMMENT ON COLUMN failure_demand.baseline.within IS
'window by which the request was counted';
COMMENT ON COLUMN failure_demand.baseline.match IS
'request, or customer';
COMMENT ON COLUMN failure_demand.baseline.as_of IS
'moment of judgement';
COMMENT ON COLUMN failure_demand.baseline.computation_version IS
'the version of the rules of the extension by which it was counted; null: not known';
ALTER TABLE failure_demand.baseline REPLICA IDENTITY FULL;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.baseline', '');

CREATE INDEX contact_provider ON failure_demand_internal.contact_fact (provider, day) WHERE provider IS NOT NULL;
COMMENT ON INDEX failure_demand_internal.contact_provider IS
'finds the contacts of a provider in a period';

-- What baselines and invoices count; a period is the sum of its days.
CREATE VIEW failure_demand_internal.provider_day AS
SELECT c.day, c.provider, c.request,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.kind = 'digital' AND c.mature) AS digital,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.bounced AND c.mature) AS bounced,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.contact_no = 1 AND c.mature) AS journeys,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.contact_no = 1 AND c.contacts = 1
                          AND c.mature) AS resolved_first,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.kind = 'human') AS contacts,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.demand = 'failure') AS failure,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.assessed) AS assessed,
       count(*) FILTER (WHERE c.left_out IS NULL AND c.assessed AND c.demand = 'failure') AS assessed_failure,
       coalesce(sum(c.handle_seconds) FILTER (WHERE c.left_out IS NULL), 0) AS handle_seconds,
       count(*) FILTER (WHERE c.kind = 'human') AS handled,
       coalesce(sum(c.handle_seconds) FILTER (WHERE c.kind = 'human'), 0) AS handled_seconds,
       count(*) FILTER (WHERE c.kind = 'human' AND c.contact_no = 1 AND c.contacts = 1
                          AND c.mature) AS handled_resolved,
       coalesce((failure_demand.nps_estimate(c.nps)
                     FILTER (WHERE c.kind = 'human' AND c.nps BETWEEN 0 AND 10)).n, 0) AS answers,
       coalesce((failure_demand.nps_estimate(c.nps)
                     FILTER (WHERE c.kind = 'human' AND c.nps BETWEEN 0 AND 10)).promoters, 0) AS promoters,
       coalesce((failure_demand.nps_estimate(c.nps)
                     FILTER (WHERE c.kind = 'human' AND c.nps BETWEEN 0 AND 10)).detractors, 0) AS detractors
FROM failure_demand_internal.contact_fact AS c
WHERE coalesce(c.left_out, 'unlinkable') = 'unlinkable'
GROUP BY c.day, c.provider, c.request;
ALTER VIEW failure_demand_internal.provider_day OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.provider_day IS
'contacts that customers began, counted by day, provider and request: what baselines and invoices add up';
COMMENT ON COLUMN failure_demand_internal.provider_day.day IS
'day on which they began';
COMMENT ON COLUMN failure_demand_internal.provider_day.provider IS
'company that answered; null: one''s own';
COMMENT ON COLUMN failure_demand_internal.provider_day.request IS
'what the customers wanted done';
COMMENT ON COLUMN failure_demand_internal.provider_day.digital IS
'mature digital contacts that can be linked';
COMMENT ON COLUMN failure_demand_internal.provider_day.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.provider_day.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand_internal.provider_day.resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand_internal.provider_day.contacts IS
'human contacts that can be linked';
COMMENT ON COLUMN failure_demand_internal.provider_day.failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.provider_day.assessed IS
'human contacts with a reason code that is mapped to failure or value, that can be linked';
COMMENT ON COLUMN failure_demand_internal.provider_day.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.provider_day.handle_seconds IS
'seconds of people''s work on contacts that can be linked';
COMMENT ON COLUMN failure_demand_internal.provider_day.handled IS
'human contacts, whether they can be linked or not';
COMMENT ON COLUMN failure_demand_internal.provider_day.handled_seconds IS
'seconds of people''s work on them';
COMMENT ON COLUMN failure_demand_internal.provider_day.handled_resolved IS
'of them, those that are the whole of a mature journey';
COMMENT ON COLUMN failure_demand_internal.provider_day.answers IS
'of them, those after which the customer said whether to recommend: 0 to 10';
COMMENT ON COLUMN failure_demand_internal.provider_day.promoters IS
'of the answers, promoters: see nps_estimate()';
COMMENT ON COLUMN failure_demand_internal.provider_day.detractors IS
'of the answers, detractors';

CREATE FUNCTION failure_demand_internal.period_count(
    period daterange, provider text,
    OUT request text, OUT digital bigint, OUT bounced bigint, OUT journeys bigint, OUT resolved_first bigint,
    OUT contacts bigint,
    OUT failure bigint, OUT assessed bigint, OUT assessed_failure bigint, OUT handle_seconds bigint)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.request, sum(d.digital)::bigint, sum(d.bounced)::bigint, sum(d.journeys)::bigint,
           sum(d.resolved_first)::bigint, sum(d.contacts)::bigint,
           sum(d.failure)::bigint, coalesce(sum(d.assessed) FILTER (WHERE v.asked), 0)::bigint,
           coalesce(sum(d.assessed_failure) FILTER (WHERE v.asked), 0)::bigint, sum(d.handle_seconds)::bigint
    FROM failure_demand_internal.provider_day AS d CROSS JOIN (SELECT failure_demand.value_asked()) AS v (asked)
    WHERE d.day >= lower(period_count.period) AND d.day < upper(period_count.period)
      AND (period_count.provider IS NULL OR d.provider = period_count.provider)
    GROUP BY d.request
    -- where nothing is linkable, nothing is counted
    HAVING sum(d.digital + d.journeys + d.contacts) > 0;
END;
COMMENT ON FUNCTION failure_demand_internal.period_count(daterange, text) IS
'a row a request: what is counted of the linkable contacts of a period, of all or of one provider; none is assessed '
'where no reason code is mapped to value';

CREATE FUNCTION failure_demand.set_baseline(name text, period daterange, provider text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    requests bigint;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_writer('set_baseline', 'set baselines', 'failure_demand.baseline');
    PERFORM failure_demand_internal.check_closable(period);
    PERFORM failure_demand_internal.warn_of_stale(period);
    IF EXISTS (SELECT FROM failure_demand.baseline AS b WHERE b.name = set_baseline.name) THEN
        RAISE EXCEPTION 'there is a baseline "%" already', name USING ERRCODE = 'duplicate_object',
            DETAIL = format('It is of the period %s.', (SELECT b.period FROM failure_demand.baseline AS b
                                                        WHERE b.name = set_baseline.name LIMIT 1)),
            HINT = 'A baseline stays as it is: give the new one another name, or delete the rows of the old one.';
    END IF;
    INSERT INTO failure_demand.baseline
        (name, period, provider, request, digital, bounced, journeys, resolved_first, contacts, failure, assessed,
         assessed_failure, handle_seconds, within, match, as_of, computation_version)
    SELECT set_baseline.name, set_baseline.period, set_baseline.provider, c.*,
           failure_demand_internal.window_of(b, c.request), b.match, b.as_of, b.computation_version
    FROM failure_demand_internal.period_count(set_baseline.period, set_baseline.provider) AS c
    CROSS JOIN failure_demand.report_basis AS b;
    GET DIAGNOSTICS requests = ROW_COUNT;
    IF requests = 0 THEN
        RAISE EXCEPTION 'there is nothing to count in the period %', period USING ERRCODE = 'no_data_found',
            DETAIL = format('Provider is %s.', coalesce(provider, 'any')),
            HINT = 'SELECT DISTINCT provider FROM failure_demand.contact lists the providers.';
    END IF;
    RETURN requests;
END $$;
COMMENT ON FUNCTION failure_demand.set_baseline(text, daterange, text) IS
'freezes what is counted of a period, of all contacts or of a provider''s, request by request, with the definition; '
'gives the number of requests; errs where the period is open (55000), the name is taken (42710), or there are no such '
'contacts (P0002)';

CREATE FUNCTION failure_demand_internal.baseline_remark(
    frozen failure_demand.baseline, basis failure_demand.report_basis)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN frozen.name IS NOT NULL AND basis.computation_version IS NOT NULL
                 AND frozen.computation_version IS DISTINCT FROM basis.computation_version
            THEN format('Baseline "%s" was counted by other rules of the extension (computation_version %s, now %s): '
                        'where the contacts are still there, make a new one to compare with.',
                        frozen.name, coalesce(frozen.computation_version::text, 'unknown'),
                        basis.computation_version) END;
COMMENT ON FUNCTION failure_demand_internal.baseline_remark(failure_demand.baseline, failure_demand.report_basis) IS
'what is to be known of a baseline that was counted before an update of the extension that computes otherwise; null '
'where it was counted as the reports are';

CREATE TABLE failure_demand.contract (
    name     text PRIMARY KEY CHECK (failure_demand_internal.check_name(name, 'the name of a contract')),
    provider text NOT NULL CHECK (failure_demand_internal.check_name(provider, 'the provider of a contract')),
    currency text CHECK (failure_demand_internal.check_currency(currency))
);
ALTER TABLE failure_demand.contract OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.contract IS
'contracts with providers';
COMMENT ON COLUMN failure_demand.contract.name IS
'name of the contract';
COMMENT ON COLUMN failure_demand.contract.provider IS
'the provider, as the interactions have it';
COMMENT ON COLUMN failure_demand.contract.currency IS
'ISO 4217; null: that of the definition';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.contract', '');

-- Tiers of a bonus: [{"from": 30, "amount": 1000}, {"from": 50, "amount": 2500}]. All entries
-- are such objects; in strict mode what is missing, or is another array, is none.
CREATE FUNCTION failure_demand_internal.are_tiers(tiers jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE pg_catalog.jsonb_typeof(tiers) WHEN 'array'
            THEN pg_catalog.jsonb_array_length(tiers) BETWEEN 1 AND pg_catalog.jsonb_array_length(
                     pg_catalog.jsonb_path_query_array(
                         tiers,
                         'strict $[*] ? (@.from.type() == "number" && @.from >= -100 && @.from <= 100 '
                         '&& @.amount.type() == "number" && @.amount >= 0)'))
            ELSE false END;
COMMENT ON FUNCTION failure_demand_internal.are_tiers(jsonb) IS
'is it an array of one or more of {"from": net promoter score, "amount": bonus}?';

CREATE TABLE failure_demand.contract_term (
    contract                 text NOT NULL
        CHECK (failure_demand_internal.check_name(contract, 'the contract of a term')),
    valid                    daterange NOT NULL CHECK (NOT isempty(valid)),
    price_per_contact        numeric CHECK (price_per_contact >= 0 AND price_per_contact < 'Infinity'),
    price_per_hour           numeric CHECK (price_per_hour >= 0 AND price_per_hour < 'Infinity'),
    success_fee              numeric CHECK (success_fee >= 0 AND success_fee < 'Infinity'),
    gain_share               numeric CHECK (gain_share >= 0 AND gain_share <= 1),
    baseline                 text,
    nps_bonus                jsonb,
    nps_minimum              integer CHECK (nps_minimum > 0),
    cap                      numeric CHECK (cap >= 0 AND cap < 'Infinity'),
    floor                    numeric CHECK (floor >= 0 AND floor < 'Infinity'),
    former_price_per_contact numeric CHECK (former_price_per_contact >= 0 AND former_price_per_contact < 'Infinity'),
    CONSTRAINT floor_is_at_most_cap CHECK (floor <= cap),
    CONSTRAINT gain_share_needs_baseline_and_former_price
        CHECK (gain_share IS NULL OR baseline IS NOT NULL AND former_price_per_contact IS NOT NULL),
    CONSTRAINT nps_bonus_needs_nps_minimum CHECK (nps_bonus IS NULL OR nps_minimum IS NOT NULL),
    CONSTRAINT nps_bonus_is_tiers CHECK (failure_demand_internal.are_tiers(nps_bonus))
);
ALTER TABLE failure_demand.contract_term OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.contract_term IS
'what a contract pays, from when to when: each price that is not null is a line of the invoice';
COMMENT ON COLUMN failure_demand.contract_term.contract IS
'name of the contract';
COMMENT ON COLUMN failure_demand.contract_term.valid IS
'days on which the term is in force; on those of two terms of a contract, none is';
COMMENT ON COLUMN failure_demand.contract_term.price_per_contact IS
'for each human contact of the provider that a customer began';
COMMENT ON COLUMN failure_demand.contract_term.price_per_hour IS
'for each hour of handle time';
COMMENT ON COLUMN failure_demand.contract_term.success_fee IS
'for each journey that a contact of the provider resolved, the first and only one';
COMMENT ON COLUMN failure_demand.contract_term.gain_share IS
'share of the saving against the baseline, 0 to 1; needs baseline and former_price_per_contact';
COMMENT ON COLUMN failure_demand.contract_term.baseline IS
'name of the baseline that the saving is measured against';
COMMENT ON COLUMN failure_demand.contract_term.nps_bonus IS
'bonus by net promoter score of the contacts, to one decimal: [{"from": 30, "amount": 1000}, ...]; the highest tier '
'reached pays';
COMMENT ON COLUMN failure_demand.contract_term.nps_minimum IS
'answers without which no bonus is paid';
COMMENT ON COLUMN failure_demand.contract_term.cap IS
'most that an invoice can be';
COMMENT ON COLUMN failure_demand.contract_term.floor IS
'least that an invoice can be';
COMMENT ON COLUMN failure_demand.contract_term.former_price_per_contact IS
'price a contact of the contract that was before: an avoided contact is worth it, and its invoice is shown beside';
ALTER TABLE failure_demand.contract_term REPLICA IDENTITY FULL;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.contract_term', '');
CREATE TRIGGER check_share
BEFORE INSERT OR UPDATE ON failure_demand.contract_term
FOR EACH ROW WHEN (NEW.gain_share > 1 AND NEW.gain_share < 'Infinity')
EXECUTE FUNCTION failure_demand_internal.check_share('gain_share');
COMMENT ON TRIGGER check_share ON failure_demand.contract_term IS
'a share is a part of 1';

CREATE VIEW failure_demand_internal.term_overlap AS
SELECT a.contract, range_agg(a.valid * b.valid) AS days
FROM failure_demand.contract_term AS a
JOIN failure_demand.contract_term AS b ON b.contract = a.contract AND b.valid && a.valid AND b.ctid > a.ctid
GROUP BY a.contract;
ALTER VIEW failure_demand_internal.term_overlap OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.term_overlap IS
'days on which several terms of a contract would be in force: then none is';
COMMENT ON COLUMN failure_demand_internal.term_overlap.contract IS
'name of the contract';
COMMENT ON COLUMN failure_demand_internal.term_overlap.days IS
'the days';
