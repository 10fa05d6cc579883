-- test/rows/pg_upgrade_state.sql - what a database has, a line each: how many rows, and a hash of them.
--
-- With refreshed set, what a refresh notes of itself and of the server is left out: when it ran, the
-- triggers as they are in its catalogue, and the privileges that there are.

SET search_path = pg_catalog, pg_temp;
SET TimeZone = 'UTC';
SET extra_float_digits = 1;
SELECT :'refreshed' <> '' AS refreshed \gset
CREATE TEMPORARY VIEW settings AS
    SELECT setdatabase > 0 AS of_database, setrole::regrole, setconfig FROM pg_db_role_setting;
CREATE TEMPORARY VIEW members AS
    SELECT pg_describe_object(classid, objid, 0), obj_description(objid, classid::regclass::name)
    FROM pg_depend AS d
    WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
      -- a table's type is a member where pg_upgrade made it
      AND NOT EXISTS (SELECT FROM pg_depend AS i
                      WHERE (i.classid, i.objid) = (d.classid, d.objid) AND i.deptype = 'i'
                        AND d.classid = 'pg_type'::regclass);
CREATE TEMPORARY VIEW owners_and_readers AS
    SELECT c.oid::regclass, relowner::regrole, a.grantee::regrole
    FROM pg_class AS c, aclexplode(relacl) AS a
    WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
      AND a.privilege_type = 'SELECT';
CREATE TEMPORARY VIEW what_logs_say AS
    SELECT month, brand, failure_demand.bounce(log, interval '48 hours'), failure_demand.fcr(log, interval '7 days')
    FROM public.stored_log;

SELECT format('SELECT %L, count(*), encode(sha256(convert_to(string_agg(t::text, E''\n'' '
              'ORDER BY t::text COLLATE "C"), ''UTF8'')), ''hex'') FROM %1$s AS t', c.oid::regclass)
FROM pg_class AS c
WHERE CASE relnamespace
          WHEN 'failure_demand'::regnamespace THEN relkind IN ('r', 'v')
          WHEN 'failure_demand_internal'::regnamespace THEN relkind = 'r' AND relpersistence = 'p'
          WHEN 'public'::regnamespace THEN relkind = 'r'
          WHEN pg_my_temp_schema() THEN relkind = 'v'
      END
  AND NOT (:'refreshed' AND relname IN ('refresh_log', 'report_basis', 'source_mark', 'derived_guard',
                                        'interaction_privilege'))
ORDER BY c.oid::regclass::text COLLATE "C" \gexec
