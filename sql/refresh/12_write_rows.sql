-- How a refresh writes many rows: with all cores in the query that gives them, and many at a time.

CREATE FUNCTION failure_demand_internal.write_rows("table" regclass, query text, counter regclass DEFAULT NULL,
                                                   OUT written bigint, OUT groups bigint)
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION failure_demand_internal.write_rows(regclass, text, regclass) IS
'writes the rows of a query, each value into the column of its name, and those of a column facts each into its own; '
'gives how many, and how many runs there are of one customer_group; errs where takes_rows is false, but for an '
'unlogged table (55000)';

CREATE FUNCTION failure_demand_internal.write_differences("table" regclass, former_table regclass, query text,
                                                          counter regclass)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION failure_demand_internal.write_differences(regclass, regclass, text, regclass) IS
'of a query whose column former is the row as it was: writes those that differ to the byte, as they are into the one '
'table, as they were into the other; facts is null where there is none, former where there was none';

CREATE FUNCTION failure_demand_internal.takes_rows("table" regclass)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.takes_rows(regclass) IS
'has a table nothing that asks anything of a row: no index, trigger of a row, check, default, identity, domain, rule '
'or policy?';
