-- The second level of the fact view: the same counts by the dimensions of one's own, beside day and
-- channel alone, for with touchpoint and request there would be nearly as many rows as contacts. So that
-- no dimension of very many values makes it a copy of contact either, a number of combinations is
-- counted apart, the most frequent of all contacts, and what is over it as one. Which these are depends
-- on the contacts alone, and not on the order in which they came.

CREATE FUNCTION failure_demand_internal.dimension_limit()
RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1000;
COMMENT ON FUNCTION failure_demand_internal.dimension_limit() IS
'how many combinations of dimensions are counted apart';

CREATE TABLE failure_demand_internal.dimension_combination (
    combination bigint PRIMARY KEY,
    dimensions  jsonb NOT NULL,
    contacts    bigint NOT NULL,
    is_other    boolean
);
ALTER TABLE failure_demand_internal.dimension_combination OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.dimension_combination IS
'the combinations of dimensions that contacts have, and whether each is counted apart';
COMMENT ON COLUMN failure_demand_internal.dimension_combination.combination IS
'fingerprint of the dimensions';
COMMENT ON COLUMN failure_demand_internal.dimension_combination.dimensions IS
'the dimensions, as contact has them';
COMMENT ON COLUMN failure_demand_internal.dimension_combination.contacts IS
'contacts in contact_daily that have them';
COMMENT ON COLUMN failure_demand_internal.dimension_combination.is_other IS
'true: it is over the limit, and counted with all others that are';

DO $$
DECLARE
    part record;
BEGIN
    EXECUTE (SELECT format('CREATE TABLE failure_demand_internal.dimension_daily_tally AS '
                           'SELECT day, channel, kind, false AS other, NULL::bigint AS combination, %s '
                           'FROM failure_demand_internal.contact_daily_tally WITH NO DATA',
                           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
             FROM pg_attribute AS a
             WHERE a.attrelid = 'failure_demand_internal.contact_daily_tally'::regclass
               AND a.attnum > (SELECT i.indnatts FROM pg_index AS i
                               WHERE i.indrelid = a.attrelid AND i.indisunique));
    FOR part IN SELECT c.attname, col_description(c.attrelid, c.attnum) AS said
                FROM pg_attribute AS c
                JOIN pg_attribute AS d ON d.attrelid = 'failure_demand_internal.dimension_daily_tally'::regclass
                                      AND d.attname = c.attname
                WHERE c.attrelid = 'failure_demand_internal.contact_daily_tally'::regclass AND c.attnum > 0 LOOP
        EXECUTE format('COMMENT ON COLUMN failure_demand_internal.dimension_daily_tally.%I IS %L', part.attname,
                       part.said);
    END LOOP;
END $$;
ALTER TABLE failure_demand_internal.dimension_daily_tally OWNER TO @extowner@;
CREATE UNIQUE INDEX dimension_daily_key ON failure_demand_internal.dimension_daily_tally
    (day, channel, kind, other, combination) NULLS NOT DISTINCT;
ALTER TABLE failure_demand_internal.dimension_daily_tally REPLICA IDENTITY FULL;
COMMENT ON INDEX failure_demand_internal.dimension_daily_key IS
'one row of counts for each';
CREATE INDEX dimension_daily_gone ON failure_demand_internal.dimension_daily_tally (day) WHERE contacts IS NULL;
COMMENT ON INDEX failure_demand_internal.dimension_daily_gone IS
'finds the rows that a refresh leaves without contacts';
COMMENT ON TABLE failure_demand_internal.dimension_daily_tally IS
'the counts of contact_daily_tally by day, channel and dimensions: the rows of contact_daily_by_dimension; null is 0';
COMMENT ON COLUMN failure_demand_internal.dimension_daily_tally.other IS
'true: of all combinations of dimensions that are over the limit';
COMMENT ON COLUMN failure_demand_internal.dimension_daily_tally.combination IS
'which combination of dimensions; null where they have none, or of those over the limit';

CREATE UNLOGGED TABLE failure_demand_internal.work_dimension_daily
    (LIKE failure_demand_internal.dimension_daily_tally);
ALTER TABLE failure_demand_internal.work_dimension_daily OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_dimension_daily IS
'working table of refresh: what is added to dimension_daily_tally';

CREATE FUNCTION failure_demand_internal.count_combinations(everything boolean)
RETURNS TABLE (combination bigint, dimensions jsonb, contacts bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT failure_demand_internal.row_hash(c.dimensions), min(c.dimensions::text COLLATE "C")::jsonb,
               sum(c.contacts)::bigint
        FROM (SELECT w.dimensions, sum(w.n) AS contacts FROM failure_demand_internal.%I AS w
              WHERE w.linkable IS NOT NULL AND w.dimensions IS NOT NULL GROUP BY w.dimensions) AS c
        GROUP BY 1 $count$,
        CASE WHEN everything THEN 'work_everything' ELSE 'work_changes' END);
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_combinations(boolean) IS
'the combinations of dimensions of all contacts, or of those that a refresh has changed, with how many contacts have '
'them, or have them more';

CREATE FUNCTION failure_demand_internal.count_dimensions(everything boolean)
RETURNS SETOF failure_demand_internal.dimension_daily_tally
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET enable_sort = off
AS $$
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT day, channel, kind, w.dimensions IS NOT NULL AND k.combination IS NULL, k.combination, %s
        FROM failure_demand_internal.%I AS w
        LEFT JOIN (SELECT d.combination FROM failure_demand_internal.dimension_combination AS d
                   WHERE NOT d.is_other) AS k
          ON w.dimensions IS NOT NULL AND k.combination = failure_demand_internal.row_hash(w.dimensions)
        WHERE linkable IS NOT NULL
        GROUP BY day, channel, kind, 4, k.combination $count$,
        failure_demand_internal.daily_counts(), CASE WHEN everything THEN 'work_everything' ELSE 'work_changes' END);
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_dimensions(boolean) IS
'what a refresh adds to dimension_daily_tally: all contacts counted, or those that have changed';

-- Those that are new were nowhere before: where only such come in, nothing else is counted anew.
CREATE FUNCTION failure_demand_internal.rank_combinations()
RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH ranked AS (
        SELECT c.combination, c.is_other AS was_other,
               row_number() OVER (ORDER BY c.contacts DESC, c.dimensions::text COLLATE "C")
                   > failure_demand_internal.dimension_limit() AS is_other
        FROM failure_demand_internal.dimension_combination AS c WHERE c.contacts > 0
    ), changed AS (
        SELECT * FROM ranked AS r WHERE r.is_other IS DISTINCT FROM r.was_other
    ), written AS (
        UPDATE failure_demand_internal.dimension_combination AS c SET is_other = n.is_other
        FROM changed AS n WHERE n.combination = c.combination
    )
    SELECT EXISTS (SELECT FROM changed AS n WHERE n.was_other IS NOT NULL);
END;
COMMENT ON FUNCTION failure_demand_internal.rank_combinations() IS
'notes which combinations of dimensions are over the limit: those that fewest contacts have, and of equals the last '
'by their bytes; true where one that was there before is counted otherwise now';

CREATE VIEW failure_demand_internal.other_dimensions AS
SELECT format('%s combinations of dimensions are over the limit of %s: their contacts, %s, are counted as other',
              count(*), failure_demand_internal.dimension_limit(), sum(c.contacts)) AS fault,
       'Map dimensions of fewer values, such as a region in place of a postcode.' AS repair
FROM failure_demand_internal.dimension_combination AS c WHERE c.is_other HAVING count(*) > 0;
ALTER VIEW failure_demand_internal.other_dimensions OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.other_dimensions IS
'how many combinations of dimensions are over the limit, and what to do; no row where none is';
COMMENT ON COLUMN failure_demand_internal.other_dimensions.fault IS
'how many they are, and their contacts';
COMMENT ON COLUMN failure_demand_internal.other_dimensions.repair IS
'what to do';

-- Where no source has a dimension, nothing is counted.
CREATE FUNCTION failure_demand_internal.add_dimension_daily(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    anew boolean := everything OR NOT EXISTS (SELECT FROM failure_demand_internal.dimension_daily_tally);
    said record;
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand.dimension) THEN
        DELETE FROM failure_demand_internal.dimension_daily_tally;
        DELETE FROM failure_demand_internal.dimension_combination;
        RETURN;
    ELSIF NOT anew AND NOT EXISTS (SELECT FROM failure_demand_internal.work_changes) THEN
        RETURN;
    ELSIF anew THEN
        DELETE FROM failure_demand_internal.dimension_combination;
    END IF;
    INSERT INTO failure_demand_internal.dimension_combination AS c (combination, dimensions, contacts)
    SELECT n.combination, n.dimensions, n.contacts FROM failure_demand_internal.count_combinations(anew) AS n
    ON CONFLICT ON CONSTRAINT dimension_combination_pkey DO UPDATE SET contacts = c.contacts + excluded.contacts;
    anew := failure_demand_internal.rank_combinations() OR anew;
    ANALYZE failure_demand_internal.dimension_combination;
    PERFORM failure_demand_internal.add_daily(
        'failure_demand_internal.dimension_daily_tally', 'failure_demand_internal.work_dimension_daily',
        format('SELECT * FROM failure_demand_internal.count_dimensions(%L)', anew), anew);
    DELETE FROM failure_demand_internal.dimension_combination AS c WHERE c.contacts = 0;
    SELECT * INTO said FROM failure_demand_internal.other_dimensions;
    IF said.fault IS NOT NULL THEN
        RAISE NOTICE '%', said.fault USING HINT = said.repair;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_dimension_daily(boolean) IS
'adds to dimension_daily_tally what a refresh has changed, or what differs where everything is counted anew: also '
'where other combinations than before are over the limit; says how many are';
