-- Control charts: the limits of a process, and which of its points are signals.
--
-- Limits depend on the order of the points: process_limits(value ORDER BY time)

CREATE TYPE failure_demand.limits AS (
    centre      double precision,
    lower       double precision,
    upper       double precision,
    range_limit double precision,
    points      bigint,
    method      text,
    sigma       double precision,
    sigma_z     double precision
);
COMMENT ON TYPE failure_demand.limits IS
'the limits of a process: see process_limits(); what is not known is null';
COMMENT ON COLUMN failure_demand.limits.centre IS
'the mean of the values, or all numerators over all denominators';
COMMENT ON COLUMN failure_demand.limits.lower IS
'below it a point is a signal; null without a moving range, and for a rate until limits_at() has its denominator';
COMMENT ON COLUMN failure_demand.limits.upper IS
'above it a point is a signal; null as lower is';
COMMENT ON COLUMN failure_demand.limits.range_limit IS
'above it a moving range is a signal; null for rates';
COMMENT ON COLUMN failure_demand.limits.points IS
'how many points the limits were made of';
COMMENT ON COLUMN failure_demand.limits.method IS
'xmr, p or laney';
COMMENT ON COLUMN failure_demand.limits.sigma IS
'a third of the way from the centre to a limit, before that was clipped; null as lower is';
COMMENT ON COLUMN failure_demand.limits.sigma_z IS
'of rates: how many times as far the points vary as chance alone would let them, 1 for p; null for xmr';

CREATE FUNCTION failure_demand_internal.process_limits_transition(internal, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.process_limits_transition(internal, double precision) IS
'adds a value, or a gap, to the state of limits';

CREATE FUNCTION failure_demand_internal.process_limits_bounded_transition(internal, double precision, text,
                                                                          double precision, double precision)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION
        failure_demand_internal.process_limits_bounded_transition(internal, double precision, text, double precision,
                                                                  double precision) IS
'adds a value, or a gap, to the state of limits that have natural bounds';

CREATE FUNCTION failure_demand_internal.process_limits_final(internal)
RETURNS failure_demand.limits
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.process_limits_final(internal) IS
'the limits of a state';

CREATE AGGREGATE failure_demand.process_limits(value double precision)
(
    SFUNC = failure_demand_internal.process_limits_transition,
    STYPE = internal,
    SSPACE = 128,
    FINALFUNC = failure_demand_internal.process_limits_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.process_limits(double precision) IS
'limits of values in order of time (XmR), process_limits(value ORDER BY time): mean, mean +- 2.66 mean moving ranges, '
'range limit 3.267; a null value breaks the moving range; without a moving range lower and upper are null; null '
'without a value; 22003 for a value that is not finite';

CREATE AGGREGATE failure_demand.process_limits(value double precision, method text, lower_bound double precision,
                                               upper_bound double precision)
(
    SFUNC = failure_demand_internal.process_limits_bounded_transition,
    STYPE = internal,
    SSPACE = 128,
    FINALFUNC = failure_demand_internal.process_limits_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.process_limits(double precision, text, double precision, double precision) IS
'limits of values in order of time (XmR), clipped to what a value can be at least and at most; method is xmr; a null '
'bound is none; 22023 for another method, and for bounds that differ from row to row';

CREATE FUNCTION failure_demand_internal.process_limits_rate_transition(internal, bigint, bigint, text)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.process_limits_rate_transition(internal, bigint, bigint, text) IS
'adds a rate, or a gap, to the state of limits';

CREATE FUNCTION failure_demand_internal.process_limits_rate_final(internal)
RETURNS failure_demand.limits
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.process_limits_rate_final(internal) IS
'the limits of a state of rates';

CREATE AGGREGATE failure_demand.process_limits(numerator bigint, denominator bigint, method text)
(
    SFUNC = failure_demand_internal.process_limits_rate_transition,
    STYPE = internal,
    SSPACE = 256,
    FINALFUNC = failure_demand_internal.process_limits_rate_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.process_limits(bigint, bigint, text) IS
'limits of rates in order of time, by method p, or laney (p prime: rates that vary more than chance alone would let '
'them); those of a point are limits_at(limits, denominator); null or denominator 0: a gap; 22023 for another method, '
'and for a numerator not between 0 and its denominator';

CREATE FUNCTION failure_demand.limits_at(limits failure_demand.limits, denominator bigint)
RETURNS failure_demand.limits
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.limits_at(failure_demand.limits, bigint) IS
'the limits of one point of a p or p prime chart, with sigma, lower and upper for its denominator, clipped to 0 and '
'1; null for denominator 0; 22023 for a negative one, and for limits of single values';

CREATE FUNCTION failure_demand.control_signal(
    value double precision, limits failure_demand.limits, rules text[] DEFAULT NULL)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.control_signal(double precision, failure_demand.limits, text[]) IS
'window function, OVER (ORDER BY time): which of the rules outside, run, trend and two_of_three a point breaks as the '
'last of its pattern; rules: those asked for, null for all, 22023 for an unknown one; empty: none broken; null for a '
'null value or limits, which end all patterns; other limits are a new phase, with new patterns';
