-- What a refresh has left is what the next one goes by. Where anybody else has changed it,
-- everything must be computed anew, and nothing be charged until then.

CREATE TABLE failure_demand.derived_change (relation text COLLATE "C" PRIMARY KEY);
ALTER TABLE failure_demand.derived_change OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.derived_change IS
'derived tables that were changed otherwise than by a refresh since the last one';
COMMENT ON COLUMN failure_demand.derived_change.relation IS
'name of the table';

CREATE UNLOGGED TABLE failure_demand.work_running (since timestamptz);
ALTER TABLE failure_demand.work_running OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.work_running IS
'working table of refresh: has a row while one runs, which nobody else sees';

CREATE FUNCTION failure_demand.note_derived_change()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM failure_demand.work_running) THEN
        INSERT INTO failure_demand.derived_change VALUES (TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand.note_derived_change() IS
'notes that a derived table was changed otherwise than by a refresh';

DO $$
DECLARE
    derived name;
BEGIN
    FOREACH derived IN ARRAY '{contact,superseded,source_digest,source_mark,feed_day,report_basis,
                               rate_tally,containment_tally,demand_tally,friction_tally,transition_tally,marker_tally}'::name[] LOOP
        EXECUTE format('CREATE TRIGGER note_derived_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON failure_demand.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION failure_demand.note_derived_change()', derived);
        EXECUTE format('COMMENT ON TRIGGER note_derived_change ON failure_demand.%I IS ''notes changes that no refresh made''', derived);
    END LOOP;
END $$;

CREATE FUNCTION failure_demand.derived_changes()
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT string_agg(c.relation, ', ' ORDER BY c.relation) FROM failure_demand.derived_change AS c);
COMMENT ON FUNCTION failure_demand.derived_changes() IS
'the derived tables that were changed otherwise than by a refresh since the last one; null where none was';
