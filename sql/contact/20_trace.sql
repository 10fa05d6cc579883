-- Window functions: one row in, one fact out.
--
-- OVER (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, id)

CREATE TYPE failure_demand.contact_trace AS (
    journey_no      bigint,
    contact_no      bigint,
    contacts        bigint,
    bounced         boolean,
    mature          boolean,
    recontact_after interval,
    followed        boolean
);
COMMENT ON TYPE failure_demand.contact_trace IS
'what the other contacts of the same request say of one: see trace()';
COMMENT ON COLUMN failure_demand.contact_trace.journey_no IS
'ordinal of the journey in the request, from 1';
COMMENT ON COLUMN failure_demand.contact_trace.contact_no IS
'position of the contact in its journey, from 1';
COMMENT ON COLUMN failure_demand.contact_trace.contacts IS
'number of contacts in the journey';
COMMENT ON COLUMN failure_demand.contact_trace.bounced IS
'a human contact came within the window; null for a human contact';
COMMENT ON COLUMN failure_demand.contact_trace.mature IS
'the whole window after the contact''s end has passed at as_of; null without as_of';
COMMENT ON COLUMN failure_demand.contact_trace.recontact_after IS
'time from the end of this contact to the start of the next one of the request, 0 where they overlap; null for the '
'last';
COMMENT ON COLUMN failure_demand.contact_trace.followed IS
'did the next contact start within the window after the end of this one? false where none has come yet';

CREATE FUNCTION failure_demand.trace(
    kind failure_demand.channel_kind, started_at timestamptz, ended_at timestamptz,
    within interval, as_of timestamptz)
RETURNS failure_demand.contact_trace
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.trace(failure_demand.channel_kind, timestamptz, timestamptz, interval,
                                         timestamptz) IS
'window function: journey, position, bounce, maturity and re-contact time of each contact, in one pass; a contact '
'that starts after as_of does not exist (null), a null as_of hides nothing and leaves mature null';

CREATE FUNCTION failure_demand.bounced(
    kind failure_demand.channel_kind, started_at timestamptz, ended_at timestamptz,
    within interval)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.bounced(failure_demand.channel_kind, timestamptz, timestamptz, interval) IS
'window function: did a human contact start at or after this digital one, and no later than its end plus the window; '
'null for a human contact';

CREATE FUNCTION failure_demand.bounce_origin(
    value anyelement,
    kind failure_demand.channel_kind, started_at timestamptz, ended_at timestamptz,
    within interval)
RETURNS anyelement
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.bounce_origin(anyelement, failure_demand.channel_kind, timestamptz, timestamptz,
                                                 interval) IS
'window function: value at the last digital contact that this human one could have bounced from; null where there is '
'none, and for a digital contact';

CREATE FUNCTION failure_demand.journey_no(
    started_at timestamptz, ended_at timestamptz, within interval)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.journey_no(timestamptz, timestamptz, interval) IS
'window function: ordinal of the contact''s journey in the partition, from 1; a journey goes on while each contact '
'starts within the window after the latest end so far';

CREATE FUNCTION failure_demand.contact_no(
    started_at timestamptz, ended_at timestamptz, within interval)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.contact_no(timestamptz, timestamptz, interval) IS
'window function: position of the contact in its journey, from 1';
