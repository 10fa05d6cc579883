-- What a column of a source means: times in the time zone of the source, and numbers and times that it has as texts.
-- None of it depends on the settings of a session, nor errs on any value: what a value is not is null.

-- Of a time that two clocks have, or none, AT TIME ZONE says which it is.
CREATE FUNCTION failure_demand_internal.zoned_time(at timestamp, time_zone text)
RETURNS timestamptz
AS 'MODULE_PATHNAME', 'zoned_time_without'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.zoned_time(timestamp, text) IS
'a time of a source in its time zone, as AT TIME ZONE reads it; infinite where it is one that systems write for none: '
'there in the year 1900 or before, or 9999 or after';

CREATE FUNCTION failure_demand_internal.zoned_time(at timestamptz, time_zone text)
RETURNS timestamptz
AS 'MODULE_PATHNAME', 'zoned_time_with'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.zoned_time(timestamptz, text) IS
'a time; infinite where in the time zone of its source it is one that systems write for none';

CREATE FUNCTION failure_demand_internal.scaled_integer(value text, digits integer)
RETURNS bigint
AS 'MODULE_PATHNAME', 'scaled_integer_of_text'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.scaled_integer(text, integer) IS
'a number in decimal digits times ten to the power of digits, rounded half away from zero; null where it is none, or '
'too large';

CREATE FUNCTION failure_demand_internal.scaled_integer(value double precision, digits integer)
RETURNS bigint
AS 'MODULE_PATHNAME', 'scaled_integer_of_double'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.scaled_integer(double precision, integer) IS
'a number times ten to the power of digits, rounded half away from zero; null where it is too large, or not finite';

CREATE FUNCTION failure_demand_internal.number_of(value text)
RETURNS double precision
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.number_of(text) IS
'a number in decimal digits; null where it is none';

CREATE FUNCTION failure_demand_internal.truth_of(value text)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.truth_of(text) IS
'true or false, yes or no, on or off, 1 or 0; null where it is none of these';

CREATE FUNCTION failure_demand_internal.clock_microseconds(value text)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.clock_microseconds(text) IS
'microseconds of hh:mm:ss, of however many hours; null where it is none';

CREATE FUNCTION failure_demand_internal.interval_microseconds(value interval)
RETURNS bigint
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.interval_microseconds(interval) IS
'microseconds of an interval, a day as 24 hours; null where it has months, or is too long';

CREATE FUNCTION failure_demand_internal.whole_seconds(microseconds bigint)
RETURNS integer
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.whole_seconds(bigint) IS
'seconds, rounded half away from zero; null where they are too many';

CREATE FUNCTION failure_demand_internal.time_of_epoch(microseconds bigint)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.time_of_epoch(bigint) IS
'the time so many microseconds after the beginning of 1970 in UTC; null where there is none';

CREATE FUNCTION failure_demand_internal.time_after(started_at timestamptz, microseconds bigint)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.time_after(timestamptz, bigint) IS
'the time so many microseconds after a start; null where the start is infinite, infinite where there is no such time';

CREATE FUNCTION failure_demand_internal.iso_time(value text, time_zone text)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.iso_time(text, text) IS
'a date and a time of ISO 8601, such as 2026-03-29T01:30:00.25+01:00; without an offset in the time zone of the '
'source; infinite where it stands for none, null where it is none';

CREATE FUNCTION failure_demand_internal.iso_date(value text)
RETURNS date
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.iso_date(text) IS
'a date of ISO 8601; null where it is none, or has a time';

CREATE FUNCTION failure_demand_internal.formatted_time(value text, format text, time_zone text)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.formatted_time(text, text, text) IS
'a date and a time of a format of to_timestamp(), to the letter, in the time zone of the source; null where it is '
'none';

CREATE FUNCTION failure_demand_internal.formatted_date(value text, format text)
RETURNS date
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.formatted_date(text, text) IS
'a date of a format of to_date(), to the letter; null where it is none, or the format has a time';
