-- Where the log of all contacts is kept: 87_company_log.sql says how.

CREATE TABLE failure_demand_internal.company_log_part (
    removed boolean NOT NULL,
    log     failure_demand.contact_log NOT NULL,
    counts  bigint[] NOT NULL,
    part    integer NOT NULL,
    CONSTRAINT company_log_part_pkey PRIMARY KEY (part, removed)
);
ALTER TABLE failure_demand_internal.company_log_part OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.company_log_part IS
'the log of all contacts, in parts: what company_log() gives is made of';
COMMENT ON COLUMN failure_demand_internal.company_log_part.removed IS
'its contacts are taken away from those of the others';
COMMENT ON COLUMN failure_demand_internal.company_log_part.log IS
'contacts, whose channel stands for channel, touchpoint and brand, and whether they ended before they started';
COMMENT ON COLUMN failure_demand_internal.company_log_part.counts IS
'how many contacts each of its channels has, in the order of their names';
COMMENT ON COLUMN failure_demand_internal.company_log_part.part IS
'0 and less: made of all contacts; else what came and went since, by age';

CREATE TABLE failure_demand_internal.company_log_kept (
    channels    boolean NOT NULL,
    touchpoints boolean NOT NULL,
    brands      boolean NOT NULL,
    requests    boolean NOT NULL
);
ALTER TABLE failure_demand_internal.company_log_kept OWNER TO @extowner@;
CREATE UNIQUE INDEX company_log_kept_one_row ON failure_demand_internal.company_log_kept ((true));
COMMENT ON INDEX failure_demand_internal.company_log_kept_one_row IS
'at most one row';
ALTER TABLE failure_demand_internal.company_log_kept REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand_internal.company_log_kept IS
'by what company_log() can be asked, in one row; none before the first refresh';
COMMENT ON COLUMN failure_demand_internal.company_log_kept.channels IS
'are the channels of contacts kept? not where there are more than a log can have';
COMMENT ON COLUMN failure_demand_internal.company_log_kept.touchpoints IS
'are their touchpoints?';
COMMENT ON COLUMN failure_demand_internal.company_log_kept.brands IS
'are their brands?';
COMMENT ON COLUMN failure_demand_internal.company_log_kept.requests IS
'are the names of all requests known?';

CREATE TABLE failure_demand_internal.company_log_request (request text COLLATE "C" NOT NULL);
ALTER TABLE failure_demand_internal.company_log_request OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.company_log_request REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand_internal.company_log_request IS
'the requests of the contacts in company_log(), some of which may be gone';
COMMENT ON COLUMN failure_demand_internal.company_log_request.request IS
'what the customer wanted done';
