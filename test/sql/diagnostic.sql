-- Where to act first: by hand, and against plain SQL on random contacts.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
SET client_min_messages = warning;
\pset null '-'

-- Nothing, before the first refresh and after one of nothing.
SELECT count(*) FROM diagnostic('[2026-01-01,2026-04-01)');
SELECT * FROM diagnostic_report('[2026-01-01,2026-04-01)');
CALL refresh();
SELECT * FROM diagnostic_report('[2026-01-01,2026-04-01)');

-- Bills: four calls, of which three are failure: ann's and bob's after the app's bill view, and somebody's whose number is not known, who says so. The form takes one, too: ann's first try. 3 * 600 seconds are 0.5 hours.
-- Moves: three failures of three: two after the form, one with a reason, who has no handle time. Meters: one of one, after the portal, nowhere in particular. Outages: none of one. Somebody did not say what it was about: not again.
CREATE TABLE log (interaction_id int GENERATED ALWAYS AS IDENTITY, customer text, request text, channel text, touchpoint text, started_at timestamptz, handle_seconds int, reason text, verbatim text, language text DEFAULT 'sv', direction text);
INSERT INTO log (customer, request, channel, touchpoint, started_at, handle_seconds, reason, verbatim) VALUES
    ('ann', 'bill',   'web_form', 'bill form', '2026-01-10 09:00Z', NULL, NULL, NULL),
    ('ann', 'bill',   'app',      'bill view', '2026-01-10 10:00Z', NULL, NULL, NULL),
    ('ann', 'bill',   'phone',    'line',      '2026-01-10 11:00Z', 600,  NULL, 'Not again, I said.'),
    ('bob', 'bill',   'app',      'bill view', '2026-01-11 10:00Z', NULL, NULL, NULL),
    ('bob', 'bill',   'phone',    'line',      '2026-01-11 11:00Z', 600,  NULL, 'Not again'),
    ('cat', 'bill',   'app',      'bill view', '2026-01-11 10:00Z', NULL, NULL, NULL),
    ('dan', 'bill',   'phone',    'line',      '2026-01-11 10:00Z', 900,  NULL, 'fine'),
    (NULL,  'bill',   'phone',    'line',      '2026-01-12 10:00Z', 600,  NULL, 'Still waiting here'),
    ('eve', 'move',   'web_form', 'move form', '2026-02-10 10:00Z', NULL, NULL, NULL),
    ('eve', 'move',   'phone',    'line',      '2026-02-10 11:00Z', 300,  NULL, NULL),
    ('fay', 'move',   'web_form', 'move form', '2026-02-10 10:00Z', NULL, NULL, NULL),
    ('fay', 'move',   'phone',    'line',      '2026-02-10 11:00Z', 300,  NULL, NULL),
    ('gus', 'move',   'phone',    'line',      '2026-02-10 11:00Z', NULL, 'bad', NULL),
    ('hal', 'meter',  'portal',   NULL,        '2026-03-10 10:00Z', NULL, NULL, NULL),
    ('hal', 'meter',  'chat',     'line',      '2026-03-10 11:00Z', 300,  NULL, NULL),
    ('ida', 'outage', 'phone',    'line',      '2026-03-11 11:00Z', 300,  NULL, 'fine'),
    ('jon', NULL,     'phone',    'line',      '2026-03-12 11:00Z', 150,  NULL, 'not again'),
    ('kim', 'bill',   'app',      'bill view', '2026-03-31 23:00Z', NULL, NULL, NULL);
INSERT INTO log (customer, request, channel, started_at, handle_seconds, reason, direction) VALUES ('lea', 'bill', 'phone', '2026-03-12 11:00Z', 999, 'bad', 'outbound');
INSERT INTO reason VALUES ('bad', 'failure', 'premature_closure', 'repair');
INSERT INTO marker (id, language, phrase, reason, cause) VALUES (100001, 'sv', 'not again', 'repeat_notification', 'service'), (100002, 'sv', 'still waiting', 'progress_chasing', 'delivery');
INSERT INTO department VALUES ('Billing');
INSERT INTO touchpoint VALUES ('bill view', 'Billing'), ('move form', NULL);
SELECT add_source('log');
CALL refresh();
-- Without any rate: no cost, no saving.
SELECT place, request, contacts, failure, share_of_contacts, all_failure, share_of_failure, handle_hours, cost, currency, unpriced, a_third_less FROM diagnostic('[2026-01-01,2026-04-01)');
-- 40 an hour: 0.5 hours are 20, and a third of that 6.67.
INSERT INTO rate_card (channel, valid, hourly_rate) VALUES ('phone', '[2026-01-01,)', 40);
SELECT place, request, contacts, failure, share_of_contacts, all_failure, share_of_failure, handle_hours, cost, currency, unpriced, a_third_less FROM diagnostic('[2026-01-01,2026-04-01)', 10);
SELECT place, request, worst_channel, worst_touchpoint, worst_bounced, worst_digital, owner, words FROM diagnostic('[2026-01-01,2026-04-01)', 10);
SELECT * FROM diagnostic_report('[2026-01-01,2026-04-01)', 10);
-- Two of them, in yen, which know no cents; then in a currency that no rate is in. Of as many, the first by name comes first.
UPDATE rate_card SET currency = 'JPY';
INSERT INTO definition (currency) VALUES ('JPY');
CALL refresh();
SELECT place, request, cost, currency, unpriced, a_third_less FROM diagnostic('[2026-01-01,2026-04-01)', 2);
UPDATE definition SET currency = 'USD';
CALL refresh();
SELECT line FROM diagnostic_report('[2026-01-01,2026-04-01)', 1) AS r (line) WHERE line LIKE '   T%';
-- A month of one failure; one in which contacts were, and no failure; one without contacts.
SELECT place, request, contacts, failure, share_of_contacts AS of_these, share_of_failure AS of_all FROM diagnostic('[2026-03-10,2026-03-11)');
SELECT * FROM diagnostic_report('[2026-03-11,2026-03-12)');
SELECT * FROM diagnostic_report('[2025-03-11,2025-03-12)');
SELECT * FROM diagnostic_report('[2026-03-12,2026-03-13)');
-- By customer, what they want is nothing to count by, but still something to know.
UPDATE definition SET match = 'customer';
CALL refresh();
SELECT place, request, failure FROM diagnostic('[2026-01-01,2026-04-01)', 10);
-- No line is wider than 100 characters: it is broken where a blank is, if there is one.
SELECT width, place, part FROM unnest(ARRAY[NULL, -1, 1, 4]) AS width, wrapped_line('no way', width);
SELECT max(length(part)) FROM wrapped_line(repeat('x', 600), 1000);
SELECT place, length(part), part FROM unnest(ARRAY['', '   as it is', repeat('seven.. ', 11) || 'is 100 % of it', repeat('seven.. ', 12) || '4567', repeat('seven.. ', 12) || '45678', '   ' || repeat('x', 120) || ' y']) AS line, wrapped_line(line, 100);
SELECT max(length(line)) <= 100 AS narrow FROM diagnostic_report('[2026-01-01,2026-04-01)', 10) AS r (line);
-- Long words are cut, and blanks are one; an example is what is said most often, then the longest of a readable length.
UPDATE log SET verbatim = repeat(E'Not\nagain. ', 30) WHERE customer = 'ann';
UPDATE log SET verbatim = 'Again?? Not again!' WHERE customer IS NULL;
CALL refresh();
SELECT * FROM customer_words('[2026-01-01,2026-04-01)', '{bill}');
SELECT words FROM diagnostic('[2026-01-01,2026-04-01)', 1);
DELETE FROM log WHERE customer = 'bob' OR customer IS NULL;
CALL refresh();
SELECT line FROM diagnostic_report('[2026-01-01,2026-04-01)', 1) AS r (line) WHERE line LIKE '%say%';
-- A reason says that the repair failed, and the words that the service did: they are no words on a repair. What was said of two requests, or of two causes, is quoted once, where it comes first; then the next.
DELETE FROM log; DELETE FROM definition;
INSERT INTO marker (id, language, phrase, reason, cause) VALUES (100003, 'sv', 'repaired wrongly', 'premature_closure', 'repair');
INSERT INTO log (customer, request, channel, touchpoint, started_at, reason, verbatim)
SELECT format('%s.%s', no, n), request, 'phone', 'line', '2026-01-10Z', reason, verbatim
FROM (VALUES (1, 5, 'bill', 'bad', 'Not again'), (2, 3, 'bill', NULL, 'Still waiting, not again'), (3, 2, 'bill', NULL, 'Not again, still waiting'), (4, 1, 'bill', 'bad', 'Repaired wrongly, not again'),
             (5, 4, 'move', NULL, 'Not again,  STILL waiting'), (6, 1, 'move', NULL, 'Not again, please'), (7, 2, 'meter', NULL, 'still waiting, not again')) AS v (no, times, request, reason, verbatim), generate_series(1, times) AS n;
CALL refresh();
SELECT cause, verbatim, count(*) FROM contact GROUP BY 1, 2 ORDER BY 1, 2;
SELECT * FROM customer_words('[2026-01-01,2026-04-01)', '{bill,move,meter}');
SELECT line FROM diagnostic_report('[2026-01-01,2026-04-01)') AS r (line) WHERE line ~ 'say|[1-3][.]';
SELECT error_of($$SELECT diagnostic('[2026-01-01,2026-04-01)', 0)$$);
SELECT error_of($$SELECT diagnostic('[2026-01-01,2026-04-01)', NULL)$$);
SELECT error_of($$SELECT diagnostic_report('[2026-01-01,2026-04-01)', -1)$$);
SELECT error_of($$SELECT diagnostic('(,2026-04-01)')$$);
SELECT error_of($$SELECT diagnostic_report(NULL)$$);
SELECT drop_source('log');
DELETE FROM reason; DELETE FROM rate_card; DELETE FROM definition; DELETE FROM touchpoint; DELETE FROM department; DELETE FROM marker;
DROP TABLE log;

-- Random contacts, against plain SQL.
\i :company
SET client_min_messages = warning;
CREATE FUNCTION plain_diagnostic(period daterange) RETURNS TABLE (place bigint, request text, contacts bigint, failure bigint, share float8, hours float8, cost numeric, unpriced bigint, bounced bigint, said bigint) LANGUAGE sql STABLE AS $$
    SELECT rank() OVER (ORDER BY count(*) FILTER (WHERE c.demand = 'failure') DESC, c.request), c.request, count(*), count(*) FILTER (WHERE c.demand = 'failure'),
           count(*) FILTER (WHERE c.demand = 'failure')::float8 / sum(count(*) FILTER (WHERE c.demand = 'failure')) OVER (), (sum(c.handle_seconds) FILTER (WHERE c.demand = 'failure') / 3600.0)::float8,
           sum(p.cost) FILTER (WHERE c.demand = 'failure' AND p.currency = 'EUR'), count(*) FILTER (WHERE c.demand = 'failure' AND p.currency IS DISTINCT FROM 'EUR'),
           (SELECT max(n) FROM (SELECT count(*) AS n FROM contact AS d WHERE d.bounced AND d.mature AND d.day <@ period AND d.request IS NOT DISTINCT FROM c.request GROUP BY d.channel, d.touchpoint) AS b),
           (SELECT count(*) FROM contact AS d WHERE d.demand = 'failure' AND d.cause IN (SELECT m.cause FROM marker AS m WHERE m.id = ANY (d.markers)) AND d.day <@ period AND d.request IS NOT DISTINCT FROM c.request)
    FROM contact AS c JOIN contact_cost AS p USING (source, interaction_id)
    WHERE c.kind = 'human' AND c.day <@ period AND (c.left_out IS NULL OR c.left_out = 'unlinkable') GROUP BY c.request
$$;
SELECT period, count(*) AS requests, count(d.worst_bounced) AS bounced,
       bool_and((d.place, d.request, d.contacts, d.failure, d.cost, d.unpriced, d.worst_bounced) IS NOT DISTINCT FROM (p.place, p.request, p.contacts, p.failure, p.cost, p.unpriced, p.bounced)
                AND near(d.share_of_failure, p.share) AND near(d.share_of_contacts, p.failure::float8 / p.contacts) AND near(d.handle_hours, p.hours) AND d.a_third_less IS NOT DISTINCT FROM round(p.cost / 3, 2)) AS right,
       bool_and((SELECT sum(contacts) FROM customer_words(period, ARRAY[d.request])) = p.said) AS words, bool_and(cardinality(d.words) <= 3) AS few
FROM unnest('{"[2025-11-01,2026-04-01)", "[2026-01-10,2026-02-01)"}'::daterange[]) AS period, diagnostic(period, 9) AS d JOIN LATERAL plain_diagnostic(period) AS p ON p.place = d.place GROUP BY period ORDER BY period;
SELECT count(*) FROM diagnostic('[2025-11-01,2026-04-01)');
CALL forget_company();
DROP SCHEMA test CASCADE;
