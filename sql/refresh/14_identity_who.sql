-- What makes customers of identifiers, as the last refresh found it: see 62_identity.

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
