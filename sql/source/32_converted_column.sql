-- A column of interaction by a conversion that the mapping of its source names.

-- A row of conversion; for a format, one that it does not have.
CREATE FUNCTION failure_demand_internal.named_conversion(
    source text, relation regclass, attribute name, canonical text, conversion text, time_zone text)
RETURNS failure_demand_internal.conversion
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actual record := failure_demand_internal.source_column(relation, attribute);
    takes text := (failure_demand_internal.convertible(actual.type, actual.category)).takes;
    said text;
    found failure_demand_internal.conversion;
BEGIN
    SELECT * INTO found FROM failure_demand_internal.conversion AS c
    WHERE c.name = conversion AND named_conversion.canonical = ANY (c.canonical);
    IF found.name IS NULL AND canonical IN ('started_at', 'ended_at', 'updated_at', 'written_at') THEN
        said := failure_demand_internal.time_format(conversion);
        IF said ^@ 'time' THEN
            found := ROW(NULL, conversion, ARRAY[canonical], '{text}', 'failure_demand_internal.formatted_time(%1$s, '
                         || quote_literal(replace(conversion, '%', '%%')) || ', %2$L)', '%1$s');
        ELSIF said = 'date' AND canonical IN ('started_at', 'ended_at') THEN
            found := ROW(NULL, conversion, ARRAY[canonical], '{text}', 'failure_demand_internal.formatted_date(%1$s, '
                         || quote_literal(replace(conversion, '%', '%%')) || ')', '%1$s');
        END IF;
    END IF;
    IF found.name IS NULL OR (takes = ANY (found.takes)) IS NOT TRUE THEN
        RAISE EXCEPTION 'column "%" of interaction cannot be made of column "%" of relation % as "%"', canonical,
                attribute, relation, conversion
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = CASE WHEN found.name IS NOT NULL
                                THEN format('The column is of type %s, and "%s" takes %s.', actual.written, conversion,
                                            array_to_string(found.takes, ' or '))
                                WHEN said = 'date' THEN format('"%s" says the day alone.', conversion)
                                ELSE format('There is no conversion "%s" for it in the mapping of source "%s".',
                                            conversion, source) END,
                  HINT = coalesce('Write one of ' || failure_demand_internal.conversion_names(canonical, takes) || '.',
                                  'Take the column as it is, or make a view that casts it, and add that.');
    ELSIF time_zone IS NULL AND (conversion = 'iso' OR said = 'time') THEN
        RAISE EXCEPTION 'source "%" does not say in which time zone "%" is', source, conversion
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('Column "%s" of relation %s has times without an offset, or may have.', attribute,
                                  relation),
                  HINT = 'Say in which time zone they were written, for only you know: add_source(..., time_zone => '
                         '''Europe/Berlin''). A time with an offset is read by that.';
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION failure_demand_internal.named_conversion(text, regclass, name, text, text, text) IS
'the conversion that a mapping names for a column, which may be a format of times; errs where there is none, or none '
'of its type, or it needs the time zone of the source (22023)';

-- What a value says is null where it is none, and what the column is may be null where there is no start.
CREATE FUNCTION failure_demand_internal.converted_column(
    source text, relation regclass, attribute name, canonical text, conversion text, time_zone text, start text,
    OUT reading text, OUT expression text, OUT is_date boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actual record := failure_demand_internal.source_column(relation, attribute);
    written text := (failure_demand_internal.convertible(actual.type, actual.category)).written;
    found failure_demand_internal.conversion;
BEGIN
    found := failure_demand_internal.named_conversion(source, relation, attribute, canonical, conversion, time_zone);
    reading := format(found.reading, format(written, format('s.%I', attribute)), coalesce(time_zone, 'UTC'));
    is_date := reading ~ '^failure_demand_internal[.][a-z]+_date[(]';
    IF time_zone IS NOT NULL AND found.name IN ('epoch s', 'epoch ms') THEN
        reading := format('failure_demand_internal.zoned_time(%s, %L)', reading, time_zone);
    END IF;
    expression := format(found.giving, reading, start);
END $$;
COMMENT ON FUNCTION failure_demand_internal.converted_column(text, regclass, name, text, text, text, text) IS
'the expression that reads what a column of a source says by a conversion, null where it says none; that of the '
'column of interaction; and is it a date?';
