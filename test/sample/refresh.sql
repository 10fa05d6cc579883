-- test/sample/refresh.sql - the sample company's table becomes a source, and its contacts
-- and reports are computed; and what else the company says of itself: who owns what, what
-- work costs, who causes what, what it aims at.

SET search_path = pg_catalog, public, failure_demand, failure_demand_internal;
SET client_min_messages = warning;

INSERT INTO definition (within, time_zone, currency) VALUES ('48 hours', 'Europe/London', 'GBP');
-- words of this company's own troubles
INSERT INTO marker (language, phrase, reason, cause) VALUES
    ('en', 'letter asking for', 'unnecessary_clarification', 'letter'), ('en', 'the letter says', 'unnecessary_clarification', 'letter'),
    ('en', 'your letter is wrong', 'unnecessary_clarification', 'letter');
-- what the codes of its agents say; "other" says nothing
INSERT INTO reason (code, demand, avoidable_reason, cause) VALUES
    ('REQUEST', 'value', NULL, NULL), ('ONLINE HELP', 'failure', NULL, NULL), ('CHASER', 'failure', NULL, NULL),
    ('LETTER', 'failure', 'unnecessary_clarification', 'letter');
SELECT add_source('public.interactions');
CALL refresh();

-- pounds an hour of people's work, and a contact; digital contacts cost something, too
INSERT INTO rate_card (channel, valid, hourly_rate, cost_per_contact) VALUES
    ('phone',   '[2026-01-01,)', 36, 0.35),
    ('chat',    '[2026-01-01,)', 33, 0.10),
    ('email',   '[2026-01-01,)', 31, 0.10),
    ('chatbot', '[2026-01-01,)',  0, 0.25),
    ('ivr',     '[2026-01-01,)',  0, 0.12),
    ('app',     '[2026-01-01,)',  0, 0.03),
    ('portal',  '[2026-01-01,)',  0, 0.03);

INSERT INTO department SELECT DISTINCT department FROM interactions;
INSERT INTO department VALUES ('Marketing');
INSERT INTO touchpoint SELECT DISTINCT touchpoint, department FROM interactions;

-- Marketing wrote the letter, Billing gave it the amounts; bills that nobody understands are
-- Billing's; who closes a case too early, or does not call back, pays for the next call; of
-- the rest, who owns the touchpoint that a contact bounced from.
BEGIN;
INSERT INTO cause_rule (rule, priority, cause, avoidable_reason) VALUES
    ('letters', 10, 'letter', NULL), ('bills not understood', 20, 'information', NULL),
    ('calls not returned', 30, 'call_back', NULL), ('closed too early', 40, NULL, 'premature_closure');
INSERT INTO cause_share VALUES
    ('letters', 'Marketing', 0.7), ('letters', 'Billing', 0.3), ('bills not understood', 'Billing', 1),
    ('calls not returned', 'Customer Service', 1), ('closed too early', 'Customer Service', 1);
INSERT INTO cause_rule (rule, priority, touchpoint)
SELECT 'owner of ' || name, 100, name FROM touchpoint WHERE department <> 'Customer Service';
INSERT INTO cause_share
SELECT 'owner of ' || name, department, 1 FROM touchpoint WHERE department <> 'Customer Service';
COMMIT;

SELECT set_baseline('January', '[2026-01-05,2026-02-01)');
INSERT INTO target (metric, brand, value) VALUES
    ('bounce', NULL, 0.20), ('global_fcr', NULL, 0.75), ('failure_share', NULL, 0.50), ('snowball', NULL, 0.05),
    ('nps', NULL, 10), ('csat', NULL, 0.60), ('csat', 'Volta Direct', 0.65);
INSERT INTO volume (period, customers, orders) VALUES
    ('[2026-01-01,2026-02-01)', 61200, 9400), ('[2026-02-01,2026-03-01)', 61500, 9900), ('[2026-03-01,2026-04-06)', 61900, 12100);
INSERT INTO departure SELECT customer, departed_at FROM departures;

RESET search_path;
RESET client_min_messages;
