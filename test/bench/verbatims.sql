-- The customers' words of the benchmark: a million sentences of about 65 characters, one
-- in ten of which says that something failed before.

DROP TABLE IF EXISTS verbatim;
CREATE UNLOGGED TABLE verbatim (id bigint, words text) WITH (autovacuum_enabled = off);
INSERT INTO verbatim
SELECT id, CASE abs(hashint8extended(id, 7) % 20)
    WHEN 0 THEN 'I tried your app but it closes when I open my bill of ' || thing
    WHEN 1 THEN 'Nobody called me back about the ' || thing || ' as you had promised'
    WHEN 2 THEN 'Thank you for the ' || thing || ', all of it arrived as it should'
    WHEN 3 THEN 'Could you tell me what the ' || thing || ' costs for a family of four'
    WHEN 4 THEN 'I have moved house and need a new ' || thing || ' from the first of ' || month
    WHEN 5 THEN 'My son would like to have a ' || thing || ' of his own, is that possible'
    WHEN 6 THEN 'What is the price of the larger ' || thing || ' that I saw on television'
    WHEN 7 THEN 'Very friendly young man who explained the ' || thing || ' to me, thanks'
    WHEN 8 THEN 'The ' || thing || ' is too expensive, I am thinking about leaving in ' || month
    ELSE 'I wanted to ask about my ' || thing || ' of last ' || month || ', as it is higher'
    END
FROM (
    SELECT id, (ARRAY['contract', 'meter', 'payment', 'telephone', 'invoice', 'router'])[1 + abs(hashint8extended(id, 8) % 6)] AS thing,
           (ARRAY['January', 'April', 'June', 'October'])[1 + abs(hashint8extended(id, 9) % 4)] AS month
    FROM generate_series(1, 1000000) AS id
) AS drawn;
VACUUM (ANALYZE) verbatim;
