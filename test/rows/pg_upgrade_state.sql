-- test/rows/pg_upgrade_state.sql - what a database has, a line a relation: how many rows, and a hash of them.
--
-- With refreshed set, what each refresh notes of itself is left out.

SET search_path = pg_catalog, pg_temp;
SET TimeZone = 'UTC';
SET extra_float_digits = 1;
SELECT :'refreshed' <> '' AS refreshed \gset
SELECT format('SELECT %L, count(*), encode(sha256(convert_to(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C"), ''UTF8'')), ''hex'') FROM (%s) AS t',
              name, query)
FROM (SELECT c.oid::regclass::text, 'SELECT * FROM ' || c.oid::regclass
      FROM pg_class AS c
      WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace, 'public'::regnamespace)
        AND relkind IN ('r', 'v') AND relpersistence = 'p'
        AND NOT (:'refreshed' AND c.oid::regclass::text IN ('failure_demand.refresh_log', 'failure_demand.report_basis'))
      UNION ALL
      SELECT * FROM (VALUES
          ('what logs say', 'SELECT month, brand, failure_demand.bounce(log, interval ''48 hours''), failure_demand.fcr(log, interval ''7 days'') FROM public.stored_log'),
          ('settings', 'SELECT setdatabase > 0, setrole::regrole, setconfig FROM pg_db_role_setting'),
          ('members', 'SELECT pg_describe_object(classid, objid, 0), obj_description(objid, classid::regclass::name) FROM pg_depend WHERE refclassid = ''pg_extension''::regclass AND deptype = ''e'''),
          ('owners and grants', 'SELECT c.oid::regclass, relowner::regrole, a.grantee::regrole, has_table_privilege(a.grantee::regrole, c.oid, ''SELECT'')
                                 FROM pg_class AS c, aclexplode(relacl) AS a WHERE a.privilege_type = ''SELECT'' AND relnamespace::regnamespace::text LIKE ''failure\_demand%''')) AS more
     ) AS asked (name, query)
ORDER BY name COLLATE "C" \gexec
