-- What does not fit of words that are written is said at once: see note_configuration().

DO $$
DECLARE
    noted regclass;
BEGIN
    FOREACH noted IN ARRAY '{failure_demand.outcome,failure_demand.direction,
                             failure_demand.request_name,failure_demand.request_window}'::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER note_insert AFTER INSERT ON %1$s REFERENCING NEW TABLE AS new_row
                        FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
                        EXECUTE FUNCTION failure_demand_internal.note_configuration();
                        COMMENT ON TRIGGER note_insert ON %1$s IS ''says what does not fit'';
                        CREATE TRIGGER note_update AFTER UPDATE ON %1$s REFERENCING NEW TABLE AS new_row
                        FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
                        EXECUTE FUNCTION failure_demand_internal.note_configuration();
                        COMMENT ON TRIGGER note_update ON %1$s IS ''says what does not fit''', noted);
    END LOOP;
END $$;
