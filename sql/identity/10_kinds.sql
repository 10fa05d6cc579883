-- Kinds of identifiers: what a company knows its customers by.

-- A kind stands before a colon in what names a customer, such as phone:+4930123456.
CREATE FUNCTION failure_demand_internal.check_kind(kind text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF kind COLLATE "C" !~ '^[a-z_]{1,63}$' THEN
        RAISE EXCEPTION 'a kind of identifiers is named in small letters' USING ERRCODE = 'check_violation',
            DETAIL = format('It is "%s"%s.', left(kind, 40),
                            CASE WHEN length(kind) > 40 THEN format('... of %s characters', length(kind)) ELSE '' END),
            HINT = 'Write up to 63 letters from a to z and underscores, such as loyalty_card.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_kind(text) IS
'true; errs where a text cannot name a kind of identifiers (23514)';

CREATE TABLE failure_demand_internal.shipped_identifier_kind (
    kind         text PRIMARY KEY,
    form         text NOT NULL,
    rank         integer NOT NULL,
    shared_above integer
);
COMMENT ON TABLE failure_demand_internal.shipped_identifier_kind IS
'kinds of identifiers that are shipped; a row of your own in identifier_kind, of the same kind, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_identifier_kind.kind IS
'name of the kind';
COMMENT ON COLUMN failure_demand_internal.shipped_identifier_kind.form IS
'how values are made equal that are meant to be equal: exact, casefold, email or phone';
COMMENT ON COLUMN failure_demand_internal.shipped_identifier_kind.rank IS
'place of the kind among the others, the best first';
COMMENT ON COLUMN failure_demand_internal.shipped_identifier_kind.shared_above IS
'a value that is linked to more customers is shared, and identifies nobody; null: no limit';
GRANT SELECT ON failure_demand_internal.shipped_identifier_kind TO PUBLIC;

INSERT INTO failure_demand_internal.shipped_identifier_kind (kind, form, rank, shared_above)
VALUES ('customer', 'exact', 1, NULL), ('account', 'exact', 2, NULL), ('email', 'email', 3, 3),
       ('phone', 'phone', 4, 3), ('device', 'exact', 5, 5);
ANALYZE failure_demand_internal.shipped_identifier_kind;

CREATE TABLE failure_demand.identifier_kind (
    kind         text PRIMARY KEY CHECK (failure_demand_internal.check_kind(kind)),
    form         text NOT NULL DEFAULT 'exact'
        CHECK (failure_demand_internal.check_choice(form, 'form', '{exact,casefold,email,phone}')),
    rank         integer NOT NULL,
    shared_above integer CHECK (failure_demand_internal.check_at_least_one(shared_above, 'shared_above'))
);
ALTER TABLE failure_demand.identifier_kind OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.identifier_kind IS
'kinds of identifiers of your own, such as loyalty_card; a row wins over a shipped one of the same kind';
COMMENT ON COLUMN failure_demand.identifier_kind.kind IS
'name of the kind, in small letters and underscores, as sources map it';
COMMENT ON COLUMN failure_demand.identifier_kind.form IS
'how values are made equal that are meant to be equal: exact, casefold, email or phone, see normal_identifier';
COMMENT ON COLUMN failure_demand.identifier_kind.rank IS
'place of the kind among the others, the best first: kinds are joined in this order; no two may have the same';
COMMENT ON COLUMN failure_demand.identifier_kind.shared_above IS
'a value that is linked to more customers than this is shared, and identifies nobody; null: no limit';
GRANT SELECT ON failure_demand.identifier_kind TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.identifier_kind', '');

CREATE VIEW failure_demand.identifier_kind_in_force AS
SELECT DISTINCT ON (k.kind) k.kind, k.form COLLATE "C" AS form, k.rank, k.shared_above
FROM (SELECT kind, form, rank, shared_above, true AS own FROM failure_demand.identifier_kind
      UNION ALL SELECT kind, form, rank, shared_above, false FROM failure_demand_internal.shipped_identifier_kind) AS k
ORDER BY k.kind, k.own DESC;
ALTER VIEW failure_demand.identifier_kind_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.identifier_kind_in_force IS
'the kinds of identifiers, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.identifier_kind_in_force.kind IS
'name of the kind';
COMMENT ON COLUMN failure_demand.identifier_kind_in_force.form IS
'how values are made equal that are meant to be equal: exact, casefold, email or phone';
COMMENT ON COLUMN failure_demand.identifier_kind_in_force.rank IS
'place of the kind among the others, the best first';
COMMENT ON COLUMN failure_demand.identifier_kind_in_force.shared_above IS
'a value that is linked to more customers is shared, and identifies nobody; null: no limit';
GRANT SELECT ON failure_demand.identifier_kind_in_force TO PUBLIC;

-- What stands for nobody. Where the key of a row can be null, the whole row tells it from others.
CREATE TABLE failure_demand_internal.shipped_placeholder (
    kind              text,
    value             text NOT NULL,
    stands_for_nobody boolean NOT NULL,
    CONSTRAINT shipped_placeholder_kind_value_key UNIQUE NULLS NOT DISTINCT (kind, value)
);
ALTER TABLE failure_demand_internal.shipped_placeholder REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand_internal.shipped_placeholder IS
'placeholders that are shipped; a row of your own in placeholder, of the same kind and value, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_placeholder.kind IS
'kind of identifiers that it stands in; null: any';
COMMENT ON COLUMN failure_demand_internal.shipped_placeholder.value IS
'what is written where nobody is known, case folded';
COMMENT ON COLUMN failure_demand_internal.shipped_placeholder.stands_for_nobody IS
'true';
GRANT SELECT ON failure_demand_internal.shipped_placeholder TO PUBLIC;

CREATE TABLE failure_demand.placeholder (
    kind              text CHECK (failure_demand_internal.check_kind(kind)),
    value             text NOT NULL CHECK (failure_demand_internal.check_name(value, 'the value of a placeholder')),
    stands_for_nobody boolean NOT NULL DEFAULT true,
    CONSTRAINT placeholder_kind_value_key UNIQUE NULLS NOT DISTINCT (kind, value)
);
ALTER TABLE failure_demand.placeholder OWNER TO @extowner@;
ALTER TABLE failure_demand.placeholder REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand.placeholder IS
'values of your own that stand for nobody, or that do not though a shipped row says so; a row wins over shipped ones';
COMMENT ON COLUMN failure_demand.placeholder.kind IS
'kind of identifiers that it stands in; null: any';
COMMENT ON COLUMN failure_demand.placeholder.value IS
'what is written where nobody is known; its case does not matter';
COMMENT ON COLUMN failure_demand.placeholder.stands_for_nobody IS
'false: the value is somebody''s, such as a customer 0 that there is';
GRANT SELECT ON failure_demand.placeholder TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.placeholder', '');

-- What systems write where they do not know who it is.
-- Of any kind: the words of telephone systems (RFC 3261, 8.1.1.3, and RFC 3323, 4.1, on "Anonymous"); the nulls of
-- SQL, JSON, JavaScript, Excel (#N/A) and pandas (nan), as exports have them.
INSERT INTO failure_demand_internal.shipped_placeholder (kind, value, stands_for_nobody)
SELECT NULL, value, true
FROM pg_catalog.unnest('{anonymous,unknown,private,restricted,unavailable,withheld,blocked,hidden,"not available",
    "no caller id","caller id blocked","unknown caller","unknown number","private number","private caller",
    "number withheld","withheld number","anonymous caller","out of area",unidentified,unassigned,"not provided",
    "not applicable",none,"null",(null),<null>,nil,nan,undefined,empty,(empty),(blank),n/a,na,#n/a,n.a.,0,-,--,---,.,?,
    x,anonymous@anonymous.invalid,unavailable@unknown.invalid,unavailable@anonymous.invalid,
    sip:anonymous@anonymous.invalid,sip:unavailable@unknown.invalid,sip:unavailable@anonymous.invalid}'::text[])
    AS value;
-- Telephones: Twilio puts ANONYMOUS, RESTRICTED and UNAVAILABLE as the digits of their letters (E.161) for withheld
-- numbers (its change log of 16 November 2022); Kazoo and others put zeros, Asterisk its own name; caller names in
-- North America are P for private and O for out of area.
INSERT INTO failure_demand_internal.shipped_placeholder (kind, value, stands_for_nobody)
SELECT 'phone', sign || digits, true
FROM pg_catalog.unnest('{"",+}'::text[]) AS sign
CROSS JOIN pg_catalog.unnest('{266696687,7378742833,86282452253}'::text[]) AS digits
UNION ALL
SELECT 'phone', pg_catalog.repeat('0', n), true FROM pg_catalog.generate_series(2, 15) AS n
UNION ALL
SELECT 'phone', value, true FROM pg_catalog.unnest('{asterisk,p,o}'::text[]) AS value;
-- E-mail: what is typed where a form insists on an address.
INSERT INTO failure_demand_internal.shipped_placeholder (kind, value, stands_for_nobody)
SELECT 'email', name || '@' || host, true
FROM (VALUES ('none', 'none.com'), ('none', 'none.none'), ('noemail', 'noemail.com'), ('no', 'email.com'),
             ('no', 'no.com'), ('na', 'na.com'), ('unknown', 'unknown.com'), ('test', 'test.com'),
             ('noemail', 'none.com'), ('no-email', 'no-email.com'), ('anonymous', 'anonymous.com')) AS v (name, host);
-- Devices: the advertising identifier where tracking is limited (Android's AdId.ZERO_OUT, Apple's
-- advertisingIdentifier); the network address that Android and iOS give to everybody; the number of an emulator.
INSERT INTO failure_demand_internal.shipped_placeholder (kind, value, stands_for_nobody)
SELECT 'device', value, true
FROM pg_catalog.unnest('{00000000-0000-0000-0000-000000000000,02:00:00:00:00:00,00:00:00:00:00:00,
    000000000000000}'::text[]) AS value;
ANALYZE failure_demand_internal.shipped_placeholder;
