-- test/rows/no_md5.sql - errs unless the server cannot compute MD5.

DO $$
BEGIN
    PERFORM md5('');
    RAISE invalid_parameter_value USING MESSAGE = 'this server can compute MD5';
EXCEPTION
    WHEN internal_error THEN NULL;
END $$;
