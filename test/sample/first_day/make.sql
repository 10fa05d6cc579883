-- Three files as companies have them, and what is right of them: calls of a telephone system, sessions of
-- an app, and a CRM that knows which account has which phone. Nobody has cleaned them: phones are written in
-- four ways, times have no zone, and in one file the day comes first; callers who withhold their number, a
-- switchboard, accounts that the CRM does not know, two vocabularies, rows that are no contacts, empty texts.
--
-- Makes tables calls, sessions and crm, all of text, and right_contact: who it was, what for and when, by what
-- the company itself does not know. All figures come from a hash of a number: every run makes the same rows.

CREATE FUNCTION pg_temp.draw(n bigint, seed integer, size integer) RETURNS integer IMMUTABLE LANGUAGE sql
RETURN abs(hashint8extended(n, seed) % size)::integer;

-- A household is one customer: it has a phone, and an account, or two. Of one in twenty the CRM does not know
-- the phone: nobody can tell that who calls and who logs in are one. Ten small firms call from one switchboard:
-- whoever that is. Of one in thirty it does not know the account either.
CREATE TEMPORARY TABLE household AS
SELECT h, 'A-' || 100000 + 37 * h AS account, CASE WHEN h % 9 = 0 THEN 'A-' || 200000 + 37 * h END AS second_account,
       '7700' || lpad((900000 + h)::text, 6, '0') AS phone,
       CASE WHEN h % 20 = 7 THEN 'neither' WHEN h BETWEEN 101 AND 110 THEN 'switchboard' ELSE 'both' END AS known
FROM generate_series(1, 400) AS h;

CREATE TABLE crm AS
SELECT account AS "AccountNo",
       CASE known WHEN 'switchboard' THEN '020 7946 0000'
                  ELSE '0' || left(phone, 4) || ' ' || substr(phone, 5) END AS "Primary Phone",
       CASE h % 3 WHEN 0 THEN 'Gold' WHEN 1 THEN 'Silver' ELSE '' END AS "Segment"
FROM (SELECT h, account, phone, known FROM household
      UNION ALL SELECT h, second_account, phone, known FROM household) AS a
WHERE account IS NOT NULL AND known <> 'neither'
ORDER BY account;

-- What happened: a household looks at something in the app; often it comes back, by app or by phone.
CREATE TEMPORARY TABLE happened AS
SELECT row_number() OVER (ORDER BY e.at, e.n, e.step) AS id, e.*
FROM (
    SELECT n, step, 1 + pg_temp.draw(n, 1, 400) AS h,
           (ARRAY['bill', 'move', 'meter', 'outage'])[1 + pg_temp.draw(n, 2, 4)] AS request,
           step = 0 AND n % 3 > 0 OR step > 0 AND pg_temp.draw(n * 8 + step, 3, 3) = 0 AS is_session,
           timestamp '2026-01-05 08:00' + pg_temp.draw(n, 4, 84) * interval '1 day'
               + pg_temp.draw(n, 5, 36000) * interval '1 second'
               + step * (1 + pg_temp.draw(n * 8 + step, 6, 70)) * interval '1 hour' AS at,
           30 + pg_temp.draw(n * 8 + step, 7, 900) AS seconds
    FROM generate_series(1, 1100) AS n CROSS JOIN LATERAL generate_series(0, pg_temp.draw(n, 8, 5) / 2) AS step
) AS e;

CREATE TABLE sessions AS
SELECT 'S' || lpad(id::text, 6, '0') AS session_uuid,
       CASE WHEN pg_temp.draw(id, 11, 18) = 0 THEN '' WHEN pg_temp.draw(id, 12, 40) = 0 THEN 'guest'
            WHEN pg_temp.draw(id, 13, 2) = 0 THEN coalesce(p.second_account, p.account) ELSE p.account END AS acct,
       (ARRAY['IOS_APP', 'ANDROID_APP', 'Web', 'VA_BOT'])[1 + pg_temp.draw(id, 14, 4)] AS platform,
       CASE h.request WHEN 'bill' THEN (ARRAY['view_bill', 'pay_now'])[1 + pg_temp.draw(id, 15, 2)]
                      WHEN 'move' THEN 'change_address' WHEN 'meter' THEN 'meter_read' ELSE 'report_outage' END AS flow,
       to_char(h.at, 'YYYY-MM-DD HH24:MI:SS') AS start_local, h.seconds::text AS dur_sec,
       (ARRAY['CONTAINED', 'CONTAINED', 'DROPPED', 'ERROR', 'AGENT_HANDOFF', ''])[1 + pg_temp.draw(id, 16, 6)]
           AS result,
       CASE pg_temp.draw(id, 17, 5) WHEN 0 THEN '<p>the app is <b>slow</b></p>' ELSE '' END AS feedback
FROM happened AS h JOIN household AS p USING (h)
WHERE is_session AND at < '2026-03-29 00:00';

-- A menu and a survey are rows of the telephone system, too, and no contacts.
CREATE TABLE calls AS
SELECT 'C' || lpad(id::text, 6, '0') AS "Call Ref", to_char(h.at, 'DD/MM/YYYY HH24:MI:SS') AS "Date/Time",
       to_char(h.seconds * interval '1 second', 'HH24:MI:SS') AS "Duration",
       CASE WHEN pg_temp.draw(id, 21, 20) = 0 THEN '' WHEN pg_temp.draw(id, 22, 25) = 0 THEN 'anonymous'
            WHEN p.known = 'switchboard' THEN '+442079460000'
            ELSE replace((ARRAY['0%', '+44%', '0044 %', 'sip:+44%@gw.example.com'])[1 + pg_temp.draw(id, 23, 4)],
                         '%', p.phone) END AS "ANI",
       (ARRAY['Q_GEN', 'Q_BILL', 'Q_PRIO'])[1 + pg_temp.draw(id, 24, 3)] AS "Queue",
       CASE pg_temp.draw(id, 25, 12) WHEN 0 THEN 'Menu' WHEN 1 THEN 'Survey' WHEN 2 THEN 'Web Chat' WHEN 3 THEN 'Email'
                                     ELSE 'Voice' END AS "Media Type",
       CASE WHEN pg_temp.draw(id, 26, 20) = 0 THEN '' WHEN h.request = 'bill' THEN 'Billing'
            WHEN h.request = 'move' THEN 'Home Move' WHEN h.request = 'meter' THEN 'Metering'
            ELSE 'Outage' END AS "Wrap-up Topic",
       (ARRAY['RESOLVED', 'RESOLVED - FCR', 'FOLLOW UP', 'XFER', 'ABANDON', ''])[1 + pg_temp.draw(id, 27, 6)]
           AS "Disposition",
       CASE pg_temp.draw(id, 28, 3) WHEN 0 THEN '' ELSE 'CallCo Ltd' END AS "Vendor",
       (ARRAY['', 'R01', 'R02', 'R17'])[1 + pg_temp.draw(id, 29, 4)] AS "Reason Code",
       (ARRAY['', '', 'I tried to find it in the app but it kept crashing', 'Nobody called me back like you promised',
              'What is this charge on my bill?'])[1 + pg_temp.draw(id, 30, 5)] AS "Customer Comment"
FROM happened AS h JOIN household AS p USING (h)
WHERE NOT is_session;

-- What is right, by what happened; and what nobody can tell.
CREATE TABLE right_contact AS
SELECT s.session_uuid AS id, 'digital' AS kind,
       CASE WHEN p.known IN ('neither', 'switchboard') THEN s.acct ELSE 'household ' || p.h END AS customer,
       h.request, h.at AT TIME ZONE 'Europe/London' AS started_at,
       h.at AT TIME ZONE 'Europe/London' + h.seconds * interval '1 second' AS ended_at
FROM sessions AS s JOIN happened AS h ON h.id = substr(s.session_uuid, 2)::integer JOIN household AS p USING (h)
UNION ALL
SELECT c."Call Ref", 'human', CASE WHEN c."ANI" IN ('', 'anonymous') OR p.known = 'switchboard' THEN NULL
           WHEN p.known = 'neither' THEN p.phone ELSE 'household ' || p.h END,
       CASE WHEN c."Wrap-up Topic" <> '' THEN h.request END, h.at AT TIME ZONE 'Europe/London',
       h.at AT TIME ZONE 'Europe/London' + h.seconds * interval '1 second'
FROM calls AS c JOIN happened AS h ON h.id = substr(c."Call Ref", 2)::integer JOIN household AS p USING (h)
WHERE c."Media Type" NOT IN ('Menu', 'Survey');
UPDATE right_contact AS r SET customer = NULL FROM sessions AS s
WHERE s.session_uuid = r.id AND s.acct IN ('', 'guest');
