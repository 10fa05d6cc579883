-- The aggregates over windows: each frame gives the rate of the rows in it.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set random :abs_srcdir '/data/random.sql'
\i :random
-- Some sets have no human contact.
SET client_min_messages = warning;

CREATE FUNCTION rates_between(of_set integer, first bigint, last bigint) RETURNS rates STABLE LANGUAGE sql
SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '4 hours'), global_fcr(customer, request, kind, started_at, ended_at, '4 hours'),
       next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours')
FROM random WHERE set_no = of_set AND contact_id BETWEEN first AND last
$$;

-- A frame that grows: states go on after they were asked. In these data a contact of
-- nobody can be the one that others mature by.
SELECT count(*) > 1000 AS contacts, count(*) FILTER (WHERE grown IS DISTINCT FROM rates_between(set_no, 0, contact_id)) AS differences
FROM (SELECT set_no, contact_id,
             (bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') OVER w, global_fcr(customer, request, kind, started_at, ended_at, '4 hours') OVER w,
              next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours') OVER w)::rates AS grown
      FROM random WHERE set_no < 100
      WINDOW w AS (PARTITION BY set_no ORDER BY contact_id)) s;
SELECT customer, kind, at, bounce_rate(customer, 'r', kind, at, NULL, '1 day') OVER (ORDER BY at)
FROM (VALUES ('c', 'digital', timestamptz '2024-05-01 12:00Z'), ('c', 'human', '2024-05-01 13:00Z'), (NULL, 'human', '2024-05-02 12:00Z')) i (customer, kind, at);

-- A frame that slides, one that shrinks, one that leaves a row out.
SELECT count(*) FILTER (WHERE slid IS DISTINCT FROM rates_between(set_no, contact_id - 5, contact_id + 5)) AS slid_differences,
       count(*) FILTER (WHERE shrunk IS DISTINCT FROM (rates_between(set_no, contact_id, 1000000)).global_fcr) AS shrunk_differences
FROM (SELECT set_no, contact_id,
             (bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') OVER slid, global_fcr(customer, request, kind, started_at, ended_at, '4 hours') OVER slid,
              next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours') OVER slid)::rates AS slid,
             global_fcr(customer, request, kind, started_at, ended_at, '4 hours') OVER shrunk AS shrunk
      FROM random WHERE set_no < 100
      WINDOW slid AS (PARTITION BY set_no ORDER BY contact_id ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING),
             shrunk AS (PARTITION BY set_no ORDER BY contact_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) s;
SELECT count(*) FILTER (WHERE others IS DISTINCT FROM (SELECT next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours')
                                                       FROM random r WHERE r.set_no = s.set_no AND r.contact_id <> s.contact_id)) AS differences
FROM (SELECT set_no, contact_id, next_contact_avoidance(customer, request, kind, started_at, ended_at, '4 hours')
             OVER (PARTITION BY set_no ORDER BY contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS others
      FROM random WHERE set_no < 30) s;

-- Filtered, beside an aggregate of the aggregate.
SELECT count(*) FILTER (WHERE filtered IS DISTINCT FROM alone) AS differences
FROM (SELECT set_no, bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') FILTER (WHERE contact_id % 2 = 0) OVER (PARTITION BY set_no) AS filtered FROM random) f
JOIN (SELECT set_no, bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') AS alone FROM random WHERE contact_id % 2 = 0 GROUP BY set_no) a USING (set_no);
SELECT max(best) >= max(rate) AS best
FROM (SELECT set_no, bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') AS rate,
             max(bounce_rate(customer, request, kind, started_at, ended_at, '4 hours')) OVER () AS best
      FROM random GROUP BY set_no) s;

-- Rates over one window that differ in the type of their arguments.
SELECT DISTINCT by_text = (SELECT bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') FROM random) AS text_customer,
       by_number = (SELECT bounce_rate(length(customer), set_no, kind, started_at, ended_at, '4 hours') FROM random) AS integer_customer,
       by_literal = (SELECT bounce_rate('x', set_no, kind, started_at, ended_at, '4 hours') FROM random) AS literal_customer
FROM (SELECT bounce_rate(customer, request, kind, started_at, ended_at, '4 hours') OVER () AS by_text,
             bounce_rate(length(customer), set_no, kind, started_at, ended_at, '4 hours') OVER () AS by_number,
             bounce_rate('x', set_no, kind, started_at, ended_at, '4 hours') OVER () AS by_literal
      FROM random) r;
