-- Texts that stand for longer ones.

-- SHA-256, which is there in every server; of the bytes that the database has, so that no
-- text cannot be converted.
CREATE FUNCTION failure_demand_internal.text_digest(value text)
RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(value, pg_catalog.getdatabaseencoding())), 'hex');
COMMENT ON FUNCTION failure_demand_internal.text_digest(text) IS
'the SHA-256 of a text, as the database encodes it, in hexadecimal digits';

-- What is in a key must fit into an index, and be told apart; and what is blank says nothing. A row of an index on
-- pages of 8 kB has room for 2,704 bytes: for five such texts, the name of a source or a cause, and a few numbers.
CREATE FUNCTION failure_demand_internal.key_text(value text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.key_text(text) IS
'a text; null where it is blank; of more than 500 bytes, its first 100 characters and its SHA-256, which stand for it';
