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

CREATE FUNCTION failure_demand.rate_bounds(
    numerator bigint, denominator bigint,
    OUT rate double precision, OUT lower double precision, OUT upper double precision)
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

CREATE FUNCTION failure_demand.bounce_by_channel(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS TABLE (channel text, numerator bigint, denominator bigint, rate double precision, lower double precision,
    upper double precision, immature bigint, left_truncated bigint, unlinkable bigint)
AS 'MODULE_PATHNAME', 'log_bounce_by_channel'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 20;
COMMENT ON FUNCTION failure_demand.bounce_by_channel(failure_demand.contact_log, interval, timestamptz, text) IS
'post-digital bounce of a log, a row a digital channel; pass the touchpoint as the channel of the log to see '
'touchpoints';

CREATE FUNCTION failure_demand.bounce_series(
    log failure_demand.contact_log, within interval, bucket text DEFAULT 'day', time_zone text DEFAULT 'UTC',
    as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS TABLE ("time" timestamptz, numerator bigint, denominator bigint, rate double precision, lower double precision,
    upper double precision, immature bigint, left_truncated bigint, unlinkable bigint)
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
RETURNS TABLE ("time" timestamptz, numerator bigint, denominator bigint, rate double precision, lower double precision,
    upper double precision, immature bigint, left_truncated bigint, unlinkable bigint)
AS 'MODULE_PATHNAME', 'log_fcr_series'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 100;
COMMENT ON FUNCTION failure_demand.fcr_series(failure_demand.contact_log, interval, text, text, timestamptz, text) IS
'global first contact resolution of a log by day, week (ISO) or month, in a time zone, by the start of the journey, '
'looking ahead over the edge of the bucket; a bucket without contacts has zeros and a null rate';

CREATE FUNCTION failure_demand.journey_lengths(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS TABLE (contacts bigint, journeys bigint)
AS 'MODULE_PATHNAME', 'log_journey_lengths'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 20;
COMMENT ON FUNCTION failure_demand.journey_lengths(failure_demand.contact_log, interval, timestamptz, text) IS
'how long journeys grow: contacts in the journey, and how many such journeys; mature or not';

CREATE FUNCTION failure_demand.channel_transitions(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS TABLE (from_channel text, to_channel text, transitions bigint)
AS 'MODULE_PATHNAME', 'log_channel_transitions'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 50;
COMMENT ON FUNCTION failure_demand.channel_transitions(failure_demand.contact_log, interval, timestamptz, text) IS
'who hands over to whom: consecutive contacts of one journey, by channel';

CREATE FUNCTION failure_demand.recontact_curve(
    log failure_demand.contact_log, step interval, upto interval, as_of timestamptz DEFAULT NULL,
    match text DEFAULT 'request')
RETURNS TABLE (elapsed interval, at_risk bigint, events bigint, probability double precision,
    lower double precision, upper double precision)
AS 'MODULE_PATHNAME', 'log_recontact_curve'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 50;
COMMENT ON FUNCTION failure_demand.recontact_curve(failure_demand.contact_log, interval, interval, timestamptz,
                                                   text) IS
'the chance that a digital contact has led to a human one by each elapsed time (Kaplan and Meier 1958), contacts not '
'yet followed censored at as_of, with log-log bounds at 95 % (null at 0 and 1); null past the last time at which '
'anyone was at risk';

CREATE FUNCTION failure_demand.handle_time(
    log failure_demand.contact_log, within interval, as_of timestamptz DEFAULT NULL, match text DEFAULT 'request')
RETURNS TABLE (role text, contacts bigint, mean double precision, median double precision,
    excess double precision, left_out bigint)
AS 'MODULE_PATHNAME', 'log_handle_time'
LANGUAGE C IMMUTABLE PARALLEL SAFE
ROWS 3;
COMMENT ON FUNCTION failure_demand.handle_time(failure_demand.contact_log, interval, timestamptz, text) IS
'handle seconds of contacts by their role in the journey: first, repeat, and of the repeats those that are a '
'bounce_back; excess, in the row of the repeats, is the sum over requests of repeats x (mean repeat - mean first), '
'and left_out the requests that have repeats but no firsts';

CREATE FUNCTION failure_demand.quality(log failure_demand.contact_log,
    OUT contacts bigint, OUT customers bigint, OUT requests bigint, OUT channels bigint,
    OUT first timestamptz, OUT last timestamptz,
    OUT unlinkable bigint, OUT undated bigint, OUT reversed bigint)
AS 'MODULE_PATHNAME', 'log_quality'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.quality(failure_demand.contact_log) IS
'what a log holds: contacts, customers, requests, channels, first start, last start (what as_of is where it is not '
'given); and what cannot be used: a contact is undated (no start), else unlinkable (no customer or request), else '
'linkable; reversed ones end before they start and count as ending there';
