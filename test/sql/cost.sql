-- What a contact costs: currencies, rates, rounding, and what has no price.
\getenv abs_srcdir PG_ABS_SRCDIR
\set company :abs_srcdir '/data/company.sql'
\i :company

-- Currencies as ISO 4217 has them; one of one's own wins.
SELECT digits, count(*), string_agg(code, ' ' ORDER BY code) FILTER (WHERE digits <> 2) AS codes FROM currency_in_force GROUP BY digits ORDER BY digits;
INSERT INTO currency VALUES ('EUR', 4), ('XPT', 1);
SELECT * FROM currency_in_force WHERE code IN ('EUR', 'XPT', 'USD') ORDER BY code;
SELECT error_of('INSERT INTO currency VALUES (''eur'', 2)');
SELECT error_of('INSERT INTO currency VALUES (''EURO'', 2)');
SELECT error_of('INSERT INTO currency VALUES (''XAU'', 7)');
SELECT error_of('INSERT INTO currency VALUES (''XAU'', -1)');
-- What is shipped is not the owner's to change; of one's own what may go, goes, and the shipped row counts again.
SELECT relname, pg_has_role(relowner, 'USAGE') AS own, has_table_privilege(oid, 'SELECT') AS readable,
       has_table_privilege(oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') AS writable
FROM pg_class WHERE relname LIKE 'shipped\_%' AND relkind = 'r' ORDER BY relname;
SELECT error_of('UPDATE shipped_currency SET digits = 3');
SELECT error_of('ALTER TABLE shipped_currency ALTER digits TYPE bigint');
DELETE FROM currency WHERE code = 'EUR';
SELECT * FROM currency_in_force WHERE code = 'EUR';

-- Rounded once, halves away from zero; 18 an hour is 0.005 a second.
SELECT seconds, rate, fixed, digits, price(seconds, rate, fixed, digits)
FROM (VALUES (1, 18, 0, 2), (1, 17.99999999999999999999, 0, 2), (1, 18.00000000000000000001, 0, 2), (299, 18, 0, 2), (298, 18, 0, 2),
             (0, 42, 0.345, 2), (1, 18, 0.005, 2), (1, 9, 0.0025, 2), (1, 9, 0.002499999999, 2), (0, 42, 0, 2),
             (1800, 1, 0, 0), (1799, 1, 0, 0), (0, 0, 12344.5, 0), (1, 1.8, 0, 3), (1, 1.7999999, 0, 3), (9, 0.2, 0, 3), (1, 0.0018, 0, 6), (1, 0.00179999, 0, 6),
             (2147483647, 99999999999.99, 0.01, 2)) AS v (seconds, rate, fixed, digits);
SELECT price(NULL, 1, 1, 2) AS a, price(1, NULL, 1, 2) AS b, price(1, 1, NULL, 2) AS c, price(1, 1, 1, NULL) AS d;
-- Against whole numbers: half a unit is added, and what is no whole unit cut off. Some hit the half exactly.
CREATE TABLE priced AS
SELECT n, pick(7200, n, 1) AS seconds, (pick(10000, n, 2) * (ARRAY[1, 18, 36])[1 + n % 3] * ('1e' || -s)::numeric) AS rate,
       CASE WHEN n % 4 > 0 THEN pick(1000, n, 3) * ('1e' || -s)::numeric ELSE 0 END AS fixed, n % 5 AS digits
FROM generate_series(1, 30000) AS n, LATERAL (SELECT pick(5, n, 4)) AS scale (s);
SELECT count(*) FILTER (WHERE price(seconds, rate, fixed, digits) IS DISTINCT FROM round(div(2 * exact * 10::numeric ^ digits + 3600, 7200) / 10::numeric ^ digits, digits)) AS wrong,
       count(*) FILTER (WHERE mod(2 * exact * 10::numeric ^ digits, 7200) = 3600) > 500 AS many_halves
FROM (SELECT *, seconds * rate + 3600 * fixed AS exact FROM priced) AS p;

-- Rates, and what a row alone can tell.
INSERT INTO rate_card VALUES ('phone', NULL, '[2026-01-01,2026-03-01)', 36, 0.10, NULL), ('phone', NULL, '[2026-03-01,2026-04-01)', 39.60, 0.10, NULL),
    ('phone', 'CallCo', '[2026-02-01,2026-04-01)', 30, 0, 'USD'), ('chat', NULL, '[2026-01-01,)', 0, 0.123, 'KWD'), ('letter', NULL, '(,)', 0, 100.5, 'JPY'),
    ('branch', NULL, '(,)', 18, 0, 'XPT');
SELECT error_of($$UPDATE rate_card SET currency = 'EURO'$$);
SELECT error_of($$INSERT INTO rate_card VALUES ('phone', NULL, 'empty', 1)$$) ~ '^23514' AS empty, error_of($$INSERT INTO rate_card VALUES ('fax', NULL, '(,)', -1)$$) ~ '^23514' AS negative,
       error_of($$INSERT INTO rate_card VALUES ('fax', NULL, '(,)', 'NaN')$$) ~ '^23514' AS not_a_number, error_of($$INSERT INTO rate_card VALUES ('fax', NULL, '(,)', 1, 'Infinity')$$) ~ '^23514' AS infinite,
       error_of($$INSERT INTO rate_card VALUES ('', NULL, '(,)', 1)$$) ~ '^23514' AS no_channel, error_of($$INSERT INTO rate_card VALUES ('fax', '', '(,)', 1)$$) ~ '^23514' AS no_provider;
-- A thousand, in one statement: no two of them overlap, and that is found in time.
BEGIN;
INSERT INTO rate_card SELECT 'fax', 'p' || n % 10, daterange('2020-01-01'::date + n / 10, '2020-01-01'::date + n / 10 + 1), n FROM generate_series(0, 999) AS n;
INSERT INTO rate_card VALUES ('fax', 'p3', '[2020-03-05,2020-03-06)', 1);
TABLE rate_overlap;
ROLLBACK;

-- The rate changes at midnight in Berlin, on 28 February at 23:00 UTC.
INSERT INTO definition VALUES ('48 hours', 'request', 'Europe/Berlin', 'EUR');
INSERT INTO reason VALUES ('again', 'failure'), ('new', 'value');
INSERT INTO interactions (interaction_id, customer, request, channel, started_at, handle_seconds, reason, provider, direction)
SELECT id, id, 'r', channel, started_at::timestamptz, seconds, 'again', provider, direction
FROM (VALUES ('before midnight', 'phone', '2026-02-28 22:59:59.999999Z', 100, NULL, NULL),
             ('at midnight', 'phone', '2026-02-28 23:00:00Z', 100, NULL, NULL),
             ('own rate', 'phone', '2026-02-28 23:00:00Z', 100, 'CallCo', NULL),
             ('not yet an own rate', 'phone', '2026-01-31 22:59:59Z', 100, 'CallCo', NULL),
             ('a provider without', 'phone', '2026-02-01 12:00Z', 100, 'OtherCo', NULL),
             ('no more rate', 'phone', '2026-03-31 22:00:00Z', 100, NULL, NULL),
             ('the last moment', 'phone', '2026-03-31 21:59:59Z', 100, NULL, NULL),
             ('no rate', 'social', '2026-02-01 12:00Z', 100, NULL, NULL),
             ('no handle time', 'phone', '2026-02-01 12:00Z', NULL, NULL, NULL),
             ('negative', 'phone', '2026-02-01 12:00Z', -100, NULL, NULL),
             ('no work', 'phone', '2026-02-01 12:00Z', 0, NULL, NULL),
             ('undated', 'phone', NULL, 100, NULL, NULL),
             ('bad time', 'phone', 'infinity', 100, NULL, NULL),
             ('dinar', 'chat', '2026-02-01 12:00Z', 100, NULL, NULL),
             ('yen', 'letter', '2026-02-01 12:00Z', 100, NULL, NULL),
             ('ounce', 'branch', '2026-02-01 12:00Z', 10, NULL, NULL),
             ('outbound', 'phone', '2026-02-01 12:00Z', 100, NULL, 'outbound'),
             ('digital', 'app', '2026-02-01 12:00Z', 100, NULL, NULL),
             ('fax', 'fax', '2026-02-01 12:00Z', 100, NULL, NULL)) AS v (id, channel, started_at, seconds, provider, direction);
UPDATE interactions SET customer = NULL WHERE interaction_id = 'no work';
INSERT INTO interactions (interaction_id, customer, request, channel, started_at, handle_seconds, reason) VALUES ('value', 'v', 'r', 'phone', '2026-02-02Z', 60, 'new');
SET client_min_messages = warning;
CALL refresh();
SELECT interaction_id, day, demand, handle_seconds, hourly_rate, cost_per_contact, currency, digits, cost, unpriced FROM contact_cost ORDER BY interaction_id COLLATE "C";
SET timezone = 'Europe/Berlin';
SELECT * FROM failure_cost_monthly ORDER BY time, currency;
RESET timezone;

-- A currency that nobody knows is no price; nor is one of the definition.
BEGIN;
UPDATE definition SET currency = 'XYZ';
CALL refresh();
SELECT interaction_id, hourly_rate, currency, cost, unpriced FROM contact_cost WHERE unpriced = 'unknown currency' ORDER BY interaction_id COLLATE "C" LIMIT 2;
INSERT INTO currency VALUES ('XYZ', 0);
SELECT interaction_id, currency, cost FROM contact_cost WHERE currency = 'XYZ' ORDER BY interaction_id COLLATE "C" LIMIT 2;
ROLLBACK;
-- Two rates of one day: it is said at once; contacts of the day have no price, none counts twice, and nothing is posted.
BEGIN;
SET LOCAL client_min_messages = notice;
INSERT INTO rate_card VALUES ('phone', NULL, '[2026-02-01,2026-02-10)', 1, 0, NULL), ('phone', 'CallCo', '[2026-03-01,2026-03-02)', 2, 0, 'XXX'), ('pohne', 'CalCo', '(,)', 3, 0, NULL);
SET LOCAL client_min_messages = warning;
TABLE rate_overlap ORDER BY provider;
SELECT interaction_id, day, hourly_rate, cost, unpriced FROM contact_cost WHERE unpriced = 'several rates' ORDER BY interaction_id COLLATE "C";
SELECT count(*) - count(DISTINCT (source, interaction_id)) AS twice FROM contact_cost;
SELECT asked_by, severity, table_name, key, fault, repair FROM configuration_check ORDER BY table_name, key::text, fault;
SELECT error_of($$SELECT * FROM post_charges('[2026-02-01,2026-03-01)')$$);
DELETE FROM rate_card WHERE hourly_rate < 3;
SELECT error_of($$SELECT * FROM post_charges('[2026-02-01,2026-03-01)')$$);
SELECT count(*) FROM contact_cost WHERE unpriced = 'several rates';
ROLLBACK;
-- Other digits are other prices.
BEGIN;
INSERT INTO currency VALUES ('EUR', 4), ('KWD', 0);
SELECT interaction_id, currency, cost FROM contact_cost WHERE interaction_id IN ('at midnight', 'dinar') ORDER BY interaction_id COLLATE "C";
ROLLBACK;
-- A day before all rates, and the days at both ends of time.
SELECT count(*) FROM contact_cost AS c JOIN contact USING (source, interaction_id) WHERE c.cost < 0 OR (c.cost IS NULL) <> (c.unpriced IS NOT NULL) OR (c.cost IS NULL) <> (c.currency IS NULL);

\connect - :superuser
SET client_min_messages = warning;
DROP EXTENSION failure_demand CASCADE;
DROP OWNED BY regress_finance CASCADE;
DROP ROLE regress_finance;
