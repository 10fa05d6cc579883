-- Identifiers in their normal form: what is meant to be equal is.

-- It reads the tables, once as long as their rows stay the same: so it is stable, and no index can be made of it.
CREATE FUNCTION failure_demand.normal_identifier(value text, form text, country_code text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION failure_demand.normal_identifier(text, text, text) IS
'a value in its normal form, exact, casefold, email or phone; null where it is blank, has too few digits for a '
'telephone, or is a placeholder of any kind; country_code: of telephone numbers without one, null to keep them by '
'their digits; errs where the form or the country code is unknown (22023)';

CREATE FUNCTION failure_demand_internal.identifier_of(kind text, value text, country_code text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION failure_demand_internal.identifier_of(text, text, text) IS
'a value of a kind of identifiers in the normal form of the kind; null where it stands for nobody, by the '
'placeholders of the kind, too; errs where the kind or the country code is unknown (22023)';

CREATE FUNCTION failure_demand_internal.folded(value text)
RETURNS text
AS 'MODULE_PATHNAME', 'identifier_folded'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION failure_demand_internal.folded(text) IS
'a text case folded and without blanks around it, as placeholders are compared';

-- The same as in C, where no view, which an owner may replace, is asked.
CREATE VIEW failure_demand.placeholder_in_force AS
SELECT DISTINCT ON (p.kind, p.folded) p.kind, p.value, p.stands_for_nobody
FROM (SELECT o.kind, o.value, o.stands_for_nobody, failure_demand_internal.folded(o.value) AS folded, true AS own
      FROM failure_demand.placeholder AS o
      UNION ALL
      SELECT s.kind, s.value, s.stands_for_nobody, failure_demand_internal.folded(s.value), false
      FROM failure_demand_internal.shipped_placeholder AS s) AS p
ORDER BY p.kind, p.folded, p.own DESC, p.value COLLATE "C";
ALTER VIEW failure_demand.placeholder_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.placeholder_in_force IS
'values that stand for nobody, or do not: your own row where there is one of the kind and value, else the shipped one';
COMMENT ON COLUMN failure_demand.placeholder_in_force.kind IS
'kind of identifiers that it stands in; null: any that has no row of its own';
COMMENT ON COLUMN failure_demand.placeholder_in_force.value IS
'the value';
COMMENT ON COLUMN failure_demand.placeholder_in_force.stands_for_nobody IS
'is it taken as null?';
GRANT SELECT ON failure_demand.placeholder_in_force TO PUBLIC;
