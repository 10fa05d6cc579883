-- Which sources can be read from where the last refresh ended.

-- The mark from which an append-only source is read knows only this server's transactions:
-- what was written elsewhere comes later than they explain, and would never be read.
CREATE FUNCTION failure_demand_internal.written_elsewhere(relation regclass)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rests_on oid[];
    found text;
BEGIN
    WITH RECURSIVE base AS (
        SELECT written_elsewhere.relation::oid AS oid
      UNION
        SELECT n.oid
        FROM base AS b CROSS JOIN LATERAL (
            SELECT d.refobjid AS oid FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass
                                                            AND d.objid = r.oid
            WHERE r.ev_class = b.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> b.oid
            UNION SELECT i.inhrelid FROM pg_inherits AS i WHERE i.inhparent = b.oid) AS n
    )
    SELECT array_agg(b.oid ORDER BY b.oid::regclass::text COLLATE "C") INTO rests_on FROM base AS b;
    SELECT CASE c.relkind WHEN 'f' THEN format('%s is a foreign table', c.oid::regclass)
                          ELSE format('%s is a materialized view', c.oid::regclass) END INTO found
    FROM unnest(rests_on) WITH ORDINALITY AS b (oid, place) JOIN pg_class AS c USING (oid)
    WHERE c.relkind IN ('f', 'm') ORDER BY place LIMIT 1;
    IF found IS NULL THEN
        SELECT format('%s is subscribed to', b.oid::regclass) INTO found
        FROM unnest(rests_on) WITH ORDINALITY AS b (oid, place)
        JOIN pg_subscription_rel AS s
          ON s.srrelid = b.oid OR s.srrelid IN (SELECT a.relid FROM pg_partition_ancestors(b.oid) AS a)
        ORDER BY place LIMIT 1;
    END IF;
    IF found IS NULL AND to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
        EXECUTE 'SELECT format(''%s is a table of Citus'', b.oid::regclass)
                 FROM unnest($1) WITH ORDINALITY AS b (oid, place)
                 JOIN pg_catalog.pg_dist_partition AS p ON p.logicalrelid = b.oid
                 ORDER BY place LIMIT 1' INTO found USING rests_on;
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION failure_demand_internal.written_elsewhere(regclass) IS
'what a table or view is, or rests on, whose rows come otherwise than by transactions of this server that write them: '
'a foreign table, a materialized view, a subscribed table, a table of Citus; null where nothing';

CREATE FUNCTION failure_demand_internal.append_only_fault(relation regclass, query text, slack interval)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN position('NULL::timestamptz AS written_at' IN query) > 0 THEN 'it has no column for "written_at"'
            WHEN slack IS NULL
            THEN coalesce(failure_demand_internal.written_elsewhere(relation),
                          CASE WHEN query ~ concat('(iso|formatted)_time[(][^', chr(10), ']* AS written_at')
                               THEN 'its written_at is a text, which may leave seconds out' END) END;
COMMENT ON FUNCTION failure_demand_internal.append_only_fault(regclass, text, interval) IS
'why a source cannot be read from where the last refresh ended: without written_at, or where rows are written '
'elsewhere, or it is a text, and it has no slack; null where it can';

CREATE FUNCTION failure_demand_internal.check_append_only(source text, relation regclass, query text, slack interval)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fault text := failure_demand_internal.append_only_fault(relation, query, slack);
BEGIN
    IF position('NULL::timestamptz AS written_at' IN query) > 0 THEN
        RAISE EXCEPTION 'an append-only source needs a column for "written_at"' USING ERRCODE = 'undefined_column',
            DETAIL = format('It is needed for source "%s".', source),
            HINT = 'Map the column that this server fills when it writes a row, which may be that of "updated_at"; or '
                   'leave append_only out: then each refresh reads the whole source.';
    ELSIF fault IS NOT NULL THEN
        RAISE EXCEPTION 'source "%" cannot be append-only: %', source, fault
            USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'When its rows were written is not when this server sees them; those that come late would never '
                     'be read.',
            HINT = 'Leave append_only out, or say how late a row may come: add_source(..., append_only => true, slack '
                   '=> ''1 hour'').';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_append_only(text, regclass, text, interval) IS
'errs where a source cannot be read from where the last refresh ended: without written_at (42703); or where rows are '
'written elsewhere, and it has no slack (55000)';
