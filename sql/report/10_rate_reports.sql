-- Reports on rates: what bounces, what is done with the first contact, what is contained.
--
-- A series of one line has a row a bucket from the first contact to the last, also where
-- nothing happened: a gap would be drawn as a line. Days are those of the definition's time
-- zone.
-- The views run with their owner's rights: a role that may read one sees all of it.
--
-- Each shows numerator and denominator of its rates, which add up over days, months and
-- whatever else it has rows of; a rate does not. It is provisional while the day or month is
-- not over, or a contact of it is not judged yet; so is the month in which the data begin.

-- generate_series() as it is, but for how many rows the planner expects: with 1,000 buckets
-- and a few joins it would think every report worth compiling.
CREATE FUNCTION failure_demand_internal.report_series(first timestamp, last timestamp, step interval)
RETURNS SETOF timestamp
AS 'generate_series_timestamp'
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE ROWS 30;
COMMENT ON FUNCTION failure_demand_internal.report_series(timestamp, timestamp, interval) IS
'the days, weeks or months of a report: generate_series, of as few rows as a report has';

CREATE VIEW failure_demand.report_day AS
SELECT day::date, (day AT TIME ZONE b.time_zone) AS time,
       (day + interval '1 day') AT TIME ZONE b.time_zone <= b.as_of AS is_over
FROM (SELECT min(day)::timestamp AS first, max(day)::timestamp AS last FROM failure_demand_internal.rate_tally) AS span
CROSS JOIN LATERAL failure_demand_internal.report_series(first, last, '1 day') AS day
CROSS JOIN failure_demand.report_basis AS b
-- where the date line was moved, there never was this day
WHERE (day AT TIME ZONE b.time_zone AT TIME ZONE b.time_zone)::date = day;
ALTER VIEW failure_demand.report_day OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.report_day IS
'the days of the reports, from the first contact to the last';
COMMENT ON COLUMN failure_demand.report_day.day IS
'the day';
COMMENT ON COLUMN failure_demand.report_day.time IS
'when it began';
COMMENT ON COLUMN failure_demand.report_day.is_over IS
'had it ended by as_of?';

-- Of the first week or month, what was before the data begin is not known, unless they begin with it.
CREATE VIEW failure_demand.report_week AS
SELECT week::date, (week AT TIME ZONE b.time_zone) AS time,
       week >= span.first AND (week + interval '7 days') AT TIME ZONE b.time_zone <= b.as_of AS is_whole
FROM (SELECT min(day)::timestamp AS first, max(day)::timestamp AS last FROM failure_demand_internal.rate_tally) AS span
CROSS JOIN LATERAL failure_demand_internal.report_series(date_trunc('week', span.first), span.last, '7 days') AS week
CROSS JOIN failure_demand.report_basis AS b;
ALTER VIEW failure_demand.report_week OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.report_week IS
'the ISO weeks of the reports, from the first contact to the last';
COMMENT ON COLUMN failure_demand.report_week.week IS
'first day of the week (ISO)';
COMMENT ON COLUMN failure_demand.report_week.time IS
'when it began';
COMMENT ON COLUMN failure_demand.report_week.is_whole IS
'had it ended by as_of, and did the data begin no later than it?';

CREATE VIEW failure_demand.report_month AS
SELECT month::date, (month AT TIME ZONE b.time_zone) AS time,
       month >= span.first AND (month + interval '1 month') AT TIME ZONE b.time_zone <= b.as_of AS is_whole
FROM (SELECT min(day)::timestamp AS first, max(day)::timestamp AS last FROM failure_demand_internal.rate_tally) AS span
CROSS JOIN LATERAL failure_demand_internal.report_series(date_trunc('month', span.first), span.last,
                                                         '1 month') AS month
CROSS JOIN failure_demand.report_basis AS b;
ALTER VIEW failure_demand.report_month OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.report_month IS
'the months of the reports, from the first contact to the last';
COMMENT ON COLUMN failure_demand.report_month.month IS
'first day of the month';
COMMENT ON COLUMN failure_demand.report_month.time IS
'when it began';
COMMENT ON COLUMN failure_demand.report_month.is_whole IS
'had it ended by as_of, and did the data begin no later than it?';

CREATE VIEW failure_demand.bounce_daily AS
SELECT d.time, c.bounced, c.digital, r.rate, r.lower, r.upper, c.immature, c.unlinkable,
       c.immature > 0 OR NOT d.is_over AS provisional
FROM failure_demand.report_day AS d
CROSS JOIN LATERAL (
    SELECT coalesce(sum(t.bounced), 0)::bigint AS bounced, coalesce(sum(t.digital), 0)::bigint AS digital,
           coalesce(sum(t.digital_immature), 0)::bigint AS immature,
           coalesce(sum(t.unlinkable), 0)::bigint AS unlinkable
    FROM failure_demand_internal.rate_tally AS t WHERE t.day = d.day) AS c
CROSS JOIN LATERAL failure_demand.rate_bounds(c.bounced, c.digital) AS r;
ALTER VIEW failure_demand.bounce_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.bounce_daily IS
'post-digital bounce by day: who tried to help themselves, and had to ask a person within the window';
COMMENT ON COLUMN failure_demand.bounce_daily.time IS
'when the day began';
COMMENT ON COLUMN failure_demand.bounce_daily.bounced IS
'mature digital contacts of the day that bounced';
COMMENT ON COLUMN failure_demand.bounce_daily.digital IS
'mature digital contacts of the day';
COMMENT ON COLUMN failure_demand.bounce_daily.rate IS
'bounced / digital; null where there is none';
COMMENT ON COLUMN failure_demand.bounce_daily.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.bounce_daily.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.bounce_daily.immature IS
'digital contacts of the day whose window is not over: not judged yet';
COMMENT ON COLUMN failure_demand.bounce_daily.unlinkable IS
'contacts left out for want of a customer or request';
COMMENT ON COLUMN failure_demand.bounce_daily.provisional IS
'true: the day is not over, or not all of it is judged yet';

CREATE VIEW failure_demand.bounce_by_touchpoint AS
SELECT c.channel, c.touchpoint, c.bounced, c.digital, r.rate, r.lower, r.upper, c.immature, c.unlinkable
FROM (SELECT channel, touchpoint, sum(bounced)::bigint AS bounced, sum(digital)::bigint AS digital,
             sum(digital_immature)::bigint AS immature, sum(unlinkable)::bigint AS unlinkable
      FROM failure_demand_internal.rate_tally WHERE kind = 'digital' GROUP BY channel, touchpoint) AS c
CROSS JOIN LATERAL failure_demand.rate_bounds(c.bounced, c.digital) AS r;
ALTER VIEW failure_demand.bounce_by_touchpoint OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.bounce_by_touchpoint IS
'post-digital bounce by digital touchpoint';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.touchpoint IS
'where in the channel';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.bounced IS
'mature contacts that bounced';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.digital IS
'mature contacts';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.rate IS
'bounced / digital; null where there is none';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.immature IS
'contacts whose window is not over: not judged yet';
COMMENT ON COLUMN failure_demand.bounce_by_touchpoint.unlinkable IS
'contacts left out for want of a customer or request';

CREATE VIEW failure_demand.global_fcr_monthly AS
SELECT m.time, c.resolved_first, c.journeys, r.rate, r.lower, r.upper, c.immature, c.unlinkable,
       c.avoided, c.mature, c.avoided::double precision / nullif(c.mature, 0) AS next_contact_avoidance,
       c.linkable > c.mature OR NOT m.is_whole AS provisional
FROM failure_demand.report_month AS m
CROSS JOIN LATERAL (
    SELECT coalesce(sum(t.resolved_first), 0)::bigint AS resolved_first,
           coalesce(sum(t.journeys), 0)::bigint AS journeys,
           coalesce(sum(t.journeys_immature), 0)::bigint AS immature,
           coalesce(sum(t.unlinkable), 0)::bigint AS unlinkable,
           coalesce(sum(t.avoided), 0)::bigint AS avoided, coalesce(sum(t.mature), 0)::bigint AS mature,
           coalesce(sum(t.contacts - t.unlinkable), 0)::bigint AS linkable
    FROM failure_demand_internal.rate_tally AS t WHERE t.day >= m.month AND t.day < m.month + interval '1 month') AS c
CROSS JOIN LATERAL failure_demand.rate_bounds(c.resolved_first, c.journeys) AS r;
ALTER VIEW failure_demand.global_fcr_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.global_fcr_monthly IS
'global first contact resolution by month in which the journey began, over all channels';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.resolved_first IS
'journeys of one contact';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.rate IS
'resolved_first / journeys; null where there is none';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.immature IS
'journeys whose first contact has a window that is not over: not judged yet';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.unlinkable IS
'contacts left out for want of a customer or request';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.avoided IS
'mature contacts of the month that no other followed within the window';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.mature IS
'mature contacts of the month';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.next_contact_avoidance IS
'avoided / mature: what most systems call FCR';
COMMENT ON COLUMN failure_demand.global_fcr_monthly.provisional IS
'true: the month is not over, or the data begin inside it, or not all of it is judged yet';

CREATE VIEW failure_demand.channel_fcr_monthly AS
SELECT m.time, c.channel, c.resolved_first, c.journeys, r.rate, r.lower, r.upper, c.immature, c.unlinkable,
       c.avoided, c.mature, c.avoided::double precision / nullif(c.mature, 0) AS next_contact_avoidance,
       c.linkable > c.mature OR NOT m.is_whole AS provisional
FROM (SELECT date_trunc('month', day::timestamp)::date AS month, channel,
             sum(channel_resolved_first)::bigint AS resolved_first,
             sum(channel_journeys)::bigint AS journeys, sum(channel_journeys_immature)::bigint AS immature,
             sum(unlinkable)::bigint AS unlinkable, sum(channel_avoided)::bigint AS avoided,
             sum(mature)::bigint AS mature,
             sum(contacts - unlinkable)::bigint AS linkable
      FROM failure_demand_internal.rate_tally GROUP BY 1, channel) AS c
JOIN failure_demand.report_month AS m USING (month)
CROSS JOIN LATERAL failure_demand.rate_bounds(c.resolved_first, c.journeys) AS r;
ALTER VIEW failure_demand.channel_fcr_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.channel_fcr_monthly IS
'first contact resolution as each channel alone sees it, by month: what a silo reports';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.time IS
'when the month began';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.channel IS
'the channel';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.resolved_first IS
'journeys of one contact, as if there were no other channel';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.journeys IS
'journeys whose first contact is mature, as if there were no other channel';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.rate IS
'resolved_first / journeys; null where there is none';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.lower IS
'lower bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.upper IS
'upper bound of the rate (Wilson 95 %)';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.immature IS
'journeys not judged yet';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.unlinkable IS
'contacts left out for want of a customer or request';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.avoided IS
'mature contacts of the channel that no other of the channel followed within the window';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.mature IS
'mature contacts of the channel';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.next_contact_avoidance IS
'avoided / mature';
COMMENT ON COLUMN failure_demand.channel_fcr_monthly.provisional IS
'true: the month is not over, or the data begin inside it, or not all of its contacts of the channel are judged yet';

CREATE VIEW failure_demand.containment_daily AS
SELECT d.time, c.contained, c.escalated, c.bounced, c.abandoned, c.unknown, n.digital,
       n.digital - c.escalated AS not_escalated,
       (n.digital - c.escalated)::double precision / nullif(n.digital, 0) AS reported_containment,
       c.contained::double precision / nullif(n.digital, 0) AS true_containment, c.escalated_and_bounced,
       c.immature, c.immature > 0 OR NOT d.is_over AS provisional
FROM failure_demand.report_day AS d
CROSS JOIN LATERAL (
    SELECT coalesce(sum(t.contained), 0)::bigint AS contained, coalesce(sum(t.escalated), 0)::bigint AS escalated,
           coalesce(sum(t.bounced), 0)::bigint AS bounced, coalesce(sum(t.abandoned), 0)::bigint AS abandoned,
           coalesce(sum(t.unknown), 0)::bigint AS unknown,
           coalesce(sum(t.escalated_and_bounced), 0)::bigint AS escalated_and_bounced,
           coalesce(sum(t.immature), 0)::bigint AS immature
    FROM failure_demand_internal.containment_tally AS t WHERE t.day = d.day) AS c
CROSS JOIN LATERAL (SELECT c.contained + c.escalated + c.bounced + c.abandoned + c.unknown) AS n (digital);
ALTER VIEW failure_demand.containment_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.containment_daily IS
'what became of the mature digital contacts of a day: each is exactly one of five';
COMMENT ON COLUMN failure_demand.containment_daily.time IS
'when the day began';
COMMENT ON COLUMN failure_demand.containment_daily.contained IS
'completed, and nobody called';
COMMENT ON COLUMN failure_demand.containment_daily.escalated IS
'handed over to a person in the same session';
COMMENT ON COLUMN failure_demand.containment_daily.bounced IS
'followed by a human contact within the window';
COMMENT ON COLUMN failure_demand.containment_daily.abandoned IS
'given up, and nobody called: silent failure';
COMMENT ON COLUMN failure_demand.containment_daily.unknown IS
'nobody called, and no outcome is known';
COMMENT ON COLUMN failure_demand.containment_daily.digital IS
'mature digital contacts of the day: the sum of the five';
COMMENT ON COLUMN failure_demand.containment_daily.not_escalated IS
'of these, all but the escalated';
COMMENT ON COLUMN failure_demand.containment_daily.reported_containment IS
'not_escalated / digital: what a silo reports';
COMMENT ON COLUMN failure_demand.containment_daily.true_containment IS
'contained / digital';
COMMENT ON COLUMN failure_demand.containment_daily.escalated_and_bounced IS
'handed over, and followed by a human contact: a part of escalated';
COMMENT ON COLUMN failure_demand.containment_daily.immature IS
'digital contacts of the day whose window is not over: not judged yet';
COMMENT ON COLUMN failure_demand.containment_daily.provisional IS
'true: the day is not over, or not all of it is judged yet';
