-- Bad arguments of the questions to a log are errors that say what to do; a null log has no
-- answer; logs that cannot become one, or be read, are refused.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned
\pset tuples_only

CREATE TABLE one AS
SELECT contact_log(c, r, ch, k, at, NULL, 60) AS log
FROM (VALUES (1, 'r', 'app', 'digital', timestamptz '2024-05-01 12:00Z'), (1, 'r', 'phone', 'human', '2024-05-01 13:00Z'), (2, NULL, 'app', 'digital', '2024-05-01 12:00Z')) v (c, r, ch, k, at);

-- Every question, with other arguments for some of them.
CREATE FUNCTION call_of(question text, log text DEFAULT 'log', within text DEFAULT $$'1 hour'$$, as_of text DEFAULT 'NULL', match text DEFAULT $$'request'$$,
                        bucket text DEFAULT $$'day'$$, time_zone text DEFAULT $$'UTC'$$, channels text DEFAULT $$'{app}'$$,
                        step text DEFAULT $$'1 hour'$$, upto text DEFAULT $$'2 hours'$$) RETURNS text IMMUTABLE LANGUAGE sql AS $$
SELECT 'SELECT * FROM one, ' || CASE question
    WHEN 'quality' THEN format('quality(%s)', log)
    WHEN 'channel_fcr' THEN format('channel_fcr(%s, %s, %s, %s, %s)', log, channels, within, as_of, match)
    WHEN 'bounce_series' THEN format('bounce_series(%s, %s, %s, %s, %s, %s)', log, within, bucket, time_zone, as_of, match)
    WHEN 'fcr_series' THEN format('fcr_series(%s, %s, %s, %s, %s, %s)', log, within, bucket, time_zone, as_of, match)
    WHEN 'recontact_curve' THEN format('recontact_curve(%s, %s, %s, %s, %s)', log, step, upto, as_of, match)
    ELSE format('%s(%s, %s, %s, %s)', question, log, within, as_of, match) END
$$;
CREATE VIEW question AS
SELECT question, question NOT IN ('quality', 'recontact_curve') AS has_within, question <> 'quality' AS has_match
FROM unnest('{bounce_rate,global_fcr,next_contact_avoidance,bounce,fcr,channel_fcr,bounce_by_channel,bounce_series,fcr_series,journey_lengths,channel_transitions,
              handle_time,recontact_curve,quality}'::text[]) question;
-- What all questions say, or what each of them says, where they do not agree.
CREATE FUNCTION all_say(calls text[]) RETURNS SETOF text LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT string_agg(DISTINCT said COLLATE "C", E'\n') FROM (SELECT error_of(call) FROM unnest(calls) call) s (said)
$$;

-- Nothing is wrong with the calls as they are.
SELECT count(*), all_say(array_agg(call_of(question))) FROM question;

-- Window: null, zero, negative, of months, longer than any.
SELECT within, all_say(array_agg(call_of(question, within => within)))
FROM question, unnest(ARRAY['NULL', '$$0$$', '$$-1 microsecond$$', '$$1 month$$', '$$1 month -30 days$$', '$$107000000 days$$']) WITH ORDINALITY w (within, place)
WHERE has_within GROUP BY place, within ORDER BY place;
-- Match: null, a word that is none, in other letters.
SELECT match, all_say(array_agg(call_of(question, match => match)))
FROM question, unnest(ARRAY['NULL', '$$topic$$', '$$Request$$', '$$$$']) WITH ORDINALITY m (match, place) WHERE has_match GROUP BY place, match ORDER BY place;
-- As of: infinite; and as far as a time goes.
SELECT as_of, all_say(array_agg(call_of(question, as_of => as_of)))
FROM question, unnest(ARRAY['$$infinity$$', '$$-infinity$$', '$$4714-11-24Z BC$$', '$$294276-12-31 23:59:59.999999Z$$']) WITH ORDINALITY a (as_of, place) WHERE has_match GROUP BY place, as_of ORDER BY place;
-- Bucket and time zone.
SELECT bucket, all_say(array_agg(call_of(question, bucket => bucket)))
FROM question, unnest(ARRAY['NULL', '$$hour$$', '$$days$$', '$$DAY$$', '$$$$']) WITH ORDINALITY b (bucket, place) WHERE question ~ 'series' GROUP BY place, bucket ORDER BY place;
SELECT zone, all_say(array_agg(call_of(question, time_zone => zone)))
FROM question, unnest(ARRAY['NULL', '$$Europe/Pari$$', '$$Mars$$']) WITH ORDINALITY z (zone, place) WHERE question ~ 'series' GROUP BY place, zone ORDER BY place;
-- Channels: null, unknown, one of them unknown, the null that no contact has; none is none.
SELECT channels, error_of(call_of('channel_fcr', channels => channels))
FROM unnest(ARRAY['NULL', '$${web}$$', '$${app,web}$$', '$${App}$$', '$${app,NULL}$$', '$${"app "}$$', '$${}$$', '$${app,app}$$', '$${{app},{phone}}$$']) channels;
SELECT f.* FROM one, channel_fcr(log, '{}', '1 hour') f;
-- Step and end of the curve.
SELECT step, error_of(call_of('recontact_curve', step => step)), error_of(call_of('recontact_curve', upto => step))
FROM unnest(ARRAY['NULL', '$$0$$', '$$-1 hour$$', '$$1 month$$', '$$107000000 days$$']) step;
SELECT count(*) FROM one, recontact_curve(log, '2 hours', '1 hour');
SELECT count(*) FROM one, recontact_curve(log, '106751991 days', '106751991 days');

-- A null log: null, or no rows, whatever else is asked.
SELECT bounce_rate(n, '1 hour') IS NULL, global_fcr(n, '1 hour') IS NULL, next_contact_avoidance(n, '1 hour') IS NULL, bounce(n, '1 hour') IS NULL, fcr(n, '1 hour') IS NULL,
       channel_fcr(n, '{app}', '1 hour') IS NULL, quality(n) IS NULL
FROM (SELECT NULL::contact_log) l (n);
SELECT question, count(*) FROM (SELECT NULL::contact_log) l (n),
     LATERAL (SELECT 'a' FROM bounce_by_channel(n, '1 hour') UNION ALL SELECT 'b' FROM bounce_series(n, '1 hour') UNION ALL SELECT 'c' FROM fcr_series(n, '1 hour')
              UNION ALL SELECT 'd' FROM journey_lengths(n, '1 hour') UNION ALL SELECT 'e' FROM channel_transitions(n, '1 hour')
              UNION ALL SELECT 'f' FROM recontact_curve(n, '1 hour', '1 hour') UNION ALL SELECT 'g' FROM handle_time(n, '1 hour')) q (question) GROUP BY 1;

-- The parts of the aggregates cannot be called alone. Of the last, the server itself says so, in
-- some minor versions by another code than in others.
SELECT left(error_of(format('SELECT %s', call)), 5)
FROM unnest(ARRAY['contact_log_transition(NULL, 1, 1, $$a$$, $$human$$, NULL, NULL)', 'contact_log_combine(NULL, NULL)', 'contact_log_final(NULL)']) call;
SELECT left(error_of('SELECT contact_log_in(NULL::internal)'), 5) IN ('0A000', '42846');
-- Kind and times are checked in rows that do not count, too.
SELECT error_of($$SELECT contact_log(NULL::text, NULL::text, NULL, NULL, NULL, NULL)$$);
SELECT error_of($$SELECT contact_log(NULL::text, NULL::text, NULL, 'robot', NULL, NULL)$$) ~ '^22P02';

-- ---- logs that were not made here ----

-- A value with a right checksum: the log of a version of a collation, or of another format. The
-- checksum is the Castagnoli polynomial's; the version stands after 56 bytes, as its length and its name.
CREATE FUNCTION sealed(bytes bytea) RETURNS contact_log IMMUTABLE LANGUAGE sql AS $$ SELECT (bytes || test.crc32c(bytes))::text::contact_log $$;
CREATE FUNCTION of_collation(log contact_log, version text) RETURNS contact_log IMMUTABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT sealed(substr(b, 1, 56) || set_byte('\x0000', 0, octet_length(version)) || convert_to(version, 'UTF8') || substr(b, 59, octet_length(b) - 62))
FROM contact_log_send(log) b
$$;
SELECT sealed(substr(b, 1, octet_length(b) - 4))::text = log::text FROM one, contact_log_send(log) b;
-- Made under different versions of a collation, they do not become one; under the same, they do.
CREATE VIEW versions AS SELECT log AS none, of_collation(log, '153.14') AS one, of_collation(log, '153.14.37') AS two FROM one;
SELECT (quality(one || one)).contacts, (bounce(rollup, '1 day', '2024-06-01Z')).numerator FROM versions, LATERAL (SELECT rollup(log) FROM unnest(ARRAY[one, one, one]) log) r;
SELECT error_of('SELECT one || two FROM test.versions');
SELECT all_say(ARRAY['SELECT none || two FROM test.versions', 'SELECT rollup(log) FROM test.versions, unnest(ARRAY[none, two, none]) log']);
SELECT left(error_of('SELECT rollup(log) FROM test.versions, unnest(ARRAY[two, none, one]) log'), 5);
-- So it is with a log of nothing but undated contacts.
SELECT left(error_of('SELECT two || (SELECT contact_log(1, 1, NULL, $$human$$, NULL, NULL)) FROM test.versions'), 5);
-- An older version of the format, the state of a one-step rate, blocks in a file, a header that is
-- too short or longer than the log, fewer columns, no version of fingerprints, more contacts or
-- channels than there are: a right checksum does not help.
SELECT all_say(array_agg(format('SELECT quality(test.sealed(overlay(substr(b, 1, octet_length(b) - 4) placing %L::bytea from %s))) FROM test.one, contact_log_send(log) b', bytes, at + 1)))
FROM (VALUES (0, '\x00'), (0, '\x01'), (0, '\x02'), (1, '\x05'), (1, '\x0c'), (2, '\x37'), (2, '\xffff'), (4, '\x06'), (5, '\x00'), (6, '\x09'), (8, '\x04'), (9, '\x01')) v (at, bytes);

-- ---- logs of a newer version ----

-- It says so in its version, flags, columns or fingerprints; with a wrong checksum it is damaged.
CREATE FUNCTION changed(log contact_log, at integer, byte text) RETURNS bytea IMMUTABLE LANGUAGE sql SET search_path = test, failure_demand, failure_demand_internal AS $$
SELECT overlay(substr(b, 1, octet_length(b) - 4) placing byte::bytea from at + 1) FROM contact_log_send(log) b
$$;
CREATE TABLE newer AS
SELECT at, byte, changed(log, at, byte) || test.crc32c(changed(log, at, byte)) AS bytes
FROM one, (VALUES (0, '\x04'), (0, '\xff'), (1, '\x14'), (1, '\xff'), (4, '\x08'), (5, '\x02')) v (at, byte);
SELECT at, byte, error_of(format('SELECT %L::contact_log', bytes)) FROM newer ORDER BY at, byte;
SELECT all_say(array_agg(format('SELECT %L::contact_log', set_byte(bytes, place, get_byte(bytes, place) # 1)))) FROM newer, LATERAL (VALUES (octet_length(bytes) - 1), (octet_length(bytes) - 9)) p (place);
-- Of a newer version nothing is read but the checksum.
SELECT left(error_of(format('SELECT %L::contact_log', b || test.crc32c(b))), 5) FROM unnest('{"\\x04","\\x0408ff","\\x03","\\x"}'::bytea[]) b;
-- A stored one, which was not looked at when it came: in questions and merged; it can be written out.
CREATE FUNCTION unread(bytes bytea) RETURNS contact_log IMMUTABLE STRICT LANGUAGE internal AS 'byteasend';
CREATE TABLE stored AS SELECT at, byte, unread(bytes) AS log, one.log AS own FROM newer, one;
SELECT call, count(*), count(*) FILTER (WHERE error_of(format('SELECT %s FROM test.stored, unnest(ARRAY[own, log]) both_of WHERE (at, byte) = (%s, %L)', call, at, byte))
                                              ~ '^0A000: this contact_log was made by a newer version of failure_demand') AS newer
FROM stored, unnest(ARRAY['quality(log)', $$bounce(log, '1 hour')$$, 'log || own', 'own || log', 'rollup(log)', 'rollup(both_of)', 'rollup(both_of) OVER ()']) call
GROUP BY call ORDER BY call COLLATE "C";
SELECT bool_and(log::text = bytes::text) AS as_it_is, bool_and(contact_log_send(log) = bytes) AS in_binary FROM stored JOIN newer USING (at, byte);
-- And what comes in binary.
\getenv abs_builddir PG_ABS_BUILDDIR
\set file :abs_builddir '/results/log_errors.data'
\set write '\\copy (SELECT bytes FROM newer WHERE at = 5) TO ' :'file' ' (FORMAT binary)'
\set read '\\copy stored (log) FROM ' :'file' ' (FORMAT binary)'
\set VERBOSITY terse
\set ECHO none
:write
:read
\set ECHO all
\set VERBOSITY default
-- A header of this version that is longer is read the same, and goes on as what is known of it.
CREATE VIEW longer AS
SELECT log, sealed(set_byte(substr(b, 1, 56), 2, 56 + more) || substr('\x0102030405060708090a'::bytea, 1, more) || substr(b, 57, octet_length(b) - 60)) AS longer
FROM one, contact_log_send(log) b, unnest('{1,3,8,10}'::integer[]) more;
SELECT count(*), bool_and(longer::text <> log::text) AS other_bytes, bool_and(quality(longer)::text = quality(log)::text) AS same_quality,
       bool_and(bounce(longer, '1 hour')::text = bounce(log, '1 hour')::text) AS same_bounce, bool_and((longer || log)::text = (log || log)::text) AS same_merge
FROM longer;
SELECT rollup(longer)::text = rollup(log)::text AS same_rollup FROM longer;
SELECT 'alive';
