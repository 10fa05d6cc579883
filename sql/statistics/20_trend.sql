-- Is there a trend, how steep is it, and how far are two rates apart?
--
-- Without times, a trend depends on the order of the rows: mann_kendall(value ORDER BY time)

CREATE TYPE failure_demand.trend_test AS (
    points   bigint,
    s        bigint,
    variance double precision,
    tau      double precision,
    z        double precision,
    p_value  double precision
);
COMMENT ON TYPE failure_demand.trend_test IS
'a test for a trend: see mann_kendall()';
COMMENT ON COLUMN failure_demand.trend_test.points IS
'how many values there are';
COMMENT ON COLUMN failure_demand.trend_test.s IS
'pairs of which the later value is higher, less those of which it is lower; this and all below null below five points';
COMMENT ON COLUMN failure_demand.trend_test.variance IS
'of s, with ties';
COMMENT ON COLUMN failure_demand.trend_test.tau IS
'Kendall''s tau-b, from -1 to 1; null where all values are equal';
COMMENT ON COLUMN failure_demand.trend_test.z IS
's, one step nearer to 0, in standard deviations';
COMMENT ON COLUMN failure_demand.trend_test.p_value IS
'the chance of an s as far from 0 or farther where there is no trend; exact below ten points';

CREATE TYPE failure_demand.trend_line AS (
    points    bigint,
    slope     double precision,
    intercept double precision,
    lower     double precision,
    upper     double precision
);
COMMENT ON TYPE failure_demand.trend_line IS
'the line of a trend: see theil_sen()';
COMMENT ON COLUMN failure_demand.trend_line.points IS
'how many points there are';
COMMENT ON COLUMN failure_demand.trend_line.slope IS
'the median slope of all pairs, a row or a unit of time; null without two different times';
COMMENT ON COLUMN failure_demand.trend_line.intercept IS
'where the line is at time 0, so that it goes through the medians of times and values; null with slope';
COMMENT ON COLUMN failure_demand.trend_line.lower IS
'lower bound of slope at 95 %; null with too few points';
COMMENT ON COLUMN failure_demand.trend_line.upper IS
'upper bound of slope at 95 %; null with too few points';

CREATE TYPE failure_demand.rate_gap AS (
    difference double precision,
    lower      double precision,
    upper      double precision
);
COMMENT ON TYPE failure_demand.rate_gap IS
'how far two rates are apart: see rate_difference()';
COMMENT ON COLUMN failure_demand.rate_gap.difference IS
'the first rate less the second';
COMMENT ON COLUMN failure_demand.rate_gap.lower IS
'lower bound at 95 %';
COMMENT ON COLUMN failure_demand.rate_gap.upper IS
'upper bound at 95 %';

CREATE FUNCTION failure_demand_internal.mann_kendall_transition(internal, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.mann_kendall_transition(internal, double precision) IS
'adds a value to the state of a test';

CREATE FUNCTION failure_demand_internal.mann_kendall_final(internal)
RETURNS failure_demand.trend_test
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.mann_kendall_final(internal) IS
'the test of a state';

CREATE AGGREGATE failure_demand.mann_kendall(value double precision)
(
    SFUNC = failure_demand_internal.mann_kendall_transition,
    STYPE = internal,
    SSPACE = 256,
    FINALFUNC = failure_demand_internal.mann_kendall_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.mann_kendall(double precision) IS
'test of Mann and Kendall for a trend of values in order of time, mann_kendall(value ORDER BY time), corrected for '
'ties; exact below ten points, also with ties; null values are left out; null without a value';

CREATE FUNCTION failure_demand_internal.theil_sen_step_transition(internal, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_step_transition(internal, double precision) IS
'adds a row, which is one step of time, to the state of a slope';

CREATE FUNCTION failure_demand_internal.theil_sen_transition(internal, double precision, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_transition(internal, double precision, double precision) IS
'adds a value at a time to the state of a slope';

CREATE FUNCTION failure_demand_internal.theil_sen_combine(internal, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_combine(internal, internal) IS
'adds the points of two states of a slope';

CREATE FUNCTION failure_demand_internal.theil_sen_serialize(internal)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_serialize(internal) IS
'a state of a slope as a message to the leader of a parallel query';

CREATE FUNCTION failure_demand_internal.theil_sen_deserialize(bytea, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_deserialize(bytea, internal) IS
'the state of a slope in such a message';

CREATE FUNCTION failure_demand_internal.theil_sen_final(internal)
RETURNS failure_demand.trend_line
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.theil_sen_final(internal) IS
'the line of a state';

CREATE AGGREGATE failure_demand.theil_sen(value double precision)
(
    SFUNC = failure_demand_internal.theil_sen_step_transition,
    STYPE = internal,
    SSPACE = 256,
    FINALFUNC = failure_demand_internal.theil_sen_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.theil_sen(double precision) IS
'slope of Theil and Sen of values in order of time, theil_sen(value ORDER BY time), a row: the first row is time 1, '
'and one with a null value counts as time, but is no point; null without a value';

CREATE AGGREGATE failure_demand.theil_sen(value double precision, at double precision)
(
    SFUNC = failure_demand_internal.theil_sen_transition,
    STYPE = internal,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.theil_sen_combine,
    SERIALFUNC = failure_demand_internal.theil_sen_serialize,
    DESERIALFUNC = failure_demand_internal.theil_sen_deserialize,
    FINALFUNC = failure_demand_internal.theil_sen_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.theil_sen(double precision, double precision) IS
'slope of Theil and Sen, a unit of at, in any order of rows; rows with a null value or time are left out; null '
'without a point; 22003 for one that is not finite';

CREATE FUNCTION failure_demand.rate_difference(
    numerator1 bigint, denominator1 bigint, numerator2 bigint, denominator2 bigint)
RETURNS failure_demand.rate_gap
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.rate_difference(bigint, bigint, bigint, bigint) IS
'the first rate less the second, with Newcombe''s bounds at 95 %; null where a denominator is 0; 22023 for a '
'numerator that is not between 0 and its denominator';

CREATE FUNCTION failure_demand_internal.standardised_difference_transition(internal, bigint, bigint, bigint, bigint)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.standardised_difference_transition(internal, bigint, bigint, bigint,
                                                                               bigint) IS
'adds a stratum to the state of a standardised difference';

CREATE FUNCTION failure_demand_internal.standardised_difference_final(internal)
RETURNS failure_demand.rate_gap
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.standardised_difference_final(internal) IS
'the standardised difference of a state';

CREATE AGGREGATE failure_demand_internal.standardised_difference(
    numerator1 bigint, denominator1 bigint, numerator2 bigint, denominator2 bigint)
(
    SFUNC = failure_demand_internal.standardised_difference_transition,
    STYPE = internal,
    SSPACE = 256,
    FINALFUNC = failure_demand_internal.standardised_difference_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand_internal.standardised_difference(bigint, bigint, bigint, bigint) IS
'the first rate less the second, stratum by stratum, weighted by the mix of the second, with normal bounds at 95 %; a '
'stratum that one side does not have (null, or denominator 0) is let go; null without one that both have; 22023 for a '
'numerator that is not between 0 and its denominator';
