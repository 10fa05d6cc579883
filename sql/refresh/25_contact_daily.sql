-- Contacts counted, from which the reports add up theirs. A refresh adds what has changed:
-- contacts that are new count 1, those that are gone count -1. So the reports cost what
-- changed, and not what there is.
--
-- Contacts are read once for the finest of these tables, and that is what coarser ones add up.
--
-- A publication needs to know which row is meant that changes: by its primary key, or,
-- where parts of a key can be null, by all of its columns. The same holds of every table.

CREATE UNLOGGED TABLE failure_demand_internal.work_refresh (everything boolean NOT NULL);
ALTER TABLE failure_demand_internal.work_refresh OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_refresh IS
'working table of refresh: in one row, whether all contacts are to be counted, or only what has changed';

CREATE FUNCTION failure_demand_internal.scored_facts(nps double precision, csat double precision, ces double precision)
RETURNS TABLE (promoter boolean, passive boolean, detractor boolean, csat_answer boolean, satisfied boolean,
               ces_answer boolean, easy boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT nps BETWEEN 9 AND 10, nps > 6 AND nps < 9, nps BETWEEN 0 AND 6, csat BETWEEN 1 AND 5, csat BETWEEN 4 AND 5,
           ces BETWEEN 1 AND 7, ces BETWEEN 5 AND 7;
END;
COMMENT ON FUNCTION failure_demand_internal.scored_facts(double precision, double precision, double precision) IS
'what counts of a customer''s answers: as nps_estimate(), csat() of 5 and ces() of top3of7 count them; others are '
'none';

CREATE VIEW failure_demand_internal.work_everything AS
SELECT c.contact_no = 1 AS opens, c.channel_contact_no = 1 AS channel_opens, s.*, 1 AS n, c.*
FROM failure_demand_internal.contact_fact AS c
CROSS JOIN LATERAL failure_demand_internal.scored_facts(c.nps, c.csat, c.ces) AS s;
ALTER VIEW failure_demand_internal.work_everything OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_everything IS
'all contacts, to count: n is 1; and whether one opens a journey, or one of its channel alone';

CREATE VIEW failure_demand_internal.work_changes AS
SELECT c.contact_no = 1 AS opens, c.channel_contact_no = 1 AS channel_opens, s.*, c.*
FROM (SELECT 1 AS n, * FROM failure_demand_internal.work_contact
      UNION ALL
      SELECT -1, * FROM failure_demand_internal.work_removed) AS c
CROSS JOIN LATERAL failure_demand_internal.scored_facts(c.nps, c.csat, c.ces) AS s;
ALTER VIEW failure_demand_internal.work_changes OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_changes IS
'the contacts that a refresh has changed, to count: n is 1, or -1 where one is gone; and whether one opens a journey';

CREATE VIEW failure_demand_internal.work_counted AS
SELECT * FROM failure_demand_internal.work_everything
WHERE (SELECT everything FROM failure_demand_internal.work_refresh)
UNION ALL
SELECT * FROM failure_demand_internal.work_changes
WHERE NOT (SELECT everything FROM failure_demand_internal.work_refresh);
ALTER VIEW failure_demand_internal.work_counted OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_counted IS
'the contacts to count: all of them, or those that have changed';

-- What is none is null: it takes no room. So it is as near to contact as a table of counts can
-- be, where touchpoints or requests have very many values.
CREATE TABLE failure_demand_internal.contact_daily_tally (
    day date,
    channel text COLLATE "C",
    kind text COLLATE "C",
    touchpoint text COLLATE "C",
    request text COLLATE "C",
    brand text COLLATE "C",
    provider text COLLATE "C",
    contacts bigint,
    unlinkable bigint,
    mature bigint,
    bounced bigint,
    followed bigint,
    journeys bigint,
    resolved_first bigint,
    snowballs bigint,
    journeys_immature bigint,
    channel_followed bigint,
    channel_journeys bigint,
    channel_resolved_first bigint,
    channel_journeys_immature bigint,
    escalated bigint,
    escalated_and_bounced bigint,
    abandoned bigint,
    contained bigint,
    unknown bigint,
    given_up bigint,
    saturated bigint,
    followed_sessions bigint,
    generated bigint,
    generated_human bigint,
    served bigint,
    attempts_until_served bigint,
    never_served bigint,
    still_asking bigint,
    failure bigint,
    value bigint,
    unclassified bigint,
    assessed bigint,
    assessed_failure bigint,
    handle_seconds bigint,
    failure_handled bigint,
    failure_seconds bigint,
    value_handled bigint,
    value_seconds bigint,
    nps_promoters bigint,
    nps_passives bigint,
    nps_detractors bigint,
    csat_answers bigint,
    csat_satisfied bigint,
    ces_answers bigint,
    ces_easy bigint
);
ALTER TABLE failure_demand_internal.contact_daily_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX contact_daily_key ON failure_demand_internal.contact_daily_tally
    (day, channel, kind, touchpoint, request, brand, provider) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.contact_daily_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.contact_daily_key IS
'one row of counts for each';
CREATE INDEX contact_daily_gone ON failure_demand_internal.contact_daily_tally (day) WHERE contacts IS NULL;
COMMENT ON INDEX failure_demand_internal.contact_daily_gone IS
'finds the rows that a refresh leaves without contacts';
COMMENT ON TABLE failure_demand_internal.contact_daily_tally IS
'contacts and journeys in the rates, counted by all that they are counted by: the rows of contact_daily; null is 0';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.channel IS
'their channel';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.kind IS
'digital or human';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.touchpoint IS
'their touchpoint';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.request IS
'what the customer wants done';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.provider IS
'company that answered, where it is not one''s own';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.contacts IS
'contacts that exist, linkable or not';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.unlinkable IS
'of these, those without a customer, or without a request where it is matched: they are in no other count but '
'scores and given_up';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.mature IS
'contacts whose whole window after the end was over at as_of';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.bounced IS
'mature digital contacts that bounced';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.followed IS
'mature contacts that another of the request followed within the window';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.journeys IS
'journeys that such contacts open, their first contact being mature';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.resolved_first IS
'of these, journeys of one contact';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.snowballs IS
'of these, journeys of three contacts and more';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.journeys_immature IS
'journeys that such contacts open, not judged yet';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.channel_followed IS
'mature contacts that another of the request in the channel followed within the window';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.channel_journeys IS
'journeys as the channel alone sees them, their first contact being mature';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.channel_resolved_first IS
'of these, journeys of one contact';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.channel_journeys_immature IS
'journeys as the channel alone sees them, not judged yet';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.escalated IS
'mature digital contacts that were handed over to a person in the same session';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.escalated_and_bounced IS
'of these, those that another human contact followed within the window';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.abandoned IS
'mature digital contacts that were given up, and nobody called';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.contained IS
'mature digital contacts that were completed, and nobody called';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.unknown IS
'mature digital contacts of which no outcome is known, and nobody called';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.given_up IS
'human contacts, linkable or not, that the customer gave up';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.saturated IS
'of the journeys whose first contact is mature, those that two channels had at once';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.followed_sessions IS
'mature digital contacts that others of the journey followed';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.generated IS
'contacts that followed the first mature digital one of its channel in a journey';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.generated_human IS
'of these, human ones';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.served IS
'journeys whose first human contact this is, and of whose human contacts one was not given up';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.attempts_until_served IS
'of these, human contacts up to the first that was not given up';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.never_served IS
'journeys whose first human contact this is, and whose human contacts were all given up';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.still_asking IS
'such journeys whose last contact, a human one, may be followed yet';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.failure IS
'human contacts that are failure demand';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.value IS
'human contacts that are value demand';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.unclassified IS
'human contacts of which nothing speaks';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.assessed IS
'human contacts with a reason code that is mapped to failure or value';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.assessed_failure IS
'of these, failure demand';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.handle_seconds IS
'seconds of people''s work';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.failure_handled IS
'failure contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.failure_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.value_handled IS
'value contacts with a handle time';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.value_seconds IS
'their handle time';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.nps_promoters IS
'contacts whose customer would recommend with 9 or 10';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.nps_passives IS
'contacts whose customer would recommend with 7 or 8';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.nps_detractors IS
'contacts whose customer would recommend with 6 or less';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.csat_answers IS
'contacts whose satisfaction is known, from 1 to 5';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.csat_satisfied IS
'of these, those with 4 or 5';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.ces_answers IS
'contacts whose effort is known, from 1 to 7';
COMMENT ON COLUMN failure_demand_internal.contact_daily_tally.ces_easy IS
'of these, those with 5 or more';

CREATE UNLOGGED TABLE failure_demand_internal.work_daily (LIKE failure_demand_internal.contact_daily_tally);
ALTER TABLE failure_demand_internal.work_daily OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_daily IS
'working table of refresh: what is added to contact_daily_tally, where that is not counted anew';

CREATE VIEW failure_demand_internal.work_daily_counted AS
SELECT * FROM failure_demand_internal.contact_daily_tally
WHERE (SELECT everything FROM failure_demand_internal.work_refresh)
UNION ALL
SELECT * FROM failure_demand_internal.work_daily
WHERE NOT (SELECT everything FROM failure_demand_internal.work_refresh);
ALTER VIEW failure_demand_internal.work_daily_counted OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_daily_counted IS
'the rows of contact_daily_tally to add up: all of them, or what was added';

CREATE FUNCTION failure_demand_internal.daily_counts()
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN $counts$
    nullif(sum(n), 0),
    nullif(sum(n) FILTER (WHERE NOT linkable), 0),
    nullif(sum(n) FILTER (WHERE mature), 0),
    nullif(sum(n) FILTER (WHERE bounced AND mature), 0),
    nullif(sum(n) FILTER (WHERE followed AND mature), 0),
    nullif(sum(n) FILTER (WHERE opens AND mature), 0),
    nullif(sum(n) FILTER (WHERE resolved_first AND mature), 0),
    nullif(sum(n) FILTER (WHERE opens AND mature AND contacts >= 3), 0),
    nullif(sum(n) FILTER (WHERE opens AND NOT mature), 0),
    nullif(sum(n) FILTER (WHERE channel_followed AND mature), 0),
    nullif(sum(n) FILTER (WHERE channel_opens AND mature), 0),
    nullif(sum(n) FILTER (WHERE channel_resolved_first AND mature), 0),
    nullif(sum(n) FILTER (WHERE channel_opens AND NOT mature), 0),
    nullif(sum(n) FILTER (WHERE containment = 'escalated'), 0),
    nullif(sum(n) FILTER (WHERE containment = 'escalated' AND bounced), 0),
    nullif(sum(n) FILTER (WHERE containment = 'abandoned'), 0),
    nullif(sum(n) FILTER (WHERE containment = 'contained'), 0),
    nullif(sum(n) FILTER (WHERE containment = 'unknown'), 0),
    nullif(sum(n) FILTER (WHERE kind = 'human' AND outcome = 'abandoned'), 0),
    nullif(sum(n) FILTER (WHERE saturated AND mature), 0),
    nullif(sum(n) FILTER (WHERE kind = 'digital' AND mature AND contact_no < contacts), 0),
    nullif(sum(n * (contacts - contact_no)) FILTER (WHERE generated_human IS NOT NULL), 0)::bigint,
    nullif(sum(n * generated_human), 0)::bigint,
    nullif(sum(n) FILTER (WHERE attempts_until_served > 0), 0),
    nullif(sum(n * attempts_until_served), 0)::bigint,
    nullif(sum(n) FILTER (WHERE NOT still_asking AND attempts_until_served IS NULL), 0),
    nullif(sum(n) FILTER (WHERE still_asking), 0),
    nullif(sum(n) FILTER (WHERE demand = 'failure' AND linkable), 0),
    nullif(sum(n) FILTER (WHERE demand = 'value' AND linkable), 0),
    nullif(sum(n) FILTER (WHERE demand = 'unclassified' AND linkable), 0),
    nullif(sum(n) FILTER (WHERE assessed AND linkable), 0),
    nullif(sum(n) FILTER (WHERE assessed_failure AND linkable), 0),
    nullif(sum(n * handle_seconds) FILTER (WHERE linkable), 0),
    nullif(sum(n) FILTER (WHERE demand = 'failure' AND linkable AND handle_seconds IS NOT NULL), 0),
    nullif(sum(n * handle_seconds) FILTER (WHERE demand = 'failure' AND linkable), 0),
    nullif(sum(n) FILTER (WHERE demand = 'value' AND linkable AND handle_seconds IS NOT NULL), 0),
    nullif(sum(n * handle_seconds) FILTER (WHERE demand = 'value' AND linkable), 0),
    nullif(sum(n) FILTER (WHERE promoter), 0),
    nullif(sum(n) FILTER (WHERE passive), 0),
    nullif(sum(n) FILTER (WHERE detractor), 0),
    nullif(sum(n) FILTER (WHERE csat_answer), 0),
    nullif(sum(n) FILTER (WHERE satisfied), 0),
    nullif(sum(n) FILTER (WHERE ces_answer), 0),
    nullif(sum(n) FILTER (WHERE easy), 0) $counts$;
COMMENT ON FUNCTION failure_demand_internal.daily_counts() IS
'the counts of contact_daily_tally, in order, as expressions over contacts to count';

-- RETURN QUERY lets workers take part, which INSERT would not; they count by themselves where
-- all contacts are one relation. Of the groups the planner expects too many, and would sort
-- all contacts by seven texts.
CREATE FUNCTION failure_demand_internal.count_contacts(everything boolean)
RETURNS SETOF failure_demand_internal.contact_daily_tally
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT day, channel, kind, touchpoint, request, brand, provider, %s
        FROM failure_demand_internal.%I
        WHERE linkable IS NOT NULL
        GROUP BY day, channel, kind, touchpoint, request, brand, provider $count$,
        failure_demand_internal.daily_counts(), CASE WHEN everything THEN 'work_everything' ELSE 'work_changes' END);
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_contacts(boolean) IS
'what a refresh adds to contact_daily_tally: all contacts counted, or those that have changed';

-- Its unique index says what is counted apart, all other columns are counts, of which null is 0.
-- Where everything is counted anew, only what differs is written.
CREATE FUNCTION failure_demand_internal.add_daily(tally regclass, working regclass, added text, everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    row_type regtype := (SELECT reltype FROM pg_class WHERE oid = tally);
    parts name[] := (SELECT array_agg(a.attname ORDER BY array_position(i.indkey::smallint[], a.attnum))
                     FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = tally AND a.attnum = ANY (i.indkey)
                     WHERE i.indrelid = tally AND i.indisunique);
    keys text := (SELECT string_agg(quote_ident(p), ', ') FROM unnest(parts) AS p);
    as_they_are jsonb := (SELECT jsonb_object_agg(p, quote_ident(p)) FROM unnest(parts) AS p);
    counts name[] := (SELECT array_agg(attname) FROM pg_attribute
                      WHERE attrelid = tally AND attnum > 0 AND NOT attisdropped AND attname <> ALL (parts));
    is_empty boolean;
BEGIN
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', tally) INTO is_empty;
    IF everything AND is_empty THEN
        EXECUTE format('INSERT INTO %s SELECT * FROM (%s) AS n ORDER BY %s', tally, added, keys);
    ELSE
        IF everything THEN
            added := format('SELECT %s FROM (%s UNION ALL SELECT %s FROM %s) AS c GROUP BY %s',
                            failure_demand_internal.row_columns(row_type, 'nullif(sum(%I), 0)::bigint AS %I',
                                                                as_they_are),
                            added, failure_demand_internal.row_columns(row_type, '- %I', as_they_are), tally, keys);
        END IF;
        EXECUTE format('INSERT INTO %s SELECT * FROM (%s) AS d WHERE num_nonnulls(%s) > 0', working, added,
                       (SELECT string_agg(quote_ident(c), ', ') FROM unnest(counts) AS c));
        EXECUTE format('INSERT INTO %1$s AS t SELECT * FROM %2$s ORDER BY %3$s ON CONFLICT (%3$s) DO UPDATE SET %4$s',
                       tally, working, keys,
                       (SELECT string_agg(format('%1$I = nullif(coalesce(t.%1$I, 0) + coalesce(excluded.%1$I, 0), 0)',
                                                 c), ', ') FROM unnest(counts) AS c));
        EXECUTE format('DELETE FROM %s WHERE contacts IS NULL', tally);
    END IF;
    EXECUTE format('ANALYZE %s', CASE WHEN everything THEN tally ELSE working END);
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_daily(regclass, regclass, text, boolean) IS
'adds what a query gives to a table of counts, with a working table of the same columns for what is added; or, where '
'the query counts everything anew, what differs';

CREATE FUNCTION failure_demand_internal.add_contact_daily(everything boolean)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.add_daily(
        'failure_demand_internal.contact_daily_tally', 'failure_demand_internal.work_daily',
        format('SELECT * FROM failure_demand_internal.count_contacts(%L)', add_contact_daily.everything),
        add_contact_daily.everything);
END;
COMMENT ON FUNCTION failure_demand_internal.add_contact_daily(boolean) IS
'adds to contact_daily_tally what a refresh has changed, or what differs where everything is counted anew';
