-- What the extension puts into a database, and how it is labelled. Where a query says
-- so, it must return no rows.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\pset format unaligned

-- The array types that come with types, and the row types that come with tables, are members
-- from PostgreSQL 18 on: left out.
CREATE VIEW member AS
SELECT d.classid, d.objid, i.type, i.schema, i.identity
FROM pg_depend d, LATERAL pg_identify_object(d.classid, d.objid, 0) i
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'failure_demand')
  AND NOT EXISTS (SELECT FROM pg_type t WHERE d.classid = 'pg_type'::regclass AND t.typarray = d.objid)
  AND NOT EXISTS (SELECT FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid AND c.relkind <> 'c');
CREATE VIEW member_function AS
SELECT p.* FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid;

-- Every member. An object that is not in this list was not meant to be there.
SELECT type, identity FROM member ORDER BY type COLLATE "C", identity COLLATE "C";

-- Every function: f plain, a aggregate, w window; i immutable, s stable; s parallel safe.
SELECT proname AS function, pronargs AS arguments, prokind AS kind, provolatile AS volatile, proisstrict AS strict, proparallel AS parallel, prorettype::regtype AS returns
FROM member_function ORDER BY proname COLLATE "C", pronargs, oid::regprocedure::text COLLATE "C";

-- No rows: members outside the schema; casts have none.
SELECT * FROM member WHERE schema IN ('failure_demand', 'failure_demand_internal') IS NOT TRUE AND type NOT IN ('schema', 'cast');
-- No rows: objects in the schema that are no members, nor the index, array or row type of one.
SELECT c.oid::regclass FROM pg_class c
WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
  AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid IN (c.oid, (SELECT indrelid FROM pg_index WHERE indexrelid = c.oid)))
  AND NOT EXISTS (SELECT FROM pg_type t JOIN member m ON m.objid = t.oid AND m.classid = 'pg_type'::regclass WHERE t.typrelid = c.oid);
SELECT p.oid::regprocedure FROM pg_proc p
WHERE pronamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_proc'::regclass);
SELECT t.oid::regtype FROM pg_type t
WHERE typnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)
  AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid IN (t.oid, t.typelem))
  AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid IN (t.typrelid, (SELECT typrelid FROM pg_type e WHERE e.oid = t.typelem)));

-- No rows: members, and columns but for those of working tables, without a comment.
SELECT * FROM member WHERE obj_description(objid, classid::regclass::name) IS NULL;
SELECT attrelid::regclass, attname
FROM member m LEFT JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
     JOIN pg_attribute a ON a.attrelid = CASE WHEN m.classid = 'pg_class'::regclass THEN m.objid ELSE t.typrelid END
     JOIN pg_class c ON c.oid = attrelid AND c.relkind IN ('r', 'v', 'c')
WHERE attnum > 0 AND NOT attisdropped AND relname NOT LIKE 'work\_%' AND col_description(attrelid, attnum) IS NULL;
-- No rows: comments that begin or end like a sentence, or are longer than a few lines.
SELECT identity, obj_description(objid, classid::regclass::name) AS comment FROM member
WHERE obj_description(objid, classid::regclass::name) ~ '^[A-Z]|\.$|\n' OR length(obj_description(objid, classid::regclass::name)) > 400;

-- Functions, but for those that write and those of triggers, that are not parallel safe: what catches errors, and what calls that.
SELECT oid::regprocedure AS not_parallel_safe FROM member_function WHERE proparallel <> 's' AND provolatile <> 'v' ORDER BY oid::regprocedure::text COLLATE "C";
-- Functions that run as somebody else: as the owner, and do one fixed thing, for who adds to the ledger.
SELECT oid::regprocedure FROM member_function WHERE prosecdef OR proleakproof;
-- Functions in C that take rows of a table or view, whose owner may alter it.
SELECT f.oid::regprocedure FROM member_function AS f JOIN pg_language AS l ON l.oid = f.prolang AND l.lanname = 'c'
CROSS JOIN LATERAL unnest(f.proargtypes::oid[]) AS a (type)
JOIN pg_type AS t ON t.oid = a.type LEFT JOIN pg_type AS e ON e.oid = t.typelem
JOIN pg_class AS c ON c.oid IN (t.typrelid, e.typrelid) AND c.relkind <> 'c';
-- No rows: functions in C that change a setting, or in another language that take the caller's search path; where all names are bound none is needed.
SELECT f.oid::regprocedure, proconfig FROM member_function f JOIN pg_language l ON l.oid = prolang
WHERE CASE WHEN lanname IN ('c', 'internal') OR (lanname = 'sql' AND provolatile = 'i') THEN proconfig IS NOT NULL
           ELSE proconfig[1] IS DISTINCT FROM 'search_path=pg_catalog, pg_temp' AND (prosqlbody IS NULL OR proconfig IS NOT NULL) END AND prokind <> 'a';
-- No rows: functions that ask NOT IN of tables as long as the sources: a list beyond work_mem is gone through for each row.
SELECT oid::regprocedure FROM member_function
WHERE prokind <> 'a' AND pg_get_functiondef(oid) ~ 'NOT (IN|\([^;]+\mIN) \(\s*SELECT[^;()]*\mFROM failure_demand_internal\.(?!work_source)';
-- No rows: functions and views that ask for MD5, which a server under FIPS does not have.
SELECT oid::regprocedure FROM member_function WHERE prokind <> 'a' AND pg_get_functiondef(oid) ~* '\mmd5\M';
SELECT objid::regclass FROM member WHERE type = 'view' AND pg_get_viewdef(objid) ~* '\mmd5\M';
-- Volatile functions, but for those of triggers: what writes, and what asks for the clock. Those that a user calls refuse
-- a superuser first, before anything of another owner's can run; the others are called by them.
SELECT oid::regprocedure, prosrc ~ '\mBEGIN\n    PERFORM failure_demand_internal\.check_caller\(\);\n' AS refuses_superusers
FROM member_function WHERE provolatile = 'v' AND prorettype <> 'trigger'::regtype ORDER BY oid::regprocedure::text COLLATE "C";
-- No rows: permanent tables of which a publication could not tell which row changes.
SELECT c.oid::regclass FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
WHERE relkind = 'r' AND relpersistence = 'p' AND relreplident <> 'f'
  AND NOT (relreplident = 'd' AND EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary AND indimmediate));
-- No rows: functions that not all may call, or all may though they change what is the extension's own; a schema not all may use.
SELECT oid::regprocedure FROM member_function
WHERE has_function_privilege('public', oid, 'EXECUTE') IS DISTINCT FROM
      (pronamespace <> 'failure_demand_internal'::regnamespace OR provolatile <> 'v' OR (prorettype = 'trigger'::regtype AND NOT prosecdef) OR proname = 'set_time_zone');
SELECT nspname FROM pg_namespace WHERE nspname IN ('failure_demand', 'failure_demand_internal') AND NOT has_schema_privilege('public', oid, 'USAGE');
SELECT nspname FROM pg_namespace WHERE nspname IN ('failure_demand', 'failure_demand_internal') AND has_schema_privilege('public', oid, 'CREATE');
-- No rows: functions whose arguments have no name, but for those that only aggregates,
-- operators and types call.
SELECT f.oid::regprocedure FROM member_function f
WHERE proargnames IS NULL AND pronargs > 0 AND prorettype <> 'trigger'::regtype AND NOT EXISTS (SELECT FROM pg_aggregate WHERE f.oid IN (aggtransfn, aggcombinefn, aggfinalfn, aggserialfn, aggdeserialfn))
  AND NOT EXISTS (SELECT FROM pg_operator WHERE f.oid = oprcode) AND NOT EXISTS (SELECT FROM pg_amproc WHERE f.oid = amproc) AND NOT EXISTS (SELECT FROM pg_type WHERE f.oid IN (typinput, typoutput, typreceive, typsend));
-- No rows: functions of the user's that give several columns by arguments: they could not be given another one without being
-- dropped, and with them the views of users that call them. A type can.
SELECT oid::regprocedure FROM member_function WHERE pronamespace = 'failure_demand'::regnamespace AND prorettype = 'record'::regtype;
-- No rows: functions of which one does not say what the other says of the same C function.
SELECT a.oid::regprocedure, b.oid::regprocedure FROM member_function a JOIN member_function b USING (prosrc, probin)
WHERE a.oid < b.oid AND a.prokind <> 'a' AND (a.provolatile, a.proisstrict, a.proparallel, a.prorettype) <> (b.provolatile, b.proisstrict, b.proparallel, b.prorettype);

-- Aggregates without parts that could be combined: the order of the rows decides, or there are few (requests).
SELECT aggfnoid::regprocedure FROM pg_aggregate JOIN member_function p ON p.oid = aggfnoid WHERE aggcombinefn = 0 ORDER BY aggfnoid::regprocedure::text COLLATE "C";
-- No rows: other aggregates that cannot be parallel, and any that cannot be asked twice, as over a window.
SELECT aggfnoid FROM pg_aggregate JOIN member_function p ON p.oid = aggfnoid
WHERE (aggcombinefn <> 0 AND aggtranstype = 'internal'::regtype AND (aggserialfn = 0 OR aggdeserialfn = 0)) OR aggfinalmodify <> 'r' OR p.proparallel <> 's';
-- No rows: rates that have not the same arguments, or could not share one state.
SELECT a.aggfnoid, b.aggfnoid
FROM (pg_aggregate a JOIN member_function p ON p.oid = a.aggfnoid AND p.proname = 'bounce_rate'),
     (pg_aggregate b JOIN member_function q ON q.oid = b.aggfnoid AND q.proname IN ('global_fcr', 'next_contact_avoidance'))
WHERE (a.aggtransfn, a.aggtranstype, a.agginitval, p.proargtypes, p.proargnames) IS DISTINCT FROM (b.aggtransfn, b.aggtranstype, b.agginitval, q.proargtypes, q.proargnames);

-- No rows: casts other than the implicit ones to a kind, by a function of ours.
SELECT c.castsource::regtype, c.casttarget::regtype
FROM member m JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND c.oid = m.objid
WHERE castcontext <> 'i' OR castfunc NOT IN (SELECT oid FROM member_function) OR casttarget <> ALL ('{channel_kind,demand_class,avoidable_reason}'::regtype[]);

-- What a dump carries, each table whole: a condition would be computed by whoever dumps, over columns that their owner may alter.
SELECT config::regclass, condition FROM pg_extension, unnest(extconfig, extcondition) AS c(config, condition) WHERE extname = 'failure_demand' ORDER BY config::regclass::text COLLATE "C";
-- No rows: foreign keys, for a dump may be restored in any order, and several tables at once.
SELECT conrelid::regclass, conname FROM pg_constraint WHERE connamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND contype = 'f';
-- The triggers: none refuses a row because of others, but that of the ledger, which a restore is spared.
SELECT tgrelid::regclass AS relation, tgname AS trigger, tgfoid::regproc AS calls, pg_get_triggerdef(oid) ~ 'is_restore' AS not_in_a_restore
FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace)) AND NOT tgisinternal
ORDER BY tgrelid::regclass::text COLLATE "C", tgname;
-- What constraints call: of the server, nothing that depends on its dictionaries, time zones or collations; of ours, what is computed of a row alone.
SELECT DISTINCT p.oid::regprocedure::text COLLATE "C" AS called FROM pg_constraint c JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid
JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid WHERE connamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) ORDER BY 1;
SELECT DISTINCT (regexp_matches(pg_get_constraintdef(c.oid), '(\w+)\(', 'g'))[1] AS called, conrelid::regclass::text COLLATE "C" AS relation
FROM pg_constraint c WHERE connamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND contype = 'c' ORDER BY called, relation;
-- No rows: a text in a key of a table that users fill, without a limit. Texts of a ledger's posting and of source_feed are written by functions alone.
SELECT i.indexrelid::regclass AS index, a.attname AS "column"
FROM pg_extension CROSS JOIN LATERAL unnest(extconfig) AS t (oid) JOIN pg_index AS i ON i.indrelid = t.oid CROSS JOIN LATERAL unnest(i.indkey) AS k (attnum)
JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
WHERE extname = 'failure_demand' AND a.atttypid = 'text'::regtype AND t.oid <> 'source_feed'::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = t.oid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]
                  AND pg_get_constraintdef(c.oid) ~ 'check_(name|key|kind|country_code|currency|department|choice)\(')
  AND (t.oid, a.attname) <> ('marker'::regclass, 'phrase');  -- its trigger has a limit, and says where a phrase can be parted
-- No rows: an enum in a table that users fill.
SELECT t.oid::regclass, a.attname FROM pg_extension CROSS JOIN LATERAL unnest(extconfig) AS t (oid) JOIN pg_attribute AS a ON a.attrelid = t.oid JOIN pg_type AS y ON y.oid = a.atttypid
WHERE extname = 'failure_demand' AND y.typtype = 'e' AND NOT a.attisdropped;
-- Shipped rows: tables of whoever installed, which all may read and nobody else may write, and which no dump carries.
SELECT c.oid::regclass, (SELECT string_agg(privilege_type || ' ' || CASE grantee WHEN 0 THEN 'everybody' END, ', ') FROM aclexplode(relacl) WHERE grantee <> relowner) AS granted, c.oid = ANY (extconfig) AS dumped FROM pg_class c, pg_extension WHERE extname = 'failure_demand'
AND relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relname LIKE 'shipped\_%' AND relkind = 'r' ORDER BY relname;
SELECT extrelocatable, nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'failure_demand';
-- What names are given to arguments, and in which order.
SELECT proname || '(' || pg_get_function_arguments(oid) || ')' AS function FROM member_function WHERE proargnames IS NOT NULL ORDER BY proname COLLATE "C", pronargs, oid::regprocedure::text COLLATE "C";
