-- The customers' own words, out of what systems keep of them.

CREATE FUNCTION failure_demand.plain_words(verbatim text, format text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION failure_demand.plain_words(text, text) IS
'the customer''s own words of a text: of ''plain'' as it is, of ''html'' without tags and entities, of ''mail'' '
'without heads, encodings, what is quoted, and signatures, of ''transcript'' the customer''s turns; null where '
'nothing is left; any other format is an error (22023)';
