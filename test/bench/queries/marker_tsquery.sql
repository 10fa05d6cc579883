-- a text search of twelve phrases, without an index
\timing off
SET max_parallel_workers_per_gather = 0;
\timing on
SELECT count(*) FROM verbatim
WHERE to_tsvector('english', words) @@ to_tsquery('english', 'tried <-> app | tried <-> website | already <-> called | still <-> waiting | no <-> answer | never <-> received | called <-> back | second <-> time | not <-> working | log <-> in | chatbot | nobody <-> answered');
