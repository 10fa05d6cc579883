-- The table of the benchmark: :contacts contacts, a tenth as many customers, in the
-- order of time as a log table is, with what a real table carries beside.
--
-- Ids are there twice, as bigint and as text.  Every third contact comes back to one
-- of the 52 hours before it, of the same customer and case; a case lasts for a
-- twentieth of the year, so that 5.7 of ten contacts are the first of their request.
-- All figures come from a hash of the row's number: every run makes the same rows.

DROP TABLE IF EXISTS contacts;
CREATE UNLOGGED TABLE contacts (
    id             bigint,
    customer       bigint,
    request        bigint,
    customer_key   text COLLATE "C",
    request_key    text COLLATE "C",
    channel        text,
    kind           failure_demand.channel_kind,
    started_at     timestamptz,
    ended_at       timestamptz,
    handle_seconds integer,
    verbatim       text
) WITH (autovacuum_enabled = off);

INSERT INTO contacts
SELECT id, customer, customer * 20 + season,
       'C-' || lpad(customer::text, 9, '0'), 'case-' || (customer * 20 + season),
       channel, (CASE WHEN is_human THEN 'human' ELSE 'digital' END)::failure_demand.channel_kind,
       started_at, started_at + make_interval(secs => seconds),
       CASE WHEN is_human THEN seconds END,
       'I wanted to ask about my ' || (ARRAY['bill', 'meter', 'contract', 'payment'])[1 + season % 4]
           || ' of last month, as ' || to_char(started_at, 'DD Month') || ' is past'
FROM (
    SELECT *, (ARRAY['app', 'portal', 'website', 'chatbot', 'ivr', 'phone', 'email', 'chat'])[channel_no] AS channel,
           channel_no > 5 AS is_human
    FROM (
        SELECT id, abs(hashint8extended(cause, 1) % (:contacts / 10)) AS customer,
               (20 * cause / :contacts)::integer AS season,
               1 + abs(h % 8)::integer AS channel_no, 20 + abs((h >> 8) % 900)::integer AS seconds,
               timestamptz '2025-01-01 00:00:00+00'
               + make_interval(secs => floor(id * (365.0 * 86400 / :contacts))) AS started_at
        FROM (SELECT id, hashint8extended(id, 3) AS h,
                     -- a row that comes back has the customer of one that does not
                     CASE WHEN id % 3 = 0
                         THEN greatest(id - 1 - 3 * abs(hashint8extended(id, 2) % (:contacts / 500)), 1)
                         ELSE id END AS cause
              FROM generate_series(1, :contacts::bigint) AS id) AS hashed
    ) AS drawn
) AS named;
VACUUM (ANALYZE) contacts;
