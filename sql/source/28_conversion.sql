-- The conversions that a mapping can name: what a text or a number of a source stands for is said, and never guessed.

-- reading: what a value says, null where it is none, of its expression and the time zone; giving: what the column of
-- interaction has of that, and of the start.
CREATE VIEW failure_demand_internal.conversion AS
SELECT c.position, c.name, c.canonical, c.takes, c.reading, c.giving
FROM (VALUES
    ( 1, 'epoch s', '{started_at,ended_at,updated_at,written_at}'::text[], '{number,text}'::text[],
     'failure_demand_internal.time_of_epoch(failure_demand_internal.scaled_integer(%1$s, 6))', '%1$s'),
    ( 2, 'epoch ms', '{started_at,ended_at,updated_at,written_at}', '{number,text}',
     'failure_demand_internal.time_of_epoch(failure_demand_internal.scaled_integer(%1$s, 3))', '%1$s'),
    ( 3, 'iso', '{started_at,ended_at,updated_at,written_at}', '{text}',
     'failure_demand_internal.iso_time(%1$s, %2$L)', '%1$s'),
    ( 4, 'iso date', '{started_at,ended_at}', '{text}', 'failure_demand_internal.iso_date(%1$s)', '%1$s'),
    ( 5, 'seconds after start', '{ended_at}', '{number,text}',
     'failure_demand_internal.scaled_integer(%1$s, 6)', 'failure_demand_internal.time_after(%2$s, %1$s)'),
    ( 6, 'milliseconds after start', '{ended_at}', '{number,text}',
     'failure_demand_internal.scaled_integer(%1$s, 3)', 'failure_demand_internal.time_after(%2$s, %1$s)'),
    ( 7, 'hh:mm:ss after start', '{ended_at}', '{text,time}',
     'failure_demand_internal.clock_microseconds(%1$s)', 'failure_demand_internal.time_after(%2$s, %1$s)'),
    ( 8, 'interval after start', '{ended_at}', '{interval}',
     'failure_demand_internal.interval_microseconds(%1$s)', 'failure_demand_internal.time_after(%2$s, %1$s)'),
    ( 9, 'seconds', '{handle_seconds}', '{number,text}',
     'failure_demand_internal.whole_seconds(failure_demand_internal.scaled_integer(%1$s, 6))', '%1$s'),
    (10, 'milliseconds', '{handle_seconds}', '{number,text}',
     'failure_demand_internal.whole_seconds(failure_demand_internal.scaled_integer(%1$s, 3))', '%1$s'),
    (11, 'hh:mm:ss', '{handle_seconds}', '{text,time}',
     'failure_demand_internal.whole_seconds(failure_demand_internal.clock_microseconds(%1$s))', '%1$s'),
    (12, 'interval', '{handle_seconds}', '{interval}',
     'failure_demand_internal.whole_seconds(failure_demand_internal.interval_microseconds(%1$s))', '%1$s'),
    (13, 'number', '{nps,csat,ces}', '{text}', 'failure_demand_internal.number_of(%1$s)', '%1$s'),
    (14, 'boolean', '{resolved}', '{number,text}', 'failure_demand_internal.truth_of(%1$s)', '%1$s')
) AS c (position, name, canonical, takes, reading, giving);
ALTER VIEW failure_demand_internal.conversion OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.conversion IS
'the conversions that a mapping can name, but for formats of times';
COMMENT ON COLUMN failure_demand_internal.conversion.position IS
'order';
COMMENT ON COLUMN failure_demand_internal.conversion.name IS
'name, as a mapping has it';
COMMENT ON COLUMN failure_demand_internal.conversion.canonical IS
'the columns of interaction that it can give';
COMMENT ON COLUMN failure_demand_internal.conversion.takes IS
'what it can be made of: see convertible()';
COMMENT ON COLUMN failure_demand_internal.conversion.reading IS
'the expression of what a value says, of that of the value, and the time zone of the source';
COMMENT ON COLUMN failure_demand_internal.conversion.giving IS
'the expression of the column of interaction, of that, and that of the start';

-- A time of day as text, and a number, look the same whatever the settings are; a float stays one.
CREATE FUNCTION failure_demand_internal.convertible(type regtype, category text, OUT takes text, OUT written text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN category = 'S' THEN 'text'
                WHEN type = ANY ('{smallint,integer,bigint,numeric,real,double precision}'::regtype[]) THEN 'number'
                WHEN type = 'time'::regtype THEN 'time'
                WHEN type = 'interval'::regtype THEN 'interval' END,
           CASE WHEN type = 'interval'::regtype THEN '%s::interval'
                WHEN type = ANY ('{real,double precision}'::regtype[]) THEN '%s::double precision' ELSE '%s::text' END;
END;
COMMENT ON FUNCTION failure_demand_internal.convertible(regtype, text) IS
'what a column of a source is to conversions, text, number, time or interval, and the expression by which they are '
'given its value; null where they take none such: see source_column()';

-- {"column": "dur", "as": "seconds after start"}
CREATE FUNCTION failure_demand_internal.source_conversion(columns jsonb, canonical text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE pg_catalog.jsonb_typeof(columns -> canonical) WHEN 'object' THEN columns -> canonical ->> 'as' END;
COMMENT ON FUNCTION failure_demand_internal.source_conversion(jsonb, text) IS
'the conversion that a mapping names for a column of interaction; null where it is taken as it is';

CREATE FUNCTION failure_demand_internal.conversion_names(canonical text, takes text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT string_agg(format('"%s"', c.name), ', ' ORDER BY c.position)
           || CASE WHEN coalesce(conversion_names.takes, 'text') = 'text' AND bool_or(c.name = 'iso')
                   THEN ', or, of a text, a format such as "DD/MM/YYYY HH24:MI"' ELSE '' END
    FROM failure_demand_internal.conversion AS c
    WHERE conversion_names.canonical = ANY (c.canonical)
      AND (conversion_names.takes IS NULL OR conversion_names.takes = ANY (c.takes));
END;
COMMENT ON FUNCTION failure_demand_internal.conversion_names(text, text) IS
'the conversions that give a column of interaction, of whatever takes is, or of anything, for a hint; null where none '
'does';

CREATE FUNCTION failure_demand_internal.conversion_hint(attribute name, canonical text, takes text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN pg_catalog.format('Say what its values are: {"%s": {"column": "%s", "as": "..."}}, with one of ', canonical,
                         attribute)
       || failure_demand_internal.conversion_names(canonical, takes) || '.';
COMMENT ON FUNCTION failure_demand_internal.conversion_hint(name, text, text) IS
'how to name a conversion of a column; null where there is none of what it is';

-- A format is tried on two times: what it does not give back, it does not say.
CREATE FUNCTION failure_demand_internal.time_format(format text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET lc_time = 'C'
AS $$
DECLARE
    times timestamptz[] := '{2026-11-23 13:14:15+00,2001-02-03 04:05:06+00}';
    patterns text := regexp_replace(format, '"[^"]*"', '', 'g');
BEGIN
    -- months by the words of lc_time, and names of time zones, depend on the server
    IF patterns ~* 'TM|OF|TZ(?![HM])' THEN
        RETURN NULL;
    ELSIF NOT EXISTS (SELECT FROM unnest(times) AS t
                      WHERE failure_demand_internal.formatted_date(to_char(t, format), format)
                                IS DISTINCT FROM t::date) THEN
        RETURN 'date';
    ELSIF NOT EXISTS (SELECT FROM unnest(times) AS t
                      WHERE date_trunc('hour', failure_demand_internal.formatted_time(
                                                   to_char(t, format), format, 'UTC'))
                                IS DISTINCT FROM date_trunc('hour', t)) THEN
        RETURN CASE WHEN patterns ~* 'TZH' THEN 'time with offset' ELSE 'time' END;
    END IF;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.time_format(text) IS
'what a format of to_timestamp() says: date, time, or time with offset; null where it is none that says a day, or an '
'hour of it, or that reads the same on every server';
