-- The first 90 days: which two or three requests generate most failure demand, where they
-- fail, in whose words, who owns it, and what a third less would save.

CREATE FUNCTION failure_demand_internal.check_places(n integer)
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
COMMENT ON FUNCTION failure_demand_internal.check_places(integer) IS
'how many requests to show; errs where it is null or below 1 (22023)';

-- What customers said of what failed: those alone in whose words a marker of the contact's
-- cause was found. The three most frequent causes of each request have an example: the most
-- frequent sentence, then the longest that is still read at a glance, that was not yet said.
CREATE FUNCTION failure_demand_internal.customer_words(
    period daterange, requests text[],
    OUT place bigint, OUT request text, OUT cause_place bigint, OUT cause text, OUT contacts bigint, OUT example text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    WITH RECURSIVE said AS MATERIALIZED (
        SELECT r.place, r.request, c.cause, CASE WHEN length(w.words) > 160 THEN left(w.words, 157) || '...'
                                                 ELSE w.words END AS sentence, count(*) AS contacts
        FROM unnest(customer_words.requests) WITH ORDINALITY AS r (request, place)
        JOIN failure_demand.contact AS c ON c.request IS NOT DISTINCT FROM r.request
        CROSS JOIN LATERAL (SELECT regexp_replace(btrim(c.verbatim, E' \n\r\t'), E'\\s+', ' ', 'g')) AS w (words)
        WHERE c.demand = 'failure' AND c.day <@ customer_words.period
          AND (EXISTS (SELECT FROM failure_demand.marker AS m WHERE m.id = ANY (c.markers) AND m.cause = c.cause)
               OR EXISTS (SELECT FROM failure_demand_internal.shipped_marker AS m
                          WHERE m.id = ANY (c.markers) AND m.cause = c.cause))
        GROUP BY r.place, r.request, c.cause, sentence
    ), named AS (
        SELECT row_number() OVER (PARTITION BY s.place ORDER BY sum(s.contacts) DESC, s.cause) AS cause_place,
               s.place, s.request, s.cause, sum(s.contacts)::bigint AS contacts
        FROM said AS s GROUP BY s.place, s.request, s.cause
    ), heard AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY n.place, n.cause_place) AS step, n.place, n.cause FROM named AS n
        WHERE n.cause_place <= 3
    ), quoted AS (
        SELECT 0::bigint AS step, '{}'::text[] COLLATE "C" AS sentences
        UNION ALL
        SELECT h.step, q.sentences || coalesce(
                   (SELECT s.sentence FROM said AS s
                    WHERE (s.place, s.cause) = (h.place, h.cause)
                      AND lower(s.sentence) <> ALL (SELECT lower(e) FROM unnest(q.sentences) AS e)
                    ORDER BY s.contacts DESC, length(s.sentence) > 120, length(s.sentence) DESC, s.sentence
                    LIMIT 1), '')
        FROM quoted AS q JOIN heard AS h ON h.step = q.step + 1
    )
    SELECT n.place, n.request, n.cause_place, n.cause, n.contacts, nullif(q.sentences[h.step], '')
    FROM named AS n
    LEFT JOIN heard AS h ON (h.place, h.cause) = (n.place, n.cause)
    LEFT JOIN quoted AS q ON q.step = h.step
    ORDER BY n.place, n.cause_place;
END;
COMMENT ON FUNCTION failure_demand_internal.customer_words(daterange, text[]) IS
'what customers said about requests in a period, by what had failed: failure contacts with a marker of their cause, '
'and an example of the first three, none twice';

CREATE FUNCTION failure_demand_internal.request_demand(
    period daterange,
    OUT request text, OUT contacts bigint, OUT failure bigint, OUT handle_seconds bigint, OUT cost numeric,
    OUT currency text, OUT digits integer, OUT unpriced bigint)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.request, count(*), count(*) FILTER (WHERE c.demand = 'failure'),
           sum(c.handle_seconds) FILTER (WHERE c.demand = 'failure'),
           sum(c.cost) FILTER (WHERE c.demand = 'failure' AND c.currency = b.currency), b.currency, min(k.digits),
           count(*) FILTER (WHERE c.demand = 'failure' AND c.currency IS DISTINCT FROM b.currency)
    FROM failure_demand.contact_cost AS c CROSS JOIN failure_demand.report_basis AS b
    LEFT JOIN failure_demand.currency_in_force AS k ON k.code = b.currency
    WHERE c.day <@ failure_demand_internal.check_period(request_demand.period) AND c.demand IS NOT NULL
    GROUP BY c.request, b.currency;
END;
COMMENT ON FUNCTION failure_demand_internal.request_demand(daterange) IS
'a row a request of a period: human contacts, and of the failure contacts how many, their handle time, their cost in '
'the currency of the definition with its decimals, and how many have no price in it';

CREATE FUNCTION failure_demand_internal.worst_touchpoint(
    period daterange, request text, OUT channel text, OUT touchpoint text, OUT bounced bigint, OUT digital bigint)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT c.channel, c.touchpoint, count(*) FILTER (WHERE c.bounced), count(*)
    FROM failure_demand.contact AS c
    WHERE c.kind = 'digital' AND c.mature AND c.day <@ worst_touchpoint.period
      AND c.request IS NOT DISTINCT FROM worst_touchpoint.request
    GROUP BY c.channel, c.touchpoint HAVING count(*) FILTER (WHERE c.bounced) > 0
    ORDER BY count(*) FILTER (WHERE c.bounced) DESC, c.channel, c.touchpoint LIMIT 1;
END;
COMMENT ON FUNCTION failure_demand_internal.worst_touchpoint(daterange, text) IS
'where most customers with a request bounced from in a period, how many, and of how many; no row where nobody did';

CREATE TYPE failure_demand.diagnosed_request AS (
    place             bigint,
    request           text,
    contacts          bigint,
    failure           bigint,
    share_of_contacts double precision,
    all_failure       bigint,
    share_of_failure  double precision,
    handle_hours      double precision,
    cost              numeric,
    currency          text,
    unpriced          bigint,
    worst_channel     text,
    worst_touchpoint  text,
    worst_bounced     bigint,
    worst_digital     bigint,
    owner             text,
    words             text[],
    a_third_less      numeric
);
COMMENT ON TYPE failure_demand.diagnosed_request IS
'a request that generates failure demand, where it fails, and what it costs';
COMMENT ON COLUMN failure_demand.diagnosed_request.place IS
'1: most failure demand';
COMMENT ON COLUMN failure_demand.diagnosed_request.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.diagnosed_request.contacts IS
'human contacts of the period';
COMMENT ON COLUMN failure_demand.diagnosed_request.failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand.diagnosed_request.share_of_contacts IS
'failure / contacts';
COMMENT ON COLUMN failure_demand.diagnosed_request.all_failure IS
'failure demand of all requests';
COMMENT ON COLUMN failure_demand.diagnosed_request.share_of_failure IS
'failure / all_failure';
COMMENT ON COLUMN failure_demand.diagnosed_request.handle_hours IS
'hours of a person''s work on its failure demand';
COMMENT ON COLUMN failure_demand.diagnosed_request.cost IS
'cost of its failure demand, in the currency';
COMMENT ON COLUMN failure_demand.diagnosed_request.currency IS
'ISO 4217, of the definition';
COMMENT ON COLUMN failure_demand.diagnosed_request.unpriced IS
'failure contacts without a price in it';
COMMENT ON COLUMN failure_demand.diagnosed_request.worst_channel IS
'channel that most bounced from';
COMMENT ON COLUMN failure_demand.diagnosed_request.worst_touchpoint IS
'touchpoint that most bounced from';
COMMENT ON COLUMN failure_demand.diagnosed_request.worst_bounced IS
'mature contacts that bounced from it';
COMMENT ON COLUMN failure_demand.diagnosed_request.worst_digital IS
'mature contacts at it';
COMMENT ON COLUMN failure_demand.diagnosed_request.owner IS
'department that owns it';
COMMENT ON COLUMN failure_demand.diagnosed_request.words IS
'customers'' words for the three most frequent causes, with cause and contacts';
COMMENT ON COLUMN failure_demand.diagnosed_request.a_third_less IS
'what a third less would save, in the currency';

CREATE FUNCTION failure_demand.diagnostic(period daterange, n integer DEFAULT 3)
RETURNS SETOF failure_demand.diagnosed_request
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    WITH demand AS (
        SELECT d.* FROM failure_demand_internal.request_demand(diagnostic.period) AS d
    ), worst AS (
        SELECT row_number() OVER (ORDER BY d.failure DESC, d.request) AS place, d.*
        FROM demand AS d WHERE d.failure > 0 ORDER BY place LIMIT failure_demand_internal.check_places(diagnostic.n)
    ), spoken AS (
        SELECT v.place,
               array_agg(format('"%s" (%s, %s)', v.example, v.cause,
                                CASE v.contacts WHEN 1 THEN '1 contact' ELSE v.contacts || ' contacts' END)
                         ORDER BY v.cause_place) AS words
        FROM failure_demand_internal.customer_words(
            diagnostic.period, ARRAY(SELECT w.request FROM worst AS w ORDER BY w.place)) AS v
        WHERE v.example IS NOT NULL
        GROUP BY v.place
    )
    SELECT w.place, w.request, w.contacts, w.failure, w.failure::double precision / w.contacts, t.failure,
           w.failure::double precision / t.failure,
           w.handle_seconds / 3600.0::double precision, w.cost, w.currency, w.unpriced,
           p.channel, p.touchpoint, p.bounced, p.digital, o.department, s.words, round(w.cost / 3, w.digits)
    FROM worst AS w
    CROSS JOIN (SELECT sum(d.failure)::bigint AS failure FROM demand AS d) AS t
    LEFT JOIN LATERAL failure_demand_internal.worst_touchpoint(diagnostic.period, w.request) AS p ON true
    LEFT JOIN failure_demand.touchpoint AS o ON o.name = p.touchpoint
    LEFT JOIN spoken AS s ON s.place = w.place
    ORDER BY w.place;
END;
COMMENT ON FUNCTION failure_demand.diagnostic(daterange, integer) IS
'the n requests with most failure demand in a period: human contacts, failure contacts, their share of these and of '
'all failure, hours, cost in the currency of the definition, how many have no price in it, the touchpoint that most '
'bounced from, its owner, customers'' words for the three most frequent causes, and what a third less would save; no '
'row without failure demand; errs for n below 1 (22023)';

-- A break is where a blank is, though not before a %, but in a word that is wider than a line.
CREATE FUNCTION failure_demand_internal.wrapped_line(line text, width integer, OUT place bigint, OUT part text)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
    SELECT coalesce(p.place, 1), coalesce(CASE WHEN p.place = 1 THEN i.blanks ELSE '   ' END || p.part[1], '')
    -- a regular expression counts to 255
    FROM (SELECT substring(wrapped_line.line FROM '^ *') AS blanks,
                 least(greatest(wrapped_line.width, 4), 258) - 3 AS room) AS i
    LEFT JOIN LATERAL regexp_matches(
            wrapped_line.line, format(E'\\S.{0,%s}(?=\\s(?!%%)|$)|\\S{1,%s}', i.room - 1, i.room), 'g')
        WITH ORDINALITY AS p (part, place) ON true;
END;
COMMENT ON FUNCTION failure_demand_internal.wrapped_line(text, integer) IS
'a line as lines of so many characters at the most, from 4 to 258; from the second on they are indented by three';

CREATE FUNCTION failure_demand.diagnostic_report(period daterange, n integer DEFAULT 3, OUT line text)
RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
BEGIN ATOMIC
    WITH found AS (
        SELECT d.*, concat_ws(', ', d.worst_channel, d.worst_touchpoint) AS worst
        FROM failure_demand.diagnostic(diagnostic_report.period, diagnostic_report.n) AS d
    ), line AS (
        SELECT 0 AS place, 1 AS position, format('Failure demand from %s to %s: the requests that generate most of it',
                                                 lower(diagnostic_report.period),
                                                 upper(diagnostic_report.period) - 1) AS line
        UNION ALL
        SELECT 0, 2, 'There is none.' WHERE NOT EXISTS (SELECT FROM found)
        UNION ALL
        SELECT f.place, 0, '' FROM found AS f
        UNION ALL
        SELECT f.place, 1, format('%s. %s: %s of %s contacts with people should not have happened: %s %% of these, '
                                  'and %s %% of all that should not have happened.',
                                  f.place, coalesce(f.request, 'no request noted'), f.failure, f.contacts,
                                  round((100 * f.share_of_contacts)::numeric),
                                  round((100 * f.share_of_failure)::numeric)) FROM found AS f
        UNION ALL
        SELECT f.place, 2, '   ' || failure_demand.bar(f.share_of_failure, 1, 60) FROM found AS f
        UNION ALL
        SELECT f.place, 3, '   ' || concat_ws(' ',
                   CASE WHEN f.handle_hours IS NULL THEN 'How long they took is not known.'
                        ELSE format('They took %s of work%s.',
                                    CASE WHEN f.handle_hours < 3 THEN to_char(60 * f.handle_hours, 'FM990')
                                         || ' minutes'
                                         ELSE to_char(f.handle_hours, 'FM999,999,999,990') || ' hours' END,
                                    ', and cost ' || to_char(f.cost, 'FM999,999,999,999,990') || ' '
                                    || f.currency) END,
                   CASE WHEN f.unpriced > 0 THEN format('Without a price in %s: %s of them.', f.currency,
                                                        f.unpriced) END) FROM found AS f
        UNION ALL
        SELECT f.place, 4, format('   Most came from %s: of %s tries to do it there, %s ended with a person (%s %%). '
                                  'It belongs to %s.',
                                  f.worst, f.worst_digital, f.worst_bounced,
                                  round(100.0 * f.worst_bounced / f.worst_digital), coalesce(f.owner, 'nobody yet'))
        FROM found AS f WHERE f.worst_digital IS NOT NULL
        UNION ALL
        SELECT f.place, 4 + w.ordinality::integer, '   They say: ' || w.word FROM found AS f
        CROSS JOIN LATERAL unnest(f.words) WITH ORDINALITY AS w (word)
        UNION ALL
        SELECT f.place, 9, format('   A third less would save %s %s in as long a time.',
                                  to_char(f.a_third_less, 'FM999,999,999,999,990'), f.currency)
        FROM found AS f WHERE f.a_third_less IS NOT NULL
    )
    SELECT w.part FROM line AS l CROSS JOIN LATERAL failure_demand_internal.wrapped_line(l.line, 100) AS w
    ORDER BY l.place, l.position, w.place;
END;
COMMENT ON FUNCTION failure_demand.diagnostic_report(daterange, integer) IS
'what diagnostic() says, as lines of text to be read in psql, of 100 characters at the most';
