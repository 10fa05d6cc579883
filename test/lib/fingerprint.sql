-- All that a refresh leaves, as one fingerprint, beside what a full one would leave; and whether the working
-- tables are empty.
CREATE FUNCTION fingerprint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    relation regclass;
    part     text;
    whole    text := '';
BEGIN
    FOR relation IN
        SELECT oid FROM pg_class
        WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
          AND (relname IN ('contact', 'superseded', 'source_digest', 'source_feed', 'feed_day')
               OR relname LIKE '%\_tally' AND relkind = 'r')
        ORDER BY relname COLLATE "C"
    LOOP
        EXECUTE format('SELECT md5(string_agg(t::text, '','' ORDER BY t::text)) FROM %s AS t', relation) INTO part;
        whole := whole || format('%s %s, ', relation, part);
    END LOOP;
    RETURN whole || (SELECT ROW(as_of, within, match, time_zone, configuration)::text
                     FROM failure_demand.report_basis);
END $$;

CREATE FUNCTION full_fingerprint() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    it text;
BEGIN
    CALL failure_demand.refresh(true);
    it := fingerprint();
    RAISE EXCEPTION USING ERRCODE = 'UNDO1';
EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
    RETURN it;
END $$;

CREATE FUNCTION filled_work() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    relation regclass;
    is_filled boolean;
    filled text := '';
BEGIN
    FOR relation IN
        SELECT oid FROM pg_class
        WHERE relnamespace = 'failure_demand_internal'::regnamespace AND relname LIKE 'work\_%' AND relkind = 'r'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', relation) INTO is_filled;
        filled := filled || CASE WHEN is_filled THEN format('%s ', relation) ELSE '' END;
    END LOOP;
    RETURN filled;
END $$;
