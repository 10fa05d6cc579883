-- Who may write, and run, what the owner of the extension has made of his tables. A trigger
-- of his, a rule or a view runs with the rights of whoever writes or reads. What SET ROLE or
-- SET SESSION AUTHORIZATION gave away, it can take back: so who connected counts as well.

CREATE FUNCTION failure_demand_internal.may_be_superuser(role oid)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolsuper AND pg_has_role(may_be_superuser.role, r.oid, 'MEMBER'));
END;
COMMENT ON FUNCTION failure_demand_internal.may_be_superuser(oid) IS
'is the role a superuser, or a member of one?';

CREATE FUNCTION failure_demand_internal.superuser_here()
RETURNS name
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.rolname FROM pg_roles AS r
    WHERE (r.rolname IN (current_user, session_user)
           OR r.oid = (SELECT a.usesysid FROM pg_stat_get_activity(pg_backend_pid()) AS a))
      AND failure_demand_internal.may_be_superuser(r.oid)
    ORDER BY r.rolsuper DESC, r.rolname LIMIT 1;
END;
COMMENT ON FUNCTION failure_demand_internal.superuser_here() IS
'the superuser, or member of one, that the session has now, has as its user, or was begun by; null where none is';

CREATE FUNCTION failure_demand_internal.check_caller()
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller name := failure_demand_internal.superuser_here();
    owner name;
BEGIN
    SELECT r.rolname INTO owner
    FROM pg_extension AS e
    JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
    JOIN pg_shdepend AS s ON s.dbid = (SELECT b.oid FROM pg_database AS b WHERE b.datname = current_database())
                         AND s.deptype = 'o' AND (s.classid, s.objid) IN ((d.classid, d.objid), (e.tableoid, e.oid))
    JOIN pg_roles AS r ON r.oid = s.refobjid
    WHERE caller IS NOT NULL AND e.extname = 'failure_demand' AND NOT failure_demand_internal.may_be_superuser(r.oid)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a superuser must not run this over tables of another role'
            USING ERRCODE = 'insufficient_privilege',
                  DETAIL = format('Triggers and views of "%s" would run with the rights of "%s".', owner, caller),
                  HINT = format('Connect as "%s". SET ROLE and SET SESSION AUTHORIZATION are no protection: '
                                'a trigger can take them back.', owner);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_caller() IS
'refuses a superuser, also one who has set another role, over an extension or table of a role that is none (42501)';

-- What it says beside: a standby, and a role that may not, meet else whatever comes first.
CREATE FUNCTION failure_demand_internal.check_writer(what text, deed text, relation regclass)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := (SELECT c.relowner FROM pg_class AS c WHERE c.oid = check_writer.relation);
BEGIN
    IF pg_is_in_recovery() THEN
        RAISE EXCEPTION '% writes, and this server is a standby', what USING ERRCODE = 'read_only_sql_transaction',
            DETAIL = 'What it writes comes here by replication.', HINT = 'Call it on the primary.';
    ELSIF current_setting('transaction_read_only')::boolean THEN
        RAISE EXCEPTION '% writes, and this transaction is read-only', what
            USING ERRCODE = 'read_only_sql_transaction',
            DETAIL = format('default_transaction_read_only is %s.', current_setting('default_transaction_read_only')),
            HINT = 'Call it in a transaction that may write: SET default_transaction_read_only = off.';
    ELSIF pg_has_role(owner, 'USAGE')
        AND NOT (has_function_privilege('failure_demand_internal.replace_interaction()', 'EXECUTE')
                 AND has_schema_privilege('failure_demand_internal', 'CREATE')) THEN
        RAISE EXCEPTION '% runs functions that % may not', what, current_user USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('The tables are of %s; the functions that fill them were not granted with them.', owner),
            HINT = format('As a superuser: GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA failure_demand_internal TO %1$s; '
                          'GRANT CREATE ON SCHEMA failure_demand_internal TO %1$s.', owner);
    ELSIF NOT pg_has_role(owner, 'USAGE') AND NOT has_table_privilege(relation, 'INSERT') THEN
        RAISE EXCEPTION 'only % may %', owner, deed USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('You are %I.', current_user),
            HINT = format('Connect as %s, or let that role have it done by a scheduler', owner)
                   || CASE WHEN (SELECT r.rolsuper FROM pg_roles AS r WHERE r.oid = owner) THEN '.'
                           ELSE format('; or become a member: GRANT %s TO %I.', owner, current_user) END;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_writer(text, text, regclass) IS
'errs on a standby and in a transaction that is read-only (25006), and where another role owns what is to be written '
'(42501)';

-- A dump names sources. Restored by a superuser, it is a superuser's, and they may not be.
CREATE FUNCTION failure_demand_internal.check_source(source text, relation regclass)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller name := failure_demand_internal.superuser_here();
    owner name := (SELECT r.rolname FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
                   WHERE caller IS NOT NULL AND c.oid = relation AND c.relkind = 'v'
                     AND NOT failure_demand_internal.may_be_superuser(r.oid));
BEGIN
    IF owner IS NOT NULL THEN
        RAISE EXCEPTION 'a superuser must not read a source that is a view of another role'
            USING ERRCODE = 'insufficient_privilege',
                  DETAIL = format('Functions in %s, of "%s", would run with the rights of "%s".',
                                  relation, owner, caller),
                  HINT = format('Let a role that is no superuser create the extension; '
                                'or read what the view does, and make it yours: '
                                'ALTER VIEW %s OWNER TO %I. To take it away: drop_source(%L).',
                                relation, caller, source);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_source(text, regclass) IS
'refuses a superuser where a relation is a view of a role that is none (42501)';

CREATE FUNCTION failure_demand_internal.check_sources()
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF failure_demand_internal.superuser_here() IS NOT NULL THEN
        PERFORM failure_demand_internal.check_source(s.name, to_regclass(s.relation))
        FROM (SELECT o.name, o.relation FROM failure_demand.source AS o
              UNION ALL SELECT l.name, l.relation FROM failure_demand.identity_source AS l) AS s ORDER BY s.name;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_sources() IS
'refuses a superuser where a source or a table of links is a view of a role that is none (42501)';
