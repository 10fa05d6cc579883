-- Up to a million failure contacts as a refresh leaves them, with the rates of six months and
-- 50 rules by which 20 departments pay, some of them together.

INSERT INTO failure_demand.report_basis (as_of, within, match, time_zone, currency, configuration, refreshed_at, computation_version)
VALUES ('2026-07-01Z', '48:00:00', 'request', 'UTC', 'EUR', '', now(), failure_demand_internal.computation_version());
INSERT INTO failure_demand_internal.contact_fact (source, interaction_id, customer, request, channel, kind, touchpoint, started_at, ended_at, handle_seconds, provider, customer_group, day,
    journey_source, journey_id, contact_no, contacts, mature, origin_source, origin_id, origin_channel, origin_touchpoint, demand, evidence, assessed, avoidable_reason, cause)
SELECT 'calls', n, n % 300000, 'request ' || r % 12, (ARRAY['phone', 'chat', 'email'])[1 + r % 3], 'human', 'line', started_at, started_at + interval '5 minutes', 60 + r % 600,
       CASE WHEN r % 4 = 0 THEN 'CallCo' END, hashint8extended(n % 300000, 0), started_at::date, 'calls', n, 2, 2, true,
       'web', CASE WHEN bounced THEN n END, CASE WHEN bounced THEN 'app' END, CASE WHEN bounced THEN 'page ' || r % 60 END, 'failure',
       CASE WHEN bounced THEN 'bounce' ELSE 'marker' END::failure_demand.demand_evidence, true,
       CASE WHEN bounced THEN 'failed_self_service' ELSE 'repeat_notification' END::failure_demand.avoidable_reason, CASE WHEN NOT bounced THEN 'cause ' || r % 17 END
FROM generate_series(1, least(:contacts, 1000000)) AS n
CROSS JOIN LATERAL (SELECT abs(hashint8(n)::bigint), '2026-01-01Z'::timestamptz + n * interval '15 seconds') AS chance (r, started_at)
CROSS JOIN LATERAL (SELECT r % 3 > 0) AS b (bounced);
INSERT INTO failure_demand.rate_card
SELECT channel, provider, daterange(month::date, (month + interval '1 month')::date), 30 + extract(month FROM month), 0.35
FROM unnest('{phone,chat,email}'::text[]) AS channel, unnest('{CallCo,NULL}'::text[]) AS provider, generate_series('2026-01-01'::timestamp, '2026-06-01', '1 month') AS month;
INSERT INTO failure_demand.department SELECT 'department ' || n FROM generate_series(1, 20) AS n;
BEGIN;
INSERT INTO failure_demand.cause_rule (rule, priority, touchpoint) SELECT 'page ' || n, 10, 'page ' || n FROM generate_series(0, 34) AS n;
INSERT INTO failure_demand.cause_rule (rule, priority, cause) SELECT 'cause ' || n, 20, 'cause ' || n FROM generate_series(0, 9) AS n;
INSERT INTO failure_demand.cause_rule (rule, priority, request, channel) SELECT 'request ' || n, 30, 'request ' || n, 'app' FROM generate_series(0, 4) AS n;
INSERT INTO failure_demand.cause_share SELECT rule, 'department ' || 1 + row_number() OVER () % 20, 1 FROM failure_demand.cause_rule WHERE rule !~ '[37]$';
INSERT INTO failure_demand.cause_share
SELECT rule, 'department ' || 1 + (n * 7 + row_number() OVER ()) % 20, share FROM failure_demand.cause_rule, (VALUES (1, 0.6), (2, 0.3), (3, 0.1)) AS s (n, share) WHERE rule ~ '[37]$';
COMMIT;
VACUUM ANALYZE failure_demand_internal.contact_fact, failure_demand.rate_card, failure_demand.cause_rule, failure_demand.cause_share, failure_demand.report_basis;
