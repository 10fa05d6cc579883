-- Questions to a contact_log, at any window and any moment.
--
-- match is 'request', or 'customer' to take any contact of a customer as the same
-- request; as_of is null for the latest start of a dated contact, linkable or not: what starts
-- later could not be seen.

CREATE TYPE failure_demand.rate_estimate AS (
    numerator      bigint,
    denominator    bigint,
    rate           double precision,
    lower          double precision,
    upper          double precision,
    immature       bigint,
    left_truncated bigint,
    unlinkable     bigint
);
COMMENT ON TYPE failure_demand.rate_estimate IS
'a rate, what it was computed from, its bounds, and what stayed out of it';
COMMENT ON COLUMN failure_demand.rate_estimate.numerator IS
'contacts or journeys that count';
COMMENT ON COLUMN failure_demand.rate_estimate.denominator IS
'mature contacts or journeys';
COMMENT ON COLUMN failure_demand.rate_estimate.rate IS
'numerator / denominator; null where the denominator is 0';
COMMENT ON COLUMN failure_demand.rate_estimate.lower IS
'lower bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.rate_estimate.upper IS
'upper bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.rate_estimate.immature IS
'contacts or journeys left out because their window is not over at as_of';
COMMENT ON COLUMN failure_demand.rate_estimate.left_truncated IS
'of the denominator, those that begin a journey within the window of the data''s beginning and may be repeats of what '
'was before it';
COMMENT ON COLUMN failure_demand.rate_estimate.unlinkable IS
'contacts of any kind left out because they have no customer, or no request where it is matched';

CREATE TYPE failure_demand.bounded_rate AS (
    rate  double precision,
    lower double precision,
    upper double precision
);
COMMENT ON TYPE failure_demand.bounded_rate IS
'a rate and its bounds: see rate_bounds()';
COMMENT ON COLUMN failure_demand.bounded_rate.rate IS
'numerator / denominator, from 0 to 1';
COMMENT ON COLUMN failure_demand.bounded_rate.lower IS
'lower bound of the rate, Wilson 95 %, cases taken as independent';
COMMENT ON COLUMN failure_demand.bounded_rate.upper IS
'upper bound of the rate, Wilson 95 %, cases taken as independent';

CREATE FUNCTION failure_demand.rate_bounds(numerator bigint, denominator bigint)
RETURNS failure_demand.bounded_rate
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.rate_bounds(bigint, bigint) IS
'numerator / denominator, with its bounds (Wilson 95 %, cases taken as independent); null where the denominator is 0';

CREATE FUNCTION failure_demand.bounce_rate(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS double precision
AS 'MODULE_PATHNAME', 'log_bounce_rate'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.bounce_rate(failure_demand.contact_log, interval, timestamptz, text) IS
'post-digital bounce rate of a log: see bounce(log, ...)';

CREATE FUNCTION failure_demand.global_fcr(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS double precision
AS 'MODULE_PATHNAME', 'log_global_fcr'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.global_fcr(failure_demand.contact_log, interval, timestamptz, text) IS
'global first contact resolution of a log: see fcr(log, ...)';

CREATE FUNCTION failure_demand.next_contact_avoidance(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS double precision
AS 'MODULE_PATHNAME', 'log_next_contact_avoidance'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.next_contact_avoidance(failure_demand.contact_log, interval, timestamptz, text) IS
'mature contacts of a log not followed by another within the window, of all mature contacts; what most systems call '
'FCR, and not it';

CREATE FUNCTION failure_demand.bounce(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS failure_demand.rate_estimate
AS 'MODULE_PATHNAME', 'log_bounce'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.bounce(failure_demand.contact_log, interval, timestamptz, text) IS
'post-digital bounce of a log: mature digital contacts followed by a human one of the same request within the window, '
'of all mature digital contacts';

CREATE FUNCTION failure_demand.fcr(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS failure_demand.rate_estimate
AS 'MODULE_PATHNAME', 'log_fcr'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.fcr(failure_demand.contact_log, interval, timestamptz, text) IS
'global first contact resolution of a log: journeys whose only contact was the first, of all whose first contact is '
'mature, over all channels';

CREATE FUNCTION failure_demand.channel_fcr(
    log failure_demand.contact_log, channels text[], within interval, as_of timestamptz DEFAULT NULL,
    match text DEFAULT 'request')
RETURNS failure_demand.rate_estimate
AS 'MODULE_PATHNAME', 'log_channel_fcr'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.channel_fcr(failure_demand.contact_log, text[], interval, timestamptz, text) IS
'first contact resolution as one silo sees it: only contacts of its own channels exist; as_of stays that of the whole '
'log; a channel that the log does not have is an error (22023), null names the contacts without a channel';

CREATE TYPE failure_demand.channel_rate AS (
    channel        text,
    numerator      bigint,
    denominator    bigint,
    rate           double precision,
    lower          double precision,
    upper          double precision,
    immature       bigint,
    left_truncated bigint,
    unlinkable     bigint
);
COMMENT ON TYPE failure_demand.channel_rate IS
'a rate of a channel, what it was computed from, its bounds, and what stayed out of it';
COMMENT ON COLUMN failure_demand.channel_rate.channel IS
'name of the channel; null: contacts without one';
COMMENT ON COLUMN failure_demand.channel_rate.numerator IS
'contacts or journeys that count';
COMMENT ON COLUMN failure_demand.channel_rate.denominator IS
'mature contacts or journeys';
COMMENT ON COLUMN failure_demand.channel_rate.rate IS
'numerator / denominator; null where the denominator is 0';
COMMENT ON COLUMN failure_demand.channel_rate.lower IS
'lower bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.channel_rate.upper IS
'upper bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.channel_rate.immature IS
'contacts or journeys left out because their window is not over at as_of';
COMMENT ON COLUMN failure_demand.channel_rate.left_truncated IS
'of the denominator, those that begin a journey within the window of the data''s beginning and may be repeats of '
'what was before it';
COMMENT ON COLUMN failure_demand.channel_rate.unlinkable IS
'contacts of any kind left out because they have no customer, or no request where it is matched';

CREATE FUNCTION failure_demand.bounce_by_channel(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.channel_rate
AS 'MODULE_PATHNAME', 'log_bounce_by_channel'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 20;
COMMENT ON FUNCTION failure_demand.bounce_by_channel(failure_demand.contact_log, interval, timestamptz, text) IS
'post-digital bounce of a log, a row a digital channel; pass the touchpoint as the channel of the log to see '
'touchpoints';

CREATE TYPE failure_demand.rate_point AS (
    "time"         timestamptz,
    numerator      bigint,
    denominator    bigint,
    rate           double precision,
    lower          double precision,
    upper          double precision,
    immature       bigint,
    left_truncated bigint,
    unlinkable     bigint
);
COMMENT ON TYPE failure_demand.rate_point IS
'a rate of a day, week or month, what it was computed from, its bounds, and what stayed out of it';
COMMENT ON COLUMN failure_demand.rate_point.time IS
'when the day, week or month began';
COMMENT ON COLUMN failure_demand.rate_point.numerator IS
'contacts or journeys that count';
COMMENT ON COLUMN failure_demand.rate_point.denominator IS
'mature contacts or journeys';
COMMENT ON COLUMN failure_demand.rate_point.rate IS
'numerator / denominator; null where the denominator is 0';
COMMENT ON COLUMN failure_demand.rate_point.lower IS
'lower bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.rate_point.upper IS
'upper bound of the rate, Wilson 95 %, contacts taken as independent';
COMMENT ON COLUMN failure_demand.rate_point.immature IS
'contacts or journeys left out because their window is not over at as_of';
COMMENT ON COLUMN failure_demand.rate_point.left_truncated IS
'of the denominator, those that begin a journey within the window of the data''s beginning and may be repeats of '
'what was before it';
COMMENT ON COLUMN failure_demand.rate_point.unlinkable IS
'contacts of any kind left out because they have no customer, or no request where it is matched';

CREATE FUNCTION failure_demand.bounce_series(
    log failure_demand.contact_log, within interval, bucket text DEFAULT 'day', time_zone text DEFAULT 'UTC',
    as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.rate_point
AS 'MODULE_PATHNAME', 'log_bounce_series'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 100;
COMMENT ON FUNCTION failure_demand.bounce_series(failure_demand.contact_log, interval, text, text, timestamptz,
                                                 text) IS
'post-digital bounce of a log by day, week (ISO) or month, in a time zone, by the start of the digital contact, '
'looking ahead over the edge of the bucket; a bucket without contacts has zeros and a null rate';

CREATE FUNCTION failure_demand.fcr_series(
    log failure_demand.contact_log, within interval, bucket text DEFAULT 'day', time_zone text DEFAULT 'UTC',
    as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.rate_point
AS 'MODULE_PATHNAME', 'log_fcr_series'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 100;
COMMENT ON FUNCTION failure_demand.fcr_series(failure_demand.contact_log, interval, text, text, timestamptz, text) IS
'global first contact resolution of a log by day, week (ISO) or month, in a time zone, by the start of the journey, '
'looking ahead over the edge of the bucket; a bucket without contacts has zeros and a null rate';

CREATE TYPE failure_demand.journey_length AS (
    contacts bigint,
    journeys bigint
);
COMMENT ON TYPE failure_demand.journey_length IS
'how many journeys have so many contacts';
COMMENT ON COLUMN failure_demand.journey_length.contacts IS
'contacts in the journey';
COMMENT ON COLUMN failure_demand.journey_length.journeys IS
'journeys that have as many';

CREATE FUNCTION failure_demand.journey_lengths(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.journey_length
AS 'MODULE_PATHNAME', 'log_journey_lengths'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 20;
COMMENT ON FUNCTION failure_demand.journey_lengths(failure_demand.contact_log, interval, timestamptz, text) IS
'how long journeys grow: contacts in the journey, and how many such journeys; mature or not';

CREATE TYPE failure_demand.channel_handover AS (
    from_channel text,
    to_channel   text,
    transitions  bigint
);
COMMENT ON TYPE failure_demand.channel_handover IS
'how often one channel hands over to another';
COMMENT ON COLUMN failure_demand.channel_handover.from_channel IS
'channel of a contact; null: it has none';
COMMENT ON COLUMN failure_demand.channel_handover.to_channel IS
'channel of the next contact of its journey; null: it has none';
COMMENT ON COLUMN failure_demand.channel_handover.transitions IS
'how many pairs of such contacts there are';

CREATE FUNCTION failure_demand.channel_transitions(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.channel_handover
AS 'MODULE_PATHNAME', 'log_channel_transitions'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 50;
COMMENT ON FUNCTION failure_demand.channel_transitions(failure_demand.contact_log, interval, timestamptz, text) IS
'who hands over to whom: consecutive contacts of one journey, by channel';

CREATE TYPE failure_demand.recontact_point AS (
    elapsed     interval,
    at_risk     bigint,
    events      bigint,
    probability double precision,
    lower       double precision,
    upper       double precision
);
COMMENT ON TYPE failure_demand.recontact_point IS
'the chance that a digital contact has led to a human one by an elapsed time';
COMMENT ON COLUMN failure_demand.recontact_point.elapsed IS
'time since the end of the digital contact, in hours and less';
COMMENT ON COLUMN failure_demand.recontact_point.at_risk IS
'digital contacts that nobody had followed just before, and that were watched so long';
COMMENT ON COLUMN failure_demand.recontact_point.events IS
'of these, those that a human contact followed at just this time';
COMMENT ON COLUMN failure_demand.recontact_point.probability IS
'chance that a human contact has followed by this time, from 0 to 1; null past the last time at which anyone was '
'at risk';
COMMENT ON COLUMN failure_demand.recontact_point.lower IS
'lower bound of the probability, log-log, 95 %; null at 0 and 1';
COMMENT ON COLUMN failure_demand.recontact_point.upper IS
'upper bound of the probability, log-log, 95 %; null at 0 and 1';

CREATE FUNCTION failure_demand.recontact_curve(
    log failure_demand.contact_log, step interval, upto interval, as_of timestamptz DEFAULT NULL,
    match text DEFAULT 'request')
RETURNS SETOF failure_demand.recontact_point
AS 'MODULE_PATHNAME', 'log_recontact_curve'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 50;
COMMENT ON FUNCTION failure_demand.recontact_curve(failure_demand.contact_log, interval, interval, timestamptz,
                                                   text) IS
'the chance that a digital contact has led to a human one by each elapsed time (Kaplan and Meier 1958), contacts not '
'yet followed censored at as_of, with log-log bounds at 95 % (null at 0 and 1); null past the last time at which '
'anyone was at risk';

CREATE TYPE failure_demand.role_handle_time AS (
    role     text,
    contacts bigint,
    mean     double precision,
    median   double precision,
    excess   double precision,
    left_out bigint
);
COMMENT ON TYPE failure_demand.role_handle_time IS
'handle time of contacts of a role in their journey';
COMMENT ON COLUMN failure_demand.role_handle_time.role IS
'first, repeat, or of the repeats bounce_back';
COMMENT ON COLUMN failure_demand.role_handle_time.contacts IS
'contacts of the role that have handle seconds';
COMMENT ON COLUMN failure_demand.role_handle_time.mean IS
'their mean, in seconds; null without contacts';
COMMENT ON COLUMN failure_demand.role_handle_time.median IS
'their median, in seconds; null without contacts';
COMMENT ON COLUMN failure_demand.role_handle_time.excess IS
'of repeat: sum over requests of repeats x (mean repeat - mean first), in seconds; null for the others';
COMMENT ON COLUMN failure_demand.role_handle_time.left_out IS
'of repeat: requests that have repeats but no firsts; null for the others';

CREATE FUNCTION failure_demand.handle_time(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS SETOF failure_demand.role_handle_time
AS 'MODULE_PATHNAME', 'log_handle_time'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 3;
COMMENT ON FUNCTION failure_demand.handle_time(failure_demand.contact_log, interval, timestamptz, text) IS
'handle seconds of contacts by their role in the journey: first, repeat, and of the repeats those that are a '
'bounce_back; excess, in the row of the repeats, is the sum over requests of repeats x (mean repeat - mean first), '
'and left_out the requests that have repeats but no firsts';

CREATE TYPE failure_demand.log_quality AS (
    contacts   bigint,
    customers  bigint,
    requests   bigint,
    channels   bigint,
    first      timestamptz,
    last       timestamptz,
    unlinkable bigint,
    undated    bigint,
    reversed   bigint
);
COMMENT ON TYPE failure_demand.log_quality IS
'what a log holds, and what of it cannot be used';
COMMENT ON COLUMN failure_demand.log_quality.contacts IS
'all contacts';
COMMENT ON COLUMN failure_demand.log_quality.customers IS
'customers of its dated contacts';
COMMENT ON COLUMN failure_demand.log_quality.requests IS
'pairs of customer and request of its dated contacts';
COMMENT ON COLUMN failure_demand.log_quality.channels IS
'channels of its dated contacts; those without one count as one';
COMMENT ON COLUMN failure_demand.log_quality.first IS
'earliest start';
COMMENT ON COLUMN failure_demand.log_quality.last IS
'latest start: what as_of is where it is not given';
COMMENT ON COLUMN failure_demand.log_quality.unlinkable IS
'dated contacts without a customer, or without a request';
COMMENT ON COLUMN failure_demand.log_quality.undated IS
'contacts without a start';
COMMENT ON COLUMN failure_demand.log_quality.reversed IS
'contacts that end before they start: they count as ending there';

CREATE FUNCTION failure_demand.quality(log failure_demand.contact_log)
RETURNS failure_demand.log_quality
AS 'MODULE_PATHNAME', 'log_quality'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.quality(failure_demand.contact_log) IS
'what a log holds: contacts, customers, requests, channels, first start, last start (what as_of is where it is not '
'given); and what cannot be used: a contact is undated (no start), else unlinkable (no customer or request), else '
'linkable; reversed ones end before they start and count as ending there';
