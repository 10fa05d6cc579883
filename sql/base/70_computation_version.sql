-- What a refresh keeps, and a posting charges, is computed by rules that a later version may
-- change: the facts of a contact, its customer_group, digests and fingerprints, costs and who
-- pays them. One number stands for all of these, and a version that changes any of them, so
-- that something could come out differently, adds one to it. What was kept is then computed
-- anew, and nothing is charged before.
CREATE FUNCTION failure_demand_internal.computation_version()
RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN 1;
COMMENT ON FUNCTION failure_demand_internal.computation_version() IS
'the version of the rules by which contacts and charges are computed: where what was kept is of another one, a '
'refresh is full';
