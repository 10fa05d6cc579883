-- Values of sources that are not what their mapping says that they are.

CREATE FUNCTION failure_demand_internal.narrowed_columns(source failure_demand.source)
RETURNS TABLE (name text, conversion text, written text, is_lost text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation regclass := to_regclass(source.relation);
    canonical record;
    attribute name;
    actual record;
    reading text;
BEGIN
    FOR canonical IN SELECT c.name, c.type FROM failure_demand_internal.mapped_column(source.columns, source.constants)
                         AS c
                     WHERE c.type <> 'text' ORDER BY c.position LOOP
        attribute := failure_demand_internal.source_attribute(relation, source.columns, source.constants,
                                                              canonical.name);
        CONTINUE WHEN attribute IS NULL;
        SELECT * INTO actual FROM failure_demand_internal.source_column(relation, attribute);
        name := canonical.name;
        conversion := failure_demand_internal.source_conversion(source.columns, canonical.name);
        written := format(CASE actual.category WHEN 'S' THEN 'failure_demand_internal.key_text(s.%I::text)'
                                               ELSE 's.%I::text' END, attribute);
        reading := CASE WHEN conversion IS NOT NULL
                        THEN (failure_demand_internal.converted_column(
                                  source.name, relation, attribute, canonical.name, conversion, source.time_zone,
                                  NULL)).reading
                        WHEN (canonical.type, actual.type) IN (('integer', 'bigint'::regtype),
                                                               ('double precision', 'numeric'::regtype))
                        THEN failure_demand_internal.mapped_expression(
                                 source.name, relation, attribute, canonical.name, canonical.type, source.time_zone)
                   END;
        is_lost := format('%s IS NOT NULL AND (%s) IS NULL', written, reading);
        IF reading IS NOT NULL THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.narrowed_columns(failure_demand.source) IS
'the columns of a source of which a value may be none of interaction: the conversion, and as SQL the value as a text '
'and whether it is none';

CREATE FUNCTION failure_demand_internal.unconverted_values(
    only_of text DEFAULT NULL,
    OUT source text, OUT "column" text, OUT conversion text, OUT rows bigint, OUT example text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mapped record;
    counted record;
    detail text;
    hint text;
BEGIN
    PERFORM failure_demand_internal.set_time_zone();
    FOR mapped IN SELECT m.name, m.query, s AS told FROM failure_demand_internal.mapped_source() AS m
                  JOIN failure_demand.source AS s USING (name)
                  WHERE m.broken IS NULL AND m.name = coalesce(only_of, m.name) ORDER BY m.name LOOP
        SELECT array_agg(n.name) AS names, array_agg(n.conversion) AS conversions,
               string_agg(format('count(*) FILTER (WHERE %s)', n.is_lost), ', ') AS counts,
               string_agg(format('left(min(%s COLLATE "C") FILTER (WHERE %s), 100)', n.written, n.is_lost), ', ')
                   AS least
        INTO counted FROM failure_demand_internal.narrowed_columns(mapped.told) AS n;
        CONTINUE WHEN counted.names IS NULL;
        BEGIN
            RETURN QUERY EXECUTE format(
                'SELECT %L, v.* FROM (SELECT ARRAY[%s], ARRAY[%s] FROM %s AS s) AS c (counts, least) '
                'CROSS JOIN LATERAL unnest(%L::text[], %L::text[], c.counts, c.least) '
                'AS v (name, conversion, rows, least) WHERE v.rows > 0 ORDER BY v.name', mapped.name, counted.counts,
                counted.least, (mapped.told).relation, counted.names, counted.conversions);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            PERFORM failure_demand_internal.unreadable_because(mapped.name, mapped.query, SQLSTATE, SQLERRM, detail,
                                                               hint);
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.unconverted_values(text) IS
'a row a source and column of interaction of which values are not what the mapping says: how many, and the least of '
'them in bytes; reads each source with such columns, or one, once';

CREATE VIEW failure_demand.unconverted WITH (security_invoker = true) AS
SELECT * FROM failure_demand_internal.unconverted_values();
ALTER VIEW failure_demand.unconverted OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.unconverted IS
'a row a source and column of which there are values that the conversion in the mapping cannot read: they count as '
'missing';
COMMENT ON COLUMN failure_demand.unconverted.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.unconverted."column" IS
'the column of interaction';
COMMENT ON COLUMN failure_demand.unconverted.conversion IS
'the conversion that the mapping names; null where the column is taken as it is, and its numbers are too large';
COMMENT ON COLUMN failure_demand.unconverted.rows IS
'rows with such a value';
COMMENT ON COLUMN failure_demand.unconverted.example IS
'one of these values, the least in bytes';
GRANT SELECT ON failure_demand.unconverted TO PUBLIC;
