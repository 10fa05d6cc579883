-- the aggregate identity alone
SELECT identity(a, b) IS NOT NULL FROM links;
