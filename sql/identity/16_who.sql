-- Who it is that a row speaks of, by what stands in it.

CREATE FUNCTION failure_demand_internal.who(customer text, identifiers jsonb, country_code text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE COST 5;
COMMENT ON FUNCTION failure_demand_internal.who(text, jsonb, text) IS
'the identifiers of a row in normal form, as one text: one alone as identity() writes it, several each behind a line '
'end, the best kind first; null where nobody is named';

CREATE FUNCTION failure_demand_internal.who_identifiers(who text)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.who_identifiers(text) IS
'the identifiers that who() has put together, in its order';
