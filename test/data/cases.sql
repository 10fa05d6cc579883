\set ECHO none
-- Small cases, written as one customer's contacts: d is a digital contact, h a human
-- one, then its start and end in minutes. A start with > is a microsecond later, with
-- < one earlier; ? is not known.  d0..5 h65> is a digital contact of five minutes, and
-- a human one an hour and a microsecond after its end.
SET client_min_messages = warning;

CREATE TABLE test.small_case (case_no serial PRIMARY KEY, title text, contacts text);

CREATE PROCEDURE test.load_cases(noon timestamptz DEFAULT '2024-05-01 12:00+00') LANGUAGE sql AS $$
DELETE FROM test.interaction;
INSERT INTO test.interaction
SELECT case_no * 100 + place, title, 'request', CASE part[1] WHEN 'd' THEN 'digital' ELSE 'human' END,
       noon + part[2]::double precision * interval '1 minute'
           + CASE part[3] WHEN '>' THEN 1 WHEN '<' THEN -1 ELSE 0 END * interval '1 microsecond',
       noon + part[4]::double precision * interval '1 minute'
FROM test.small_case, regexp_split_to_table(contacts, ' +') WITH ORDINALITY AS c (contact, place),
     regexp_match(contact, '^([dh])(?:\?|(-?\d+)([<>])?)(?:\.\.(-?\d+))?$') AS part;
CALL test.load_oracle();
$$;

-- What is said of each contact of a case, in the order written. A dot is null.
-- journeys: ordinal of the journey, position in it, contacts in it. origins: the
-- contact's place in the case.
CREATE FUNCTION test.facts(within interval, as_of timestamptz DEFAULT NULL)
RETURNS TABLE (title text, contacts text, journeys text, bounced text, origins text, recontact text, mature text)
STABLE LANGUAGE sql SET search_path = failure_demand, failure_demand_internal AS $$
WITH said AS (
    SELECT i.contact_id, t, origin
    FROM (SELECT contact_id, trace(kind, started_at, ended_at, $1, $2) OVER w AS t,
                 bounce_origin(contact_id % 100, kind, started_at, ended_at, $1) OVER w AS origin
          FROM test.interaction
          WINDOW w AS (PARTITION BY customer, request
                       ORDER BY started_at, kind::channel_kind, greatest(started_at, ended_at), contact_id)) i
)
SELECT c.title, c.contacts,
       string_agg(coalesce((t).journey_no || ':' || (t).contact_no || '/' || (t).contacts, '.'), ' '
                  ORDER BY contact_id),
       string_agg(coalesce(left((t).bounced::text, 1), '.'), ' ' ORDER BY contact_id),
       string_agg(coalesce(origin::text, '.'), ' ' ORDER BY contact_id),
       string_agg(coalesce((t).recontact_after::text, '.'), ' ' ORDER BY contact_id),
       string_agg(coalesce(left((t).mature::text, 1), '.'), ' ' ORDER BY contact_id)
FROM said JOIN test.small_case c ON c.case_no = contact_id / 100
GROUP BY c.case_no, c.title, c.contacts ORDER BY c.case_no
$$;
RESET client_min_messages;
\set ECHO all
