-- the same in plain SQL: edges drawn together until none is left
SELECT count(*), sum(identifiers), sum(length(identifier)), sum(length(customer))
FROM sql_customers();
