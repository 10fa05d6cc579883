-- What can only be told of a journey as a whole. Where a contact has changed, the journeys of its
-- customer count -1 as they were, and 1 as they are.

CREATE VIEW failure_demand_internal.work_journey_contact AS
SELECT 1 AS n, c.customer_group, c.journey_source, c.journey_id, c.contact_no, c.contacts, c.channel, c.kind,
       c.mature, c.day, c.started_at, c.ended_at, c.recontact_after, c.outcome
FROM failure_demand_internal.contact_fact AS c
WHERE (SELECT everything FROM failure_demand_internal.work_refresh)
  AND (c.contacts > 1 OR c.contacts = 1 AND c.kind = 'human')
UNION ALL
SELECT 1, c.customer_group, c.journey_source, c.journey_id, c.contact_no, c.contacts, c.channel, c.kind,
       c.mature, c.day, c.started_at, c.ended_at, c.recontact_after, c.outcome
FROM (SELECT DISTINCT customer_group FROM failure_demand_internal.work_changes) AS w
JOIN failure_demand_internal.contact_fact AS c ON c.customer_group = w.customer_group
WHERE NOT (SELECT everything FROM failure_demand_internal.work_refresh)
  AND (c.contacts > 1 OR c.contacts = 1 AND c.kind = 'human')
UNION ALL
-- as they were: those that have not changed, and those that are gone
SELECT -1, c.customer_group, c.journey_source, c.journey_id, c.contact_no, c.contacts, c.channel, c.kind,
       c.mature, c.day, c.started_at, c.ended_at, c.recontact_after, c.outcome
FROM (SELECT DISTINCT customer_group FROM failure_demand_internal.work_changes) AS w
JOIN failure_demand_internal.contact_fact AS c ON c.customer_group = w.customer_group
WHERE NOT (SELECT everything FROM failure_demand_internal.work_refresh)
  AND (c.contacts > 1 OR c.contacts = 1 AND c.kind = 'human')
  AND NOT EXISTS (SELECT FROM failure_demand_internal.work_contact AS k
                  WHERE k.customer_group = c.customer_group AND k.source = c.source
                    AND k.interaction_id = c.interaction_id)
UNION ALL
SELECT -1, c.customer_group, c.journey_source, c.journey_id, c.contact_no, c.contacts, c.channel, c.kind,
       c.mature, c.day, c.started_at, c.ended_at, c.recontact_after, c.outcome
FROM failure_demand_internal.work_removed AS c
WHERE NOT (SELECT everything FROM failure_demand_internal.work_refresh)
  AND (c.contacts > 1 OR c.contacts = 1 AND c.kind = 'human');
ALTER VIEW failure_demand_internal.work_journey_contact OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_journey_contact IS
'the contacts of the journeys to count, but for those of one digital contact: n is 1, or -1 as they were';

CREATE VIEW failure_demand_internal.work_journey_tally AS
WITH placed AS MATERIALIZED (
    SELECT c.*, date_trunc('month', c.day::timestamp)::date AS month,
           count(*) FILTER (WHERE c.kind = 'human') OVER so_far AS human_no,
           count(*) FILTER (WHERE c.kind = 'human') OVER journey AS humans
    FROM failure_demand_internal.work_journey_contact AS c
    WINDOW journey AS (PARTITION BY c.n, c.customer_group, c.journey_source, c.journey_id),
           so_far AS (journey ORDER BY c.contact_no ROWS UNBOUNDED PRECEDING)
), overlapping AS (
    -- where one contact begins before another ends, it is so of one and the next
    SELECT DISTINCT p.n, p.customer_group, p.journey_source, p.journey_id FROM placed AS p
    WHERE p.recontact_after = '0'
), running AS (
    -- the latest end so far, of all channels and of its own: both windows must agree on what is so
    -- far, also of contacts that begin and end together
    SELECT p.n, p.customer_group, p.journey_source, p.journey_id, p.started_at,
           max(e.ended_at) OVER journey AS any_end, max(e.ended_at) OVER own_channel AS own_end
    FROM placed AS p JOIN overlapping AS o USING (n, customer_group, journey_source, journey_id)
    CROSS JOIN LATERAL (SELECT failure_demand.contact_end(p.started_at, p.ended_at)) AS e (ended_at)
    WINDOW journey AS (PARTITION BY p.n, p.customer_group, p.journey_source, p.journey_id
                       ORDER BY p.started_at, e.ended_at,
                                p.contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           own_channel AS (PARTITION BY p.n, p.customer_group, p.journey_source, p.journey_id, p.channel
                           ORDER BY p.started_at, e.ended_at,
                                    p.contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), saturated AS (
    -- Where the latest end is of its own channel, an end of another that is later than its
    -- start overlaps with that one: the journey is found by an earlier contact.
    SELECT DISTINCT r.n, r.customer_group, r.journey_source, r.journey_id FROM running AS r
    WHERE r.any_end > r.started_at AND (r.own_end IS NULL OR r.own_end < r.any_end)
), asked AS (
    -- until the last contact of a journey is mature, the customer may try again
    SELECT p.n, min(p.month) AS month, min(p.human_no) FILTER (WHERE p.outcome IS DISTINCT FROM 'abandoned') AS needed,
           coalesce(bool_or(NOT p.mature) FILTER (WHERE p.contact_no = p.contacts), false) AS is_open
    FROM placed AS p WHERE p.kind = 'human'
    GROUP BY p.n, p.customer_group, p.journey_source, p.journey_id
), tried AS (
    -- what follows the first session follows the others, too
    SELECT p.n, p.channel, count(*) FILTER (WHERE p.contact_no < p.contacts) AS followed,
           max(p.contacts - p.contact_no) AS later, max(p.humans - p.human_no) AS later_human
    FROM placed AS p WHERE p.kind = 'digital' AND p.mature
    GROUP BY p.n, p.customer_group, p.journey_source, p.journey_id, p.channel
), part AS (
    SELECT p.month, NULL::text COLLATE "C" AS channel,
           p.n AS saturated, 0 AS attempts, 0 AS given_up, 0 AS unlinkable, 0 AS served, 0 AS never_served,
           0 AS open, 0 AS attempts_until_served, 0 AS followed, 0 AS later, 0 AS later_human
    FROM placed AS p JOIN saturated AS s USING (n, customer_group, journey_source, journey_id)
    WHERE p.contact_no = 1 AND p.mature
    UNION ALL
    SELECT date_trunc('month', d.day::timestamp)::date, NULL,
           0, d.contacts, d.given_up, d.unlinkable, 0, 0, 0, 0, 0, 0, 0
    FROM failure_demand_internal.work_daily_counted AS d WHERE d.kind = 'human'
    UNION ALL
    SELECT a.month, NULL,
           0, 0, 0, 0, CASE WHEN a.needed IS NOT NULL THEN a.n END,
           CASE WHEN a.needed IS NULL AND NOT a.is_open THEN a.n END,
           CASE WHEN a.needed IS NULL AND a.is_open THEN a.n END, a.n * a.needed, 0, 0, 0
    FROM asked AS a
    UNION ALL
    SELECT NULL, t.channel,
           0, 0, 0, 0, 0, 0, 0, 0, t.n * t.followed, t.n * t.later, t.n * t.later_human
    FROM tried AS t
)
SELECT month, channel,
       coalesce(sum(saturated), 0)::bigint AS saturated, coalesce(sum(attempts), 0)::bigint AS attempts,
       coalesce(sum(given_up), 0)::bigint AS given_up, coalesce(sum(unlinkable), 0)::bigint AS unlinkable,
       coalesce(sum(served), 0)::bigint AS served, coalesce(sum(never_served), 0)::bigint AS never_served,
       coalesce(sum(open), 0)::bigint AS open,
       coalesce(sum(attempts_until_served), 0)::bigint AS attempts_until_served,
       coalesce(sum(followed), 0)::bigint AS followed, coalesce(sum(later), 0)::bigint AS later,
       coalesce(sum(later_human), 0)::bigint AS later_human
FROM part GROUP BY month, channel;
ALTER VIEW failure_demand_internal.work_journey_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_journey_tally IS
'what a refresh adds to journey_tally';
CREATE TABLE failure_demand_internal.journey_tally AS
SELECT * FROM failure_demand_internal.work_journey_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.journey_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX journey_tally_key ON failure_demand_internal.journey_tally (month, channel) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.journey_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.journey_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.journey_tally IS
'what can only be told of journeys as a whole, counted by month, or by channel: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.month IS
'first day of the month, in the time zone of the definition; null: counted by channel';
COMMENT ON COLUMN failure_demand_internal.journey_tally.channel IS
'the digital channel; null: counted by month';
COMMENT ON COLUMN failure_demand_internal.journey_tally.saturated IS
'journeys that begin in the month, whose first contact is mature, and that two channels had at once';
COMMENT ON COLUMN failure_demand_internal.journey_tally.attempts IS
'human contacts of the month';
COMMENT ON COLUMN failure_demand_internal.journey_tally.given_up IS
'of these, those that were given up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.unlinkable IS
'of the attempts, those that belong to no journey';
COMMENT ON COLUMN failure_demand_internal.journey_tally.served IS
'journeys whose first human contact is of the month, and one of whose human contacts was not given up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.never_served IS
'journeys of which every human contact was given up, the last contact being none that may be followed';
COMMENT ON COLUMN failure_demand_internal.journey_tally.open IS
'journeys of which every human contact was given up so far';
COMMENT ON COLUMN failure_demand_internal.journey_tally.attempts_until_served IS
'of the served, human contacts up to the first that was not given up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.followed IS
'mature sessions of the digital channel that contacts of the journey followed';
COMMENT ON COLUMN failure_demand_internal.journey_tally.later IS
'contacts that followed the first of them in a journey';
COMMENT ON COLUMN failure_demand_internal.journey_tally.later_human IS
'of these, human ones';
