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

CREATE TABLE failure_demand.request_window (
    request text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(request, 'the request of a window')),
    within  interval NOT NULL CHECK (failure_demand.elapsed(within) > '0')
);
ALTER TABLE failure_demand.request_window OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.request_window IS
'requests that have a window of their own, under match request: a claim takes longer than a password; any other has '
'the one of the definition';
COMMENT ON COLUMN failure_demand.request_window.request IS
'the request, as contact has it: by the name that request_name gives it';
COMMENT ON COLUMN failure_demand.request_window.within IS
'the time in which a contact of the request counts as a repeat: elapsed time, a day is 24 hours';
GRANT SELECT ON failure_demand.request_window TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.request_window', '');

CREATE FUNCTION failure_demand_internal.request_windows()
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET IntervalStyle = postgres
BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(w.request, failure_demand.elapsed(w.within)::text), '{}')
    FROM failure_demand.request_window AS w CROSS JOIN failure_demand.definition_in_force AS d
    WHERE d.match = 'request' AND w.within <> d.within;
END;
COMMENT ON FUNCTION failure_demand_internal.request_windows() IS
'the windows by which the next refresh computes requests that have another one than the definition: by request, in '
'hours';

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
