-- What a server or a session could have otherwise, and a test needs to be as it is.
SET TimeZone = 'UTC';
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET extra_float_digits = 1;
SET jit = off;
