\set ECHO none
-- A company of random contacts, the same at every run, for what judges: 21 weeks, some
-- contacts of nobody, some that began elsewhere, journeys that overlap, answers on and off
-- the scale, owners of some touchpoints, rates in two currencies.
SET client_min_messages = warning;

CREATE TABLE test.company (
    interaction_id text, customer text, request text, channel text, touchpoint text, started_at timestamptz,
    ended_at timestamptz, handle_seconds integer,
    outcome text, direction text, reason text, verbatim text, language text, nps double precision,
    csat double precision, ces double precision, brand text
);
INSERT INTO test.company
SELECT format('%s/%s', episode, step), CASE WHEN test.pick(25, episode, step, 1) > 0
                                            THEN 'c' || test.pick(700, episode, 2) END,
       CASE WHEN test.pick(30, episode, step, 3) > 0
            THEN (ARRAY['bill', 'move', 'meter', 'outage'])[1 + test.pick(4, episode, 4)] END,
       channel, (ARRAY['form', 'view', 'line', 'desk', NULL])[1 + test.pick(5, episode, step, 5)], started_at,
       CASE WHEN test.pick(6, episode, step, 6) > 0
            THEN started_at + interval '1 minute' * (test.pick(200, episode, step, 7) - 5) END,
       CASE WHEN channel IN ('phone', 'email', 'branch') AND test.pick(8, episode, step, 8) > 0
            THEN test.pick(900, episode, step, 9) END,
       (ARRAY['completed', 'abandoned', 'transferred', 'unresolved', NULL])[1 + test.pick(5, episode, step, 10)],
       CASE WHEN test.pick(40, episode, step, 11) = 0 THEN 'outbound' END,
       (ARRAY['good', 'bad', 'odd', NULL, NULL])[1 + test.pick(5, episode, step, 12)],
       (ARRAY['not again', 'still waiting for you', 'fine', NULL])[1 + test.pick(4, episode, step, 13)], 'sv',
       CASE WHEN test.pick(3, episode, step, 14) = 0 THEN test.pick(13, episode, step, 15) - 1 END,
       CASE WHEN test.pick(3, episode, step, 16) = 0 THEN test.pick(7, episode, step, 17) END,
       CASE WHEN test.pick(3, episode, step, 18) = 0 THEN test.pick(9, episode, step, 19) END,
       (ARRAY['one', 'two', NULL])[1 + test.pick(3, episode, 20)]
FROM generate_series(1, 2600) AS episode,
     generate_series(1, 1 + test.pick(4, episode, 21) * test.pick(2, episode, 22)) AS step,
     LATERAL (SELECT (ARRAY['app', 'portal', 'chatbot', 'phone', 'email', 'branch', 'fax'])
                         [1 + (test.pick(13, episode, step, 23) + 1) / 2],
                     '2025-11-03 00:00Z'::timestamptz + interval '1 minute'
                         * (test.pick(220000, episode, 24) + step * test.pick(step * 900, episode, step, 25)))
         AS c (channel, started_at)
WHERE test.pick(220000, episode, 24) NOT BETWEEN 58000 AND 82000;

INSERT INTO failure_demand.reason
VALUES ('good', 'value', NULL, NULL), ('bad', 'failure', 'premature_closure', 'repair');
INSERT INTO failure_demand.marker (id, language, phrase, reason, cause)
VALUES (100001, 'sv', 'not again', 'repeat_notification', 'app'),
       (100002, 'sv', 'still waiting', 'progress_chasing', 'delivery');
INSERT INTO failure_demand.definition (within, time_zone, currency) VALUES ('30 hours', 'Europe/Berlin', 'EUR');
INSERT INTO failure_demand.department VALUES ('Billing'), ('Moves'), ('Desk');
INSERT INTO failure_demand.touchpoint VALUES ('form', 'Moves'), ('view', 'Billing'), ('desk', 'Desk');
INSERT INTO failure_demand.rate_card (channel, valid, hourly_rate, cost_per_contact, currency)
VALUES ('phone', '[2025-01-01,)', 36.5, 0.35, NULL), ('email', '[2025-12-01,2026-02-15)', 30, 0, 'JPY'),
       ('portal', '[2025-01-01,)', 0, 0.2, NULL);
SELECT failure_demand.add_source('test.company') AS source \gset
CALL failure_demand.refresh(as_of => '2026-03-27 12:00Z');

-- Takes it all away.
CREATE PROCEDURE test.forget_company() LANGUAGE plpgsql AS $$
BEGIN
    PERFORM failure_demand.drop_source(s.name) FROM failure_demand.source s;
    DELETE FROM failure_demand.cause_rule;
    DELETE FROM failure_demand.touchpoint;
    DELETE FROM failure_demand.department;
    DELETE FROM failure_demand.rate_card;
    DELETE FROM failure_demand.reason;
    DELETE FROM failure_demand.marker;
    DELETE FROM failure_demand.definition;
    DELETE FROM failure_demand.target;
    DELETE FROM failure_demand.baseline;
    DELETE FROM failure_demand.departure;
    DELETE FROM failure_demand.volume;
    CALL failure_demand.refresh();
    DELETE FROM failure_demand.report_basis;
END $$;
RESET client_min_messages;
\set ECHO all
