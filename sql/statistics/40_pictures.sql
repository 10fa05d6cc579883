-- Numbers as pictures of text.

CREATE FUNCTION failure_demand.sparkline(series double precision[])
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.sparkline(double precision[]) IS
'a line of bars, a character a value, from the lowest value to the highest in eight steps of equal height; a blank '
'for a null value, bars of half height where all are equal; in ASCII where the database is not in UTF-8; 22003 for a '
'value that is not finite';

CREATE FUNCTION failure_demand.bar(value double precision, max double precision, width integer)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.bar(double precision, double precision, integer) IS
'a bar of eighths of a character, width characters long where value is max or more, empty where it is 0 or less; in '
'ASCII whole characters, where the database is not in UTF-8; 22023 for a width not from 1 to 1000, 22003 for a number '
'that is not finite';
