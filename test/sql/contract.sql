-- Contracts: each lever to the cent, by hand, and what cannot be settled.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\i :company

INSERT INTO reason VALUES ('R', 'failure', NULL, NULL), ('V', 'value', NULL, NULL);
-- So many contacts of a request, of which the first are failure; of a customer each, two minutes long, an hour apart.
CREATE FUNCTION calls(prefix text, request text, n int, failures int, first timestamptz, provider text DEFAULT 'CallCo') RETURNS void LANGUAGE sql AS $$
    INSERT INTO company.interactions (interaction_id, customer, request, channel, started_at, ended_at, handle_seconds, reason, provider)
    SELECT prefix || i, prefix || i, request, 'phone', first + i * interval '1 hour', first + i * interval '1 hour' + interval '2 minutes', 120,
           CASE WHEN i <= failures THEN 'R' ELSE 'V' END, provider
    FROM generate_series(1, n) AS i
$$;
SELECT calls('jb', 'bill', 10, 5, '2026-01-05Z'), calls('jm', 'move', 4, 1, '2026-01-06Z'), calls('jo', 'bill', 7, 7, '2026-01-05Z', 'OtherCo');
SELECT calls('fb', 'bill', 20, 6, '2026-02-02Z'), calls('fm', 'move', 8, 4, '2026-02-03Z'), calls('fn', 'new', 3, 3, '2026-02-04Z'), calls('fo', 'bill', 5, 5, '2026-02-02Z', 'OtherCo');
-- One customer called twice; two callers were not recognised; one was called back; of one the time is not known.
UPDATE interactions SET customer = 'fb19' WHERE interaction_id = 'fb20';
INSERT INTO interactions (interaction_id, customer, request, channel, started_at, handle_seconds, reason, provider, direction) VALUES
    ('u1', NULL, 'bill', 'phone', '2026-02-05Z', 120, NULL, 'CallCo', NULL), ('u2', NULL, 'bill', 'phone', '2026-02-06Z', 120, NULL, 'CallCo', NULL),
    ('o1', 'o1', 'bill', 'phone', '2026-02-06Z', 120, NULL, 'CallCo', 'outbound'), ('x1', 'x1', 'bill', 'phone', NULL, 120, NULL, 'CallCo', NULL);
-- Ten answered: six would recommend, two would not; nobody counts the one who was called back, nor a score of 11.
UPDATE interactions SET nps = (ARRAY[10, 9, 10, 9, 9, 9, 8, 7, 6, 0])[substr(interaction_id, 3)::int] WHERE interaction_id ~ '^fb([1-9]|10)$';
UPDATE interactions SET nps = 0 WHERE interaction_id = 'o1';
UPDATE interactions SET nps = 11 WHERE interaction_id = 'fm1';
SET client_min_messages = warning;
CALL refresh(as_of => '2026-03-05Z');
SELECT set_baseline('january', '[2026-01-01,2026-02-01)', 'CallCo');
SELECT set_baseline('everybody', '[2026-01-01,2026-02-01)');
SELECT name, period, provider, request, digital, bounced, journeys, resolved_first, contacts, failure, assessed, assessed_failure, handle_seconds, within, match FROM baseline ORDER BY name, request;

CREATE PROCEDURE agree(name text, VARIADIC terms text[]) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO failure_demand.contract (name, provider) VALUES (agree.name, 'CallCo');
    EXECUTE format('INSERT INTO failure_demand.contract_term (contract, valid, %s) VALUES (%L, ''[2026-02-01,2026-03-01)'', %s)', terms[1], agree.name, terms[2]);
END $$;
CALL agree('a contact', 'price_per_contact, former_price_per_contact', '2.10, 4.80');
CALL agree('an hour', 'price_per_hour', '30');
CALL agree('success', 'success_fee', '1.505');
CALL agree('gain', 'gain_share, baseline, former_price_per_contact', '0.5, ''january'', 4.80');
CALL agree('gain of all', 'gain_share, baseline, former_price_per_contact', '0.5, ''everybody'', 4.80');
CALL agree('NPS', 'nps_bonus, nps_minimum', $$'[{"from": 50, "amount": 250}, {"from": 30, "amount": 100}, {"from": -100, "amount": 1}]', 10$$);
CALL agree('NPS exactly', 'nps_bonus, nps_minimum', $$'[{"from": 40.0, "amount": 12.345}, {"from": 40, "amount": 11}]', 10$$);
CALL agree('NPS not reached', 'nps_bonus, nps_minimum', $$'[{"from": 40.1, "amount": 250}]', 10$$);
CALL agree('NPS of too few', 'nps_bonus, nps_minimum', $$'[{"from": 30, "amount": 100}]', 11$$);
CALL agree('nothing', 'cap', '10');
CALL agree('all', 'price_per_contact, price_per_hour, success_fee, gain_share, baseline, nps_bonus, nps_minimum, former_price_per_contact', $$2.10, 30, 1.505, 0.5, 'january', '[{"from": 30, "amount": 100}]', 10, 4.80$$);
CALL agree('capped', 'price_per_contact, price_per_hour, cap, floor', '2.10, 30, 100.005, 50');
CALL agree('floored', 'price_per_contact, cap, floor', '2.10, 1000, 99.99');
CALL agree('in between', 'price_per_contact, cap, floor', '2.10, 1000, 69.30');
-- 20 + 8 + 3 contacts and 2 of unknown callers: 33 of 2 minutes, 1.10 hours. 33 x 2.10 = 69.30, and x 4.80 = 158.40.
-- 29 of 31 journeys are of one contact: x 1.505 = 43.645. In January bills failed in 5 of 10 and moves in 1 of 4:
-- 20 x 0.5 + 8 x 0.25 = 12 were to be expected, and 6 + 4 came: 2 x 0.5 x 4.80 = 4.80. Of all providers bills failed
-- in 12 of 17: 20 x 12 / 17 + 2 = 16.12, and 6.12 x 2.40 = 14.69. (60 - 20) / 100 is a score of 40.
SELECT c.name, s.position, s.item, s.quantity, s.unit_price, s.amount, s.former_amount, s.sentence FROM contract AS c, settle(c.name, '[2026-02-01,2026-03-01)') AS s ORDER BY c.name COLLATE "C", s.position;
-- Totals add up, and months are as settled.
SELECT c.name FROM contract AS c, settle(c.name, '[2026-02-01,2026-03-01)') AS s GROUP BY c.name HAVING sum(amount) FILTER (WHERE position < 7) <> sum(amount) FILTER (WHERE position = 7);
(SELECT c.name, s.* FROM contract AS c, settle(c.name, '[2026-02-01,2026-03-01)') AS s EXCEPT SELECT contract, position, item, quantity, unit_price, amount, former_amount, sentence FROM settlement_monthly);
SELECT "time", count(*) FROM settlement_monthly GROUP BY "time";
-- More failure than before is no saving, but nothing is taken back.
BEGIN;
UPDATE baseline SET failure = 0;
SELECT item, quantity, amount, sentence FROM settle('gain', '[2026-02-01,2026-03-01)');
ROLLBACK;
-- A week of its own; a currency of its own, without cents.
SELECT item, quantity, amount FROM settle('a contact', '[2026-02-03,2026-02-04)');
BEGIN;
UPDATE contract SET currency = 'JPY' WHERE name = 'in between';
UPDATE contract_term SET price_per_contact = 2.5, floor = 0.5 WHERE contract = 'in between';
SELECT item, quantity, unit_price, amount, sentence FROM settle('in between', '[2026-02-01,2026-03-01)');
UPDATE contract_term SET price_per_contact = 0 WHERE contract = 'in between';
SELECT item, quantity, unit_price, amount, sentence FROM settle('in between', '[2026-02-01,2026-03-01)');
ROLLBACK;
-- No work at all.
SELECT c.name, s.item, s.quantity, s.amount, s.former_amount FROM contract AS c, settle(c.name, '[2026-02-20,2026-02-21)') AS s WHERE c.name IN ('all', 'floored', 'NPS') ORDER BY c.name COLLATE "C", s.position;

-- What cannot be settled says why.
SELECT error_of('SELECT * FROM settle(''all'', ''[2026-02-01,2026-03-06)'')');
SELECT error_of('SELECT * FROM settle(''nobody'', ''[2026-02-01,2026-03-01)'')');
SELECT error_of('SELECT * FROM settle(''all'', ''[2026-01-31,2026-03-01)'')');
INSERT INTO contract_term (contract, valid, price_per_hour) VALUES ('all', '[2026-03-01,)', 33), ('all', '(,2026-02-01)', 27);
SELECT error_of('SELECT * FROM settle(''all'', ''[2026-01-31,2026-03-01)'')');
INSERT INTO contract VALUES ('new', 'CallCo');
SELECT error_of('SELECT * FROM settle(''new'', ''[2026-02-01,2026-03-01)'')');
BEGIN;
DELETE FROM baseline;
SELECT error_of('SELECT * FROM settle(''all'', ''[2026-02-01,2026-03-01)'')');
SELECT item, quantity, amount, sentence FROM settlement_monthly WHERE contract = 'gain';
ROLLBACK;
BEGIN;
UPDATE definition SET within = '24 hours';
INSERT INTO definition (within, currency) VALUES ('24 hours', 'XYZ');
CALL refresh(as_of => '2026-03-05Z');
SELECT error_of('SELECT * FROM settle(''gain'', ''[2026-02-01,2026-03-01)'')');
SELECT position, item, quantity, amount, sentence FROM settlement_monthly WHERE contract = 'gain';
INSERT INTO currency VALUES ('XYZ', 2);
SELECT error_of('SELECT * FROM settle(''gain'', ''[2026-02-01,2026-03-01)'')');
ROLLBACK;
SELECT error_of('SELECT set_baseline(''january'', ''[2026-02-01,2026-03-01)'')');
SELECT error_of('SELECT set_baseline(''soon'', ''[2026-02-01,2026-04-01)'')');
SELECT error_of('SELECT set_baseline(''typo'', ''[2026-02-01,2026-03-01)'', ''CalCo'')');
SELECT error_of('SELECT set_baseline(''long ago'', ''[1999-02-01,1999-03-01)'')') ~ '^P0002' AS nothing, error_of('SELECT set_baseline(NULL, ''[2026-02-01,2026-03-01)'')') ~ '^23502' AS no_name, error_of('SELECT set_baseline(''x'', NULL)') ~ '^22023' AS no_period;

-- Terms that make no sense.
SELECT error_of('INSERT INTO contract VALUES (''c'', ''CallCo'', ''Euro'')') ~ '^23514' AS no_code;
-- What refers to nothing, and two terms of one day: said at once, and what is paid by them is not settled.
BEGIN;
SET LOCAL client_min_messages = notice;
INSERT INTO contract VALUES ('c', 'CalCo', 'XXX');
INSERT INTO contract_term (contract, valid, baseline) VALUES ('al', '[2030-01-01,2031-01-01)', 'januar');
INSERT INTO contract_term (contract, valid) VALUES ('all', '[2026-02-28,2026-03-01)');
SELECT asked_by, severity, table_name, key, fault, repair FROM configuration_check ORDER BY table_name, key::text, fault;
SELECT error_of('SELECT * FROM settle(''all'', ''[2026-02-01,2026-03-01)'')');
SELECT error_of('SELECT * FROM settle(''c'', ''[2026-02-01,2026-03-01)'')');
SELECT count(*) > 0 AS settled FROM settle('floored', '[2026-02-01,2026-03-01)');
SELECT count(*) FILTER (WHERE contract = 'all') AS of_two_terms, count(*) > 0 AS of_others FROM settlement_monthly WHERE time = '2026-02-01Z';
DELETE FROM contract_term WHERE contract = 'all' AND valid = '[2026-02-28,2026-03-01)';
SELECT count(*) > 0 AS settled FROM settle('all', '[2026-02-01,2026-03-01)');
ROLLBACK;
CREATE FUNCTION wrong(terms text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(substring(test.error_of(format('INSERT INTO failure_demand.contract_term (contract, valid, %s) VALUES (''capped'', ''[2030-01-01,2031-01-01)'', %s)', split_part(terms, ' = ', 1), split_part(terms, ' = ', 2))) FROM '^23514.*violates check constraint "([^"]*)"'), 'accepted')
$$;
SELECT terms, wrong(terms) FROM unnest('{price_per_contact = -1,price_per_hour = -0.01,success_fee = ''NaN'',former_price_per_contact = ''Infinity'',gain_share = 0.5,"gain_share, former_price_per_contact = 0.5, 1","gain_share, baseline = 0.5, ''january''","cap, floor = 1, 2",nps_minimum = 0,cap = -1,floor = ''Infinity''}'::text[]) AS terms;
SELECT tiers, wrong(format('nps_bonus, nps_minimum = %L, 1', tiers))
FROM string_to_table('{}/[1]/[[]]/[{}]/[{"from": 1}]/[{"amount": 1}]/[{"from": "1", "amount": 1}]/[{"from": 101, "amount": 1}]/[{"from": -100.1, "amount": 1}]/[{"from": 1, "amount": -1}]/[{"from": 1, "amount": null}]/[[{"from": 1, "amount": 1}]]/[{"from": 1, "amount": 1}, 2]/null/"x"/[]/[{"from": -100, "amount": 0}, {"from": 100, "amount": 1e6, "name": "gold"}]', '/') AS tiers;
SELECT wrong($$nps_bonus = '[{"from": 1, "amount": 1}]'$$) AS without_minimum;
-- Names do not follow a contract that is renamed; a dump would not restore what made them.
BEGIN;
UPDATE contract SET name = 'everything' WHERE name = 'all';
SELECT severity, key, fault, repair FROM configuration_check WHERE table_name = 'contract_term' ORDER BY key::text;
ROLLBACK;

\connect - :superuser
SET client_min_messages = warning;
SET search_path = company, failure_demand, failure_demand_internal, test;
CREATE ROLE regress_reader;
SET ROLE regress_finance;
GRANT SELECT ON settlement_monthly TO regress_reader;
SET ROLE regress_reader;
SELECT count(*) > 20 AS may FROM settlement_monthly;
RESET ROLE;
DROP OWNED BY regress_reader;
DROP ROLE regress_reader;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
