-- The ledger: what has been charged. Rows are only ever added. Posting a period again
-- writes the differences, so that what was charged stays what it was.

CREATE TABLE failure_demand.charge (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    posting    bigint NOT NULL,
    posted_at  timestamptz NOT NULL,
    period     daterange NOT NULL,
    account    text NOT NULL,
    currency   text NOT NULL CHECK (failure_demand_internal.check_currency(currency)),
    debit      numeric NOT NULL DEFAULT 0 CHECK (debit >= 0 AND debit < 'Infinity'),
    credit     numeric NOT NULL DEFAULT 0 CHECK (credit >= 0 AND credit < 'Infinity'),
    definition jsonb NOT NULL,
    CHECK ((debit = 0) <> (credit = 0))
);
ALTER TABLE failure_demand.charge OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.charge IS
'the ledger: what was charged to which department, and credited to the contact centre; rows are only ever added, by '
'post_charges';
COMMENT ON COLUMN failure_demand.charge.id IS
'number of the row';
COMMENT ON COLUMN failure_demand.charge.posting IS
'number of the posting, from 1 on: what was written at once, and balances';
COMMENT ON COLUMN failure_demand.charge.posted_at IS
'when it was posted';
COMMENT ON COLUMN failure_demand.charge.period IS
'days that it is about';
COMMENT ON COLUMN failure_demand.charge.account IS
'a department, unattributed, or contact centre';
COMMENT ON COLUMN failure_demand.charge.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.charge.debit IS
'amount charged to the account';
COMMENT ON COLUMN failure_demand.charge.credit IS
'amount credited to the account';
COMMENT ON COLUMN failure_demand.charge.definition IS
'what it was computed by: window, match, as_of, time zone, sources, fingerprints of the configuration, the rules '
'and the rates, and computation_version, which an update of the extension may change';
COMMENT ON SEQUENCE failure_demand.charge_id_seq IS
'numbers of the rows of the ledger';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.charge', '');
SELECT pg_catalog.pg_extension_config_dump('failure_demand.charge_id_seq', '');

CREATE FUNCTION failure_demand_internal.keep_charges()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'restrict_violation',
        DETAIL = format('It was an attempt to %s.', lower(TG_OP)),
        HINT = 'Correct what it is computed from, and post the period again: the differences are added.';
END $$;
COMMENT ON FUNCTION failure_demand_internal.keep_charges() IS
'refuses to change or remove rows of the ledger (23001)';
CREATE TRIGGER keep_charges
BEFORE UPDATE OR DELETE OR TRUNCATE ON failure_demand.charge
FOR EACH STATEMENT EXECUTE FUNCTION failure_demand_internal.keep_charges();
COMMENT ON TRIGGER keep_charges ON failure_demand.charge IS
'no row is ever changed or removed';

CREATE FUNCTION failure_demand_internal.check_balance()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wrong record;
BEGIN
    SELECT sum(debit) AS debit, sum(credit) AS credit INTO wrong
    FROM failure_demand.charge WHERE posting = NEW.posting AND currency = NEW.currency;
    IF wrong.debit <> wrong.credit THEN
        RAISE EXCEPTION 'posting % does not balance', NEW.posting USING ERRCODE = 'check_violation',
            DETAIL = format('Debits are %s %s, credits %s.', wrong.debit, NEW.currency, wrong.credit),
            HINT = 'Use post_charges: it writes both sides.';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_balance() IS
'refuses a posting whose debits are not its credits, in each currency (23514)';
CREATE INDEX charge_posting ON failure_demand.charge (posting, currency);
COMMENT ON INDEX failure_demand.charge_posting IS
'finds the rows of a posting';
CREATE CONSTRAINT TRIGGER check_balance
AFTER INSERT ON failure_demand.charge DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NOT failure_demand_internal.is_restore()) EXECUTE FUNCTION failure_demand_internal.check_balance();
COMMENT ON TRIGGER check_balance ON failure_demand.charge IS
'debits equal credits at commit; a restore may write row by row, and configuration_check looks at it afterwards';

-- What was charged is not taken away by the way. The view is none of the extension's: it is what
-- DROP EXTENSION names, and stops at. Who adds a row need not be the owner, who alone may make a view there.
CREATE FUNCTION failure_demand_internal.guard_ledger()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE VIEW failure_demand_internal.ledger_has_charges AS
    SELECT count(*) AS rows FROM failure_demand.charge;
    COMMENT ON VIEW failure_demand_internal.ledger_has_charges IS
    'none of the extension''s, so that DROP EXTENSION stops here while the ledger has rows; '
    'drop it before, or drop the extension with CASCADE, where the ledger is to go with it';
    RETURN NULL;
EXCEPTION
    WHEN duplicate_table OR unique_violation THEN  -- by an earlier row, or another session that posts its first
        RETURN NULL;
END $$;
ALTER FUNCTION failure_demand_internal.guard_ledger() OWNER TO @extowner@;
-- A trigger on a table of somebody else's would make the view over a ledger that has no row.
REVOKE EXECUTE ON FUNCTION failure_demand_internal.guard_ledger() FROM PUBLIC;
COMMENT ON FUNCTION failure_demand_internal.guard_ledger() IS
'makes the view that keeps DROP EXTENSION from taking the ledger with it';
CREATE TRIGGER guard_ledger
AFTER INSERT ON failure_demand.charge
FOR EACH ROW WHEN (pg_catalog.to_regclass('failure_demand_internal.ledger_has_charges') IS NULL)
EXECUTE FUNCTION failure_demand_internal.guard_ledger();
ALTER TABLE failure_demand.charge ENABLE ALWAYS TRIGGER guard_ledger;
COMMENT ON TRIGGER guard_ledger ON failure_demand.charge IS
'a ledger with rows is not dropped with the extension, but for CASCADE; also where the rows come by replication';

CREATE VIEW failure_demand.charge_balance AS
SELECT period, account, currency, sum(debit) AS debit, sum(credit) AS credit, sum(debit) - sum(credit) AS balance
FROM failure_demand.charge
GROUP BY period, account, currency;
ALTER VIEW failure_demand.charge_balance OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.charge_balance IS
'what each account was charged for each period, all postings together';
COMMENT ON COLUMN failure_demand.charge_balance.period IS
'the period';
COMMENT ON COLUMN failure_demand.charge_balance.account IS
'a department, unattributed, or contact centre';
COMMENT ON COLUMN failure_demand.charge_balance.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.charge_balance.debit IS
'sum of what was charged';
COMMENT ON COLUMN failure_demand.charge_balance.credit IS
'sum of what was credited';
COMMENT ON COLUMN failure_demand.charge_balance.balance IS
'debit less credit: of a department, what it pays; negative of the contact centre, which gets it back';

CREATE TYPE failure_demand.statement_line AS (
    posting    bigint,
    posted_at  timestamptz,
    currency   text,
    amount     numeric,
    balance    numeric,
    definition jsonb
);
COMMENT ON TYPE failure_demand.statement_line IS
'a row of the ledger on the statement of an account';
COMMENT ON COLUMN failure_demand.statement_line.posting IS
'number of the posting';
COMMENT ON COLUMN failure_demand.statement_line.posted_at IS
'when it was posted';
COMMENT ON COLUMN failure_demand.statement_line.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.statement_line.amount IS
'debit less credit, in the currency';
COMMENT ON COLUMN failure_demand.statement_line.balance IS
'sum of the amounts of the currency, to this row';
COMMENT ON COLUMN failure_demand.statement_line.definition IS
'by what contacts were judged';

CREATE FUNCTION failure_demand.charge_statement(department text, period daterange)
RETURNS SETOF failure_demand.statement_line
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    accounts text[];
BEGIN
    RETURN QUERY
    SELECT c.posting, c.posted_at, c.currency, c.debit - c.credit,
           sum(c.debit - c.credit) OVER (PARTITION BY c.currency ORDER BY c.id), c.definition
    FROM failure_demand.charge AS c
    WHERE c.account = charge_statement.department AND c.period <@ charge_statement.period
    ORDER BY c.currency, c.id;
    IF NOT FOUND AND has_table_privilege('failure_demand.department', 'SELECT') THEN
        accounts := ARRAY(SELECT c.account FROM failure_demand.charge AS c
                          UNION SELECT 'contact centre' UNION SELECT 'unattributed'
                          UNION SELECT d.name FROM failure_demand.department AS d);
        IF charge_statement.department <> ALL (accounts) THEN
            RAISE NOTICE 'there is no department "%"', charge_statement.department
                USING HINT = coalesce('The nearest: '
                                      || failure_demand_internal.nearest_names(charge_statement.department, accounts)
                                      || '.',
                                      'SELECT name FROM failure_demand.department lists them.');
        END IF;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand.charge_statement(text, daterange) IS
'the ledger''s rows of a department within a period, with the running balance of each currency';

-- Nothing in a posted period may change any more by the mere passing of time.
CREATE VIEW failure_demand_internal.open_day AS
SELECT c.day, count(*) AS contacts,
       max(failure_demand.contact_end(c.started_at, c.ended_at)
           + failure_demand_internal.window_of(b, c.request)) AS mature_at
FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b
WHERE c.mature IS NOT TRUE AND coalesce(c.left_out, 'not yet') = 'not yet'
GROUP BY c.day;
ALTER VIEW failure_demand_internal.open_day OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.open_day IS
'days with contacts that are not mature, or do not exist yet: periods with them are open';
COMMENT ON COLUMN failure_demand_internal.open_day.day IS
'day on which they began';
COMMENT ON COLUMN failure_demand_internal.open_day.contacts IS
'how many';
COMMENT ON COLUMN failure_demand_internal.open_day.mature_at IS
'when the last of them will be mature, each by the window of its request';

CREATE FUNCTION failure_demand_internal.open_because(period daterange)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET DateStyle = 'ISO, YMD'
BEGIN ATOMIC
    SELECT CASE WHEN b.as_of IS NULL THEN 'nothing is known yet'
                WHEN failure_demand_internal.derived_changes() IS NOT NULL
                THEN format('%s had been changed since the last refresh by somebody else',
                            failure_demand_internal.derived_changes())
                WHEN b.computation_version <> failure_demand_internal.computation_version()
                THEN 'the extension had been updated since the last refresh'
                WHEN upper(open_because.period)::timestamp AT TIME ZONE b.time_zone > b.as_of
                THEN format('it is not over: contacts are known until %s', b.as_of AT TIME ZONE b.time_zone)
                WHEN o.contacts > 0
                THEN format('%s of its contacts are not mature: contacts are known until %s, and the last of them '
                            'will be mature at %s',
                            o.contacts, b.as_of AT TIME ZONE b.time_zone,
                            o.mature_at AT TIME ZONE b.time_zone) END
    FROM (VALUES (true)) AS one_row LEFT JOIN failure_demand.report_basis AS b ON true
    CROSS JOIN LATERAL (SELECT sum(d.contacts) AS contacts, max(d.mature_at) AS mature_at
                        FROM failure_demand_internal.open_day AS d WHERE d.day <@ open_because.period) AS o;
END;
COMMENT ON FUNCTION failure_demand_internal.open_because(daterange) IS
'why a period is open: it is not over, contacts in it are not mature, or what was computed, or what computes it, has '
'been changed since; '
'null where it is closable';

CREATE FUNCTION failure_demand_internal.awaited_source()
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (SELECT b.held_back_by FROM failure_demand.report_basis AS b);
COMMENT ON FUNCTION failure_demand_internal.awaited_source() IS
'the open source at whose end all is judged, though others reach further; null where there is none';

CREATE FUNCTION failure_demand_internal.check_closable(period daterange)
RETURNS daterange
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    because text := failure_demand_internal.open_because(failure_demand_internal.check_period(period));
    to_refresh boolean := failure_demand_internal.derived_changes() IS NOT NULL
                          OR NOT EXISTS (SELECT FROM failure_demand.report_basis AS b
                                         WHERE b.as_of IS NOT NULL
                                           AND b.computation_version = failure_demand_internal.computation_version());
    source text := CASE WHEN NOT to_refresh THEN failure_demand_internal.awaited_source() END;
BEGIN
    IF because IS NOT NULL THEN
        RAISE EXCEPTION 'the period % is open', period USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('Of %s, %s.', period, because)
                     || coalesce(' Source "' || source || '" ends there, others go on.', ''),
            HINT = CASE WHEN to_refresh THEN 'CALL failure_demand.refresh() before.'
                        ELSE coalesce('Refresh when source "' || source
                                      || '" reaches further; where nothing more will come of it, '
                                      'say so before: UPDATE failure_demand.source SET closed = true WHERE name = '
                                      || quote_literal(source) || '.',
                                      'Refresh when the sources reach further.') END;
    END IF;
    RETURN period;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_closable(daterange) IS
'the period itself; errs where it is open (55000)';

-- It has fixed settings: a fingerprint must not depend on how the session writes dates.
CREATE FUNCTION failure_demand_internal.charge_definition()
RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_build_object('model', 'cause', 'within', b.within,
                              'request_windows', b.request_windows, 'match', b.match, 'time_zone', b.time_zone,
                              'as_of', b.as_of, 'configuration', b.configuration,
                              'computation_version', b.computation_version,
        'sources', (SELECT jsonb_agg(s.name ORDER BY s.name) FROM failure_demand.source AS s),
        'rules', failure_demand_internal.text_digest(concat_ws(E'\n',
            (SELECT string_agg(r::text, E'\n' ORDER BY r::text COLLATE "C") FROM failure_demand.cause_rule AS r),
            (SELECT string_agg(s::text, E'\n' ORDER BY s::text COLLATE "C") FROM failure_demand.cause_share AS s))),
        'rates', failure_demand_internal.text_digest(concat_ws(E'\n',
            (SELECT string_agg(r::text, E'\n' ORDER BY r::text COLLATE "C") FROM failure_demand.rate_card AS r),
            (SELECT string_agg(k::text, E'\n' ORDER BY k::text COLLATE "C")
             FROM failure_demand.currency_in_force AS k))))
    FROM failure_demand.report_basis AS b;
END;
COMMENT ON FUNCTION failure_demand_internal.charge_definition() IS
'what charges are computed by now: window, match, as_of, time zone, sources, fingerprints of the configuration, the '
'rules and the rates, and the version of the extension''s own rules';

-- What was kept of a source that is stale is charged as it was: whoever pays must know.
CREATE FUNCTION failure_demand_internal.warn_of_stale(period daterange)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET DateStyle = 'ISO, YMD'
AS $$
DECLARE
    stale record;
BEGIN
    FOR stale IN
        SELECT n.name, f.feed_end AT TIME ZONE b.time_zone AS feed_end, f.feed_end < p.period_end AS ends_within
        FROM failure_demand.report_basis AS b
        CROSS JOIN LATERAL (SELECT lower(warn_of_stale.period)::timestamp AT TIME ZONE b.time_zone AS period_start,
                                   upper(warn_of_stale.period)::timestamp AT TIME ZONE b.time_zone AS period_end) AS p
        CROSS JOIN LATERAL unnest(b.stale_sources) AS n (name)
        LEFT JOIN failure_demand.source AS s ON s.name = n.name
        LEFT JOIN failure_demand_internal.source_feed AS f ON f.source = n.name
        WHERE (f.first_start >= p.period_end OR s.closed AND f.feed_end < p.period_start) IS NOT TRUE
        ORDER BY n.name
    LOOP
        RAISE WARNING 'source "%" is stale: of the period % it counts as it was last read', stale.name, period
            USING DETAIL = format(CASE WHEN stale.ends_within THEN 'It ends at %s: what came after that is missing.'
                                       ELSE 'It was read until %s: what has changed in it since then is not known.'
                                  END, stale.feed_end),
                  HINT = format('Mend it, or put another table in its place: add_source(..., name => %L); '
                                'then refresh, and ask again: of charges, the differences are posted.', stale.name);
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.warn_of_stale(daterange) IS
'warns of sources that were stale at the last refresh and have, or would have, contacts in a period';

CREATE FUNCTION failure_demand_internal.warn_of_refund(this_posting bigint, period daterange)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    refunded text := (SELECT string_agg(format('%s %s', r.currency, r.amount), ', ' ORDER BY r.currency)
                      FROM (SELECT c.currency, sum(c.credit) AS amount FROM failure_demand.charge AS c
                            WHERE c.posting = this_posting AND c.account <> 'contact centre' AND c.credit > 0
                            GROUP BY c.currency) AS r);
    gone text := (SELECT string_agg(format('"%s"', g.name), ', ' ORDER BY g.name)
                  FROM (SELECT DISTINCT n.name
                        FROM failure_demand.charge AS c
                        CROSS JOIN LATERAL jsonb_array_elements_text(
                            CASE jsonb_typeof(c.definition -> 'sources')
                                 WHEN 'array' THEN c.definition -> 'sources' END) AS n (name)
                        WHERE c.period = warn_of_refund.period
                          AND n.name NOT IN (SELECT s.name FROM failure_demand.source AS s)) AS g);
BEGIN
    IF refunded IS NOT NULL AND gone IS NOT NULL THEN
        RAISE WARNING 'of the period %, % are given back', period, refunded
            USING DETAIL = format('It was charged with what these sources had, which were taken away since: %s.',
                                  gone),
                  HINT = 'Where that should stay charged, undo this posting by ROLLBACK; '
                         'or add them again with add_source, refresh, and post the period again.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.warn_of_refund(bigint, daterange) IS
'warns where a posting gives back what a period was charged when there were sources that are gone';

CREATE TYPE failure_demand.posted_charge AS (
    department text,
    currency   text,
    charged    numeric,
    balance    numeric
);
COMMENT ON TYPE failure_demand.posted_charge IS
'what a posting charges a department';
COMMENT ON COLUMN failure_demand.posted_charge.department IS
'department that pays, or unattributed';
COMMENT ON COLUMN failure_demand.posted_charge.currency IS
'ISO 4217';
COMMENT ON COLUMN failure_demand.posted_charge.charged IS
'what was added to the ledger, in the currency';
COMMENT ON COLUMN failure_demand.posted_charge.balance IS
'what is charged for the period with it';

CREATE FUNCTION failure_demand.post_charges(period daterange)
RETURNS SETOF failure_demand.posted_charge
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    other daterange;
    unpriced bigint;
    this_posting bigint;
BEGIN
    PERFORM failure_demand_internal.check_caller();
    PERFORM failure_demand_internal.check_writer('post_charges', 'post charges', 'failure_demand.charge');
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'charges cannot be posted in a REPEATABLE READ transaction'
            USING ERRCODE = 'invalid_transaction_state',
            DETAIL = 'It would not see what others have posted since it began.',
            HINT = 'Use READ COMMITTED, or SERIALIZABLE.';
    END IF;
    LOCK TABLE failure_demand.charge IN SHARE ROW EXCLUSIVE MODE;
    PERFORM failure_demand_internal.check_closable(post_charges.period);
    PERFORM failure_demand_internal.check_configuration('post_charges');
    PERFORM failure_demand_internal.warn_of_stale(post_charges.period);
    SELECT c.period INTO other FROM failure_demand.charge AS c
    WHERE c.period && post_charges.period AND c.period <> post_charges.period LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the period % overlaps %, which was posted', post_charges.period, other
            USING ERRCODE = 'exclusion_violation',
            DETAIL = format('Both have the days %s.', other * post_charges.period),
            HINT = format('Post %s again, or a period that begins where it ends.', other);
    END IF;
    SELECT count(*) INTO unpriced FROM failure_demand.contact_cost AS c
    WHERE c.demand = 'failure' AND c.day <@ post_charges.period AND c.unpriced IS NOT NULL;
    IF unpriced > 0 THEN
        RAISE WARNING 'failure contacts of the period that are unpriced, and so not charged: %', unpriced
            USING HINT = 'SELECT * FROM failure_demand.contact_cost WHERE unpriced IS NOT NULL says why; post again '
                         'when they have a rate.';
    END IF;
    -- nobody else posts now; a sequence would count what failed
    SELECT coalesce(max(c.posting), 0) + 1 INTO this_posting FROM failure_demand.charge AS c;
    RETURN QUERY
    WITH due AS (
        SELECT p.department, p.currency, p.cost FROM failure_demand.transfer_price(post_charges.period) AS p
        -- again, for a refresh may have come between
        WHERE p.currency IS NOT NULL
          AND (SELECT failure_demand_internal.check_closable(post_charges.period)) IS NOT NULL
    ), charged AS (
        SELECT b.account, b.currency, b.balance FROM failure_demand.charge_balance AS b
        WHERE b.period = post_charges.period AND b.account <> 'contact centre'
    ), difference AS (
        SELECT coalesce(d.department, c.account) AS department, coalesce(d.currency, c.currency) AS currency,
               coalesce(d.cost, 0) - coalesce(c.balance, 0) AS amount, coalesce(d.cost, 0) AS balance
        FROM due AS d FULL JOIN charged AS c ON (c.account, c.currency) = (d.department, d.currency)
    ), entry AS (
        SELECT department AS account, currency, amount FROM difference
        UNION ALL
        SELECT 'contact centre', currency, -sum(amount) FROM difference GROUP BY currency
    ), written AS (
        INSERT INTO failure_demand.charge (posting, posted_at, period, account, currency, debit, credit, definition)
        SELECT this_posting, statement_timestamp(), post_charges.period, e.account, e.currency, greatest(e.amount, 0),
               greatest(-e.amount, 0),
               failure_demand_internal.charge_definition()
        FROM entry AS e WHERE e.amount <> 0
        ORDER BY e.currency, e.account COLLATE "C"
    )
    SELECT d.department, d.currency, d.amount, d.balance FROM difference AS d
    ORDER BY d.currency, d.department COLLATE "C";
    PERFORM failure_demand_internal.warn_of_refund(this_posting, post_charges.period);
END $$;
COMMENT ON FUNCTION failure_demand.post_charges(daterange) IS
'charges a period: adds to the ledger what each department pays less what was charged for it before, and credits the '
'contact centre; gives the amounts added, and what is charged now; errs where the period is open (55000) or overlaps '
'another that was posted (23P01), or where configuration_check refuses it (55000)';
