-- test/rows/pg_upgrade_fill.sql - the sample company's work: rows in every table that users fill,
-- a posted ledger, stored logs and settings. It errs where a table that is dumped has no rows.

CREATE EXTENSION failure_demand;
\ir ../sample/refresh.sql

SET search_path = pg_catalog, public, failure_demand, failure_demand_internal;
SET client_min_messages = warning;

CREATE ROLE clerks;
GRANT USAGE ON SCHEMA failure_demand TO clerks;
GRANT SELECT ON failure_demand.scorecard TO clerks;
INSERT INTO contact_access (role, brand) VALUES ('clerks', 'Volta Direct');
INSERT INTO channel (name, kind) VALUES ('kiosk', 'digital');
INSERT INTO currency (code, digits) VALUES ('XPT', 1);
INSERT INTO contract (name, provider) VALUES ('call centre', 'Volta Direct');
INSERT INTO contract_term (contract, valid, price_per_contact) VALUES ('call centre', '[2026-01-01,)', 2.10);
SELECT disable_marker(min(id)) FROM shipped_marker WHERE language = 'de';
INSERT INTO marker (language, phrase, reason, cause) VALUES ('fr', U&'jamais re\00E7u', 'premature_closure', 'colis');
CALL refresh();
SELECT count(*) FROM post_charges('[2026-01-01,2026-02-01)');
SELECT count(*) FROM post_charges('[2026-02-01,2026-03-01)');

CREATE TABLE public.stored_log AS
    SELECT date_trunc('month', started_at) AS month, brand,
           contact_log(customer, request, channel, kind::channel_kind, started_at, ended_at, handle_seconds) AS log
    FROM public.interactions GROUP BY 1, 2;
ALTER DATABASE company SET failure_demand.debug_value_limit = '500MB';
ALTER ROLE clerks IN DATABASE company SET search_path = failure_demand, public;

DO $$
DECLARE
    filled regclass;
    is_filled bool;
BEGIN
    FOR filled IN
        SELECT c.oid FROM pg_extension AS e JOIN pg_class AS c ON c.oid = ANY (e.extconfig)
        WHERE extname = 'failure_demand' AND relkind = 'r'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', filled) INTO is_filled;
        ASSERT is_filled, format('%s has no rows', filled);
    END LOOP;
END $$;
