-- Coarser tables of counts: what contact_daily_tally adds up to; and what is counted by
-- something else, each from the contacts that it concerns.

-- Rates, by where and when a contact began.
CREATE VIEW failure_demand_internal.work_rate_tally AS
SELECT day, channel, kind, touchpoint,
       coalesce(sum(contacts), 0)::bigint AS contacts,
       coalesce(sum(unlinkable), 0)::bigint AS unlinkable,
       coalesce(sum(mature) FILTER (WHERE kind = 'digital'), 0)::bigint AS digital,
       coalesce(sum(bounced), 0)::bigint AS bounced,
       (coalesce(sum(contacts) FILTER (WHERE kind = 'digital'), 0)
        - coalesce(sum(unlinkable) FILTER (WHERE kind = 'digital'), 0)
        - coalesce(sum(mature) FILTER (WHERE kind = 'digital'), 0))::bigint AS digital_immature,
       coalesce(sum(journeys), 0)::bigint AS journeys,
       coalesce(sum(resolved_first), 0)::bigint AS resolved_first,
       coalesce(sum(journeys_immature), 0)::bigint AS journeys_immature,
       coalesce(sum(mature), 0)::bigint AS mature,
       (coalesce(sum(mature), 0) - coalesce(sum(followed), 0))::bigint AS avoided,
       coalesce(sum(channel_journeys), 0)::bigint AS channel_journeys,
       coalesce(sum(channel_resolved_first), 0)::bigint AS channel_resolved_first,
       coalesce(sum(channel_journeys_immature), 0)::bigint AS channel_journeys_immature,
       (coalesce(sum(mature), 0) - coalesce(sum(channel_followed), 0))::bigint AS channel_avoided,
       coalesce(sum(failure), 0)::bigint AS failure,
       coalesce(sum(assessed), 0)::bigint AS assessed,
       coalesce(sum(assessed_failure), 0)::bigint AS assessed_failure
FROM failure_demand_internal.work_daily_counted
GROUP BY day, channel, kind, touchpoint;
ALTER VIEW failure_demand_internal.work_rate_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_rate_tally IS
'what a refresh adds to rate_tally';
CREATE TABLE failure_demand_internal.rate_tally AS SELECT * FROM failure_demand_internal.work_rate_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.rate_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX rate_tally_key ON failure_demand_internal.rate_tally (day, channel, kind, touchpoint)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.rate_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.rate_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.rate_tally IS
'contacts and journeys in the rates, counted by where and when they began: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.rate_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel IS
'their channel';
COMMENT ON COLUMN failure_demand_internal.rate_tally.kind IS
'digital or human';
COMMENT ON COLUMN failure_demand_internal.rate_tally.touchpoint IS
'their touchpoint';
COMMENT ON COLUMN failure_demand_internal.rate_tally.contacts IS
'contacts that exist, linkable or not';
COMMENT ON COLUMN failure_demand_internal.rate_tally.unlinkable IS
'contacts without a customer, or without a request where it is matched';
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.rate_tally.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.rate_tally.digital_immature IS
'digital contacts not judged yet';
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys IS
'journeys whose first contact is mature';
COMMENT ON COLUMN failure_demand_internal.rate_tally.resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand_internal.rate_tally.journeys_immature IS
'journeys not judged yet';
COMMENT ON COLUMN failure_demand_internal.rate_tally.mature IS
'mature contacts';
COMMENT ON COLUMN failure_demand_internal.rate_tally.avoided IS
'of these, those not followed by another within the window';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys IS
'journeys whose first contact is mature, as the channel alone sees them';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_resolved_first IS
'of these, those of one contact';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_journeys_immature IS
'journeys not judged yet, as the channel alone sees them';
COMMENT ON COLUMN failure_demand_internal.rate_tally.channel_avoided IS
'mature contacts not followed by another of the channel within the window';
COMMENT ON COLUMN failure_demand_internal.rate_tally.failure IS
'human contacts that are failure demand';
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed IS
'human contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.rate_tally.assessed_failure IS
'of these, failure demand';

-- Containment of digital contacts.
CREATE VIEW failure_demand_internal.work_containment_tally AS
SELECT day,
       coalesce(sum(escalated), 0)::bigint AS escalated,
       (coalesce(sum(bounced), 0) - coalesce(sum(escalated_and_bounced), 0))::bigint AS bounced,
       coalesce(sum(abandoned), 0)::bigint AS abandoned,
       coalesce(sum(contained), 0)::bigint AS contained,
       coalesce(sum(unknown), 0)::bigint AS unknown,
       coalesce(sum(escalated_and_bounced), 0)::bigint AS escalated_and_bounced,
       (coalesce(sum(contacts), 0) - coalesce(sum(unlinkable), 0) - coalesce(sum(mature), 0))::bigint AS immature
FROM failure_demand_internal.work_daily_counted
WHERE kind = 'digital'
GROUP BY day;
ALTER VIEW failure_demand_internal.work_containment_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_containment_tally IS
'what a refresh adds to containment_tally';
CREATE TABLE failure_demand_internal.containment_tally AS SELECT *
                                                          FROM failure_demand_internal.work_containment_tally
                                                                     WITH NO DATA;
ALTER TABLE failure_demand_internal.containment_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.containment_tally ADD PRIMARY KEY (day);
COMMENT ON TABLE failure_demand_internal.containment_tally IS
'digital contacts, counted by what became of them: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.containment_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.containment_tally.escalated IS
'handed over to a person in the same session';
COMMENT ON COLUMN failure_demand_internal.containment_tally.bounced IS
'followed by a human contact within the window';
COMMENT ON COLUMN failure_demand_internal.containment_tally.abandoned IS
'given up, and nobody called';
COMMENT ON COLUMN failure_demand_internal.containment_tally.contained IS
'completed';
COMMENT ON COLUMN failure_demand_internal.containment_tally.unknown IS
'no outcome known';
COMMENT ON COLUMN failure_demand_internal.containment_tally.escalated_and_bounced IS
'handed over, and followed by a human contact';
COMMENT ON COLUMN failure_demand_internal.containment_tally.immature IS
'not judged yet';

-- Failure and value demand of human contacts, and what they took.
CREATE VIEW failure_demand_internal.work_demand_tally AS
SELECT date_trunc('month', day::timestamp)::date AS month, channel, request,
       coalesce(sum(failure), 0)::bigint AS failure,
       coalesce(sum(value), 0)::bigint AS value,
       coalesce(sum(unclassified), 0)::bigint AS unclassified,
       coalesce(sum(assessed), 0)::bigint AS assessed,
       coalesce(sum(assessed_failure), 0)::bigint AS assessed_failure,
       coalesce(sum(handle_seconds), 0)::bigint AS handle_seconds,
       coalesce(sum(failure_handled), 0)::bigint AS failure_handled,
       coalesce(sum(failure_seconds), 0)::bigint AS failure_seconds,
       coalesce(sum(value_handled), 0)::bigint AS value_handled,
       coalesce(sum(value_seconds), 0)::bigint AS value_seconds
FROM failure_demand_internal.work_daily_counted
WHERE kind = 'human'
GROUP BY 1, channel, request;
ALTER VIEW failure_demand_internal.work_demand_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_demand_tally IS
'what a refresh adds to demand_tally';
CREATE TABLE failure_demand_internal.demand_tally AS SELECT *
                                                     FROM failure_demand_internal.work_demand_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.demand_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX demand_tally_key ON failure_demand_internal.demand_tally (month, channel, request)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.demand_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.demand_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.demand_tally IS
'human contacts, counted by what they were: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.demand_tally.month IS
'first day of the month in which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.demand_tally.channel IS
'their channel';
COMMENT ON COLUMN failure_demand_internal.demand_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure IS
'contacts that are failure demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value IS
'contacts that are value demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.unclassified IS
'contacts of which nothing speaks';
COMMENT ON COLUMN failure_demand_internal.demand_tally.assessed IS
'contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.demand_tally.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.demand_tally.handle_seconds IS
'seconds of people''s work';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure_handled IS
'failure contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.failure_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value_handled IS
'value contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.demand_tally.value_seconds IS
'their handle time';

-- Where those who tried to help themselves got stuck, and what that cost afterwards.
CREATE VIEW failure_demand_internal.work_friction_tally AS
SELECT channel, touchpoint, request, coalesce(sum(digital), 0)::bigint AS digital,
       coalesce(sum(bounced), 0)::bigint AS bounced, coalesce(sum(bounce_backs), 0)::bigint AS bounce_backs,
       coalesce(sum(bounce_back_seconds), 0)::bigint AS bounce_back_seconds
FROM (SELECT channel, touchpoint, request, mature AS digital, bounced, NULL::bigint AS bounce_backs,
             NULL::bigint AS bounce_back_seconds
      FROM failure_demand_internal.work_daily_counted
      WHERE kind = 'digital'
      UNION ALL
      SELECT origin_channel, origin_touchpoint, origin_request, NULL, NULL, sum(n), sum(n * handle_seconds)
      FROM failure_demand_internal.work_counted
      WHERE origin_id IS NOT NULL AND linkable
      GROUP BY origin_channel, origin_touchpoint, origin_request) AS c
GROUP BY channel, touchpoint, request;
ALTER VIEW failure_demand_internal.work_friction_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_friction_tally IS
'what a refresh adds to friction_tally';
CREATE TABLE failure_demand_internal.friction_tally AS SELECT *
                                                       FROM failure_demand_internal.work_friction_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.friction_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX friction_tally_key ON failure_demand_internal.friction_tally (channel, touchpoint, request)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.friction_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.friction_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.friction_tally IS
'digital contacts and their bounce-backs, counted by touchpoint: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.friction_tally.channel IS
'the digital channel';
COMMENT ON COLUMN failure_demand_internal.friction_tally.touchpoint IS
'the digital touchpoint';
COMMENT ON COLUMN failure_demand_internal.friction_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.friction_tally.digital IS
'mature digital contacts';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounced IS
'of these, those that bounced';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounce_backs IS
'human contacts that bounced from here';
COMMENT ON COLUMN failure_demand_internal.friction_tally.bounce_back_seconds IS
'seconds of people''s work that they took';

-- Who hands over to whom.
CREATE VIEW failure_demand_internal.work_transition_tally AS
SELECT channel AS from_channel, next_channel AS to_channel, sum(n) AS transitions
FROM failure_demand_internal.work_counted
WHERE next_channel IS NOT NULL
GROUP BY from_channel, to_channel;
ALTER VIEW failure_demand_internal.work_transition_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_transition_tally IS
'what a refresh adds to transition_tally';
CREATE TABLE failure_demand_internal.transition_tally AS SELECT *
                                                         FROM failure_demand_internal.work_transition_tally
                                                                    WITH NO DATA;
ALTER TABLE failure_demand_internal.transition_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.transition_tally ADD PRIMARY KEY (from_channel, to_channel);
COMMENT ON TABLE failure_demand_internal.transition_tally IS
'consecutive contacts of a journey, counted by their channels: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.transition_tally.from_channel IS
'channel of the one';
COMMENT ON COLUMN failure_demand_internal.transition_tally.to_channel IS
'channel of the next';
COMMENT ON COLUMN failure_demand_internal.transition_tally.transitions IS
'how often the one was followed by the other';

-- What customers say to people; a contact counts once for each thing.
CREATE VIEW failure_demand_internal.work_marker_tally AS
SELECT c.day, c.language, m.reason, m.cause, sum(c.contacts)::bigint AS contacts
FROM (SELECT day, language, markers, sum(n) AS contacts
      FROM failure_demand_internal.work_counted
      WHERE markers IS NOT NULL AND kind = 'human' AND linkable
      GROUP BY day, language, markers) AS c
CROSS JOIN LATERAL (SELECT NULL::text COLLATE "C" AS reason, NULL::text AS cause
                    UNION ALL
                    (SELECT reason::text, cause FROM failure_demand.marker WHERE id = ANY (c.markers)
                     UNION SELECT reason::text, cause FROM failure_demand_internal.shipped_marker
                           WHERE id = ANY (c.markers))) AS m
GROUP BY c.day, c.language, m.reason, m.cause;
ALTER VIEW failure_demand_internal.work_marker_tally OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_marker_tally IS
'what a refresh adds to marker_tally';
CREATE TABLE failure_demand_internal.marker_tally AS SELECT *
                                                     FROM failure_demand_internal.work_marker_tally WITH NO DATA;
ALTER TABLE failure_demand_internal.marker_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX marker_tally_key ON failure_demand_internal.marker_tally (day, language, reason, cause)
    NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.marker_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.marker_tally_key IS
'one row of counts for each';
COMMENT ON TABLE failure_demand_internal.marker_tally IS
'human contacts in the rates whose words were read, counted by what was found in them: what the reports add up';
COMMENT ON COLUMN failure_demand_internal.marker_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.marker_tally.language IS
'language of the words, as the interactions have it';
COMMENT ON COLUMN failure_demand_internal.marker_tally.reason IS
'avoidable reason of a marker found; null, as is cause, in the row that counts all contacts read';
COMMENT ON COLUMN failure_demand_internal.marker_tally.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.marker_tally.contacts IS
'contacts';

-- Adds what has changed to one of these tables: its unique index says what is counted
-- apart, all other columns are counts.
CREATE FUNCTION failure_demand_internal.add_tally(tally regclass)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text := (SELECT relname FROM pg_class WHERE oid = tally);
    keys smallint[] := (SELECT indkey::smallint[] FROM pg_index WHERE indrelid = tally AND indisunique);
    key_columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                         WHERE attrelid = tally AND attnum = ANY (keys));
    counts name[] := (SELECT array_agg(attname) FROM pg_attribute
                      WHERE attrelid = tally AND attnum > 0 AND attnum <> ALL (keys));
BEGIN
    IF (SELECT everything FROM failure_demand_internal.work_refresh) THEN
        EXECUTE format('DELETE FROM %s', tally);
    END IF;
    EXECUTE format('INSERT INTO %1$s AS t SELECT * FROM failure_demand_internal.work_%2$s ON CONFLICT (%3$s) DO '
                   'UPDATE SET %4$s',
                   tally, name, key_columns,
                   (SELECT string_agg(format('%1$I = t.%1$I + excluded.%1$I', count), ', ')
                    FROM unnest(counts) AS count));
    EXECUTE format('DELETE FROM %s WHERE %s', tally,
                   (SELECT string_agg(format('%I = 0', count), ' AND ') FROM unnest(counts) AS count));
    -- a table that was never analysed is taken for a larger one, and a report over it for one that is worth compiling
    EXECUTE format('ANALYZE %s', tally);
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_tally(regclass) IS
'adds to a table of counts what a refresh has changed';

CREATE FUNCTION failure_demand_internal.add_tallies(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO failure_demand_internal.work_refresh VALUES (everything);
    ANALYZE failure_demand_internal.work_refresh;
    PERFORM failure_demand_internal.add_contact_daily(everything);
    PERFORM failure_demand_internal.add_tally(t)
    FROM unnest('{failure_demand_internal.rate_tally,failure_demand_internal.containment_tally,
                  failure_demand_internal.demand_tally,failure_demand_internal.friction_tally,
                  failure_demand_internal.transition_tally,
                  failure_demand_internal.marker_tally,
                  failure_demand_internal.left_out_tally}'::regclass[]) AS t;
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_tallies(boolean) IS
'adds to all tables of counts what a refresh has changed, or counts everything anew';

-- Autovacuum passes by tables of a few rows, and of one that was never analysed the planner
-- expects a thousand.
CREATE FUNCTION failure_demand_internal.analyse_configuration()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = error
AS $$
DECLARE
    changed text := (SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_extension AS e
                     CROSS JOIN unnest(e.extconfig) AS t
                     JOIN pg_class AS c ON c.oid = t AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
                     WHERE e.extname = 'failure_demand'
                       AND (c.reltuples < 0 OR pg_stat_get_mod_since_analyze(c.oid) > 0));
BEGIN
    IF changed IS NOT NULL THEN
        EXECUTE 'ANALYZE (SKIP_LOCKED) ' || changed;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.analyse_configuration() IS
'analyses the tables to fill that have changed, but for those that are locked';
