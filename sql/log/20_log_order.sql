-- Equality and order of logs: what DISTINCT, GROUP BY, UNION, joins and logical replication ask for.

CREATE FUNCTION failure_demand_internal.contact_log_eq(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_eq(failure_demand.contact_log, failure_demand.contact_log) IS
'have two logs the same contacts?';

CREATE FUNCTION failure_demand_internal.contact_log_ne(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_ne(failure_demand.contact_log, failure_demand.contact_log) IS
'do two logs differ in any contact?';

CREATE FUNCTION failure_demand_internal.contact_log_lt(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_lt(failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come before another, by its bytes?';

CREATE FUNCTION failure_demand_internal.contact_log_le(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_le(failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come before another, by its bytes, or is it the same?';

CREATE FUNCTION failure_demand_internal.contact_log_ge(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_ge(failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come after another, by its bytes, or is it the same?';

CREATE FUNCTION failure_demand_internal.contact_log_gt(failure_demand.contact_log, failure_demand.contact_log)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_gt(failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come after another, by its bytes?';

CREATE FUNCTION failure_demand_internal.contact_log_cmp(failure_demand.contact_log, failure_demand.contact_log)
RETURNS integer
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_cmp(failure_demand.contact_log, failure_demand.contact_log) IS
'less than, equal to or more than 0, as a log comes before another, is the same or comes after it';

CREATE FUNCTION failure_demand_internal.contact_log_hash(failure_demand.contact_log)
RETURNS integer
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_hash(failure_demand.contact_log) IS
'a hash of a log''s contacts';

CREATE FUNCTION failure_demand_internal.contact_log_hash_extended(failure_demand.contact_log, bigint)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_hash_extended(failure_demand.contact_log, bigint) IS
'a hash of a log''s contacts, of 64 bits and with a seed';

CREATE OPERATOR failure_demand.= (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_eq,
    COMMUTATOR = OPERATOR(failure_demand.=),
    NEGATOR = OPERATOR(failure_demand.<>),
    RESTRICT = eqsel,
    JOIN = eqjoinsel,
    HASHES,
    MERGES
);
COMMENT ON OPERATOR failure_demand.= (failure_demand.contact_log, failure_demand.contact_log) IS
'have two logs the same contacts?';

CREATE OPERATOR failure_demand.<> (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_ne,
    COMMUTATOR = OPERATOR(failure_demand.<>),
    NEGATOR = OPERATOR(failure_demand.=),
    RESTRICT = neqsel,
    JOIN = neqjoinsel
);
COMMENT ON OPERATOR failure_demand.<> (failure_demand.contact_log, failure_demand.contact_log) IS
'do two logs differ in any contact?';

CREATE OPERATOR failure_demand.< (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_lt,
    COMMUTATOR = OPERATOR(failure_demand.>),
    NEGATOR = OPERATOR(failure_demand.>=),
    RESTRICT = scalarltsel,
    JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR failure_demand.< (failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come before another, by its bytes?';

CREATE OPERATOR failure_demand.<= (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_le,
    COMMUTATOR = OPERATOR(failure_demand.>=),
    NEGATOR = OPERATOR(failure_demand.>),
    RESTRICT = scalarlesel,
    JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR failure_demand.<= (failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come before another, by its bytes, or is it the same?';

CREATE OPERATOR failure_demand.>= (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_ge,
    COMMUTATOR = OPERATOR(failure_demand.<=),
    NEGATOR = OPERATOR(failure_demand.<),
    RESTRICT = scalargesel,
    JOIN = scalargejoinsel
);
COMMENT ON OPERATOR failure_demand.>= (failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come after another, by its bytes, or is it the same?';

CREATE OPERATOR failure_demand.> (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_gt,
    COMMUTATOR = OPERATOR(failure_demand.<),
    NEGATOR = OPERATOR(failure_demand.<=),
    RESTRICT = scalargtsel,
    JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR failure_demand.> (failure_demand.contact_log, failure_demand.contact_log) IS
'does a log come after another, by its bytes?';

CREATE OPERATOR CLASS failure_demand.contact_log_ops
DEFAULT FOR TYPE failure_demand.contact_log USING btree AS
    OPERATOR 1 failure_demand.<,
    OPERATOR 2 failure_demand.<=,
    OPERATOR 3 failure_demand.=,
    OPERATOR 4 failure_demand.>=,
    OPERATOR 5 failure_demand.>,
    FUNCTION 1 failure_demand_internal.contact_log_cmp(failure_demand.contact_log, failure_demand.contact_log);
COMMENT ON OPERATOR CLASS failure_demand.contact_log_ops USING btree IS
'logs by their bytes: the same contacts are equal, and the order has no other meaning';
COMMENT ON OPERATOR FAMILY failure_demand.contact_log_ops USING btree IS
'logs by their bytes';

CREATE OPERATOR CLASS failure_demand.contact_log_ops
DEFAULT FOR TYPE failure_demand.contact_log USING hash AS
    OPERATOR 1 failure_demand.=,
    FUNCTION 1 failure_demand_internal.contact_log_hash(failure_demand.contact_log),
    FUNCTION 2 failure_demand_internal.contact_log_hash_extended(failure_demand.contact_log, bigint);
COMMENT ON OPERATOR CLASS failure_demand.contact_log_ops USING hash IS
'logs by their bytes: the same contacts are equal';
COMMENT ON OPERATOR FAMILY failure_demand.contact_log_ops USING hash IS
'logs by their bytes';
