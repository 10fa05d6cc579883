-- What a row alone can tell of a text that users fill in, said in plain words: CHECKs call
-- these, for the error of a bare CHECK gives neither the value nor the repair.

-- A text of a source that is longer than 500 bytes is cut to fewer: see key_text. So a longer
-- name would meet nothing, and one beyond 2,700 bytes fits into no index.
CREATE FUNCTION failure_demand_internal.check_name(name text, what text, most integer DEFAULT 500)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF name = '' THEN
        RAISE EXCEPTION '% must not be empty', what USING ERRCODE = 'check_violation',
            DETAIL = 'It is "".', HINT = 'Write a name; where there is none, null, or no row.';
    ELSIF octet_length(name) > most THEN
        RAISE EXCEPTION '% must not be longer than % bytes', what, most USING ERRCODE = 'check_violation',
            DETAIL = format('It has %s bytes, and begins with "%s".', octet_length(name), left(name, 40)),
            HINT = 'Write a shorter one.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_name(text, text, integer) IS
'true; errs where a name is empty or too long for an index (23514)';

CREATE FUNCTION failure_demand_internal.check_key(key text, what text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF key COLLATE "C" !~ '^[a-z][a-z0-9_]{0,99}$' THEN
        RAISE EXCEPTION '% must be a short key in small letters', what USING ERRCODE = 'check_violation',
            DETAIL = format('It is "%s"%s.', left(key, 40),
                            CASE WHEN length(key) > 40 THEN format('... of %s letters', length(key)) ELSE '' END),
            HINT = 'Write a letter from a to z, and up to 99 letters, digits and underscores, such as call_back.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_key(text, text) IS
'true; errs where a text is no short key such as call_back (23514)';

CREATE FUNCTION failure_demand_internal.check_currency(code text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF code COLLATE "C" !~ '^[A-Z]{3}$' THEN
        RAISE EXCEPTION 'a currency is three capital letters' USING ERRCODE = 'check_violation',
            DETAIL = format('It is "%s".', left(code, 40)), HINT = 'Write its code of ISO 4217, such as EUR.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_currency(text) IS
'true; errs where a text is no code of a currency (23514)';

CREATE FUNCTION failure_demand_internal.check_department(name text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF name IN ('unattributed', 'contact centre') THEN
        RAISE EXCEPTION 'the department "%" is the ledger''s own', name USING ERRCODE = 'check_violation',
            DETAIL = 'It stands for what nobody pays, or for who is paid.', HINT = 'Give the department another name.';
    END IF;
    RETURN failure_demand_internal.check_name(name, 'the name of a department');
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_department(text) IS
'true; errs where a name cannot be that of a department (23514)';

CREATE FUNCTION failure_demand_internal.check_choice(value text, what text, choices text[])
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF value <> ALL (choices) THEN
        RAISE EXCEPTION 'unknown %: "%"', what, left(value, 40) USING ERRCODE = 'check_violation',
            DETAIL = format('There are %s.', array_to_string(choices, ', ')),
            HINT = 'Write one of these, in exactly its letters.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_choice(text, text, text[]) IS
'true; errs where a text is none of those that it can be (23514)';


CREATE FUNCTION failure_demand_internal.check_elapsed(elapsed interval, what text)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.check_elapsed(interval, text) IS
'true; errs where an interval has months, or is zero or negative (22023)';

CREATE FUNCTION failure_demand_internal.elapsed(elapsed interval, what text)
RETURNS interval
AS 'MODULE_PATHNAME', 'elapsed_of_argument'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.elapsed(interval, text) IS
'an elapsed time as hours, minutes and seconds alone: a day is 24 hours; errs where it has months, or is zero or '
'negative (22023)';

CREATE FUNCTION failure_demand_internal.check_at_least_one(number integer, what text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF number < 1 THEN
        RAISE EXCEPTION '% must be at least 1', what USING ERRCODE = 'check_violation',
            DETAIL = format('It is %s.', number), HINT = 'Write a whole number from 1 on.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_at_least_one(integer, text) IS
'true; errs where a number is below 1 (23514)';
