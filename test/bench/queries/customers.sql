-- who is who of all links: the aggregate identity, and a row an identifier
SELECT count(*), sum(identifiers), sum(length(identifier)), sum(length(customer))
FROM customers((SELECT identity(a, b) FROM links));
