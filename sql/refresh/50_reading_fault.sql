-- Why a source cannot be read: which value of which row it is. PostgreSQL says what is wrong
-- with a value, but not where it stands; the query that met it is none that the user wrote.

-- Some row has a value that cannot be computed: which column is it? It cannot be told where
-- rows cannot even be counted.
CREATE FUNCTION failure_demand_internal.unreadable_column(source text, query text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    attribute text := NULL;
BEGIN
    EXECUTE format('SELECT count(*) FROM (%s) AS i', query);
    FOR attribute IN
        SELECT c.name FROM failure_demand.interaction_column AS c
        JOIN failure_demand.source AS s ON s.columns ->> c.name IS NOT NULL
        WHERE s.name = unreadable_column.source ORDER BY c.position
    LOOP
        EXECUTE format('SELECT count(i.%I) FROM (%s) AS i', attribute, query);
    END LOOP;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN attribute;
END $$;
COMMENT ON FUNCTION failure_demand_internal.unreadable_column(text, text) IS
'the first column of a source, as interaction has it, that cannot be read in all rows';

-- Rows are read one by one until one cannot be; another reading, in the same order, does
-- without its value and tells its id.
CREATE FUNCTION failure_demand_internal.unreadable_row(query text, attribute text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET synchronize_seqscans = off SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
    reading refcursor;
    id text;
    value text;
    good bigint := 0;
BEGIN
    BEGIN
        OPEN reading NO SCROLL FOR EXECUTE format('SELECT i.interaction_id, i.%I FROM (%s) AS i', attribute, query);
        LOOP
            FETCH reading INTO id, value;
            EXIT WHEN NOT FOUND;
            good := good + 1;
        END LOOP;
        RETURN NULL;
    EXCEPTION WHEN OTHERS THEN
        NULL;  -- it is the row behind these
    END;
    OPEN reading NO SCROLL FOR EXECUTE format('SELECT i.interaction_id, CASE WHEN pg_backend_pid() = 0 THEN i.%I END '
                                              'FROM (%s) AS i', attribute, query);
    MOVE FORWARD good FROM reading;
    FETCH reading INTO id;
    CLOSE reading;
    RETURN id;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.unreadable_row(text, text) IS
'the interaction_id of the first row of a source of which a column cannot be read; null where it cannot be told';

CREATE FUNCTION failure_demand_internal.is_fault_of_source(code text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.left(code, 2) = ANY ('{21,22,38,39,2F,P0}'::text[]) AND code <> '2F003';
COMMENT ON FUNCTION failure_demand_internal.is_fault_of_source(text) IS
'does an error (its SQLSTATE) say that a value could not be computed?';

CREATE FUNCTION failure_demand_internal.reading_fault(source text, query text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    attribute text := failure_demand_internal.unreadable_column(source, query);
    id text := failure_demand_internal.unreadable_row(query, attribute);
BEGIN
    RETURN CASE WHEN attribute IS NULL THEN 'Which value it is cannot be told: it is in a condition of the view, or '
                                            'made by a volatile function.'
                WHEN id IS NULL THEN format('It is column "%s".', attribute)
                ELSE format('It is column "%s" of the row with interaction_id "%s".', attribute, id) END;
END $$;
COMMENT ON FUNCTION failure_demand_internal.reading_fault(text, text) IS
'where in a source it is that a value cannot be computed, in a sentence';

-- An error that is raised here has none of the queries in it that met it. Row security
-- counts as a right that is missing: a part of the rows is not the source.
CREATE FUNCTION failure_demand_internal.unreadable_because(source text, query text, code text, message text,
                                                           detail text, hint text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF failure_demand_internal.is_fault_of_source(code) THEN
        RETURN format('%s. %s', message, failure_demand_internal.reading_fault(source, query));
    -- 2F003: a foreign server asks for no password, or for one that nobody gave
    ELSIF left(code, 2) IN ('08', 'HV', '42') OR code = '2F003' THEN
        RETURN message;
    END IF;
    RAISE EXCEPTION '%', message USING ERRCODE = code,
        DETAIL = coalesce(nullif(detail, ''), format('Source "%s" was read.', source)),
        HINT = coalesce(nullif(hint, ''), format('SELECT * FROM %s shows it; when that can be read, refresh again.',
                                                 (SELECT s.relation FROM failure_demand.source AS s
                                                  WHERE s.name = source)));
END $$;
COMMENT ON FUNCTION failure_demand_internal.unreadable_because(text, text, text, text, text, text) IS
'why a source cannot be read, of the error that its reading met: a value that cannot be computed, a foreign server '
'that is away, something that a view needs and that is gone, or a right that is; errs as it did where it is none of '
'these';

-- Whatever reads a source may meet in it what keeps it from being read; what was done
-- until then is undone.
CREATE FUNCTION failure_demand_internal.read_source(source text, query text, reading text, OUT told text,
                                                    OUT broken text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    EXECUTE reading INTO told;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    broken := failure_demand_internal.unreadable_because(source, query, SQLSTATE, SQLERRM, detail, hint);
END $$;
COMMENT ON FUNCTION failure_demand_internal.read_source(text, text, text) IS
'runs a statement that reads a source by its query: what it told, or why the source cannot be read';
