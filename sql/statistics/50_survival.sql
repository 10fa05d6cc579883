-- How long until it happens, and does it happen sooner to some than to others?

CREATE TYPE failure_demand.survival_estimate AS (
    probability double precision,
    lower       double precision,
    upper       double precision,
    at_risk     bigint,
    events      bigint
);
COMMENT ON TYPE failure_demand.survival_estimate IS
'the chance that something has not happened by a time: see survival()';
COMMENT ON COLUMN failure_demand.survival_estimate.probability IS
'the chance; null beyond the last time at which anyone was at risk';
COMMENT ON COLUMN failure_demand.survival_estimate.lower IS
'lower bound at 95 %; null at 0 and 1';
COMMENT ON COLUMN failure_demand.survival_estimate.upper IS
'upper bound at 95 %; null at 0 and 1';
COMMENT ON COLUMN failure_demand.survival_estimate.at_risk IS
'lives still watched just before the time';
COMMENT ON COLUMN failure_demand.survival_estimate.events IS
'lives seen to end until the time';

CREATE TYPE failure_demand.log_rank_test AS (
    chi_square     double precision,
    p_value        double precision,
    lives_false    bigint,
    observed_false bigint,
    expected_false double precision,
    lives_true     bigint,
    observed_true  bigint,
    expected_true  double precision
);
COMMENT ON TYPE failure_demand.log_rank_test IS
'a comparison of two groups: see log_rank()';
COMMENT ON COLUMN failure_demand.log_rank_test.chi_square IS
'how far observed and expected events are apart; null where the groups were never at risk together';
COMMENT ON COLUMN failure_demand.log_rank_test.p_value IS
'the chance of a chi-square as high or higher where the groups are alike; null with it';
COMMENT ON COLUMN failure_demand.log_rank_test.lives_false IS
'lives in the group false';
COMMENT ON COLUMN failure_demand.log_rank_test.observed_false IS
'of these, seen to end';
COMMENT ON COLUMN failure_demand.log_rank_test.expected_false IS
'how many would be seen to end if the groups were alike';
COMMENT ON COLUMN failure_demand.log_rank_test.lives_true IS
'lives in the group true';
COMMENT ON COLUMN failure_demand.log_rank_test.observed_true IS
'of these, seen to end';
COMMENT ON COLUMN failure_demand.log_rank_test.expected_true IS
'how many would be seen to end if the groups were alike';

CREATE FUNCTION failure_demand_internal.survival_transition(internal, double precision, boolean, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.survival_transition(internal, double precision, boolean,
                                                                double precision) IS
'adds a life to a state';

CREATE FUNCTION failure_demand_internal.log_rank_transition(internal, boolean, double precision, boolean)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.log_rank_transition(internal, boolean, double precision, boolean) IS
'adds a life of a group to a state';

CREATE FUNCTION failure_demand_internal.lives_combine(internal, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.lives_combine(internal, internal) IS
'adds the lives of two states';

CREATE FUNCTION failure_demand_internal.lives_serialize(internal)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.lives_serialize(internal) IS
'a state of lives as a message to the leader of a parallel query';

CREATE FUNCTION failure_demand_internal.lives_deserialize(bytea, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.lives_deserialize(bytea, internal) IS
'the state of lives in such a message';

CREATE FUNCTION failure_demand_internal.survival_final(internal)
RETURNS failure_demand.survival_estimate
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.survival_final(internal) IS
'the survival of a state';

CREATE FUNCTION failure_demand_internal.log_rank_final(internal)
RETURNS failure_demand.log_rank_test
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.log_rank_final(internal) IS
'the log-rank test of a state';

CREATE AGGREGATE failure_demand.survival("time" double precision, event boolean, at double precision)
(
    SFUNC = failure_demand_internal.survival_transition,
    STYPE = internal,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.lives_combine,
    SERIALFUNC = failure_demand_internal.lives_serialize,
    DESERIALFUNC = failure_demand_internal.lives_deserialize,
    FINALFUNC = failure_demand_internal.survival_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.survival(double precision, boolean, double precision) IS
'the chance, by Kaplan and Meier, that it has not happened by at; time: how long each was watched; event: it was seen '
'to happen then, else the watch ended; rows with a null time or event are left out; null without a row; 22003 for a '
'negative time; 22023 for an at that is null or not the same in all rows';

CREATE AGGREGATE failure_demand.log_rank(group_no boolean, "time" double precision, event boolean)
(
    SFUNC = failure_demand_internal.log_rank_transition,
    STYPE = internal,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.lives_combine,
    SERIALFUNC = failure_demand_internal.lives_serialize,
    DESERIALFUNC = failure_demand_internal.lives_deserialize,
    FINALFUNC = failure_demand_internal.log_rank_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.log_rank(boolean, double precision, boolean) IS
'log-rank test: does it happen at the same pace in both groups? time: how long each was watched; event: it was seen '
'to happen then, else the watch ended; rows with a null are left out; null without a row; 22003 for a negative time';
