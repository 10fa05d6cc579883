-- test/sample/company.sql - thirteen weeks of contacts of an energy supplier's customers.
--
-- Makes the table public.interactions, about 200,000 rows from 2026-01-05 to 2026-04-05,
-- and public.departures, customers who left. The company is made up, its troubles are not:
-- a form that fails, a mailing that went wrong, a chatbot that no longer hands over,
-- people who come back, people who do not, and the gaps and mistakes of every real log.
--
-- A case is one customer wanting one thing; its contacts follow one another until it is
-- solved or the customer gives up. Chance is a hash of the case and of what is decided,
-- and only exact arithmetic is used, so that every run, plan, server version and machine
-- makes the same rows.

SET search_path = pg_catalog, public;
SET client_min_messages = warning;
SET work_mem = '64MB';

CREATE TABLE public.interactions (
    interaction_id bigint PRIMARY KEY,
    customer       bigint,         -- null: the caller was not recognised
    request        text,           -- what the customer wants done; null: not asked
    channel        text NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('digital', 'human')),
    touchpoint     text NOT NULL,  -- where in the channel
    department     text NOT NULL,  -- who owns the touchpoint
    started_at     timestamptz,
    ended_at       timestamptz,
    handle_seconds integer,        -- of a person's work
    outcome        text,           -- completed, abandoned, transferred, unresolved
    reason         text,           -- code of the agent: where one was noted, which is by phone
    verbatim       text,           -- the customer's words, as the agent noted them
    language       text,
    nps            integer,        -- answers of the few who were asked, and gave one: 0 to 10
    csat           integer,        -- 1 to 5
    brand          text NOT NULL   -- the number or address that the customer turned to
);

-- a number from 0 up to, but not including, 1
CREATE FUNCTION pg_temp.chance(case_no bigint, decision bigint) RETURNS double precision
    IMMUTABLE LANGUAGE sql
    RETURN (hashint8extended(case_no, decision) & 1048575) / 1048576::double precision;

-- what customers want, in percent of the cases
CREATE TEMPORARY TABLE wish (request text, share int);
INSERT INTO wish VALUES
    ('meter reading', 24), ('bill query', 22), ('moving home', 14), ('direct debit change', 11),
    ('tariff change', 11), ('outage', 9), ('payment plan', 9);

-- The doors of the company: in percent of a request's contacts, where people go first
-- (share) and where they go when that failed (again); and how often it works there.
CREATE TEMPORARY TABLE door (request text, channel text, touchpoint text, department text,
                             share int, again int, works double precision);
INSERT INTO door VALUES
    ('meter reading',       'app',     'meter reading',       'Metering',        38,  6, 0.88),
    ('meter reading',       'portal',  'meter reading',       'Metering',        21,  8, 0.80),
    ('meter reading',       'ivr',     'meter reading line',  'Metering',        16,  8, 0.58),
    ('bill query',          'app',     'bill view',           'Billing',         34,  6, 0.68),
    ('bill query',          'portal',  'bill view',           'Billing',         26,  6, 0.62),
    ('bill query',          'chatbot', 'bill questions',      'Digital Service', 15, 10, 0.40),
    ('moving home',         'portal',  'moving home form',    'Customer Moves',  45,  9, 0.12),
    ('moving home',         'app',     'move house',          'Customer Moves',  20,  5, 0.56),
    ('moving home',         'chatbot', 'moving questions',    'Digital Service', 10,  8, 0.38),
    ('direct debit change', 'app',     'direct debit change', 'Payments',        42, 10, 0.82),
    ('direct debit change', 'portal',  'direct debit change', 'Payments',        33, 12, 0.74),
    ('tariff change',       'portal',  'tariff change',       'Tariffs',         41, 12, 0.58),
    ('tariff change',       'app',     'tariff change',       'Tariffs',         34, 10, 0.68),
    ('outage',              'app',     'outage map',          'Networks',        42,  8, 0.74),
    ('outage',              'ivr',     'outage line',         'Networks',        33, 14, 0.54),
    ('payment plan',        'portal',  'payment plan',        'Collections',     30,  7, 0.50),
    ('payment plan',        'chatbot', 'payment questions',   'Digital Service', 20,  8, 0.34),
    ('payment plan',        'ivr',     'payment line',        'Collections',     25,  7, 0.46);
-- every request can be taken to a person, too
INSERT INTO door
    SELECT request, person.* FROM wish CROSS JOIN (VALUES
        ('phone', 'service line', 'Customer Service', 14, 58, 0.71),
        ('email', 'mailbox',      'Customer Service',  5,  9, 0.50),
        ('chat',  'live chat',    'Customer Service',  6, 11, 0.60)) AS person;

-- the stretch of a hundred-sided die that leads to each wish and through each door
CREATE TEMPORARY VIEW wish_die AS
    SELECT request, sum(share) OVER w - share AS low, sum(share) OVER w AS high
    FROM wish WINDOW w AS (ORDER BY request COLLATE "C");
CREATE TEMPORARY TABLE door_die AS
    SELECT d.*, sum(share) OVER w - share AS first_low, sum(share) OVER w AS first_high,
           sum(again) OVER w - again AS again_low, sum(again) OVER w AS again_high
    FROM door AS d WINDOW w AS (PARTITION BY request ORDER BY channel COLLATE "C");

CREATE FUNCTION pg_temp.kind_of(channel text) RETURNS text IMMUTABLE LANGUAGE sql
    RETURN CASE WHEN channel IN ('phone', 'email', 'chat') THEN 'human' ELSE 'digital' END;

-- When a case begins: on a day from four before the log's first, so that the log finds
-- some cases under way, less often at weekends, and most often about two o'clock.
CREATE FUNCTION pg_temp.case_start(case_no bigint) RETURNS timestamptz STABLE LANGUAGE sql
    BEGIN ATOMIC
        SELECT (day - CASE WHEN extract(isodow FROM day) > 5 AND pg_temp.chance(case_no, 2) < 0.5
                           THEN 3 ELSE 0 END
                + make_interval(secs => floor(CASE WHEN pg_temp.chance(case_no, 3) < 0.04
                      THEN pg_temp.chance(case_no, 4) * 86400
                      ELSE 21600 + (pg_temp.chance(case_no, 4) + pg_temp.chance(case_no, 5)) * 30600 END)))
               AT TIME ZONE 'Europe/London'
        FROM (SELECT date '2026-01-01' + floor(pg_temp.chance(case_no, 1) * 95)::int) AS d (day);
    END;

-- The letter that asked for ten times the right amount arrived on 17 February.
CREATE FUNCTION pg_temp.mailing_start(case_no bigint) RETURNS timestamptz STABLE LANGUAGE sql
    RETURN timestamptz '2026-02-17 09:00+00'
           + make_interval(secs => floor(pg_temp.chance(case_no, 1) * pg_temp.chance(case_no, 2) * 420000));

CREATE TEMPORARY TABLE cases AS
    SELECT case_no, mailing, 10000 + floor(pg_temp.chance(case_no, 6) * 62000)::bigint AS customer, w.request,
           CASE WHEN mailing THEN pg_temp.mailing_start(case_no) ELSE pg_temp.case_start(case_no) END AS began_at
    FROM generate_series(1, 135500) AS case_no
    CROSS JOIN LATERAL (SELECT case_no > 131000, pg_temp.chance(case_no, 7) * 100) AS c (mailing, die)
    JOIN wish_die AS w ON CASE WHEN mailing THEN w.request = 'bill query' ELSE die >= low AND die < high END;

-- How long people wait before they come again: not at all where they were put through;
-- else a quarter half an hour at most, the others days, longer where a person gave a promise.
CREATE FUNCTION pg_temp.pause(kind text, outcome text, luck double precision, hurry double precision)
    RETURNS interval STABLE LANGUAGE sql
    RETURN make_interval(secs => floor(CASE WHEN outcome = 'transferred' THEN luck * 60
                                            WHEN hurry < 0.25 THEN luck * 1800
                                            WHEN kind = 'digital' THEN luck * luck * 200000
                                            ELSE luck * luck * 300000 END));

-- When someone who comes at the moment given is served: by phone and chat from eight to
-- eight, Sundays off. Those who come outside these hours come back in the morning.
CREATE FUNCTION pg_temp.served_at(moment timestamptz, channel text, luck double precision)
    RETURNS timestamptz STABLE LANGUAGE sql
    BEGIN ATOMIC
        SELECT CASE WHEN channel NOT IN ('phone', 'chat') OR day = came::date AND came::time >= '08:00' THEN moment
                    ELSE (day + time '08:00' + make_interval(secs => floor(luck * 7200)))
                         AT TIME ZONE 'Europe/London' END
        FROM (SELECT moment AT TIME ZONE 'Europe/London') AS clock (came)
        CROSS JOIN LATERAL (SELECT came::date + CASE WHEN came::time >= '20:00' THEN 1 ELSE 0 END) AS weekday (next_day)
        CROSS JOIN LATERAL (SELECT next_day + CASE WHEN extract(isodow FROM next_day) = 7 THEN 1 ELSE 0 END) AS open (day);
    END;

-- seconds of a person's work: the whole story has to be told again each time
CREATE FUNCTION pg_temp.handle_time(channel text, step int, luck double precision) RETURNS int
    IMMUTABLE LANGUAGE sql
    RETURN floor((1 + least(step - 1, 4) * 0.125) * CASE channel WHEN 'phone' THEN 160 + luck * 560
                                                                 WHEN 'chat' THEN 200 + luck * 500
                                                                 WHEN 'email' THEN 240 + luck * 400 END);

-- from start to end: calls and chats wait in a queue first, e-mails lie for up to a day
CREATE FUNCTION pg_temp.duration(channel text, handle_seconds int, luck double precision) RETURNS interval
    IMMUTABLE LANGUAGE sql
    RETURN make_interval(secs => floor(CASE channel WHEN 'phone' THEN handle_seconds + luck * 240
                                                    WHEN 'chat' THEN handle_seconds + luck * 120
                                                    WHEN 'email' THEN 1200 + luck * 70000
                                                    WHEN 'ivr' THEN 40 + luck * 120
                                                    ELSE 45 + luck * 420 END));

-- From 1 February the chatbot keeps its customers: it does not hand over to a person any
-- more, and answers what it would have handed over. Its team reports more containment.
CREATE FUNCTION pg_temp.keeps_customers(channel text, moment timestamptz) RETURNS boolean
    IMMUTABLE LANGUAGE sql
    RETURN channel = 'chatbot' AND moment >= timestamptz '2026-02-01 00:00+00';

-- what the system wrote down, which is not always what happened
CREATE FUNCTION pg_temp.recorded_outcome(channel text, keeps boolean, solved boolean, luck double precision) RETURNS text
    IMMUTABLE LANGUAGE sql
    RETURN CASE WHEN solved THEN CASE WHEN luck < 0.88 THEN 'completed' END
                WHEN channel IN ('chatbot', 'ivr') AND NOT keeps AND luck < 0.30
                     OR channel = 'phone' AND luck < 0.15 THEN 'transferred'
                WHEN pg_temp.kind_of(channel) = 'digital' AND luck < 0.50 THEN 'abandoned'
                WHEN luck < 0.65 THEN 'unresolved'
                WHEN luck < 0.92 THEN 'completed' END;

-- The contacts of each case, one after the other. Step 0 is no contact yet, only the
-- wish. What the letter said is not in any system, so digital doors rarely help then.
CREATE TEMPORARY TABLE contact AS
WITH RECURSIVE contact AS (
    SELECT case_no, 0 AS step, customer, request, mailing, NULL AS came_from, NULL AS channel,
           NULL AS touchpoint, NULL AS department, NULL::timestamptz AS started_at, began_at AS ended_at,
           NULL::int AS handle_seconds, false AS solved, NULL AS outcome
    FROM cases
  UNION ALL
    SELECT c.case_no, c.step + 1, c.customer, c.request, c.mailing, c.channel, d.channel,
           d.touchpoint, d.department, at.started_at,
           at.started_at + pg_temp.duration(d.channel, agent.handle_seconds, luck.duration),
           agent.handle_seconds, door.solved, pg_temp.recorded_outcome(d.channel, bot.keeps, door.solved, luck.outcome)
    FROM contact AS c
    CROSS JOIN LATERAL (SELECT pg_temp.chance(c.case_no, n) * 100, pg_temp.chance(c.case_no, n + 1),
                               pg_temp.chance(c.case_no, n + 2), pg_temp.chance(c.case_no, n + 3),
                               pg_temp.chance(c.case_no, n + 4), pg_temp.chance(c.case_no, n + 5),
                               pg_temp.chance(c.case_no, n + 6), pg_temp.chance(c.case_no, n + 7),
                               pg_temp.chance(c.case_no, n + 8)
                        FROM (SELECT c.step * 10 + 20) AS first_decision (n))
        AS luck (die, pause, hurry, morning, works, patience, duration, outcome, work)
    JOIN door_die AS d ON d.request = c.request
         AND CASE WHEN c.outcome = 'transferred' THEN d.channel = 'phone'
                  WHEN c.step = 0 THEN luck.die >= first_low AND luck.die < first_high
                  ELSE luck.die >= again_low AND luck.die < again_high END
    CROSS JOIN LATERAL (SELECT c.ended_at + CASE WHEN c.step = 0 THEN interval '0'
            ELSE pg_temp.pause(pg_temp.kind_of(c.channel), c.outcome, luck.pause, luck.hurry) END) AS comes (moment)
    CROSS JOIN LATERAL (SELECT pg_temp.served_at(comes.moment, d.channel, luck.morning)) AS at (started_at)
    CROSS JOIN LATERAL (SELECT pg_temp.handle_time(d.channel, c.step + 1, luck.work)) AS agent (handle_seconds)
    CROSS JOIN LATERAL (SELECT pg_temp.keeps_customers(d.channel, at.started_at)) AS bot (keeps)
    CROSS JOIN LATERAL (SELECT luck.works < d.works * CASE WHEN c.mailing AND pg_temp.kind_of(d.channel) = 'digital' THEN 0.2
                                                           WHEN bot.keeps THEN 0.6 ELSE 1 END) AS door (solved)
    WHERE NOT c.solved AND c.step < 9
      AND (c.step = 0 OR c.outcome = 'transferred'  -- the others may give up
           OR luck.patience >= CASE pg_temp.kind_of(c.channel) WHEN 'digital' THEN 0.12 ELSE 0.05 END)
)
SELECT * FROM contact WHERE step > 0;

-- What customers say to people: after a digital try, after another person, or at first.
-- Without a request, a sentence suits any; {channel} is where they came from.
CREATE TEMPORARY TABLE phrase (situation text, request text, words text);
INSERT INTO phrase VALUES
    ('digital', NULL, 'I tried your {channel} but it sent me round in circles.'),
    ('digital', NULL, 'Your {channel} says something went wrong and to call you.'),
    ('digital', NULL, 'I could not find it on your {channel}, so I am asking you.'),
    ('digital', NULL, 'Half an hour on your {channel} and I got nowhere.'),
    ('digital', 'meter reading', 'I tried your {channel} but it refuses my reading.'),
    ('digital', 'meter reading', 'Your {channel} says my reading is too low. It is not.'),
    ('digital', 'bill query', 'I tried your {channel} but the bill will not open.'),
    ('digital', 'bill query', 'Your {channel} shows the bill, but not why it is so high.'),
    ('digital', 'moving home', 'I filled in your {channel} form twice and it lost everything.'),
    ('digital', 'moving home', 'I tried your {channel} but it does not know my new postcode.'),
    ('digital', 'direct debit change', 'The {channel} would not let me change the payment day.'),
    ('digital', 'tariff change', 'I tried your {channel} but my new tariff is not there.'),
    ('digital', 'outage', 'Your {channel} shows no power cut, and we sit in the dark.'),
    ('digital', 'payment plan', 'I asked your {channel} for a plan and it said: pay now.'),
    ('person', NULL, 'I called last week and was told it was sorted. It is not.'),
    ('person', NULL, 'How often do I have to explain this?'),
    ('person', NULL, 'Nobody called me back.'),
    ('person', NULL, 'Just checking what is happening with my request.'),
    ('person', 'moving home', 'You are still billing me for the old house.'),
    ('person', 'bill query', 'You promised a corrected bill and sent the same again.'),
    ('first', NULL, 'Hello, I would like some help with this, please.'),
    ('first', 'meter reading', 'I would like to give you a reading, please.'),
    ('first', 'bill query', 'Could you explain the standing charge on my bill?'),
    ('first', 'moving home', 'We move on the 14th and would like to take you with us.'),
    ('first', 'direct debit change', 'I have a new bank account.'),
    ('first', 'tariff change', 'I would like to move to the fixed tariff.'),
    ('first', 'outage', 'We have had no power since this morning.'),
    ('first', 'payment plan', 'I would like to spread the winter bill over some months.'),
    ('mailing', NULL, 'I got a letter asking for ten times what I pay.'),
    ('mailing', NULL, 'Your {channel} has my old amount, the letter says 1,840 pounds.'),
    ('mailing', NULL, 'Your letter is wrong. Do not take that money.');
CREATE TEMPORARY TABLE repertoire AS
    SELECT situation, w.request, words, row_number() OVER w - 1 AS low, row_number() OVER w AS high,
           count(*) OVER (PARTITION BY situation, w.request) AS phrases
    FROM phrase AS p JOIN wish AS w ON coalesce(p.request, w.request) = w.request
    WINDOW w AS (PARTITION BY situation, w.request ORDER BY words COLLATE "C");

-- What agents note as the reason of a call, in a hurry: mostly what it is, now and then "other",
-- and sometimes the request itself, whatever came before.
CREATE FUNCTION pg_temp.noted_reason(kind_before text, mailing boolean, luck double precision) RETURNS text
    IMMUTABLE LANGUAGE sql
    RETURN CASE WHEN luck < 0.12 THEN 'OTHER'
                WHEN mailing THEN 'LETTER'
                WHEN kind_before IS NULL OR luck < 0.24 THEN 'REQUEST'
                WHEN kind_before = 'digital' THEN 'ONLINE HELP'
                ELSE 'CHASER' END;

-- The log: the contacts of thirteen weeks as it has them, with its gaps and mistakes.
INSERT INTO public.interactions
SELECT id, CASE WHEN c.channel IN ('phone', 'ivr') AND pg_temp.chance(id, 1) < 0.04 THEN NULL ELSE customer END,
       CASE WHEN pg_temp.chance(id, 2) < 0.004 THEN NULL ELSE c.request END,
       c.channel, kind, c.touchpoint, c.department,
       CASE WHEN pg_temp.chance(id, 3) < 0.0002 THEN NULL ELSE started_at END,
       CASE WHEN pg_temp.chance(id, 4) < 0.0004 THEN started_at - interval '1 hour'  -- a clock that was not changed
            WHEN c.channel = 'chatbot' AND pg_temp.chance(id, 5) < 0.02 THEN NULL    -- a window that was just closed
            ELSE ended_at END,
       handle_seconds, outcome,
       CASE WHEN c.channel = 'phone' AND pg_temp.chance(id, 14) < 0.60
            THEN pg_temp.noted_reason(kind_before, mailing, pg_temp.chance(id, 15)) END,
       replace(r.words, '{channel}', CASE came_from WHEN 'portal' THEN 'website' WHEN 'ivr' THEN 'phone menu'
                                                    WHEN 'chatbot' THEN 'chatbot' ELSE 'app' END),
       CASE WHEN r.words IS NOT NULL THEN 'en-GB' END,
       CASE WHEN kind = 'human' AND pg_temp.chance(id, 8) < 0.06 THEN mood.nps[1 + floor(pg_temp.chance(id, 9) * 20)::int] END,
       CASE WHEN kind = 'human' AND pg_temp.chance(id, 10) < 0.09 THEN mood.csat[1 + floor(pg_temp.chance(id, 11) * 20)::int] END,
       CASE WHEN customer % 4 = 0 THEN 'Volta Direct' ELSE 'Albion Energy' END
FROM (SELECT row_number() OVER (ORDER BY started_at, case_no, step) AS id, c.* FROM contact AS c
      WHERE started_at >= timestamptz '2026-01-05 00:00+00'
        AND started_at < timestamptz '2026-04-05 23:00+00') AS c
CROSS JOIN LATERAL (SELECT pg_temp.kind_of(c.channel), pg_temp.kind_of(came_from),
       CASE WHEN pg_temp.kind_of(c.channel) = 'digital' OR pg_temp.chance(id, 6) < 0.30 THEN NULL  -- no note taken
            WHEN mailing AND came_from IS DISTINCT FROM 'phone' THEN 'mailing'
            WHEN came_from IS NULL THEN 'first'
            WHEN pg_temp.kind_of(came_from) = 'digital' THEN 'digital'
            ELSE 'person' END) AS k (kind, kind_before, situation)
LEFT JOIN repertoire AS r ON (r.situation, r.request) = (k.situation, c.request)
     AND pg_temp.chance(id, 7) * r.phrases >= r.low AND pg_temp.chance(id, 7) * r.phrases < r.high
-- who is asked after a first contact is in a better mood than who had to try twice
CROSS JOIN LATERAL (SELECT CASE WHEN came_from IS NULL THEN '{1,3,5,6,6,7,7,8,8,8,8,9,9,9,9,10,10,10,10,10}'::int[]
                                ELSE '{0,0,1,2,3,3,4,5,5,6,6,6,7,7,8,8,8,9,9,10}' END,
                           CASE WHEN came_from IS NULL THEN '{1,2,3,3,4,4,4,4,4,4,4,5,5,5,5,5,5,5,5,5}'::int[]
                                ELSE '{1,1,1,2,2,2,2,3,3,3,3,3,4,4,4,4,4,5,5,5}' END) AS mood (nps, csat)
ORDER BY id;

-- Some customers leave within two months of their last contact. Those whom self-service
-- failed, and who did not ask a person, leave more than twice as often.
CREATE TABLE public.departures (customer bigint PRIMARY KEY, departed_at timestamptz NOT NULL);
INSERT INTO public.departures
WITH human AS (
    SELECT customer, request, started_at FROM public.interactions WHERE kind = 'human'
), failed AS (
    SELECT DISTINCT d.customer
    FROM public.interactions AS d
    WHERE d.kind = 'digital' AND d.outcome IN ('abandoned', 'unresolved')
      AND NOT EXISTS (SELECT FROM human AS h WHERE (h.customer, h.request) = (d.customer, d.request)
                      AND h.started_at >= d.started_at AND h.started_at <= greatest(d.started_at, d.ended_at) + interval '48 hours')
), client AS (
    SELECT i.customer, max(i.ended_at) AS last_seen, bool_or(f.customer IS NOT NULL) AS failed
    FROM public.interactions AS i LEFT JOIN failed AS f ON f.customer = i.customer
    WHERE i.customer IS NOT NULL GROUP BY i.customer
)
SELECT customer, last_seen + make_interval(secs => 259200 + floor(pg_temp.chance(customer, 13) * 4924800))
FROM client
WHERE pg_temp.chance(customer, 12) < CASE WHEN failed THEN 0.08 ELSE 0.03 END
ORDER BY customer;

ANALYZE public.interactions, public.departures;
RESET search_path;
RESET client_min_messages;
RESET work_mem;
