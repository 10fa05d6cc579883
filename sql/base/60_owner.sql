-- The owner, and what update scripts give to him. There @extowner@ is whoever runs the update, which may be a
-- superuser, or a member of the owner: what is new would be his, and out of the owner's reach.
-- The arguments are texts: another function of the name, which the owner may put beside it, would else fit a literal
-- without a type better.

CREATE FUNCTION failure_demand_internal.schema_owner()
RETURNS regrole
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT n.nspowner FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'failure_demand');
COMMENT ON FUNCTION failure_demand_internal.schema_owner() IS
'the owner of the schema failure_demand, to whom the extension belongs';

CREATE FUNCTION failure_demand_internal.give_to_owner(relation text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s OWNER TO %s', relation::regclass, failure_demand_internal.schema_owner());
END $$;
COMMENT ON FUNCTION failure_demand_internal.give_to_owner(text) IS
'gives a table, view or sequence that an update has made to whom the others belong: the owner of the schema';

CREATE FUNCTION failure_demand_internal.let_owner_run(routine text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', routine::regprocedure);
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %s', routine::regprocedure, failure_demand_internal.schema_owner());
END $$;
COMMENT ON FUNCTION failure_demand_internal.let_owner_run(text) IS
'leaves a function that changes anything to the owner of the schema alone, and to who has his rights';
