-- Of which version the library is, and of which the catalogue: they differ between the installation of a package
-- and ALTER EXTENSION ... UPDATE, and in a session that loaded the library before.

CREATE TYPE failure_demand.versions AS (
    library text,
    catalog text
);
COMMENT ON TYPE failure_demand.versions IS
'versions of the extension that should be one: see version()';
COMMENT ON COLUMN failure_demand.versions.library IS
'of the library that this session has loaded';
COMMENT ON COLUMN failure_demand.versions.catalog IS
'of the functions, tables and views in this database';

CREATE FUNCTION failure_demand.version()
RETURNS failure_demand.versions
AS 'MODULE_PATHNAME', 'failure_demand_version'
LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.version() IS
'the versions of the library and of the catalogue; warns where they differ, and says what to do; write the schema, '
'for the server has a function of this name';
