-- A window is elapsed time, closed at its end: to the microsecond, and over a change
-- of clocks.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

-- A digital contact that ends at a moment; a human one that starts at another, a
-- microsecond before that, and a microsecond after. All is mature at as_of.
CREATE FUNCTION around(ends timestamptz, next_start timestamptz, within interval,
                       OUT less boolean, OUT equal boolean, OUT more boolean, OUT journeys bigint[],
                       OUT bounce_rate double precision, OUT global_fcr double precision, OUT next_contact_avoidance double precision)
LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
WITH contact AS (
    SELECT us AS customer, kind, CASE kind WHEN 'digital' THEN ends ELSE next_start + us * interval '1 microsecond' END AS started_at
    FROM generate_series(-1, 1) us, unnest('{digital,human}'::text[]) kind
), traced AS (
    SELECT customer, kind, trace(kind, started_at, NULL, within, NULL) OVER (PARTITION BY customer ORDER BY started_at) AS t FROM contact
), rated AS (
    SELECT bounce_rate(customer, 1, kind, started_at, NULL, within) AS b, global_fcr(customer, 1, kind, started_at, NULL, within) AS f,
           next_contact_avoidance(customer, 1, kind, started_at, NULL, within) AS n
    FROM (TABLE contact UNION ALL SELECT NULL, 'human', next_start + interval '1 year') c
)
SELECT bool_or((t).bounced) FILTER (WHERE customer = -1), bool_or((t).bounced) FILTER (WHERE customer = 0),
       bool_or((t).bounced) FILTER (WHERE customer = 1), array_agg((t).journey_no ORDER BY customer) FILTER (WHERE kind = 'human'),
       min(b), min(f), min(n)
FROM traced, rated
$$;
-- Of three digital contacts two bounce; of four journeys two are of one contact; of six
-- contacts four are not followed.
SELECT within, less, equal, more, journeys,
       (bounce_rate, global_fcr, next_contact_avoidance) = (2 / 3::double precision, 0.5, 4 / 6::double precision) AS rates
FROM unnest('{1 microsecond,1 second,1 hour,24 hours,1 day,48 hours,2 days,30 days,1 day 01:00:00,2 days -24:00:00,-1 day 25:00:00,1 week}'::interval[]) within,
     around('2024-05-01 12:00Z', '2024-05-01 12:00Z'::timestamptz + make_interval(secs => extract(epoch FROM within)::double precision), within);

-- A day is 24 hours, also where the clocks change: in Paris on 31 March and on 27
-- October 2024. There the same time of day two days later is 47 hours away, or 49.
SET TimeZone = 'Europe/Paris';
SELECT ends, later, later - ends AS elapsed, less, equal, more
FROM unnest('{2024-03-30 12:00,2024-10-26 12:00,2024-06-01 12:00}'::timestamptz[]) ends,
     unnest(ARRAY[ends + interval '2 days', ends + interval '48 hours']) later,
     around(ends, later, '2 days');
SELECT ends, bool_and(d = h) AS days_are_hours
FROM unnest('{2024-03-30 12:00,2024-10-26 12:00,2024-06-01 12:00}'::timestamptz[]) ends,
     unnest('{47:00,48:00,49:00}'::interval[]) gap, around(ends, ends + gap, '2 days') d, around(ends, ends + gap, '48 hours') h
GROUP BY ends ORDER BY ends;

-- The hour that comes twice in October, and the one that does not come in March.
SELECT ends, next_start, equal, more
FROM (VALUES (timestamptz '2024-10-27 02:30+02', timestamptz '2024-10-27 02:30+01'),
             ('2024-03-31 01:59:59+01', '2024-03-31 03:59:59+02')) v (ends, next_start),
     around(ends, next_start, '1 hour');
