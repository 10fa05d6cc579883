-- Failure demand and value demand of human contacts.

CREATE TYPE failure_demand.demand_class AS ENUM ('failure', 'value', 'unclassified');
COMMENT ON TYPE failure_demand.demand_class IS
'failure: the contact would not have been needed had something been done, and done right, before; value: what the '
'company is there for; unclassified: nothing speaks for either';

CREATE FUNCTION failure_demand.demand_class(demand text)
RETURNS failure_demand.demand_class
AS 'MODULE_PATHNAME', 'demand_class_from_text'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.demand_class(text) IS
'the demand_class that a text names, in exactly its letters; anything else is an error (22023); null for null';

-- Implicit, so that a text can be passed, and a driver's text inserted, as it is.
CREATE CAST (text AS failure_demand.demand_class)
WITH FUNCTION failure_demand.demand_class(text) AS IMPLICIT;
COMMENT ON CAST (text AS failure_demand.demand_class) IS
'lets a text be passed as a demand_class';
CREATE CAST (varchar AS failure_demand.demand_class)
WITH FUNCTION failure_demand.demand_class(text) AS IMPLICIT;
COMMENT ON CAST (varchar AS failure_demand.demand_class) IS
'lets a varchar be passed as a demand_class';

CREATE TYPE failure_demand.demand_evidence AS ENUM ('reason', 'marker', 'bounce', 'repeat', 'words');
COMMENT ON TYPE failure_demand.demand_evidence IS
'what decided: the mapped reason code, a failure marker, that it is a bounce-back, that it is not the first contact '
'of its journey, or the words of the customer, by a model that labels have taught (no such model speaks yet)';

CREATE TYPE failure_demand.demand_verdict AS (
    demand   failure_demand.demand_class,
    evidence failure_demand.demand_evidence,
    assessed boolean
);
COMMENT ON TYPE failure_demand.demand_verdict IS
'whether a human contact is failure demand: see demand()';
COMMENT ON COLUMN failure_demand.demand_verdict.demand IS
'failure, value, or unclassified';
COMMENT ON COLUMN failure_demand.demand_verdict.evidence IS
'what decided; null where unclassified';
COMMENT ON COLUMN failure_demand.demand_verdict.assessed IS
'a reason code spoke that is mapped to failure or value: only such contacts count in a failure share, because '
'markers, bounces and repeats can prove failure but never value';

CREATE FUNCTION failure_demand.demand(
    kind failure_demand.channel_kind, started_at timestamptz, ended_at timestamptz, within interval,
    reason failure_demand.demand_class, verbatim text, language text)
RETURNS failure_demand.demand_verdict
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE WINDOW COST 100;
COMMENT ON FUNCTION failure_demand.demand(failure_demand.channel_kind, timestamptz, timestamptz, interval,
                                          failure_demand.demand_class, text, text) IS
'is a human contact failure demand or value demand, by what evidence, and was it assessed? null for a digital '
'contact; OVER (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id); reason is what the reason '
'code is mapped to, as text or demand_class, or null; language: BCP 47, null for all';

CREATE FUNCTION failure_demand_internal.failure_share_transition(bigint[], failure_demand.demand_verdict)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.failure_share_transition(bigint[], failure_demand.demand_verdict) IS
'counts a verdict';

CREATE FUNCTION failure_demand_internal.failure_share_combine(bigint[], bigint[])
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.failure_share_combine(bigint[], bigint[]) IS
'adds the counts of two states';

CREATE FUNCTION failure_demand_internal.failure_share_final(bigint[])
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.failure_share_final(bigint[]) IS
'the failure share of a state';

CREATE AGGREGATE failure_demand.failure_share(verdict failure_demand.demand_verdict)
(
    SFUNC = failure_demand_internal.failure_share_transition,
    STYPE = bigint[],
    INITCOND = '{0,0}',
    COMBINEFUNC = failure_demand_internal.failure_share_combine,
    FINALFUNC = failure_demand_internal.failure_share_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.failure_share(failure_demand.demand_verdict) IS
'failure / (failure + value) among assessed contacts; null where there is none';
