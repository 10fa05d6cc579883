-- Companies made up at random, and what their departments pay in slow, plain SQL that shares
-- nothing with the extension: a difference that has rows is a defect.

SET search_path = public, failure_demand, failure_demand_internal;

-- A number from 0 to n - 1 that looks random and depends on the rest.
CREATE FUNCTION pick(n integer, VARIADIC salt integer[]) RETURNS integer
IMMUTABLE LANGUAGE sql AS $$ SELECT ((hashtextextended($2::text COLLATE "C", 0) % n + n) % n)::integer $$;
CREATE FUNCTION one_of(choices text, VARIADIC salt integer[]) RETURNS text
IMMUTABLE LANGUAGE sql AS $$
SELECT nullif(c[1 + pick(cardinality(c), VARIADIC salt)], '-') FROM string_to_array(choices, ' ') AS c $$;

CREATE TABLE interactions (
    interaction_id int, customer text, request text, channel text, touchpoint text, started_at timestamptz,
    ended_at timestamptz, handle_seconds int,
    reason text, provider text, brand text, direction text
);

-- So many interactions from a number on, of the first three months of 2026.
CREATE PROCEDURE add_interactions(seed int, first int, last int) LANGUAGE sql AS $$
    INSERT INTO public.interactions
    SELECT n, CASE WHEN pick(20, seed, n, 1) > 0 THEN 'c' || pick(150, seed, n, 2) END,
           public.one_of('bill bill move outage -', seed, n, 3),
           public.one_of('app portal phone phone chat email', seed, n, 4),
           public.one_of('t1 t2 t3 t4 t5 t6 t7 -', seed, n, 5),
           started_at, started_at + public.pick(3000, seed, n, 6) * interval '1 second',
           nullif(public.pick(800, seed, n, 7), 13),
           public.one_of('- - - R1 R2 R3 V', seed, n, 8), public.one_of('- P Q', seed, n, 9),
           public.one_of('- red blue', seed, n, 10),
           CASE WHEN public.pick(30, seed, n, 11) = 0 THEN 'outbound' END
    FROM generate_series(first, last) AS n,
         LATERAL (SELECT CASE WHEN public.pick(50, seed, n, 12) > 0
                              THEN '2026-01-01Z'::timestamptz + public.pick(7776000, seed, n, 13) * interval '1 second'
                                  END) AS t (started_at)
$$;

-- A share of 1 for each of n departments, in so many decimals; the last has what is left.
CREATE FUNCTION random_shares(seed int, rule int, n int, decimals int) RETURNS TABLE (department text, share numeric)
LANGUAGE sql AS $$
    WITH weighed AS (
        SELECT i, 'd' || i AS department, 1 + public.pick((ARRAY[1, 10, 1000000])[1 + public.pick(3, seed, rule, 21)],
                                                          seed, rule, i, 22) AS weight
        FROM generate_series(1, n) AS i
    ), cut AS (
        SELECT i, department, trunc(weight / sum(weight::numeric) OVER (), decimals) AS share FROM weighed
    )
    SELECT department, CASE WHEN i = n THEN 1 - coalesce(sum(share) FILTER (WHERE i < n) OVER (), 0) ELSE share END
    FROM cut
$$;

CREATE PROCEDURE make_rules(seed int) LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM cause_share;
    DELETE FROM cause_rule;
    INSERT INTO cause_rule
    SELECT 'rule ' || r, pick(10, seed, r, 31), one_of('- - t1 t2 t3 t4', seed, r, 32),
           one_of('- - bill move', seed, r, 33), one_of('- - - R1 R2', seed, r, 34),
           one_of('- - - progress_chasing failed_self_service', seed, r, 35)::avoidable_reason,
           one_of('- - - delivery app', seed, r, 36),
           one_of('- - app phone', seed, r, 37), one_of('- - - red', seed, r, 38)
    FROM generate_series(1, 15) AS r;
    INSERT INTO cause_share
    SELECT 'rule ' || r, s.department, s.share
    FROM generate_series(1, 15) AS r, random_shares(seed, r, 1 + pick(6, seed, r, 41), 7 + pick(50, seed, r, 42)) AS s
    WHERE pick(8, seed, r, 43) > 0
    ORDER BY hashtext(r::text || s.department);
END $$;

-- Rates with holes and many decimals, in several currencies, of which one is the company's own.
CREATE PROCEDURE make_rates(seed int) LANGUAGE sql AS $$
    DELETE FROM failure_demand.rate_card;
    INSERT INTO failure_demand.rate_card
    SELECT channel, provider, daterange('2025-12-01'::date + n * 25 + public.pick(10, seed, n, c, p, 51),
                                        '2025-12-01'::date + n * 25 + 11 + public.pick(15, seed, n, c, p, 52)),
           public.pick(1000000, seed, n, c, p, 53) * ('1e-' || public.pick(8, seed, n, c, p, 54))::numeric,
           (1 + public.pick(99, seed, n, c, p, 55)) / (ARRAY[1.0, 3.0, 7.0])[1 + public.pick(3, seed, n, c, p, 56)],
           public.one_of('- EUR EUR JPY KWD XTS', seed, n, c, p, 57)
    FROM (VALUES ('phone', 1), ('chat', 2), ('email', 3)) AS channels (channel, c),
        (VALUES (NULL, 1), ('P', 2)) AS providers (provider, p), generate_series(0, 4) AS n
    WHERE public.pick(10, seed, n, c, p, 58) > 0
$$;

CREATE PROCEDURE make_company(seed int) LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE interactions;
    DELETE FROM definition;
    INSERT INTO definition (within, match, time_zone, currency)
    VALUES (one_of('24:00:00 48:00:00 168:00:00', seed, 61)::interval, one_of('request request customer', seed, 62),
            one_of('UTC Europe/Berlin America/St_Johns Pacific/Auckland', seed, 63), one_of('EUR CHF', seed, 64));
    UPDATE touchpoint SET department = one_of('- d1 d2 d3 d4', seed, substr(name, 2)::int, 65);
    CALL make_rules(seed);
    CALL make_rates(seed);
    CALL add_interactions(seed, 1, 1200);
    CALL refresh(full => true, as_of => '2026-05-01Z');
END $$;

-- ---- what should be ----

CREATE VIEW expected_cost AS
SELECT c.source, c.interaction_id, c.day, c.handle_seconds, k.code AS currency, k.digits,
       -- in whole units: half a unit is added, and what is no whole one cut off
       div(2 * (c.handle_seconds * r.hourly_rate + 3600 * r.cost_per_contact) * 10::numeric ^ k.digits + 3600,
           7200) AS units
FROM contact AS c
LEFT JOIN LATERAL (SELECT r.* FROM rate_card AS r
                   WHERE r.channel = c.channel AND coalesce(r.provider = c.provider, r.provider IS NULL)
                     AND c.day >= lower(r.valid) AND c.day < upper(r.valid)
                   ORDER BY r.provider NULLS LAST LIMIT 1) AS r ON true
LEFT JOIN LATERAL (SELECT k.code, k.digits
                   FROM (SELECT *, 1 AS rank FROM currency UNION ALL SELECT *, 2 FROM shipped_currency) AS k
                   WHERE k.code = coalesce(r.currency, (SELECT d.currency FROM definition AS d))
                     AND r.channel IS NOT NULL AND c.handle_seconds IS NOT NULL
                   ORDER BY k.rank LIMIT 1) AS k ON true
WHERE c.demand = 'failure';

CREATE VIEW expected_payer AS
SELECT 'cause' AS model, f.source, f.interaction_id, f.rule, s.department, coalesce(s.share, 1) AS weight
FROM (SELECT c.source, c.interaction_id,
             (SELECT r.rule FROM cause_rule AS r
              WHERE coalesce(r.touchpoint = CASE WHEN c.origin_id IS NULL THEN c.touchpoint ELSE o.touchpoint END,
                             r.touchpoint IS NULL)
                AND coalesce(r.channel = CASE WHEN c.origin_id IS NULL THEN c.channel ELSE o.channel END,
                             r.channel IS NULL)
                AND coalesce(r.request = c.request, r.request IS NULL)
                AND coalesce(r.reason = c.reason, r.reason IS NULL)
                AND coalesce(r.avoidable_reason::text = c.avoidable_reason, r.avoidable_reason IS NULL)
                AND coalesce(r.cause = c.cause, r.cause IS NULL)
                AND coalesce(r.brand = c.brand, r.brand IS NULL)
              ORDER BY r.priority, convert_to(r.rule, 'UTF8') LIMIT 1) AS rule
      FROM contact AS c LEFT JOIN contact AS o ON (o.source, o.interaction_id) = (c.origin_source, c.origin_id)
      WHERE c.demand = 'failure') AS f
LEFT JOIN cause_share AS s ON s.rule = f.rule
UNION ALL
SELECT 'origin', c.source, c.interaction_id, NULL,
       (SELECT t.department FROM contact AS o JOIN touchpoint AS t ON t.name = o.touchpoint
        WHERE (o.source, o.interaction_id) = (c.origin_source, c.origin_id)), 1
FROM contact AS c WHERE c.demand = 'failure'
UNION ALL
SELECT 'linear', c.source, c.interaction_id, NULL,
       (SELECT t.department FROM touchpoint AS t WHERE t.name = e.touchpoint), count(*)
FROM contact AS c
LEFT JOIN contact AS e ON e.customer = c.customer
       AND (e.journey_source, e.journey_id) = (c.journey_source, c.journey_id) AND e.contact_no < c.contact_no
WHERE c.demand = 'failure'
GROUP BY 2, 3, 5;

-- Largest remainders, written out.
CREATE VIEW expected_line AS
SELECT model, source, interaction_id, day, coalesce(department, 'unattributed') AS department, rule, currency,
       trim_scale(weight) AS weight,
       seconds_whole + (seconds_place <= handle_seconds - sum(seconds_whole) OVER contact)::int AS handle_seconds,
       round((whole + (place <= units - sum(whole) OVER contact)::int) / 10::numeric ^ digits, digits) AS amount
FROM (SELECT *, row_number() OVER (contact ORDER BY units * weight - whole * total DESC,
                                                    convert_to(department, 'UTF8')) AS place,
             row_number() OVER (contact ORDER BY handle_seconds * weight - seconds_whole * total DESC,
                                                 convert_to(department, 'UTF8')) AS seconds_place
      FROM (SELECT *, div(units * weight, total) AS whole, div(handle_seconds * weight, total) AS seconds_whole
            FROM (SELECT *, sum(weight) OVER contact AS total FROM expected_payer
                  JOIN expected_cost USING (source, interaction_id)
                  WINDOW contact AS (PARTITION BY model, source, interaction_id)) AS weighed) AS divided
      WINDOW contact AS (PARTITION BY model, source, interaction_id)) AS placed
WINDOW contact AS (PARTITION BY model, source, interaction_id);

CREATE VIEW actual_line AS
SELECT model, source, interaction_id, day, department, rule, currency, trim_scale(weight) AS weight, handle_seconds,
       amount FROM transfer_line;

CREATE VIEW line_difference AS
(SELECT 'extension' AS said_by, * FROM actual_line EXCEPT ALL SELECT 'extension', * FROM expected_line)
UNION ALL
(SELECT 'oracle', * FROM expected_line EXCEPT ALL SELECT 'oracle', * FROM actual_line);

-- ---- one-time set-up ----
INSERT INTO department SELECT 'd' || n FROM generate_series(1, 6) AS n;
INSERT INTO touchpoint SELECT 't' || n FROM generate_series(1, 6) AS n;
INSERT INTO reason VALUES ('R1', 'failure', 'progress_chasing', 'delivery'), ('R2', 'failure', NULL, 'app'),
            ('R3', 'failure', NULL, NULL), ('V', 'value', NULL, NULL);
INSERT INTO currency VALUES ('XTS', 5);
SELECT add_source('interactions');
