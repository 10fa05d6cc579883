-- Shares that add up exactly.

CREATE FUNCTION failure_demand.apportion(amount numeric, weight numeric, scale integer)
RETURNS numeric
AS 'MODULE_PATHNAME'
LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.apportion(numeric, numeric, integer) IS
'window function: this row''s share of amount, in proportion to weight, with scale decimals; the shares of a '
'partition add up to amount exactly: largest remainder, ties by row order; amount and scale are the same in all rows; '
'null where amount is; weights are 0 or more, not null, and not all 0';

CREATE FUNCTION failure_demand.apportion_array(amount numeric, weights numeric[], scale integer)
RETURNS numeric[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.apportion_array(numeric, numeric[], integer) IS
'the shares of amount, in proportion to weights and in their order, with scale decimals, which add up to amount '
'exactly: largest remainder, ties by order; null where an argument is; weights are 0 or more, not null, and not all 0';
