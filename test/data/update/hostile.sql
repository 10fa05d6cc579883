-- What an owner who is no superuser may put where a superuser could come by: each notes who ran it, and whether that
-- is a superuser. Run by the owner. Columns of his are named own_...
SET search_path = pg_catalog, pg_temp;
SET client_min_messages = error;
CREATE SCHEMA own_code;
CREATE TABLE own_code.ran (what text, as_user name, superuser boolean, UNIQUE (what, as_user));
GRANT USAGE ON SCHEMA own_code TO PUBLIC;
GRANT INSERT, SELECT ON own_code.ran TO PUBLIC;
CREATE FUNCTION own_code.write_down(what text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO own_code.ran
    SELECT what, r.rolname, r.rolsuper FROM pg_catalog.pg_roles AS r
    WHERE r.rolname OPERATOR(pg_catalog.=) CURRENT_USER
    ON CONFLICT DO NOTHING
$$;
-- a lie: else it could stand in no check, no index and no column that is generated
CREATE FUNCTION own_code.note(what text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    PERFORM own_code.write_down(what);
    RETURN true;
END $$;
CREATE FUNCTION own_code.note_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM own_code.write_down(pg_catalog.concat_ws(' ', TG_NAME, TG_RELID::pg_catalog.regclass));
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TEMPORARY VIEW own_table AS
SELECT c.oid::regclass AS name, c.relname, c.oid = ANY (e.extconfig) AS is_filled FROM pg_class AS c, pg_extension AS e
WHERE e.extname = 'failure_demand' AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
  AND c.relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace);

-- triggers, one of them at commit, and checks: on every table; but what a refresh truncates must not wait for a commit
SELECT format('CREATE TRIGGER own_before BEFORE INSERT OR UPDATE OR DELETE ON %1$s FOR EACH ROW '
              'EXECUTE FUNCTION own_code.note_row(); '
              'CREATE TRIGGER own_statement AFTER INSERT OR UPDATE OR DELETE ON %1$s '
              'EXECUTE FUNCTION own_code.note_row(); '
              'CREATE TRIGGER own_truncate BEFORE TRUNCATE ON %1$s EXECUTE FUNCTION own_code.note_row(); '
              'CREATE CONSTRAINT TRIGGER own_late AFTER INSERT OR UPDATE OR DELETE ON %1$s '
              'DEFERRABLE INITIALLY %2$s FOR EACH ROW EXECUTE FUNCTION own_code.note_row(); '
              'ALTER TABLE %1$s ENABLE ALWAYS TRIGGER own_before, ENABLE ALWAYS TRIGGER own_late, '
              'ADD CONSTRAINT own_check CHECK (own_code.note(''check''))', t.name,
              CASE WHEN t.relname LIKE 'work\_%' THEN 'IMMEDIATE' ELSE 'DEFERRED' END)
FROM own_table AS t \gexec
-- types of his, with defaults and what is generated; expressions in indexes and statistics; rules; policies
CREATE DOMAIN own_code.trap AS text DEFAULT own_code.note('default of a type')::text CHECK (own_code.note('type'));
SELECT format('ALTER TABLE %1$s ADD COLUMN own_text own_code.trap, '
              'ADD COLUMN own_default boolean DEFAULT own_code.note(''default''), '
              'ADD COLUMN own_made boolean GENERATED ALWAYS AS (own_code.note(''generated'')) STORED; '
              'CREATE INDEX %2$I ON %1$s ((own_code.note(''index''))) WHERE own_code.note(''partial index''); '
              'CREATE RULE own_rule AS ON INSERT TO %1$s DO ALSO SELECT own_code.note(''rule''); '
              'CREATE RULE own_update AS ON UPDATE TO %1$s DO ALSO SELECT own_code.note(''rule of updates''); '
              'CREATE POLICY own_policy ON %1$s USING (own_code.note(''policy'')); '
              'ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY', t.name, 'own_' || t.relname)
FROM own_table AS t WHERE t.relname IN ('cause_rule', 'target', 'reason', 'volume') \gexec
CREATE STATISTICS failure_demand_internal.own_statistics
    ON (own_code.note('statistics')), customer FROM failure_demand_internal.contact_fact;
CREATE INDEX own_contact ON failure_demand_internal.contact_fact ((own_code.note('index of contacts')));

-- tables that inherit, and that refer to his
CREATE TABLE own_code.heir (own_default boolean DEFAULT own_code.note('default of an heir'))
    INHERITS (failure_demand_internal.contact_fact);
CREATE TABLE own_code.heir_of_rules (CHECK (own_code.note('check of an heir'))) INHERITS (failure_demand.cause_rule);
CREATE TRIGGER own_before BEFORE INSERT OR UPDATE ON own_code.heir FOR EACH ROW EXECUTE FUNCTION own_code.note_row();
CREATE TABLE own_code.referring (code text REFERENCES failure_demand.reason,
                                 contact failure_demand_internal.contact_fact);

-- a report of his in the place of ours, and rules of views
SELECT format('CREATE OR REPLACE VIEW %1$s AS SELECT * FROM (%2$s) AS v WHERE own_code.note(''view'')', v.name,
              rtrim(pg_get_viewdef(v.name), ';'))
FROM (VALUES ('failure_demand.handle_time_by_demand'::regclass)) AS v (name) \gexec
CREATE RULE own_rule AS ON INSERT TO failure_demand.contact DO INSTEAD SELECT own_code.note('rule of a view');
CREATE MATERIALIZED VIEW own_code.contacts AS
SELECT own_code.note('materialized view'), c.* FROM failure_demand.contact AS c;

-- casts from the rows of his tables
CREATE FUNCTION own_code.text_of(failure_demand_internal.contact_fact) RETURNS text LANGUAGE sql AS
$$ SELECT own_code.note('cast')::text $$;
CREATE CAST (failure_demand_internal.contact_fact AS text)
WITH FUNCTION own_code.text_of(failure_demand_internal.contact_fact) AS IMPLICIT;

-- what is found by name: functions, tables, types and operators as there are elsewhere, and the path to them
SELECT format('CREATE FUNCTION own_code.%I(%s) RETURNS boolean LANGUAGE sql AS $f$ SELECT own_code.note(%L) $f$',
              p.proname, pg_get_function_identity_arguments(p.oid), 'function ' || p.proname)
FROM pg_proc AS p
WHERE p.prokind = 'f' AND pg_get_function_identity_arguments(p.oid) !~ 'internal|cstring|"any"|OUT|VARIADIC'
  AND (p.pronamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
       OR p.oid IN ('pg_extension_config_dump(regclass,text)'::regprocedure, 'lower(text)'::regprocedure,
                    'format(text)'::regprocedure, 'texteq(text,text)'::regprocedure)) \gexec
-- functions of his beside those that a script calls, for all that a literal may be taken for
SELECT format('CREATE FUNCTION %s(%s) RETURNS void LANGUAGE sql AS $f$ SELECT own_code.note(%L) $f$', f.name, t.type,
              'another ' || f.name)
FROM (SELECT DISTINCT p.oid::regproc::text AS name FROM pg_proc AS p
      WHERE p.pronamespace = 'failure_demand_internal'::regnamespace AND p.pronargs = 1
        AND p.proname IN ('give_to_owner', 'let_owner_run')) AS f,
     unnest('{text,varchar,name,oid,regclass,regprocedure,anyelement}'::regtype[]) AS t (type)
WHERE to_regprocedure(format('%s(%s)', f.name, t.type)) IS NULL \gexec
SELECT format('CREATE VIEW own_code.%I AS SELECT own_code.note(%L) AS id', c.relname, 'view ' || c.relname)
FROM pg_class AS c
WHERE c.relkind IN ('r', 'v') AND to_regclass('own_code.' || quote_ident(c.relname)) IS NULL
  AND (c.relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
       OR c.oid IN ('pg_class'::regclass, 'pg_extension'::regclass, 'pg_proc'::regclass)) \gexec
SELECT format('CREATE DOMAIN own_code.%I AS pg_catalog.%1$I CHECK (own_code.note(%L))', t, 'type ' || t)
FROM unnest('{text,interval,int4,int8,bool,timestamptz}'::text[]) AS t \gexec
SELECT format('CREATE FUNCTION own_code.compare(%1$s, %1$s) RETURNS boolean LANGUAGE sql AS '
              '$$ SELECT own_code.note(%2$L) $$; '
              'CREATE OPERATOR own_code.= (LEFTARG = %1$s, RIGHTARG = %1$s, FUNCTION = own_code.compare); '
              'CREATE OPERATOR own_code.> (LEFTARG = %1$s, RIGHTARG = %1$s, FUNCTION = own_code.compare)',
              'pg_catalog.' || t, 'operator of ' || t)
FROM unnest('{text,interval,int4,int8,bool,timestamptz}'::text[]) AS t \gexec
SELECT format('ALTER DATABASE %I SET search_path = own_code, failure_demand, public, pg_catalog', current_database())
\gexec
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA failure_demand GRANT ALL ON TABLES TO analyst;
