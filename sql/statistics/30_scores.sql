-- Scores that customers give: recommendation, satisfaction, effort.

CREATE TYPE failure_demand.nps_estimate AS (
    nps            double precision,
    standard_error double precision,
    lower          double precision,
    upper          double precision,
    n              bigint,
    promoters      bigint,
    passives       bigint,
    detractors     bigint
);
COMMENT ON TYPE failure_demand.nps_estimate IS
'a net promoter score with what it was computed from: see nps_estimate()';
COMMENT ON COLUMN failure_demand.nps_estimate.nps IS
'the score, from -100 to 100';
COMMENT ON COLUMN failure_demand.nps_estimate.standard_error IS
'its standard error, in points';
COMMENT ON COLUMN failure_demand.nps_estimate.lower IS
'lower bound at 95 %, at least -100';
COMMENT ON COLUMN failure_demand.nps_estimate.upper IS
'upper bound at 95 %, at most 100';
COMMENT ON COLUMN failure_demand.nps_estimate.n IS
'answers';
COMMENT ON COLUMN failure_demand.nps_estimate.promoters IS
'answers of 9 or more';
COMMENT ON COLUMN failure_demand.nps_estimate.passives IS
'answers between 6 and 9';
COMMENT ON COLUMN failure_demand.nps_estimate.detractors IS
'answers of 6 or less';

CREATE FUNCTION failure_demand_internal.nps_transition(bigint[], double precision)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.nps_transition(bigint[], double precision) IS
'counts an answer';

CREATE FUNCTION failure_demand_internal.nps_combine(bigint[], bigint[])
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.nps_combine(bigint[], bigint[]) IS
'adds the counts of two states';

CREATE FUNCTION failure_demand_internal.nps_final(bigint[])
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.nps_final(bigint[]) IS
'the net promoter score of a state';

CREATE FUNCTION failure_demand_internal.nps_estimate_final(bigint[])
RETURNS failure_demand.nps_estimate
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.nps_estimate_final(bigint[]) IS
'the net promoter score of a state, with its bounds';

CREATE AGGREGATE failure_demand.nps(score double precision)
(
    SFUNC = failure_demand_internal.nps_transition,
    STYPE = bigint[],
    INITCOND = '{0,0,0}',
    COMBINEFUNC = failure_demand_internal.nps_combine,
    FINALFUNC = failure_demand_internal.nps_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.nps(double precision) IS
'net promoter score, from -100 to 100: 100 (answers of 9 or more - answers of 6 or less) / answers; between 6 and 9 '
'an answer is neither; nulls are left out; null without an answer; 22003 for a score not from 0 to 10';

CREATE AGGREGATE failure_demand.nps_estimate(score double precision)
(
    SFUNC = failure_demand_internal.nps_transition,
    STYPE = bigint[],
    INITCOND = '{0,0,0}',
    COMBINEFUNC = failure_demand_internal.nps_combine,
    FINALFUNC = failure_demand_internal.nps_estimate_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.nps_estimate(double precision) IS
'net promoter score with its standard error and bounds at 95 %, answers taken as independent; else as nps()';

CREATE FUNCTION failure_demand_internal.csat_transition(bigint[], double precision, integer)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.csat_transition(bigint[], double precision, integer) IS
'counts an answer';

CREATE FUNCTION failure_demand_internal.csat_combine(bigint[], bigint[])
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.csat_combine(bigint[], bigint[]) IS
'adds the counts of two states';

CREATE FUNCTION failure_demand_internal.csat_final(bigint[])
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.csat_final(bigint[]) IS
'the satisfaction score of a state';

CREATE AGGREGATE failure_demand.csat(score double precision, scale integer)
(
    SFUNC = failure_demand_internal.csat_transition,
    STYPE = bigint[],
    INITCOND = '{0,0,0}',
    COMBINEFUNC = failure_demand_internal.csat_combine,
    FINALFUNC = failure_demand_internal.csat_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.csat(double precision, integer) IS
'customer satisfaction, from 0 to 1: the share of answers of scale - 1 or more on a scale from 1 to scale; nulls are '
'left out; null without an answer; 22003 for a score not on the scale; 22023 for a scale below 3, null, or not the '
'same in all rows';

CREATE FUNCTION failure_demand_internal.ces_transition(bigint[], double precision, text)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.ces_transition(bigint[], double precision, text) IS
'counts an answer';

CREATE FUNCTION failure_demand_internal.ces_combine(bigint[], bigint[])
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.ces_combine(bigint[], bigint[]) IS
'adds the counts of two states';

CREATE FUNCTION failure_demand_internal.ces_final(bigint[])
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.ces_final(bigint[]) IS
'the effort score of a state';

CREATE AGGREGATE failure_demand.ces(score double precision, variant text)
(
    SFUNC = failure_demand_internal.ces_transition,
    STYPE = bigint[],
    INITCOND = '{0,0,0,0,0,0}',
    COMBINEFUNC = failure_demand_internal.ces_combine,
    FINALFUNC = failure_demand_internal.ces_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.ces(double precision, text) IS
'customer effort, 1 hard to 7 easy: top3of7, the share of 5 or more; mean; net, the share of 6 or more less that of 3 '
'or less; nulls are left out; null without an answer; 22003 for a score not from 1 to 7; 22023 for another variant, '
'or not the same in all rows';
