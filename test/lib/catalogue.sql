-- The catalogue of the extension as text: a line a fact, of an object that is named, without oids and without
-- what differs from one installation to the next. Two databases have the same catalogue where these lines are
-- the same. Read by whoever may read all; nothing of the owner's runs.
SET search_path = pg_catalog, pg_temp;

-- A row of a catalogue without its oids, and without what is written otherwise below, or by the server.
CREATE FUNCTION pg_temp.plain(catalogue regclass, of jsonb, VARIADIC without text[] DEFAULT '{}')
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(f.key || '=' || f.value, ' ' ORDER BY f.key COLLATE "C")
    FROM jsonb_each_text(of) AS f
    JOIN pg_attribute AS a ON a.attrelid = catalogue AND a.attname = f.key
    WHERE f.key <> ALL (without)
      AND a.atttypid <> ALL ('{oid,oid[],oidvector,pg_node_tree,aclitem[],regproc,xid}'::regtype[])
$$;

CREATE FUNCTION pg_temp.granted(acl aclitem[])
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(concat_ws(' ', CASE g.grantee WHEN 0 THEN 'everybody' ELSE g.grantee::regrole::text END,
                                g.privilege_type, CASE WHEN g.is_grantable THEN 'grantable' END,
                                'by ' || g.grantor::regrole),
                      ', ' ORDER BY g.grantee::regrole::text, g.privilege_type, g.grantor::regrole::text)
    FROM aclexplode(acl) AS g
$$;

CREATE TEMPORARY TABLE member AS
SELECT d.classid, d.objid FROM pg_depend AS d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'failure_demand');

-- Relations: members, their indexes, and what composite types have columns in.
CREATE TEMPORARY TABLE relation AS
SELECT c.* FROM pg_class AS c
WHERE EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_class'::regclass
              AND m.objid IN (c.oid, (SELECT i.indrelid FROM pg_index AS i WHERE i.indexrelid = c.oid)))
   OR EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = c.reltype);

CREATE TEMPORARY TABLE fact (classid oid, objid oid, subid int, what text, value text);

INSERT INTO fact
SELECT m.classid, m.objid, 0, 'member', NULL FROM member AS m;

INSERT INTO fact
SELECT 'pg_extension'::regclass, e.oid, 0, f.what, f.value
FROM pg_extension AS e CROSS JOIN LATERAL (
    SELECT 'version', e.extversion || ', ' || e.extowner::regrole || ', ' || e.extnamespace::regnamespace
    UNION ALL
    SELECT 'dumped', format('%s where %s', t.oid::regclass, nullif(t.condition, ''))
    FROM unnest(e.extconfig, e.extcondition) AS t (oid, condition)
    UNION ALL
    SELECT 'asked for', format('%s %s', d.deptype, pg_describe_object(d.classid, d.objid, d.objsubid))
    FROM pg_depend AS d WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype <> 'e'
) AS f (what, value)
WHERE e.extname = 'failure_demand';

-- functions, aggregates, operators, casts
INSERT INTO fact
SELECT 'pg_proc'::regclass, p.oid, 0, f.what, f.value
FROM pg_proc AS p CROSS JOIN LATERAL (
    SELECT 'row', pg_temp.plain('pg_proc', to_jsonb(p))
    UNION ALL SELECT 'definition', pg_get_functiondef(p.oid) WHERE p.prokind <> 'a'
    UNION ALL
    SELECT 'form', format('(%s) %s, %s, supported by %s', pg_get_function_arguments(p.oid),
                          pg_get_function_result(p.oid), p.proowner::regrole, p.prosupport)
    UNION ALL SELECT 'granted', pg_temp.granted(coalesce(p.proacl, acldefault('f', p.proowner)))
    UNION ALL
    SELECT 'aggregate', concat_ws(' ', pg_temp.plain('pg_aggregate', to_jsonb(a)), a.aggtransfn, a.aggfinalfn,
                                  a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn,
                                  a.aggminvtransfn, a.aggmfinalfn, a.aggtranstype::regtype, a.aggmtranstype::regtype,
                                  a.aggsortop::regoper)
    FROM pg_aggregate AS a WHERE a.aggfnoid = p.oid
) AS f (what, value)
WHERE ('pg_proc'::regclass, p.oid) IN (SELECT classid, objid FROM member);
INSERT INTO fact
SELECT 'pg_operator'::regclass, o.oid, 0, 'row',
       concat_ws(' ', pg_temp.plain('pg_operator', to_jsonb(o)), o.oprowner::regrole, o.oprresult::regtype,
                 o.oprcom::regoperator, o.oprnegate::regoperator, o.oprcode, o.oprrest, o.oprjoin)
FROM pg_operator AS o WHERE ('pg_operator'::regclass, o.oid) IN (SELECT classid, objid FROM member);
INSERT INTO fact
SELECT 'pg_cast'::regclass, c.oid, 0, 'row',
       concat_ws(' ', pg_temp.plain('pg_cast', to_jsonb(c)), c.castfunc::regprocedure)
FROM pg_cast AS c WHERE ('pg_cast'::regclass, c.oid) IN (SELECT classid, objid FROM member);

-- operator classes, and what is in them
INSERT INTO fact
SELECT 'pg_opclass'::regclass, o.oid, 0, 'row',
       concat_ws(' ', pg_temp.plain('pg_opclass', to_jsonb(o)), o.opcowner::regrole, o.opcintype::regtype,
                 o.opckeytype::regtype, pg_describe_object('pg_opfamily'::regclass, o.opcfamily, 0))
FROM pg_opclass AS o WHERE ('pg_opclass'::regclass, o.oid) IN (SELECT classid, objid FROM member);
INSERT INTO fact
SELECT 'pg_opfamily'::regclass, f.oid, 0, 'has', i.value
FROM pg_opfamily AS f CROSS JOIN LATERAL (
    SELECT pg_describe_object('pg_amop'::regclass, a.oid, 0) || ' ' || pg_temp.plain('pg_amop', to_jsonb(a))
    FROM pg_amop AS a WHERE a.amopfamily = f.oid
    UNION ALL
    SELECT pg_describe_object('pg_amproc'::regclass, a.oid, 0) || ' ' || a.amproc
    FROM pg_amproc AS a WHERE a.amprocfamily = f.oid) AS i (value)
WHERE ('pg_opfamily'::regclass, f.oid) IN (SELECT classid, objid FROM member);

-- types, enums, domains
INSERT INTO fact
SELECT 'pg_type'::regclass, t.oid, 0, f.what, f.value
FROM pg_type AS t CROSS JOIN LATERAL (
    SELECT 'row', concat_ws(' ', pg_temp.plain('pg_type', to_jsonb(t)), t.typowner::regrole, t.typinput, t.typoutput,
                            t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typelem::regtype,
                            t.typarray::regtype, t.typbasetype::regtype, t.typcollation::regcollation)
    UNION ALL SELECT 'granted', pg_temp.granted(coalesce(t.typacl, acldefault('T', t.typowner)))
    UNION ALL SELECT 'labels', string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e
              WHERE e.enumtypid = t.oid
) AS f (what, value)
WHERE ('pg_type'::regclass, t.oid) IN (SELECT classid, objid FROM member);
INSERT INTO fact
SELECT 'pg_namespace'::regclass, n.oid, 0, 'owned and granted',
       n.nspowner::regrole || ': ' || pg_temp.granted(coalesce(n.nspacl, acldefault('n', n.nspowner)))
FROM pg_namespace AS n WHERE ('pg_namespace'::regclass, n.oid) IN (SELECT classid, objid FROM member);

-- tables, views, indexes, sequences
INSERT INTO fact
SELECT 'pg_class'::regclass, c.oid, 0, f.what, f.value
FROM relation AS c CROSS JOIN LATERAL (
    SELECT 'row', concat_ws(' ', pg_temp.plain(
               'pg_class', to_jsonb(c), 'relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relhasindex',
               'relminmxid', 'relnatts', 'relhasrules', 'relchecks'),
           c.relowner::regrole, 'of', (SELECT a.amname FROM pg_am AS a WHERE a.oid = c.relam),
           'toast', (SELECT t.reloptions::text FROM pg_class AS t WHERE t.oid = c.reltoastrelid))
    UNION ALL SELECT 'definition', pg_get_viewdef(c.oid) WHERE c.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'granted', pg_temp.granted(coalesce(
               c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)))
    WHERE c.relkind IN ('r', 'v', 'm', 'S', 'p', 'f')
    UNION ALL
    SELECT 'index', concat_ws(' ', pg_get_indexdef(c.oid), pg_temp.plain('pg_index', to_jsonb(i), 'indkey'))
    FROM pg_index AS i WHERE i.indexrelid = c.oid
    UNION ALL
    SELECT 'sequence', concat_ws(' ', pg_temp.plain('pg_sequence', to_jsonb(s)), s.seqtypid::regtype,
           (SELECT pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) FROM pg_depend AS d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')))
    FROM pg_sequence AS s WHERE s.seqrelid = c.oid
    UNION ALL SELECT 'inherits', i.inhparent::regclass::text FROM pg_inherits AS i WHERE i.inhrelid = c.oid
) AS f (what, value);
-- Where a column stands is counted without those that are dropped, and without own_..., which the owner has
-- added. An option that begins with pg_ is the server's own.
INSERT INTO fact
SELECT 'pg_class'::regclass, c.oid, a.attnum, f.what, f.value
FROM relation AS c
JOIN (SELECT a.*, CASE WHEN a.attname NOT LIKE 'own\_%'
          THEN count(*) FILTER (WHERE a.attname NOT LIKE 'own\_%') OVER (PARTITION BY a.attrelid ORDER BY a.attnum)
          END AS place
      FROM pg_attribute AS a WHERE a.attnum > 0 AND NOT a.attisdropped) AS a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef AS d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
CROSS JOIN LATERAL (
    SELECT 'column', concat_ws(' ', a.place, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
                               CASE WHEN a.attnotnull THEN 'not null' END, 'storage', a.attstorage,
                               'compression', a.attcompression, 'identity', a.attidentity, 'generated', a.attgenerated,
                               'options', (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(a.attoptions) AS o
                                           WHERE o NOT LIKE 'pg\_%'),
                               'statistics', nullif(a.attstattarget, -1), 'inherited', a.attinhcount, a.attislocal)
    UNION ALL SELECT 'default', pg_get_expr(d.adbin, d.adrelid) WHERE d.adbin IS NOT NULL
    UNION ALL SELECT 'granted', pg_temp.granted(a.attacl) WHERE a.attacl IS NOT NULL
) AS f (what, value);

-- what stands on tables, views and domains
INSERT INTO fact
SELECT 'pg_constraint'::regclass, k.oid, 0, 'constraint',
       concat_ws(' ', pg_get_constraintdef(k.oid),
                 pg_temp.plain('pg_constraint', to_jsonb(k), 'conkey', 'confkey', 'conname'))
FROM pg_constraint AS k WHERE k.conrelid IN (SELECT oid FROM relation)
   OR ('pg_type'::regclass, k.contypid) IN (SELECT classid, objid FROM member);
INSERT INTO fact
SELECT 'pg_trigger'::regclass, t.oid, 0, 'trigger', concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
FROM pg_trigger AS t WHERE t.tgrelid IN (SELECT oid FROM relation) AND NOT t.tgisinternal;
INSERT INTO fact
SELECT 'pg_rewrite'::regclass, r.oid, 0, 'rule', concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
FROM pg_rewrite AS r WHERE r.ev_class IN (SELECT oid FROM relation);
INSERT INTO fact
SELECT 'pg_policy'::regclass, p.oid, 0, 'policy',
       concat_ws(' ', pg_temp.plain('pg_policy', to_jsonb(p)), p.polroles::regrole[],
                 pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy AS p WHERE p.polrelid IN (SELECT oid FROM relation);
INSERT INTO fact
SELECT 'pg_statistic_ext'::regclass, s.oid, 0, 'statistics', pg_get_statisticsobjdef(s.oid)
FROM pg_statistic_ext AS s WHERE s.stxrelid IN (SELECT oid FROM relation);

-- default privileges; privileges that a dump takes for the extension's own; comments
INSERT INTO fact
SELECT 'pg_default_acl'::regclass, d.oid, 0, 'default privileges', pg_temp.granted(d.defaclacl)
FROM pg_default_acl AS d;
INSERT INTO fact
SELECT i.classoid, i.objoid, i.objsubid, 'first granted', pg_temp.granted(i.initprivs)
FROM pg_init_privs AS i
WHERE (i.classoid, i.objoid) IN (SELECT classid, objid FROM member) AND i.privtype = 'e';
INSERT INTO fact
SELECT d.classoid, d.objoid, d.objsubid, 'comment', d.description
FROM pg_description AS d
WHERE (d.classoid, d.objoid) IN (SELECT classid, objid FROM fact);

-- Shipped rows are of whoever installs: to read them runs nothing.
CREATE TEMPORARY TABLE shipped (relation text, value text);
SELECT format('INSERT INTO shipped SELECT %L, to_jsonb(t)::text FROM %s AS t', c.oid::regclass, c.oid::regclass)
FROM relation AS c WHERE c.relkind = 'r' AND c.relname LIKE 'shipped\_%' ORDER BY c.relname \gexec

SELECT l.line
FROM (SELECT pg_describe_object(classid, objid, subid) AS object, what, value FROM fact
      UNION ALL SELECT relation, 'shipped', value FROM shipped) AS f
CROSS JOIN LATERAL (SELECT replace(concat_ws(E'\t', f.object, f.what, f.value), E'\n', ' ')) AS l (line)
ORDER BY l.line COLLATE "C";
