-- Who is who: identifiers that are linked are one customer.

CREATE TYPE failure_demand.identity;

CREATE FUNCTION failure_demand_internal.identity_in(cstring)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_in(cstring) IS
'an identity from its hexadecimal text; a damaged one is an error (22P03)';

CREATE FUNCTION failure_demand_internal.identity_out(failure_demand.identity)
RETURNS cstring
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_out(failure_demand.identity) IS
'an identity as hexadecimal text';

CREATE FUNCTION failure_demand_internal.identity_recv(internal)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_recv(internal) IS
'an identity from its bytes; a damaged one is an error (22P03)';

CREATE FUNCTION failure_demand_internal.identity_send(failure_demand.identity)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_send(failure_demand.identity) IS
'the bytes of an identity';

-- Numbers are compact already, and to compress the texts cannot be interrupted.
CREATE TYPE failure_demand.identity (
    INPUT = failure_demand_internal.identity_in,
    OUTPUT = failure_demand_internal.identity_out,
    RECEIVE = failure_demand_internal.identity_recv,
    SEND = failure_demand_internal.identity_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = external
);
COMMENT ON TYPE failure_demand.identity IS
'a compact, storable, mergeable record of identifiers and their links, with the kinds and limits it was made by';

CREATE FUNCTION failure_demand_internal.identity_transition(failure_demand.identity, text, text)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_transition(failure_demand.identity, text, text) IS
'adds a link to an identity';

CREATE FUNCTION failure_demand_internal.identity_combine(failure_demand.identity, failure_demand.identity)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_combine(failure_demand.identity, failure_demand.identity) IS
'adds the identifiers and links of one identity to another';

CREATE FUNCTION failure_demand_internal.identity_final(failure_demand.identity)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_final(failure_demand.identity) IS
'the compact form of an identity: the same links give the same bytes';

CREATE AGGREGATE failure_demand.identity(a text, b text)
(
    SFUNC = failure_demand_internal.identity_transition,
    STYPE = failure_demand.identity,
    SSPACE = 8192,
    COMBINEFUNC = failure_demand_internal.identity_combine,
    FINALFUNC = failure_demand_internal.identity_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.identity(text, text) IS
'who is who, of rows that link two identifiers each, kind:value, of the kind customer where no known kind is named; '
'values are taken as they are: normal_identifier() brings them to one form; a null or blank side is nobody';

CREATE AGGREGATE failure_demand.rollup(identity failure_demand.identity)
(
    SFUNC = failure_demand_internal.identity_combine,
    STYPE = failure_demand.identity,
    SSPACE = 8192,
    COMBINEFUNC = failure_demand_internal.identity_combine,
    FINALFUNC = failure_demand_internal.identity_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand.rollup(failure_demand.identity) IS
'the identities of days, regions or servers as one, exactly; those made by other limits are an error (22023)';

CREATE FUNCTION failure_demand_internal.identity_concat(failure_demand.identity, failure_demand.identity)
RETURNS failure_demand.identity
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.identity_concat(failure_demand.identity, failure_demand.identity) IS
'two identities as one; those made by other limits are an error (22023)';

CREATE OPERATOR failure_demand.|| (
    LEFTARG = failure_demand.identity,
    RIGHTARG = failure_demand.identity,
    FUNCTION = failure_demand_internal.identity_concat,
    COMMUTATOR = OPERATOR(failure_demand.||)
);
COMMENT ON OPERATOR failure_demand.|| (failure_demand.identity, failure_demand.identity) IS
'two identities as one';

CREATE TYPE failure_demand.identified_customer AS (
    identifier  text,
    customer    text,
    identifiers bigint
);
COMMENT ON TYPE failure_demand.identified_customer IS
'an identifier, and the customer that it is of';
COMMENT ON COLUMN failure_demand.identified_customer.identifier IS
'kind:value; of the kind customer the value alone, unless it begins like a kind''s name and a colon';
COMMENT ON COLUMN failure_demand.identified_customer.customer IS
'name of the customer: the least value, in bytes, of its best kind, written alike';
COMMENT ON COLUMN failure_demand.identified_customer.identifiers IS
'how many identifiers the customer has';

CREATE FUNCTION failure_demand.customers(identity failure_demand.identity)
RETURNS SETOF failure_demand.identified_customer
AS 'MODULE_PATHNAME', 'identity_customer_rows'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000000 COST 1000;
COMMENT ON FUNCTION failure_demand.customers(failure_demand.identity) IS
'a row an identifier: the customer that it is of; what is shared, or of a customer that is too large to be believed, '
'is nobody''s, and has none';

CREATE FUNCTION failure_demand.customer_of(identity failure_demand.identity, identifier text)
RETURNS text
AS 'MODULE_PATHNAME', 'identity_customer_of'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION failure_demand.customer_of(failure_demand.identity, text) IS
'the customer that an identifier is of; null where it is nobody''s, or not known';

CREATE TYPE failure_demand.identity_link AS (
    step       integer,
    identifier text,
    linked_to  text
);
COMMENT ON TYPE failure_demand.identity_link IS
'a link on the way from one identifier to another';
COMMENT ON COLUMN failure_demand.identity_link.step IS
'ordinal of the link on the way';
COMMENT ON COLUMN failure_demand.identity_link.identifier IS
'where it begins: the first one at the identifier that was asked for';
COMMENT ON COLUMN failure_demand.identity_link.linked_to IS
'where it ends, and the next one begins';

CREATE FUNCTION failure_demand.why_same(identity failure_demand.identity, a text, b text)
RETURNS SETOF failure_demand.identity_link
AS 'MODULE_PATHNAME', 'identity_why_same'
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10 COST 1000;
COMMENT ON FUNCTION failure_demand.why_same(failure_demand.identity, text, text) IS
'the links that join two identifiers of one customer, in order: of all ways a shortest; no rows where nothing does';

CREATE FUNCTION failure_demand_internal.identity_members(identity failure_demand.identity)
RETURNS TABLE (identifier text, customer text, identifiers bigint, believed boolean)
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000000 COST 1000;
COMMENT ON FUNCTION failure_demand_internal.identity_members(failure_demand.identity) IS
'a row an identifier, as customers() has them, and of those that are nobody''s, with a customer of null; '
'believed: is what links join it to, null where it is shared';
