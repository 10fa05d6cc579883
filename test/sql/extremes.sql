-- Times at the ends of what a timestamp holds, and windows of any length. Here the
-- oracle is silent, because extract(epoch) is not exact there.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup

CREATE VIEW first_and_last AS
SELECT timestamptz '4714-11-24 00:00+00 BC' AS first, timestamptz '294276-12-31 23:59:59.999999+00' AS last;

-- To the microsecond, at both ends.
SELECT place, us, bounced(kind, at, NULL, '1 hour') OVER w, journey_no(at, NULL, '1 hour') OVER w,
       (trace(kind, at, NULL, '1 hour', last) OVER w).*
FROM first_and_last, generate_series(-1, 1) us,
     LATERAL (VALUES ('first', 'digital', first), ('first', 'human', first + interval '1 hour' + us * interval '1 microsecond'),
                     ('last', 'digital', last - interval '1 hour' - us * interval '1 microsecond'), ('last', 'human', last)) v (place, kind, at)
WINDOW w AS (PARTITION BY place, us ORDER BY at)
ORDER BY place, us, at;

-- An end before the first start, or at the very last moment.
SELECT kind, (trace(kind, s, e, '1 hour', last) OVER (ORDER BY s)).*
FROM first_and_last, LATERAL (VALUES ('digital', first + interval '1 hour', first), ('human', first + interval '1 hour', last), ('digital', last, first)) v (kind, s, e);

-- The longest window is longer than all but the longest gaps.
CREATE VIEW longest AS SELECT interval '2562047788:00:54.775807' AS within;
SELECT (trace(kind, at, NULL, within, last) OVER w).journey_no, bounced(kind, at, NULL, within) OVER w, at
FROM first_and_last, longest, LATERAL (VALUES ('digital', first), ('human', first + within), ('human', last)) v (kind, at)
WINDOW w AS (ORDER BY at);
SELECT days, journey_no(at, NULL, days::interval) OVER (PARTITION BY days ORDER BY at), at
FROM first_and_last, unnest('{106751990 days,106751991 days}'::text[]) days,
     LATERAL (VALUES (first), (first + interval '106751991 days'), (last)) v (at);

-- A gap that no interval holds in microseconds is an error of the function that shows
-- it, and of no other.
SELECT error_of('SELECT trace(kind, at, NULL, ''1 day'', NULL) OVER (ORDER BY at)
                 FROM test.first_and_last, LATERAL (VALUES (''digital'', first), (''human'', last)) v (kind, at)');
SELECT kind, bounced(kind, at, NULL, '1 day') OVER w, journey_no(at, NULL, '1 day') OVER w, contact_no(at, NULL, '1 day') OVER w,
       bounce_origin(at, kind, at, NULL, '1 day') OVER w
FROM first_and_last, LATERAL (VALUES ('digital', first), ('human', last)) v (kind, at)
WINDOW w AS (ORDER BY at);

-- The aggregates hold from end to end.
SELECT within, bounce_rate(customer, 'r', kind, at, until, within), global_fcr(customer, 'r', kind, at, until, within),
       next_contact_avoidance(customer, 'r', kind, at, until, within)
FROM first_and_last, unnest('{1 microsecond,1 day,100000000 days,2562047788:00:54.775807}'::interval[]) within,
     LATERAL (VALUES (1, 'digital', first, NULL), (1, 'human', last, first), (2, 'digital', first, first + interval '1 microsecond'),
                     (2, 'human', first + interval '2 microseconds', NULL), (3, 'human', first + interval '3709191 days', last), (4, 'digital', last, last)) v (customer, kind, at, until)
GROUP BY within ORDER BY within;
SELECT bounce_rate(1, 1, kind, at, NULL, '106751991 days')
FROM first_and_last, LATERAL (VALUES ('digital', first), ('human', first + interval '106751991 days'), ('human', last)) v (kind, at);
-- All that a source can pass is far within it; so is a contact of 292,000 years, wherever it lies.
SELECT (quality(log)).first, (quality(log)).last, (bounce(log, '1 day', '9999-01-01Z')).*
FROM (SELECT contact_log(1, 1, 'any', kind, at, until)
      FROM (VALUES ('digital', timestamptz '1901-01-01Z', timestamptz '9998-12-31 23:59:59.999999Z'), ('human', '1901-01-02Z', NULL), ('digital', '9998-12-31 23:59:59.999999Z', NULL)) v (kind, at, until)) l (log);
SELECT bounce_rate(1, 1, kind, at, at + length, '1 day')
FROM first_and_last, LATERAL (VALUES ('digital', first, interval '106700000 days'), ('human', last - interval '106700000 days', '106700000 days'), ('human', last, '0')) v (kind, at, length);
-- A contact that lasts longer than 2^63 microseconds is an error of the aggregates.
SELECT error_of('SELECT bounce_rate(1, 1, ''human'', first, last, ''1 day'') FROM test.first_and_last');
SELECT error_of('SELECT contact_log(1, 1, NULL, ''human'', first, last) FROM test.first_and_last');
