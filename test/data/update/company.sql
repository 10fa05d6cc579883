-- A company that has used the extension for a while: configuration of each kind, sources, a ledger, a stored log,
-- views of its own, and a reader. Run by the owner, in a database with a role analyst.
SET search_path = pg_catalog, public;
SET client_min_messages = warning;
CREATE TABLE public.call AS
SELECT n AS call_no, CASE WHEN n % 11 > 0 THEN n * 7919 % 97 END AS account, 'topic ' || n % 3 AS request,
       timestamptz '2024-03-01 00:00+00' + n::bigint * n * 31 % 2999 * interval '17 minutes' AS started_at,
       60 + n * 31 % 900 AS handle_seconds, 'CallCo' AS provider, 'brand ' || n % 2 AS brand,
       CASE n % 7 WHEN 0 THEN 'sale' WHEN 1 THEN 'chase' END AS code, n % 11 AS nps,
       (ARRAY['I already told you', 'the parrot is silent', 'many thanks'])[1 + n % 4] AS verbatim, 'en-GB' AS language
FROM generate_series(1, 400) AS n;
CREATE TABLE public.visit AS
SELECT 'v' || n AS interaction_id, n * 7919 % 97 AS customer, 'topic ' || n % 3 AS request,
       (ARRAY['app', 'kiosk', 'chatbot'])[1 + n % 3] AS channel, 'page ' || n % 5 AS touchpoint,
       'brand ' || n % 2 AS brand,
       timestamptz '2024-03-01 00:00+00' + n::bigint * n * 17 % 2999 * interval '17 minutes' AS started_at,
       (ARRAY['completed', 'abandoned', 'transferred'])[1 + n % 5] AS outcome
FROM generate_series(1, 400) AS n;
INSERT INTO failure_demand.channel (name, kind) VALUES ('kiosk', 'digital');
INSERT INTO failure_demand.reason (code, demand, avoidable_reason, cause)
VALUES ('sale', 'value', NULL, NULL), ('chase', 'failure', 'progress_chasing', 'delivery');
INSERT INTO failure_demand.definition (within, time_zone, currency) VALUES ('3 days', 'Europe/Berlin', 'GBP');
INSERT INTO failure_demand.marker (language, phrase, reason, cause)
VALUES ('en', 'parrot * silent', 'premature_closure', 'parrot');
INSERT INTO failure_demand.department (name) VALUES ('Billing'), ('Delivery');
INSERT INTO failure_demand.touchpoint (name, department) VALUES ('page 1', 'Billing'), ('page 2', 'Delivery');
INSERT INTO failure_demand.cause_rule (rule, priority, touchpoint, avoidable_reason)
VALUES ('by page', 1, 'page 1', NULL), ('by reason', 2, NULL, 'progress_chasing');
INSERT INTO failure_demand.cause_share (rule, department, share)
VALUES ('by page', 'Billing', 0.4), ('by page', 'Delivery', 0.6), ('by reason', 'Delivery', 1);
INSERT INTO failure_demand.rate_card (channel, valid, hourly_rate, cost_per_contact)
VALUES ('phone', '[2024-01-01,)', 31.5, 0.35), ('app', '[2024-01-01,)', 0, 0.02);
INSERT INTO failure_demand.target (metric, value) VALUES ('bounce', 0.1);
INSERT INTO failure_demand.volume (period, customers, orders) VALUES ('[2024-03-01,2024-03-15)', 500, 300);
INSERT INTO failure_demand.contract (name, provider) VALUES ('call centre', 'CallCo');
INSERT INTO failure_demand.contract_term (contract, valid, price_per_contact)
VALUES ('call centre', '[2024-01-01,2025-01-01)', 2);
SELECT failure_demand.add_source('public.call',
                                 '{"interaction_id": "call_no", "customer": "account", "reason": "code"}',
                                 '{"channel": "phone"}');
SELECT failure_demand.add_source('public.visit');
CALL failure_demand.refresh();
SELECT failure_demand.set_baseline('march', '[2024-03-01,2024-03-15)');
SELECT count(*) FROM failure_demand.post_charges('[2024-03-01,2024-03-15)');

-- what users have made of it
CREATE TABLE public.kept AS
SELECT failure_demand.contact_log(customer, request, channel, kind, started_at, ended_at) AS log
FROM failure_demand.contact WHERE left_out IS NULL;
CREATE TABLE public.door (name text, kind failure_demand.channel_kind);
INSERT INTO public.door VALUES ('app', 'digital'), ('desk', 'human');
CREATE VIEW public.of_reports AS SELECT time, rate, provisional FROM failure_demand.bounce_daily;
CREATE VIEW public.of_contacts AS SELECT request, count(*), max(contacts) FROM failure_demand.contact GROUP BY request;
CREATE VIEW public.of_functions AS
SELECT failure_demand.bounce_rate(customer, request, kind, started_at, ended_at, '2 days') FROM failure_demand.contact;
CREATE MATERIALIZED VIEW public.of_types AS
SELECT k.name, k.kind, r.* FROM public.door AS k, failure_demand.rate_bounds(3, 4) AS r;
CREATE TABLE public.of_rows AS SELECT failure_demand.quality(log) AS quality FROM public.kept;
CREATE VIEW public.of_columns AS SELECT (quality).contacts, (quality).undated FROM public.of_rows;
GRANT SELECT ON failure_demand.contact, failure_demand.failure_cause, public.of_contacts TO analyst;
GRANT SELECT (time, rate) ON failure_demand.bounce_daily TO analyst WITH GRANT OPTION;
GRANT SELECT, INSERT ON failure_demand.cause_rule TO analyst;
