-- What customers want done, in one company's words: two systems call the same thing by two names.

-- Where the key of a row can be null, the whole row tells it from others. Names of requests are compared as they are.
CREATE TABLE failure_demand.request_name (
    source  text COLLATE "C" CHECK (failure_demand_internal.check_name(source, 'the source of a request name', 100)),
    code    text COLLATE "C" NOT NULL CHECK (failure_demand_internal.check_name(code, 'the code of a request')),
    request text COLLATE "C" NOT NULL CHECK (failure_demand_internal.check_name(request, 'the name of a request')),
    CONSTRAINT request_name_source_code_key UNIQUE NULLS NOT DISTINCT (source, code)
);
ALTER TABLE failure_demand.request_name OWNER TO @extowner@;
ALTER TABLE failure_demand.request_name REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand.request_name IS
'requests that sources call by words of their own, and how they are called here; a code without a row is its own '
'request';
COMMENT ON COLUMN failure_demand.request_name.source IS
'name of the source that writes the code; null: any that has no row of its own for it';
COMMENT ON COLUMN failure_demand.request_name.code IS
'the request, as the source has it';
COMMENT ON COLUMN failure_demand.request_name.request IS
'the request, as contact and all reports have it, and rules name it; it is not looked up again';
GRANT SELECT ON failure_demand.request_name TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.request_name', '');

-- Two joins by equality, and no view: one that says which row wins would be made anew for each join.
CREATE FUNCTION failure_demand_internal.request_name_join(alias text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format(
    'LEFT JOIN failure_demand.request_name AS own_name '
    'ON (own_name.source, own_name.code) = (%1$s.source, %1$s.request) '
    'LEFT JOIN failure_demand.request_name AS any_name ON any_name.source IS NULL AND any_name.code = %1$s.request',
    alias);
COMMENT ON FUNCTION failure_demand_internal.request_name_join(text) IS
'the joins that find the rows of request_name of what is called so in a query: own_name, any_name';

CREATE FUNCTION failure_demand_internal.named_request(alias text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.format('coalesce(own_name.request, any_name.request, %s.request)', alias);
COMMENT ON FUNCTION failure_demand_internal.named_request(text) IS
'the request of what is called so in a query, as it is called here: where request_name_join() is';
