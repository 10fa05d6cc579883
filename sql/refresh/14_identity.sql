-- What makes customers of identifiers, as the last refresh found it: links, the identifiers that they join, and
-- what it means that rows say. Texts may be too long for an index: they are found by their hashes.

CREATE TABLE failure_demand_internal.identifier_link (
    origin     text COLLATE "C" NOT NULL,
    said_group bigint NOT NULL,
    who        text COLLATE "C" NOT NULL
);
ALTER TABLE failure_demand_internal.identifier_link OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.identifier_link REPLICA IDENTITY FULL;
CREATE INDEX identifier_link_said_group ON failure_demand_internal.identifier_link (said_group, origin);
COMMENT ON INDEX failure_demand_internal.identifier_link_said_group IS
'finds a link by the hash of its identifiers';
COMMENT ON TABLE failure_demand_internal.identifier_link IS
'identifiers that stand in one row that counts, each such set once an origin: what was read last, be it gone since';
COMMENT ON COLUMN failure_demand_internal.identifier_link.origin IS
'name of the table of links, or of the source';
COMMENT ON COLUMN failure_demand_internal.identifier_link.said_group IS
'customer_group() of who';
COMMENT ON COLUMN failure_demand_internal.identifier_link.who IS
'the identifiers, as who() puts them together';

CREATE TABLE failure_demand_internal.identity_member (
    identifier  text COLLATE "C" NOT NULL,
    customer    text COLLATE "C",
    identifiers bigint,
    believed    boolean
);
ALTER TABLE failure_demand_internal.identity_member OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.identity_member REPLICA IDENTITY FULL;
CREATE INDEX identity_member_identifier
ON failure_demand_internal.identity_member (pg_catalog.hashtextextended(identifier, 0));
COMMENT ON INDEX failure_demand_internal.identity_member_identifier IS
'finds an identifier by its hash';
COMMENT ON TABLE failure_demand_internal.identity_member IS
'the identifiers that links know';
COMMENT ON COLUMN failure_demand_internal.identity_member.identifier IS
'kind:value; of the kind customer the value alone, unless it begins like a kind''s name and a colon';
COMMENT ON COLUMN failure_demand_internal.identity_member.customer IS
'name of the customer that it is of; null: nobody''s';
COMMENT ON COLUMN failure_demand_internal.identity_member.identifiers IS
'how many identifiers the customer has';
COMMENT ON COLUMN failure_demand_internal.identity_member.believed IS
'false: links join it to more values of its best kind than customer_limit, so that it is alone; null: it is shared';

CREATE TABLE failure_demand_internal.identity_mark (
    source  text COLLATE "C" PRIMARY KEY,
    mapping text NOT NULL,
    rows    bigint NOT NULL,
    digest  bigint NOT NULL
);
ALTER TABLE failure_demand_internal.identity_mark OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.identity_mark IS
'what the tables of links were when they were read last';
COMMENT ON COLUMN failure_demand_internal.identity_mark.source IS
'name of the table of links';
COMMENT ON COLUMN failure_demand_internal.identity_mark.mapping IS
'fingerprint of the query by which it was read';
COMMENT ON COLUMN failure_demand_internal.identity_mark.rows IS
'its rows';
COMMENT ON COLUMN failure_demand_internal.identity_mark.digest IS
'sum of their 64-bit hashes, modulo 2^64';

-- As with the contacts of sources: a copy of the database has to know what is not in it.
CREATE TABLE failure_demand_internal.identity_feed (
    source text COLLATE "C" PRIMARY KEY
        CHECK (failure_demand_internal.check_name(source, 'the name of a table of links', 100)),
    links  bigint NOT NULL
);
ALTER TABLE failure_demand_internal.identity_feed OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.identity_feed IS
'how many links each table of links had when it was read last';
COMMENT ON COLUMN failure_demand_internal.identity_feed.source IS
'name of the table of links';
COMMENT ON COLUMN failure_demand_internal.identity_feed.links IS
'sets of identifiers that stand in one row, each once';
SELECT pg_catalog.pg_extension_config_dump('failure_demand_internal.identity_feed', '');

CREATE TABLE failure_demand_internal.identity_who (
    said_group bigint NOT NULL,
    who        text COLLATE "C" NOT NULL,
    customer   text COLLATE "C"
);
ALTER TABLE failure_demand_internal.identity_who OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.identity_who REPLICA IDENTITY FULL;
CREATE INDEX identity_who_said_group ON failure_demand_internal.identity_who (said_group);
COMMENT ON INDEX failure_demand_internal.identity_who_said_group IS
'finds what a row says, by its hash: the text may be too long for an index';
COMMENT ON TABLE failure_demand_internal.identity_who IS
'whose contacts those are that say who it is otherwise than by the name of the customer';
COMMENT ON COLUMN failure_demand_internal.identity_who.said_group IS
'customer_group() of who';
COMMENT ON COLUMN failure_demand_internal.identity_who.who IS
'identifiers of a row, as who() puts them together';
COMMENT ON COLUMN failure_demand_internal.identity_who.customer IS
'name of the customer; null: nobody''s';

-- What a source said of the customer stands beside him where it is not his name, and always where it gave
-- identifiers, for then it may have said nothing.
CREATE FUNCTION failure_demand_internal.said_beside(said text, identifiers jsonb, customer text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN said IS DISTINCT FROM customer OR identifiers IS NOT NULL THEN said END;
COMMENT ON FUNCTION failure_demand_internal.said_beside(text, jsonb, text) IS
'what stands in said_customer, of what a source said and the customer that it was taken for';

CREATE FUNCTION failure_demand_internal.customer_said(said_customer text, identifiers jsonb, customer text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN said_customer IS NOT NULL OR identifiers IS NOT NULL THEN said_customer ELSE customer END;
COMMENT ON FUNCTION failure_demand_internal.customer_said(text, jsonb, text) IS
'what a source said of the customer, of what stands beside it and the customer that it was taken for';

-- The country code as a constant: a subquery would keep workers away from some plans.
CREATE FUNCTION failure_demand_internal.who_expression(alias text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('failure_demand_internal.who(%1$I.customer, %1$I.identifiers, %2$L)', who_expression.alias,
                  d.country_code)
    FROM failure_demand.definition_in_force AS d;
END;
COMMENT ON FUNCTION failure_demand_internal.who_expression(text) IS
'the expression that gives who() it is that a row speaks of';
