-- What a refresh has left is what the next one goes by. Where anybody else has changed it,
-- everything must be computed anew, and nothing be charged until then.

CREATE TABLE failure_demand_internal.derived_change (relation text COLLATE "C" PRIMARY KEY);
ALTER TABLE failure_demand_internal.derived_change OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.derived_change IS
'derived tables that were changed otherwise than by a refresh since the last one';
COMMENT ON COLUMN failure_demand_internal.derived_change.relation IS
'name of the table';

CREATE UNLOGGED TABLE failure_demand_internal.work_running (since timestamptz);
ALTER TABLE failure_demand_internal.work_running OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_running IS
'working table of refresh: has a row while one runs, which nobody else sees';

CREATE FUNCTION failure_demand_internal.note_derived_change()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand_internal.work_running) THEN
        INSERT INTO failure_demand_internal.derived_change VALUES (TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_derived_change() IS
'notes that a derived table was changed otherwise than by a refresh';

DO $$
DECLARE
    derived regclass;
BEGIN
    FOREACH derived IN ARRAY '{failure_demand_internal.contact_fact,failure_demand_internal.superseded,
                               failure_demand_internal.source_digest,failure_demand_internal.source_mark,
                               failure_demand_internal.feed_day,failure_demand.report_basis,
                               failure_demand_internal.configuration_mark,
                               failure_demand_internal.contact_daily_tally,failure_demand_internal.rate_tally,
                               failure_demand_internal.containment_tally,failure_demand_internal.demand_tally,
                               failure_demand_internal.friction_tally,failure_demand_internal.transition_tally,
                               failure_demand_internal.marker_tally,
                               failure_demand_internal.brand_tally,failure_demand_internal.journey_tally,
                               failure_demand_internal.outside_tally,failure_demand_internal.word_tally,
                               failure_demand_internal.identifier_link,failure_demand_internal.identity_mark,
                               failure_demand_internal.identity_member,failure_demand_internal.identity_who,
                               failure_demand_internal.dimension_combination,
                               failure_demand_internal.dimension_daily_tally,
                               failure_demand_internal.company_log_part,failure_demand_internal.company_log_kept,
                               failure_demand_internal.company_log_request}'::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER note_derived_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION failure_demand_internal.note_derived_change()', derived);
        EXECUTE format('COMMENT ON TRIGGER note_derived_change ON %s IS ''notes changes that no refresh made''',
                       derived);
    END LOOP;
END $$;

-- Who turns these triggers off, and on again, leaves another version of their rows behind.
CREATE TABLE failure_demand_internal.derived_guard (relation text COLLATE "C" PRIMARY KEY, version text NOT NULL);
ALTER TABLE failure_demand_internal.derived_guard OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.derived_guard IS
'the triggers that note changes of derived tables, as they were at the last refresh';
COMMENT ON COLUMN failure_demand_internal.derived_guard.relation IS
'name of the table';
COMMENT ON COLUMN failure_demand_internal.derived_guard.version IS
'oid of the trigger, the transaction that made its row, and its place';

CREATE VIEW failure_demand_internal.derived_guard_now AS
SELECT c.relname::text COLLATE "C" AS relation, c.oid::pg_catalog.regclass AS place,
       concat_ws(' ', t.oid, t.xmin, t.ctid) AS version,
       t.tgenabled IN ('O', 'A') AS is_on
FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.tgname = 'note_derived_change' AND n.nspname IN ('failure_demand', 'failure_demand_internal');
ALTER VIEW failure_demand_internal.derived_guard_now OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.derived_guard_now IS
'the triggers that note changes of derived tables, as they are, and whether they are on';
COMMENT ON COLUMN failure_demand_internal.derived_guard_now.relation IS
'name of the table';
COMMENT ON COLUMN failure_demand_internal.derived_guard_now.place IS
'the table';
COMMENT ON COLUMN failure_demand_internal.derived_guard_now.version IS
'oid of the trigger, the transaction that made its row, and its place';
COMMENT ON COLUMN failure_demand_internal.derived_guard_now.is_on IS
'does it fire?';

CREATE FUNCTION failure_demand_internal.derived_changes()
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT string_agg(CASE WHEN n.is_on THEN c.relation
                           ELSE format('%s (its triggers are off: ALTER TABLE %s ENABLE TRIGGER USER)', c.relation,
                                       n.place) END,
                      ', ' ORDER BY c.relation)
    FROM (SELECT d.relation FROM failure_demand_internal.derived_change AS d
          UNION
          SELECT n.relation
          FROM failure_demand_internal.derived_guard_now AS n
          JOIN failure_demand_internal.derived_guard AS g USING (relation)
          WHERE n.version <> g.version OR NOT n.is_on) AS c
    JOIN failure_demand_internal.derived_guard_now AS n USING (relation);
END;
COMMENT ON FUNCTION failure_demand_internal.derived_changes() IS
'the derived tables that were changed otherwise than by a refresh since the last one, or may have been while their '
'triggers were off; null where none was';

-- In one statement, so that nothing comes between.
CREATE FUNCTION failure_demand_internal.note_derived_guards()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH changed AS (
        SELECT n.relation, n.version, g.relation IS NOT NULL AS is_known
        FROM failure_demand_internal.derived_guard_now AS n
        LEFT JOIN failure_demand_internal.derived_guard AS g USING (relation)
        WHERE n.version IS DISTINCT FROM g.version OR NOT n.is_on
    ), noted AS (
        INSERT INTO failure_demand_internal.derived_change
        SELECT c.relation FROM changed AS c WHERE c.is_known ON CONFLICT DO NOTHING
    )
    INSERT INTO failure_demand_internal.derived_guard AS g SELECT c.relation, c.version FROM changed AS c
    ON CONFLICT ON CONSTRAINT derived_guard_pkey DO UPDATE SET version = excluded.version;
END;
COMMENT ON FUNCTION failure_demand_internal.note_derived_guards() IS
'notes those derived tables as changed whose triggers were off, and the triggers as they are';
