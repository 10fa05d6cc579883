-- What a contact costs: handle time at the hourly rate in force on its day, plus a fixed
-- cost, rounded once. Time-driven activity-based costing (Kaplan and Anderson 2004, Harvard
-- Business Review 82/11): the rate is the cost of capacity by what it can do in practice,
-- and capacity that nobody used is not spread over contacts.

CREATE TABLE failure_demand_internal.shipped_currency (
    code   text PRIMARY KEY,
    digits integer NOT NULL
);
COMMENT ON TABLE failure_demand_internal.shipped_currency IS
'currencies that are shipped (ISO 4217); a row of your own in currency, of the same code, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_currency.code IS
'three capital letters, as in ISO 4217';
COMMENT ON COLUMN failure_demand_internal.shipped_currency.digits IS
'decimals of its minor unit: 2 where there are cents';
GRANT SELECT ON failure_demand_internal.shipped_currency TO PUBLIC;

INSERT INTO failure_demand_internal.shipped_currency (code, digits)
SELECT code, digits
FROM (VALUES
    (0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
    (2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP '
        'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS '
        'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN '
        'MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE '
        'SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW'),
    (3, 'BHD IQD JOD KWD LYD OMR TND'),
    (4, 'CLF UYW')) AS shipped (digits, codes)
CROSS JOIN LATERAL pg_catalog.string_to_table(codes, ' ') AS code;
ANALYZE failure_demand_internal.shipped_currency;

CREATE TABLE failure_demand.currency (
    code   text PRIMARY KEY CHECK (failure_demand_internal.check_currency(code)),
    digits integer NOT NULL CHECK (digits BETWEEN 0 AND 6)
);
ALTER TABLE failure_demand.currency OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.currency IS
'currencies of your own, and to how many decimals amounts are rounded; a row wins over a shipped one of the same code';
COMMENT ON COLUMN failure_demand.currency.code IS
'three capital letters, as in ISO 4217';
COMMENT ON COLUMN failure_demand.currency.digits IS
'decimals of its minor unit: 2 where there are cents';
GRANT SELECT ON failure_demand.currency TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.currency', '');

CREATE VIEW failure_demand.currency_in_force AS
SELECT DISTINCT ON (c.code) c.code, c.digits
FROM (SELECT code, digits, true AS own FROM failure_demand.currency
      UNION ALL SELECT code, digits, false FROM failure_demand_internal.shipped_currency) AS c
ORDER BY c.code, c.own DESC;
ALTER VIEW failure_demand.currency_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.currency_in_force IS
'the currencies, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.currency_in_force.code IS
'three capital letters, as in ISO 4217';
COMMENT ON COLUMN failure_demand.currency_in_force.digits IS
'decimals of its minor unit';
GRANT SELECT ON failure_demand.currency_in_force TO PUBLIC;

CREATE TABLE failure_demand.rate_card (
    channel          text NOT NULL CHECK (failure_demand_internal.check_name(channel, 'the channel of a rate')),
    provider         text CHECK (failure_demand_internal.check_name(provider, 'the provider of a rate')),
    valid            daterange NOT NULL CHECK (NOT isempty(valid)),
    hourly_rate      numeric NOT NULL CHECK (hourly_rate >= 0 AND hourly_rate < 'Infinity'),
    cost_per_contact numeric NOT NULL DEFAULT 0 CHECK (cost_per_contact >= 0 AND cost_per_contact < 'Infinity'),
    currency         text CHECK (failure_demand_internal.check_currency(currency))
);
ALTER TABLE failure_demand.rate_card OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.rate_card IS
'what people''s work costs: a row a channel, provider and time; the row that names the provider wins over the one '
'that names none';
COMMENT ON COLUMN failure_demand.rate_card.channel IS
'name of the channel';
COMMENT ON COLUMN failure_demand.rate_card.provider IS
'company that answers; null: any that has no row of its own';
COMMENT ON COLUMN failure_demand.rate_card.valid IS
'days on which the rate is in force; on those of two rows of a channel and provider, none is';
COMMENT ON COLUMN failure_demand.rate_card.hourly_rate IS
'cost of an hour of handle time: of capacity, by the hours that it can in practice handle contacts';
COMMENT ON COLUMN failure_demand.rate_card.cost_per_contact IS
'fixed cost a contact, beside the handle time';
COMMENT ON COLUMN failure_demand.rate_card.currency IS
'ISO 4217; null: that of the definition';
ALTER TABLE failure_demand.rate_card REPLICA IDENTITY FULL;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.rate_card', '');
-- The sum has so many decimals, s; its 3600th part is a whole multiple of 1/9 of 10^-(s + 4),
-- and so, where it is not exactly half a unit, at least as far away from it. The zeros make
-- numeric divide to s + 10 decimals: too near for another rounding to move it there.
CREATE FUNCTION failure_demand.price(handle_seconds integer, hourly_rate numeric, cost_per_contact numeric,
                                     digits integer)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round((handle_seconds * hourly_rate + 3600 * cost_per_contact) * 1.0000000000 / 3600, digits);
COMMENT ON FUNCTION failure_demand.price(integer, numeric, numeric, integer) IS
'handle_seconds at hourly_rate, plus cost_per_contact, rounded once, half away from zero, to so many digits; null '
'where one is null';

-- Where two rates say different things of a day, neither is right: contacts of it have no price.
CREATE VIEW failure_demand_internal.rate_overlap AS
SELECT a.channel, a.provider, range_agg(a.valid * b.valid) AS days
FROM failure_demand.rate_card AS a
JOIN failure_demand.rate_card AS b ON (b.channel, coalesce(b.provider, '')) = (a.channel, coalesce(a.provider, ''))
                                   AND b.valid && a.valid AND b.ctid > a.ctid
GROUP BY a.channel, a.provider;
ALTER VIEW failure_demand_internal.rate_overlap OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.rate_overlap IS
'days on which several rates of a channel and provider would be in force: then none is';
COMMENT ON COLUMN failure_demand_internal.rate_overlap.channel IS
'name of the channel';
COMMENT ON COLUMN failure_demand_internal.rate_overlap.provider IS
'company that answers; null: any that has no rate of its own';
COMMENT ON COLUMN failure_demand_internal.rate_overlap.days IS
'the days';

CREATE VIEW failure_demand.rate_in_force AS
SELECT r.channel, r.provider, datemultirange(r.valid) - coalesce(o.days, '{}') AS valid, r.hourly_rate,
       r.cost_per_contact,
       coalesce(r.currency, b.currency) AS currency, k.digits
FROM failure_demand.rate_card AS r
CROSS JOIN failure_demand.report_basis AS b
LEFT JOIN failure_demand.currency_in_force AS k ON k.code = coalesce(r.currency, b.currency)
LEFT JOIN failure_demand_internal.rate_overlap AS o
       ON (o.channel, coalesce(o.provider, '')) = (r.channel, coalesce(r.provider, ''))
UNION ALL
SELECT o.channel, o.provider, o.days, NULL, NULL, NULL, NULL
FROM failure_demand_internal.rate_overlap AS o;
ALTER VIEW failure_demand.rate_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.rate_in_force IS
'the rates with their currency: their own, else that of the definition at the last refresh; days of several rates are '
'in a row of nulls';
COMMENT ON COLUMN failure_demand.rate_in_force.channel IS
'name of the channel';
COMMENT ON COLUMN failure_demand.rate_in_force.provider IS
'company that answers; null: any that has no rate of its own';
COMMENT ON COLUMN failure_demand.rate_in_force.valid IS
'days on which the rate is in force';
COMMENT ON COLUMN failure_demand.rate_in_force.hourly_rate IS
'cost of an hour of handle time; null where several rates contradict each other';
COMMENT ON COLUMN failure_demand.rate_in_force.cost_per_contact IS
'fixed cost a contact, beside the handle time';
COMMENT ON COLUMN failure_demand.rate_in_force.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.rate_in_force.digits IS
'decimals of the currency; null where nobody knows it';

CREATE VIEW failure_demand.contact_cost AS
SELECT c.source, c.interaction_id, c.day, c.customer_group, c.request, c.channel, c.touchpoint, c.provider, c.brand,
       c.journey_source, c.journey_id, c.contact_no,
       c.demand, c.evidence, c.reason, c.avoidable_reason, c.cause, c.origin_channel, c.origin_touchpoint,
       c.handle_seconds, rate.hourly_rate, rate.cost_per_contact,
       CASE WHEN c.handle_seconds IS NOT NULL AND rate.digits IS NOT NULL THEN rate.currency END AS currency,
       rate.digits,
       failure_demand.price(c.handle_seconds, rate.hourly_rate, rate.cost_per_contact, rate.digits) AS cost,
       CASE WHEN c.day IS NULL THEN 'no day'
            WHEN rate.channel IS NULL THEN 'no rate'
            WHEN rate.hourly_rate IS NULL THEN 'several rates'
            WHEN rate.digits IS NULL THEN 'unknown currency'
            WHEN c.handle_seconds IS NULL THEN 'no handle time' END AS unpriced
FROM failure_demand_internal.contact_fact AS c
LEFT JOIN failure_demand.rate_in_force AS own ON own.channel = c.channel AND own.provider = c.provider
       AND own.valid @> c.day
LEFT JOIN failure_demand.rate_in_force AS anyone ON anyone.channel = c.channel AND anyone.provider IS NULL
       AND anyone.valid @> c.day
CROSS JOIN LATERAL (
    SELECT coalesce(own.channel, anyone.channel) AS channel,
           CASE WHEN own.channel IS NULL THEN anyone.hourly_rate ELSE own.hourly_rate END AS hourly_rate,
           CASE WHEN own.channel IS NULL THEN anyone.cost_per_contact
                ELSE own.cost_per_contact END AS cost_per_contact,
           CASE WHEN own.channel IS NULL THEN anyone.currency ELSE own.currency END AS currency,
           CASE WHEN own.channel IS NULL THEN anyone.digits ELSE own.digits END AS digits) AS rate
WHERE c.kind = 'human' AND coalesce(c.left_out, '') NOT IN ('not yet', 'ahead');
ALTER VIEW failure_demand.contact_cost OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact_cost IS
'what each human contact costs, outbound ones included, or why it has no price';
COMMENT ON COLUMN failure_demand.contact_cost.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.contact_cost.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand.contact_cost.day IS
'day on which it began';
COMMENT ON COLUMN failure_demand.contact_cost.customer_group IS
'see customer_group()';
COMMENT ON COLUMN failure_demand.contact_cost.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.contact_cost.channel IS
'its channel';
COMMENT ON COLUMN failure_demand.contact_cost.touchpoint IS
'where in the channel';
COMMENT ON COLUMN failure_demand.contact_cost.provider IS
'company that answered';
COMMENT ON COLUMN failure_demand.contact_cost.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand.contact_cost.journey_source IS
'source of the first contact of the journey';
COMMENT ON COLUMN failure_demand.contact_cost.journey_id IS
'the journey';
COMMENT ON COLUMN failure_demand.contact_cost.contact_no IS
'position in the journey';
COMMENT ON COLUMN failure_demand.contact_cost.demand IS
'failure, value or unclassified';
COMMENT ON COLUMN failure_demand.contact_cost.evidence IS
'what decided';
COMMENT ON COLUMN failure_demand.contact_cost.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand.contact_cost.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.contact_cost.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.contact_cost.origin_channel IS
'channel that it bounced from';
COMMENT ON COLUMN failure_demand.contact_cost.origin_touchpoint IS
'touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand.contact_cost.handle_seconds IS
'seconds of a person''s work';
COMMENT ON COLUMN failure_demand.contact_cost.hourly_rate IS
'rate in force that day';
COMMENT ON COLUMN failure_demand.contact_cost.cost_per_contact IS
'fixed cost a contact in force that day';
COMMENT ON COLUMN failure_demand.contact_cost.currency IS
'currency of the rate; null where it is unpriced';
COMMENT ON COLUMN failure_demand.contact_cost.digits IS
'decimals of the currency of the rate';
COMMENT ON COLUMN failure_demand.contact_cost.cost IS
'handle time at the rate, plus the fixed cost, rounded once; null where it is unpriced';
COMMENT ON COLUMN failure_demand.contact_cost.unpriced IS
'why it has no price, the first of: no day, no rate, several rates, unknown currency, no handle time; null where it '
'has one';
