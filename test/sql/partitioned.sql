-- The aggregates over partitioned tables, against the oracle: partial states of
-- each partition are combined in one process.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set random :abs_srcdir '/data/random.sql'
\i :random
-- Some sets have no human contact.
SET client_min_messages = warning;
CALL ask_oracle();

-- The contacts of a customer, and of a set, lie in all partitions.
CREATE TABLE by_contact (LIKE random) PARTITION BY HASH (contact_id);
CREATE TABLE by_contact_0 PARTITION OF by_contact FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE by_contact_1 PARTITION OF by_contact FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE by_contact_2 PARTITION OF by_contact FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE by_contact_3 PARTITION OF by_contact FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO by_contact SELECT * FROM random;
ANALYZE by_contact;

-- Each set lies in one partition.
CREATE TABLE by_set (LIKE random) PARTITION BY HASH (set_no);
CREATE TABLE by_set_0 PARTITION OF by_set FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_set_1 PARTITION OF by_set FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_set SELECT * FROM random;
ANALYZE by_set;

SET enable_partitionwise_aggregate = on;
SET max_parallel_workers_per_gather = 0;
-- Partial aggregation does not pay for groups this small: the rest is made dear.
SET cpu_tuple_cost = 100;
SET cpu_operator_cost = 0;

SELECT plan_has(rates_query('by_contact', '4 hours'), '("Partial Mode": "Partial".*){4}', '"Partial Mode": "Finalize"') AS is_partial;
SELECT * FROM grouped_difference('by_contact');
SELECT plan_has(rates_query('by_set', '4 hours'), '"Append".*("Partial Mode": "Simple".*){2}') AS is_full;
SELECT * FROM grouped_difference('by_set');

-- The same by workers.
RESET cpu_tuple_cost;
RESET cpu_operator_cost;
SET max_parallel_workers_per_gather = 4;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has(rates_query('by_contact', '4 hours'), '"Gather', '"Append"', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"') AS is_parallel;
SELECT * FROM grouped_difference('by_contact');
SELECT plan_has(rates_query('by_set', '4 hours'), '"Gather', '"Append"') AS is_parallel;
SELECT * FROM grouped_difference('by_set');
