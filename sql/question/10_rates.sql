-- Aggregates: many rows in, one rate out.  All three share one state, a contact_log
-- that tells apart no more than a rate needs.

CREATE FUNCTION failure_demand_internal.rate_transition(
    failure_demand.contact_log, "any", "any", failure_demand.channel_kind, timestamptz, timestamptz, interval)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.rate_transition(failure_demand.contact_log, "any", "any",
                                                            failure_demand.channel_kind, timestamptz, timestamptz,
                                                            interval) IS
'adds a contact to the state of a rate';

CREATE FUNCTION failure_demand_internal.bounce_rate_final(failure_demand.contact_log)
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.bounce_rate_final(failure_demand.contact_log) IS
'the post-digital bounce rate of a state';

CREATE FUNCTION failure_demand_internal.global_fcr_final(failure_demand.contact_log)
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.global_fcr_final(failure_demand.contact_log) IS
'the global first contact resolution of a state';

CREATE FUNCTION failure_demand_internal.next_contact_avoidance_final(failure_demand.contact_log)
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.next_contact_avoidance_final(failure_demand.contact_log) IS
'the next contact avoidance of a state';

CREATE AGGREGATE failure_demand.bounce_rate(
    customer "any", request "any", kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz, within interval)
(
    SFUNC = failure_demand_internal.rate_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.bounce_rate_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.bounce_rate("any", "any", failure_demand.channel_kind, timestamptz, timestamptz,
                                                interval) IS
'post-digital bounce rate: digital contacts followed by a human one of the same customer and request within the '
'window, of all that are mature at the latest start in the group; null where none is';

CREATE AGGREGATE failure_demand.global_fcr(
    customer "any", request "any", kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz, within interval)
(
    SFUNC = failure_demand_internal.rate_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.global_fcr_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.global_fcr("any", "any", failure_demand.channel_kind, timestamptz, timestamptz,
                                               interval) IS
'global first contact resolution: journeys, over all channels, whose only contact was the first, of all whose first '
'contact is mature at the latest start in the group; null where none is';

CREATE AGGREGATE failure_demand.next_contact_avoidance(
    customer "any", request "any", kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz, within interval)
(
    SFUNC = failure_demand_internal.rate_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 256,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.next_contact_avoidance_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.next_contact_avoidance("any", "any", failure_demand.channel_kind, timestamptz,
                                                           timestamptz, interval) IS
'next contact avoidance: contacts with no other of the same customer and request within the window, of all that are '
'mature at the latest start in the group; what most systems call FCR, and not it: the call that ends a failed journey '
'counts as a success';
