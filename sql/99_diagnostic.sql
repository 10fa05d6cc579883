-- The first 90 days: which two or three requests generate most failure demand, where they
-- fail, in whose words, who owns it, and what a third less would save.

CREATE FUNCTION failure_demand.check_places(n integer)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF n >= 1 THEN
        RETURN n;
    END IF;
    RAISE EXCEPTION 'n must be at least 1' USING ERRCODE = 'invalid_parameter_value',
        DETAIL = format('n is %s.', coalesce(n::text, 'null')), HINT = 'Write how many requests to show, such as 3.';
END $$;
COMMENT ON FUNCTION failure_demand.check_places(integer) IS
'how many requests to show; errs where it is null or below 1 (22023)';

-- What customers said, as an example: the most frequent words, then the longest that are
-- still read at a glance.
CREATE FUNCTION failure_demand.customer_words(
    period daterange, request text,
    OUT place bigint, OUT cause text, OUT contacts bigint, OUT example text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH said AS (
        SELECT c.cause, c.verbatim, count(*) AS contacts
        FROM failure_demand.contact AS c
        WHERE c.demand = 'failure' AND cardinality(c.markers) > 0 AND c.day <@ customer_words.period
          AND c.request IS NOT DISTINCT FROM customer_words.request
        GROUP BY c.cause, c.verbatim
    )
    SELECT row_number() OVER (ORDER BY sum(s.contacts) DESC, s.cause), s.cause, sum(s.contacts)::bigint,
           (array_agg(s.verbatim ORDER BY s.contacts DESC, length(s.verbatim) > 120, length(s.verbatim) DESC, s.verbatim))[1]
    FROM said AS s GROUP BY s.cause;
END;
COMMENT ON FUNCTION failure_demand.customer_words(daterange, text) IS
'what customers said about a request in a period, by what had failed: failure contacts with a marker, and an example';

CREATE FUNCTION failure_demand.diagnostic(
    period daterange, n integer DEFAULT 3,
    OUT place bigint, OUT request text, OUT contacts bigint, OUT failure bigint, OUT share double precision,
    OUT handle_hours double precision, OUT cost numeric, OUT currency text, OUT unpriced bigint,
    OUT worst_channel text, OUT worst_touchpoint text, OUT worst_bounced bigint, OUT worst_digital bigint, OUT owner text,
    OUT words text[], OUT a_third_less numeric)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH demand AS (
        SELECT c.request, count(*) AS contacts, count(*) FILTER (WHERE c.demand = 'failure') AS failure,
               sum(c.handle_seconds) FILTER (WHERE c.demand = 'failure') AS handle_seconds,
               sum(c.cost) FILTER (WHERE c.demand = 'failure' AND c.currency = b.currency) AS cost, b.currency, min(k.digits) AS digits,
               count(*) FILTER (WHERE c.demand = 'failure' AND c.currency IS DISTINCT FROM b.currency) AS unpriced
        FROM failure_demand.contact_cost AS c CROSS JOIN failure_demand.report_basis AS b
        LEFT JOIN failure_demand.currency_in_force AS k ON k.code = b.currency
        WHERE c.day <@ failure_demand.check_period(diagnostic.period) AND c.demand IS NOT NULL
        GROUP BY c.request, b.currency
    ), worst AS (
        SELECT row_number() OVER (ORDER BY d.failure DESC, d.request) AS place, d.*
        FROM demand AS d WHERE d.failure > 0 ORDER BY place LIMIT failure_demand.check_places(diagnostic.n)
    )
    SELECT w.place, w.request, w.contacts, w.failure, (w.failure / t.failure)::double precision,
           w.handle_seconds / 3600.0::double precision, w.cost, w.currency, w.unpriced,
           p.channel, p.touchpoint, p.bounced, p.digital, o.department, s.words, round(w.cost / 3, w.digits)
    FROM worst AS w
    CROSS JOIN (SELECT sum(d.failure) AS failure FROM demand AS d) AS t
    LEFT JOIN LATERAL (
        SELECT c.channel, c.touchpoint, count(*) FILTER (WHERE c.bounced) AS bounced, count(*) AS digital
        FROM failure_demand.contact AS c
        WHERE c.kind = 'digital' AND c.mature AND c.day <@ diagnostic.period AND c.request IS NOT DISTINCT FROM w.request
        GROUP BY c.channel, c.touchpoint HAVING count(*) FILTER (WHERE c.bounced) > 0
        ORDER BY count(*) FILTER (WHERE c.bounced) DESC, c.channel, c.touchpoint LIMIT 1) AS p ON true
    LEFT JOIN failure_demand.touchpoint AS o ON o.name = p.touchpoint
    CROSS JOIN LATERAL (
        SELECT array_agg(format('"%s" (%s, %s)', CASE WHEN length(e.example) > 160 THEN left(e.example, 157) || '...' ELSE e.example END,
                                coalesce(v.cause, 'cause not known'), CASE v.contacts WHEN 1 THEN '1 contact' ELSE v.contacts || ' contacts' END) ORDER BY v.place) AS words
        FROM failure_demand.customer_words(diagnostic.period, w.request) AS v
        CROSS JOIN LATERAL (SELECT regexp_replace(btrim(v.example, E' \n\r\t'), '\s+', ' ', 'g')) AS e (example)
        WHERE v.place <= 3) AS s
    ORDER BY w.place;
END;
COMMENT ON FUNCTION failure_demand.diagnostic(daterange, integer) IS
'the n requests with most failure demand in a period: human contacts, failure contacts and their share of all, hours, cost in the currency of the definition, how many have no price in it, the touchpoint that most bounced from, its owner, customers'' words for the three most frequent causes, and what a third less would save; no row where there is no failure demand; errs for n below 1 (22023)';

CREATE FUNCTION failure_demand.diagnostic_report(period daterange, n integer DEFAULT 3, OUT line text)
RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH found AS (
        SELECT d.*, concat_ws(', ', d.worst_channel, d.worst_touchpoint) AS worst
        FROM failure_demand.diagnostic(diagnostic_report.period, diagnostic_report.n) AS d
    ), line AS (
        SELECT 0 AS place, 1 AS position, format('Failure demand from %s to %s: the requests that generate most of it',
                                                 lower(diagnostic_report.period), upper(diagnostic_report.period) - 1) AS line
        UNION ALL
        SELECT 0, 2, 'There is none.' WHERE NOT EXISTS (SELECT FROM found)
        UNION ALL
        SELECT f.place, 0, '' FROM found AS f
        UNION ALL
        SELECT f.place, 1, format('%s. %s: %s of %s contacts with people should not have happened, %s %% of all such contacts.',
                                  f.place, coalesce(f.request, 'no request noted'), f.failure, f.contacts, round((100 * f.share)::numeric)) FROM found AS f
        UNION ALL
        SELECT f.place, 2, '   ' || failure_demand.bar(f.share, 1, 60) FROM found AS f
        UNION ALL
        SELECT f.place, 3, '   ' || concat_ws(' ',
                   CASE WHEN f.handle_hours IS NULL THEN 'How long they took is not known.'
                        ELSE format('They took %s of work%s.',
                                    CASE WHEN f.handle_hours < 3 THEN to_char(60 * f.handle_hours, 'FM990') || ' minutes' ELSE to_char(f.handle_hours, 'FM999,999,999,990') || ' hours' END,
                                    ', and cost ' || to_char(f.cost, 'FM999,999,999,999,990') || ' ' || f.currency) END,
                   CASE WHEN f.unpriced > 0 THEN format('Without a price in %s: %s of them.', f.currency, f.unpriced) END) FROM found AS f
        UNION ALL
        SELECT f.place, 4, format('   Most came from %s: of %s tries to do it there, %s ended with a person (%s %%). It belongs to %s.',
                                  f.worst, f.worst_digital, f.worst_bounced, round(100.0 * f.worst_bounced / f.worst_digital), coalesce(f.owner, 'nobody yet'))
        FROM found AS f WHERE f.worst_digital IS NOT NULL
        UNION ALL
        SELECT f.place, 4 + w.ordinality::integer, '   They say: ' || w.word FROM found AS f CROSS JOIN LATERAL unnest(f.words) WITH ORDINALITY AS w (word)
        UNION ALL
        SELECT f.place, 9, format('   A third less would save %s %s in as long a time.', to_char(f.a_third_less, 'FM999,999,999,999,990'), f.currency)
        FROM found AS f WHERE f.a_third_less IS NOT NULL
    )
    SELECT l.line FROM line AS l ORDER BY l.place, l.position;
END;
COMMENT ON FUNCTION failure_demand.diagnostic_report(daterange, integer) IS
'what diagnostic() says, as lines of text to be read in psql';
