-- test/sample/refresh.sql - the sample company's table becomes a source, and its contacts
-- and reports are computed.

INSERT INTO failure_demand.definition (within, time_zone) VALUES ('48 hours', 'Europe/London');
SELECT failure_demand.add_source('public.interactions');
CALL failure_demand.refresh();
