-- What a source says of an interaction, as one row: the columns that failure_demand.interaction_column
-- lists, the name of the source before them, and behind them the days of times that are dates.
-- All that handles such rows goes by this type.

DO $$
BEGIN
    EXECUTE (SELECT format('CREATE TYPE failure_demand_internal.interaction_row AS '
                           '(source text COLLATE pg_catalog."C", %s, started_on date, ended_on date)',
                           string_agg(format('%I %s%s', c.name, c.type,
                                             CASE c.type WHEN 'text' THEN ' COLLATE pg_catalog."C"' ELSE '' END), ', '
                                      ORDER BY c.position))
             FROM failure_demand.interaction_column AS c);
    EXECUTE (SELECT string_agg(format('COMMENT ON COLUMN failure_demand_internal.interaction_row.%I IS %L', c.name,
                                      c.meaning), '; ')
             FROM failure_demand.interaction_column AS c);
END $$;
COMMENT ON TYPE failure_demand_internal.interaction_row IS
'what a source says of an interaction: the columns of interaction, and the days of times that are dates';
COMMENT ON COLUMN failure_demand_internal.interaction_row.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.interaction_row.started_on IS
'the date that the source has for its start; null where it has a time';
COMMENT ON COLUMN failure_demand_internal.interaction_row.ended_on IS
'the date that the source has for its end; null where it has a time, or the start is a date';

CREATE FUNCTION failure_demand_internal.row_columns(row_type regtype, pattern text DEFAULT '%I',
                                                    replaced jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT string_agg(coalesce((row_columns.replaced ->> a.attname) || format(' AS %I', a.attname),
                               replace(row_columns.pattern, '%I', quote_ident(a.attname))), ', ' ORDER BY a.attnum)
    FROM pg_type AS t JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE t.oid = row_columns.row_type;
END;
COMMENT ON FUNCTION failure_demand_internal.row_columns(regtype, text, jsonb) IS
'the columns of a row type, in order, as a list: each in place of %I in a pattern, such as i.%I DESC; or, by its '
'name, what is replaced, the expression that gives it';

CREATE FUNCTION failure_demand_internal.interaction_columns(pattern text DEFAULT '%I',
                                                            replaced jsonb DEFAULT '{}')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.row_columns('failure_demand_internal.interaction_row'::regtype,
                                               interaction_columns.pattern, interaction_columns.replaced);
END;
COMMENT ON FUNCTION failure_demand_internal.interaction_columns(text, jsonb) IS
'the columns of interaction_row, in order, as a list: see row_columns()';
