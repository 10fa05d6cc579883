-- What is told of journeys as a whole, by the month; and of sessions, by their channel.

CREATE VIEW failure_demand_internal.work_journey_tally AS
SELECT date_trunc('month', day::timestamp)::date AS month, channel,
       coalesce(sum(saturated), 0)::bigint AS saturated,
       coalesce(sum(contacts) FILTER (WHERE kind = 'human'), 0)::bigint AS attempts,
       coalesce(sum(given_up), 0)::bigint AS given_up,
       coalesce(sum(unlinkable) FILTER (WHERE kind = 'human'), 0)::bigint AS unlinkable,
       coalesce(sum(served), 0)::bigint AS served,
       coalesce(sum(attempts_until_served), 0)::bigint AS attempts_until_served,
       coalesce(sum(never_served), 0)::bigint AS never_served,
       coalesce(sum(still_asking), 0)::bigint AS still_asking,
       coalesce(sum(followed_sessions), 0)::bigint AS followed_sessions,
       coalesce(sum(generated), 0)::bigint AS generated,
       coalesce(sum(generated_human), 0)::bigint AS generated_human
FROM failure_demand_internal.work_daily_counted
GROUP BY GROUPING SETS ((1), (channel));
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
'what is told of journeys as a whole, counted by month, and by channel: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.month IS
'first day of the month, in the time zone of the definition; null: counted by channel';
COMMENT ON COLUMN failure_demand_internal.journey_tally.channel IS
'the channel; null: counted by month';
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
COMMENT ON COLUMN failure_demand_internal.journey_tally.attempts_until_served IS
'of the served, human contacts up to the first that was not given up';
COMMENT ON COLUMN failure_demand_internal.journey_tally.never_served IS
'journeys of which every human contact was given up, and the last contact is none that may be followed';
COMMENT ON COLUMN failure_demand_internal.journey_tally.still_asking IS
'journeys of which every human contact was given up so far';
COMMENT ON COLUMN failure_demand_internal.journey_tally.followed_sessions IS
'mature contacts of the digital channel that others of the journey followed';
COMMENT ON COLUMN failure_demand_internal.journey_tally.generated IS
'contacts that followed the first of them in a journey';
COMMENT ON COLUMN failure_demand_internal.journey_tally.generated_human IS
'of these, human ones';
