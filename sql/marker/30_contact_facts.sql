-- All that a refresh keeps of a contact beside what its source says, in one pass.

CREATE TYPE failure_demand_internal.contact_fact_row AS (
    journey_source     text COLLATE "C",
    journey_id         text COLLATE "C",
    contact_no         bigint,
    contacts           bigint,
    bounced            boolean,
    mature             boolean,
    recontact_after    interval,
    origin_source      text COLLATE "C",
    origin_id          text COLLATE "C",
    origin_channel     text COLLATE "C",
    origin_touchpoint  text COLLATE "C",
    origin_request     text COLLATE "C",
    demand             text COLLATE "C",
    evidence           text COLLATE "C",
    assessed           boolean,
    avoidable_reason   text COLLATE "C",
    cause              text COLLATE "C",
    markers            integer[],
    containment        text COLLATE "C",
    next_channel       text COLLATE "C",
    channel_contact_no bigint,
    channel_contacts   bigint,
    linkable           boolean,
    open               boolean,
    followed           boolean,
    resolved_first     boolean,
    channel_followed   boolean,
    channel_resolved_first boolean,
    assessed_failure   boolean,
    saturated          boolean,
    attempts_until_served bigint,
    still_asking       boolean,
    generated_human    bigint,
    channel_recontact_after interval
);
COMMENT ON TYPE failure_demand_internal.contact_fact_row IS
'what a refresh keeps of a contact beside what its source says: see contact_facts()';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.journey_source IS
'source of the first contact of the journey';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.journey_id IS
'the journey: interaction_id of its first contact; null where left out';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.contact_no IS
'position in the journey, from 1';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.contacts IS
'number of contacts in the journey';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.bounced IS
'digital: did a human contact come within the window? null for human ones';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.mature IS
'was the whole window after its end over at as_of? else it is not judged yet';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.recontact_after IS
'from its end to the start of the next contact of the request, 0 where they overlap; null for the last';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.origin_source IS
'human: source of the digital contact that it bounced from';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.origin_id IS
'human: interaction_id of the digital contact that it bounced from; null where it is no bounce-back';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.origin_channel IS
'human: channel that it bounced from';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.origin_touchpoint IS
'human: touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.origin_request IS
'request of the contact that it bounced from: another than its own only where any contact of the customer matches';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.demand IS
'human: failure, value or unclassified; see demand()';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.evidence IS
'human: what decided: reason, marker, bounce, repeat or words; null where unclassified';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.assessed IS
'human: did a reason code speak that is mapped to failure or value? only such contacts are in a failure share';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.avoidable_reason IS
'failure: why it should not have been needed: what the reason code says, else the first marker, else, of a bounce, '
'failed_self_service';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.cause IS
'failure: what failed: what the reason code says, else the first marker';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.markers IS
'markers found in the words, in the order of the text; empty where they were read and none was found, null where they '
'were not read';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.containment IS
'mature digital: the first that holds of escalated, bounced, abandoned, contained, unknown';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.next_channel IS
'channel of the next contact of the journey; null for the last';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_contact_no IS
'position in the journey, were this channel the only one';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_contacts IS
'number of contacts in the journey, were this channel the only one';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.linkable IS
'in the rates; false: unlinkable, its customer, or, where it is matched, its request not being known; null where it'
' is left out for another reason';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.open IS
'does it end after as_of? it may be going on';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.followed IS
'did the next contact of the request start within the window after its end?';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.resolved_first IS
'first of its journey: was it the only one? null for others';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_followed IS
'followed, were this channel the only one';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_resolved_first IS
'resolved_first, were this channel the only one';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.assessed_failure IS
'human: is it assessed, and failure?';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.saturated IS
'first of its journey: did two channels have it at once? null for others';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.attempts_until_served IS
'first human one of its journey: human contacts up to the first that was not given up; null where all were, and for '
'others';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.still_asking IS
'first human one of its journey: were all given up, and may the last contact, a human one, be followed yet? null for '
'others';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.generated_human IS
'first mature digital one of its channel in its journey: human contacts that followed; null for others';
COMMENT ON COLUMN failure_demand_internal.contact_fact_row.channel_recontact_after IS
'from its end to the next contact of the request in this channel';

CREATE FUNCTION failure_demand_internal.contact_facts(
    left_out text, kind failure_demand.channel_kind, started_at timestamptz, ended_at timestamptz, within interval,
    as_of timestamptz, outcome text, reason_demand text, reason_avoidable text, reason_cause text, verbatim text,
    language text, source text, interaction_id text, channel text, touchpoint text, request text)
RETURNS failure_demand_internal.contact_fact_row
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE WINDOW COST 1000;
COMMENT ON FUNCTION failure_demand_internal.contact_facts(
    text, failure_demand.channel_kind, timestamptz, timestamptz, interval, timestamptz, text, text, text, text, text,
    text, text, text, text, text, text) IS
'all that the contacts of its request, its reason and its words say of a contact, as trace(), bounce_origin() and '
'demand() say it; OVER (PARTITION BY customer, request, left_out ORDER BY started_at, kind, ended_at, source, '
'interaction_id); left_out: why it is in no rate, or null; within and as_of: the same in all rows; reason_...: what '
'its reason code is mapped to';
