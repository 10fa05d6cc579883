-- A compact record of contacts: aggregate once, ask many questions, at any window.

CREATE TYPE failure_demand.contact_log;

CREATE FUNCTION failure_demand_internal.contact_log_in(cstring)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_in(cstring) IS
'a contact_log from its hexadecimal text; a damaged one is an error (22P03)';

CREATE FUNCTION failure_demand_internal.contact_log_out(failure_demand.contact_log)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_out(failure_demand.contact_log) IS
'a contact_log as hexadecimal text';

CREATE FUNCTION failure_demand_internal.contact_log_recv(internal)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_recv(internal) IS
'a contact_log from its bytes; a damaged one is an error (22P03)';

CREATE FUNCTION failure_demand_internal.contact_log_send(failure_demand.contact_log)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_send(failure_demand.contact_log) IS
'the bytes of a contact_log';

-- Compact already: a second compression would not pay.
CREATE TYPE failure_demand.contact_log (
    INPUT = failure_demand_internal.contact_log_in,
    OUTPUT = failure_demand_internal.contact_log_out,
    RECEIVE = failure_demand_internal.contact_log_recv,
    SEND = failure_demand_internal.contact_log_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = external
);
COMMENT ON TYPE failure_demand.contact_log IS
'a compact, storable, mergeable record of contacts; customers and requests are 64-bit fingerprints in it, which are '
'no anonymisation';

CREATE FUNCTION failure_demand_internal.contact_log_transition(
    failure_demand.contact_log, "any", "any", text, failure_demand.channel_kind,
    timestamptz, timestamptz)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_transition(failure_demand.contact_log, "any", "any", text,
                                                                   failure_demand.channel_kind, timestamptz,
                                                                   timestamptz) IS
'adds a contact to a log';

CREATE FUNCTION failure_demand_internal.contact_log_transition(
    failure_demand.contact_log, "any", "any", text, failure_demand.channel_kind,
    timestamptz, timestamptz, integer)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_transition(failure_demand.contact_log, "any", "any", text,
                                                                   failure_demand.channel_kind, timestamptz,
                                                                   timestamptz, integer) IS
'adds a contact with its handle seconds to a log';

CREATE FUNCTION failure_demand_internal.contact_log_combine(
    failure_demand.contact_log, failure_demand.contact_log)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_combine(failure_demand.contact_log,
                                                                failure_demand.contact_log) IS
'adds the contacts of one log to another';

CREATE FUNCTION failure_demand_internal.contact_log_final(failure_demand.contact_log)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_final(failure_demand.contact_log) IS
'the compact form of a log: the same contacts give the same bytes';

CREATE AGGREGATE failure_demand.contact_log(
    customer "any", request "any", channel text, kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz)
(
    SFUNC = failure_demand_internal.contact_log_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 384,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.contact_log_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.contact_log("any", "any", text, failure_demand.channel_kind, timestamptz,
                                                timestamptz) IS
'a compact record of the contacts, to be asked at any window, stored and merged; null customers, requests, channels, '
'starts and ends are kept as such';

CREATE AGGREGATE failure_demand.contact_log(
    customer "any", request "any", channel text, kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz, handle_seconds integer)
(
    SFUNC = failure_demand_internal.contact_log_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 384,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.contact_log_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.contact_log("any", "any", text, failure_demand.channel_kind, timestamptz,
                                                timestamptz, integer) IS
'a compact record of the contacts with their handle seconds, to be asked at any window, stored and merged';

CREATE AGGREGATE failure_demand.rollup(log failure_demand.contact_log)
(
    SFUNC = failure_demand_internal.contact_log_combine,
    STYPE = failure_demand.contact_log,
    SSPACE = 8192,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.contact_log_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.rollup(failure_demand.contact_log) IS
'the logs of days, regions or servers as one, exactly; contacts that two logs share are counted twice';

CREATE FUNCTION failure_demand_internal.contact_log_concat(
    failure_demand.contact_log, failure_demand.contact_log)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.contact_log_concat(failure_demand.contact_log,
                                                               failure_demand.contact_log) IS
'two logs as one; contacts that both have are counted twice';

CREATE OPERATOR failure_demand.|| (
    LEFTARG = failure_demand.contact_log,
    RIGHTARG = failure_demand.contact_log,
    FUNCTION = failure_demand_internal.contact_log_concat,
    COMMUTATOR = OPERATOR(failure_demand.||)
);
COMMENT ON OPERATOR failure_demand.|| (failure_demand.contact_log, failure_demand.contact_log) IS
'two logs as one';
