-- A rate does not add up, what it was made of does: every view that shows one shows numerator and
-- denominator too, and their sums by quarter and of all are what contact counts there.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\set company :abs_srcdir '/data/random_company.sql'
\i :setup
\i :company
SET client_min_messages = warning;
\pset format unaligned

-- What there is to count: of the contacts that exist, each once, with the quarter of its day, and of the Monday before it.
CREATE TABLE plain AS
SELECT date_trunc('quarter', day::timestamp) AS quarter, date_trunc('quarter', date_trunc('week', day::timestamp)) AS quarter_of_week,
       date_trunc('month', day::timestamp) AS month, (journey_source, journey_id)::text AS journey, greatest(started_at, ended_at) AS until,
       coalesce(recontact_after <= within, false) AS had_next, coalesce(channel_recontact_after <= within, false) AS followed_in_channel, owner.department, c.*
FROM contact AS c CROSS JOIN (SELECT within FROM report_basis) AS b LEFT JOIN touchpoint AS owner ON owner.name = c.touchpoint
WHERE coalesce(left_out, 'unlinkable') = 'unlinkable';
CREATE INDEX ON plain (journey);
CREATE TABLE plain_cost AS
SELECT c.*, row_number() OVER (PARTITION BY journey_source, journey_id ORDER BY contact_no) AS told_no FROM contact_cost AS c WHERE contact_no IS NOT NULL;
CREATE VIEW plain_attempt AS
SELECT journey, min(quarter) AS quarter, min(n) FILTER (WHERE outcome IS DISTINCT FROM 'abandoned') AS needed
FROM (SELECT *, row_number() OVER (PARTITION BY journey ORDER BY contact_no) AS n FROM plain WHERE kind = 'human' AND left_out IS NULL) AS attempt GROUP BY journey;
CREATE VIEW plain_found AS
SELECT DISTINCT p.quarter, p.source, p.interaction_id, m.reason, m.cause FROM plain AS p JOIN marker AS m ON m.id = ANY (p.markers) WHERE p.kind = 'human' AND p.left_out IS NULL;
CREATE VIEW plain_saturated AS
SELECT f.*, EXISTS (SELECT FROM plain AS a JOIN plain AS b USING (journey) WHERE journey = f.journey AND a.channel < b.channel AND a.started_at < b.until AND b.started_at < a.until) AS is_saturated
FROM plain AS f WHERE contact_no = 1 AND mature;
CREATE VIEW plain_answer AS
SELECT date_trunc('quarter', day::timestamp) AS quarter, CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END AS promotes, nps BETWEEN 0 AND 10 AS of_nps,
       csat >= 4 AS satisfied, csat BETWEEN 1 AND 5 AS of_csat, ces >= 5 AS easy, ces BETWEEN 1 AND 7 AS of_ces
FROM contact WHERE started_at <= (SELECT as_of FROM report_basis);

-- Where a rate is, and what it is made of: view and condition, rate (1/factor of it), numerator, denominator; then the same counted: from where, numerator, denominator. A view without time has no quarters.
-- What is the same in all rows, such as a total, is not added: it is written max().
CREATE TABLE shown (view text, rate text, numerator text, denominator text, counted text, counted_numerator text, counted_denominator text, condition text DEFAULT 'true', factor float8 DEFAULT 1, time text DEFAULT 'time');
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator) VALUES
    ('bounce_daily', 'rate', 'bounced', 'digital', 'plain', 'bounced AND mature', 'kind = ''digital'' AND mature'),
    ('global_fcr_monthly', 'rate', 'resolved_first', 'journeys', 'plain', 'contact_no = 1 AND mature AND contacts = 1', 'contact_no = 1 AND mature'),
    ('global_fcr_monthly', 'next_contact_avoidance', 'avoided', 'mature', 'plain', 'mature AND NOT had_next', 'mature'),
    ('channel_fcr_monthly', 'rate', 'resolved_first', 'journeys', 'plain', 'channel_contact_no = 1 AND mature AND channel_contacts = 1', 'channel_contact_no = 1 AND mature'),
    ('channel_fcr_monthly', 'next_contact_avoidance', 'avoided', 'mature', 'plain', 'mature AND NOT followed_in_channel', 'mature'),
    ('containment_daily', 'reported_containment', 'not_escalated', 'digital', 'plain', 'containment <> ''escalated''', 'kind = ''digital'' AND mature'),
    ('containment_daily', 'true_containment', 'contained', 'digital', 'plain', 'containment = ''contained''', 'kind = ''digital'' AND mature'),
    ('demand_monthly', 'failure_share', 'assessed_failure', 'assessed', 'plain', 'assessed AND demand = ''failure'' AND left_out IS NULL', 'assessed AND left_out IS NULL'),
    ('demand_monthly', 'lower_bound', 'failure', 'contacts', 'plain', 'demand = ''failure'' AND left_out IS NULL', 'kind = ''human'' AND left_out IS NULL'),
    ('demand_monthly', 'upper_bound', 'failure + unclassified', 'contacts', 'plain', 'demand <> ''value'' AND left_out IS NULL', 'kind = ''human'' AND left_out IS NULL'),
    ('channel_saturation', 'rate', 'saturated', 'journeys', 'plain_saturated', 'is_saturated', 'true'),
    ('contact_evasion', 'rate', 'given_up', 'attempts', 'plain', 'kind = ''human'' AND outcome = ''abandoned''', 'kind = ''human'''),
    ('kpi_conflict', 'containment', 'not_escalated', 'digital', 'plain', 'containment <> ''escalated''', 'kind = ''digital'' AND mature'),
    ('kpi_conflict', 'fcr', 'resolved_first', 'journeys', 'plain', 'contact_no = 1 AND mature AND contacts = 1', 'contact_no = 1 AND mature');
UPDATE shown SET counted_numerator = format('count(*) FILTER (WHERE %s)', counted_numerator), counted_denominator = format('count(*) FILTER (WHERE %s)', counted_denominator);
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator) VALUES
    ('contact_evasion', 'mean_attempts_until_served', 'attempts_until_served', 'served', 'plain_attempt', 'sum(needed)', 'count(needed)'),
    ('marker_monthly', 'share', 'contacts', 'contacts_read', 'plain_found', 'count(*)', 'NULL');
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator, time) VALUES
    ('bounce_by_touchpoint', 'rate', 'bounced', 'digital', 'plain', 'count(*) FILTER (WHERE bounced AND mature)', 'count(*) FILTER (WHERE kind = ''digital'' AND mature)', NULL),
    ('handle_time_by_demand', 'failure_mean_seconds', 'failure_seconds', 'failure_handled', 'plain WHERE left_out IS NULL', 'sum(handle_seconds) FILTER (WHERE demand = ''failure'')', 'count(handle_seconds) FILTER (WHERE demand = ''failure'')', NULL),
    ('handle_time_by_demand', 'value_mean_seconds', 'value_seconds', 'value_handled', 'plain WHERE left_out IS NULL', 'sum(handle_seconds) FILTER (WHERE demand = ''value'')', 'count(handle_seconds) FILTER (WHERE demand = ''value'')', NULL),
    ('friction_point', 'share', 'bounced', 'max(all_bounced)', 'plain', 'count(*) FILTER (WHERE bounced AND mature)', 'count(*) FILTER (WHERE bounced AND mature)', NULL),
    ('friction_point', 'cumulative_share', 'max(cumulative_bounced)', 'max(all_bounced)', 'plain', 'count(*) FILTER (WHERE bounced AND mature)', 'count(*) FILTER (WHERE bounced AND mature)', NULL),
    ('generated_demand', 'per_100_sessions', 'contacts', 'sessions', 'plain', '(SELECT count(*) FROM plain AS d CROSS JOIN unnest(''{app,portal,chatbot}''::text[]) AS c WHERE EXISTS (SELECT FROM plain AS s
        WHERE s.journey = d.journey AND s.channel = c AND s.mature AND s.contact_no < d.contact_no))', 'count(*) FILTER (WHERE kind = ''digital'' AND mature)', NULL),
    ('cold_start', 'share', 'contacts', 'max(journeys)', 'plain_cost', 'count(*)', 'count(*) FILTER (WHERE told_no = 1)', NULL),
    ('cold_start', 'mean_handle_seconds', 'handle_seconds', 'handled', 'plain_cost', 'sum(handle_seconds)', 'count(handle_seconds)', NULL);
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator, time, condition) VALUES
    ('cold_start', 'mean_cost', 'cost', 'contacts', 'plain_cost WHERE currency = ''EUR''', 'sum(cost)', 'count(cost)', NULL, 'currency = ''EUR'''),
    ('self_service_limit', 'rate', 'bounced', 'digital', 'plain', 'count(*) FILTER (WHERE bounced AND mature)', 'count(*) FILTER (WHERE kind = ''digital'' AND mature)', NULL, 'currency = ''EUR'''),
    ('self_service_limit', 'human_cost', 'max(human_contacts_cost)', 'max(human_contacts)', 'plain_cost WHERE currency = ''EUR'' AND contact_no = 1', 'sum(cost)', 'count(cost)', NULL, 'currency = ''EUR'''),
    ('self_service_limit', 'bounce_back_cost', 'max(bounce_backs_cost)', 'max(bounce_backs)', 'plain_cost WHERE currency = ''EUR'' AND origin_channel IS NOT NULL', 'sum(cost)', 'count(cost)', NULL, 'currency = ''EUR''');
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator, condition, factor)
SELECT 'scorecard', 'value', 'numerator', 'n', s.counted, s.numerator, s.denominator, format('metric = %L', s.metric), CASE s.metric WHEN 'nps' THEN 100 ELSE 1 END
FROM (VALUES ('nps', 'plain_answer', 'sum(promotes) FILTER (WHERE of_nps)', 'count(*) FILTER (WHERE of_nps)'), ('csat', 'plain_answer', 'count(*) FILTER (WHERE of_csat AND satisfied)', 'count(*) FILTER (WHERE of_csat)'),
             ('ces', 'plain_answer', 'count(*) FILTER (WHERE of_ces AND easy)', 'count(*) FILTER (WHERE of_ces)'),
             ('failure_share', 'plain WHERE left_out IS NULL AND assessed', 'count(*) FILTER (WHERE demand = ''failure'')', 'count(*)'), ('bounce', 'plain WHERE kind = ''digital'' AND mature', 'count(*) FILTER (WHERE bounced)', 'count(*)'),
             ('global_fcr', 'plain WHERE contact_no = 1 AND mature', 'count(*) FILTER (WHERE contacts = 1)', 'count(*)'), ('snowball', 'plain WHERE contact_no = 1 AND mature', 'count(*) FILTER (WHERE contacts > 2)', 'count(*)')) AS s (metric, counted, numerator, denominator);
CREATE VIEW plain_week AS SELECT quarter_of_week AS quarter, left_out, assessed, demand, kind, mature, bounced, contact_no, contacts, department FROM plain;
INSERT INTO shown (view, rate, numerator, denominator, counted, counted_numerator, counted_denominator, condition)
SELECT view, 'value', 'numerator', 'denominator', s.counted, s.numerator, 'count(*)', s.condition
FROM unnest('{rate_weekly,control_chart}'::text[]) AS view,
     (VALUES ('metric = ''failure_share''', 'plain_week WHERE left_out IS NULL AND assessed', 'count(*) FILTER (WHERE demand = ''failure'')'),
             ('metric = ''bounce'' AND department IS NULL', 'plain_week WHERE kind = ''digital'' AND mature', 'count(*) FILTER (WHERE bounced)'),
             ('metric = ''bounce'' AND department = ''Billing''', 'plain_week WHERE kind = ''digital'' AND mature AND department = ''Billing''', 'count(*) FILTER (WHERE bounced)'),
             ('metric = ''global_fcr''', 'plain_week WHERE contact_no = 1 AND mature', 'count(*) FILTER (WHERE contacts = 1)')) AS s (condition, counted, numerator);

UPDATE shown SET factor = 100 WHERE rate = 'per_100_sessions';

-- What is none, and why.
CREATE TABLE not_a_rate (view text, "column" text, because text);
INSERT INTO not_a_rate VALUES
    ('*', 'lower', 'a bound of the rate beside it'), ('*', 'upper', 'a bound of the rate beside it'), ('*', 'handle_minutes', 'a sum'),
    ('interaction', 'nps', 'an answer'), ('interaction', 'csat', 'an answer'), ('interaction', 'ces', 'an answer'),
    ('contact', 'nps', 'an answer'), ('contact', 'csat', 'an answer'), ('contact', 'ces', 'an answer'),
    ('friction_point', 'bounce_back_minutes', 'a sum'), ('handle_time_by_demand', 'excess_minutes', 'a sum, by request'),
    ('kpi_conflict', 'containment_change', 'from the month before'), ('kpi_conflict', 'containment_lower', 'a bound of it'), ('kpi_conflict', 'containment_upper', 'a bound of it'),
    ('kpi_conflict', 'fcr_change', 'from the month before'), ('kpi_conflict', 'fcr_lower', 'a bound of it'), ('kpi_conflict', 'fcr_upper', 'a bound of it'),
    ('control_chart', 'centre', 'numerators over denominators of the weeks judged'), ('fcr_trend', 'tau', 'a statistic of so many points'), ('fcr_trend', 'p_value', 'a statistic of so many points'),
    ('fcr_trend', 'slope', 'a statistic of so many points'), ('scorecard', 'target', 'what is aimed at'),
    ('self_service_limit', 'digital_cost', 'a price'), ('self_service_limit', 'break_even', 'of the means beside it');
-- No rows: a number that may be a rate, and of which nothing is said here; or of which there is no such column.
SELECT c.relname, a.attname
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = 'failure_demand'::regnamespace AND c.relkind = 'v' AND c.relname NOT LIKE 'work\_%' AND a.attnum > 0 AND a.atttypid IN ('float8'::regtype, 'float4'::regtype)
  AND NOT EXISTS (SELECT FROM shown AS s WHERE (s.view, s.rate) = (c.relname, a.attname)) AND NOT EXISTS (SELECT FROM not_a_rate AS n WHERE n.view IN (c.relname, '*') AND n.column = a.attname);
SELECT view, rate FROM shown WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = ('failure_demand.' || view)::regclass AND attname = rate)
UNION ALL
SELECT view, "column" FROM not_a_rate WHERE view <> '*' AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = ('failure_demand.' || view)::regclass AND attname = "column");

-- Row by row, the rate is what its columns say: rows, rows with a rate, and those where it is not.
CREATE FUNCTION wrong_rows(s shown, OUT rows bigint, OUT rates bigint, OUT wrong bigint) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT count(*), count(%1$I), count(*) FILTER (WHERE NOT near(%1$I, %2$L * (%3$s)::float8 / nullif(%4$s, 0)) OR (%4$s) IS NULL) FROM %5$I WHERE %6$s',
                   s.rate, s.factor, replace(s.numerator, 'max', ''), replace(s.denominator, 'max', ''), s.view, s.condition) INTO rows, rates, wrong;
END $$;
SELECT s.view, s.rate, s.condition, w.* FROM shown AS s, wrong_rows(s) AS w WHERE w.wrong > 0 OR w.rates < 2;
-- By quarter, and of all: numerators and denominators, as they add up and as they are counted.
CREATE FUNCTION sums(s shown) RETURNS TABLE (quarter timestamp, numerator numeric, denominator numeric, counted_numerator numeric, counted_denominator numeric) LANGUAGE plpgsql AS $$
DECLARE
    add text[] := ARRAY(SELECT CASE WHEN e LIKE 'max(%' THEN e ELSE format('sum(%s)', e) END FROM unnest(ARRAY[s.numerator, s.denominator]) AS e);
BEGIN
    RETURN QUERY EXECUTE format(
        'WITH added AS (SELECT %1$s AS quarter, %2$s AS x, %3$s AS n FROM %4$I WHERE %5$s GROUP BY GROUPING SETS ((1), ())),
              counted AS (SELECT %6$s AS quarter, %7$s AS x, %8$s AS n FROM %9$s GROUP BY GROUPING SETS ((1), ()))
         SELECT quarter, a.x::numeric, a.n::numeric, coalesce(c.x, 0)::numeric, c.n::numeric FROM added AS a FULL JOIN counted AS c USING (quarter) WHERE quarter IS NOT NULL
         UNION ALL
         SELECT NULL, a.x::numeric, a.n::numeric, coalesce(c.x, 0)::numeric, c.n::numeric FROM (SELECT * FROM added WHERE quarter IS NULL LIMIT 1) AS a, (SELECT * FROM counted WHERE quarter IS NULL LIMIT 1) AS c',
        CASE WHEN s.time IS NOT NULL THEN 'date_trunc(''quarter'', time AT TIME ZONE ''Europe/Berlin'')' ELSE 'NULL::timestamp' END, add[1], add[2], s.view, s.condition,
        CASE WHEN s.time IS NOT NULL THEN 'quarter' ELSE 'NULL::timestamp' END, s.counted_numerator, s.counted_denominator, s.counted);
END $$;
CREATE TABLE added AS SELECT s.view, s.rate, s.condition, s.time, a.* FROM shown AS s, sums(s) AS a;
SELECT * FROM added WHERE numerator <> counted_numerator OR (denominator <> counted_denominator) OR numerator IS NULL OR denominator IS NULL OR counted_numerator IS NULL OR counted_denominator IS NULL AND view <> 'marker_monthly';
SELECT view, rate, condition, count(*) AS quarters FROM added WHERE quarter IS NOT NULL GROUP BY view, rate, condition HAVING count(*) <> 2;
SELECT count(DISTINCT view) AS views, count(*) AS sums, count(*) FILTER (WHERE numerator > 0 AND denominator > numerator) AS of_some FROM added;
-- Of the texts that were read, each month and language says how many.
SELECT sum(contacts_read) AS read, (SELECT count(markers) FROM plain WHERE kind = 'human' AND left_out IS NULL) AS counted FROM (SELECT DISTINCT time, language, contacts_read FROM marker_monthly) AS m;
-- The sum that was natural before: failure demand over what was assessed is no share of anything.
SELECT sum(failure) > sum(assessed_failure) AS more, sum(assessed_failure)::float8 / sum(assessed) = (SELECT avg((demand = 'failure')::int)::float8 FROM plain WHERE assessed AND left_out IS NULL) AS right FROM demand_monthly;
CALL forget_company();
DROP SCHEMA test CASCADE;
