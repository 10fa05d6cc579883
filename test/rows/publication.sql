-- test/rows/publication.sql - publishes all tables of every database that pg_regress will make.
--
-- It makes them from template0. The tests' own tables, of which some have no key, are identified by
-- whole rows; the extension's, and what it makes later, are left as it makes them.

ALTER DATABASE template0 ALLOW_CONNECTIONS true;
\connect template0
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE FUNCTION pg_catalog.identify_by_rows() RETURNS event_trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made regclass;
BEGIN
    FOR made IN
        SELECT c.oid FROM pg_event_trigger_ddl_commands() AS d JOIN pg_class AS c ON c.oid = d.objid
        WHERE d.classid = 'pg_class'::regclass AND NOT d.in_extension
          AND c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND c.relreplident = 'd'
          AND d.schema_name NOT LIKE 'failure\_demand%'
    LOOP
        EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', made);
    END LOOP;
END $$;
CREATE EVENT TRIGGER identify_by_rows ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
    EXECUTE FUNCTION pg_catalog.identify_by_rows();
