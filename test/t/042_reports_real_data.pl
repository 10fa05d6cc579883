# On real data that nobody here wrote, mapped and refreshed as a user would, every report says
# what the oracle says: by request and by customer, at two windows, in the time zone of the data,
# with reasons and words, of two sources at once, and after a part was taken out and put back.
# The figures that are checked are those that were published with the data.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use RealData;
use Test::More;

my @reports = qw(bounce_daily bounce_by_touchpoint global_fcr_monthly channel_fcr_monthly containment_daily demand_monthly
  handle_time_by_demand friction_point marker_monthly journey snowball channel_transition contact);

# The channels of Boston, and who answers there; the bank's are known.
my $boston_channels = "INSERT INTO channel (name, kind) VALUES ('Constituent Call', 'human'), ('Self Service', 'digital'),
                       ('Citizens Connect App', 'digital'), ('Twitter', 'digital')";

# Load a data set in a database of its name and map it, as it is.
sub load
{
    my ($name, $zone, @more) = @_;
    load_real_data($name, 'lib/setup.sql', 'model/reports_oracle.sql');
    ask($name, join(';', "INSERT INTO definition (within, time_zone) VALUES ('48 hours', '$zone')",
                    @more, "SELECT add_source('${name}_interaction')"));
    return;
}

# Change something, refresh, and compare all reports.
sub check_reports
{
    my ($name, $what, $change) = @_;
    ask($name, "SET client_min_messages = warning; $change; CALL refresh(); CALL reports.load()");
    foreach my $report (@reports)
    {
        is(ask($name, "SELECT * FROM reports.difference('$report') LIMIT 5"), '', "$name: $what: $report");
    }
    return;
}

# The totals of the series are the oracle's rates, which know no series. Its FCR of a channel is
# slow where a channel has many contacts; so these are left out.
sub check_totals
{
    my ($name, $what) = @_;
    is( ask($name, "
        SELECT 'bounce' FROM reports.basis, oracle.bounce(within, as_of) o
        WHERE (o.digital, o.bounced, o.immature) IS DISTINCT FROM (SELECT (sum(b.digital)::bigint, sum(b.bounced)::bigint, sum(b.immature)::bigint) FROM bounce_daily b)
        UNION ALL
        SELECT 'global_fcr' FROM reports.basis, oracle.global_fcr(within, as_of) o
        WHERE (o.journeys, o.resolved_first, o.immature) IS DISTINCT FROM (SELECT (sum(f.journeys)::bigint, sum(f.resolved_first)::bigint, sum(f.immature)::bigint) FROM global_fcr_monthly f)
        UNION ALL
        SELECT c.channel FROM reports.basis, (SELECT channel FROM oracle.contact GROUP BY channel HAVING count(*) < 5000) c, oracle.channel_fcr(ARRAY[c.channel], within, as_of) o
        WHERE (o.journeys, o.resolved_first, o.immature) IS DISTINCT FROM
              (SELECT (sum(f.journeys)::bigint, sum(f.resolved_first)::bigint, sum(f.immature)::bigint) FROM channel_fcr_monthly f WHERE f.channel = c.channel)
        UNION ALL
        SELECT 'journey_lengths' FROM reports.basis, oracle.journey_lengths(within, as_of) o
        WHERE o.journeys <> (SELECT count(*) FROM journey j WHERE j.contacts = o.contacts)"),
        '', "$name: $what: totals");
    return;
}

sub check_figures
{
    my ($name, $what, $query, $expected) = @_;
    is(ask($name, $query), $expected, "$name: $what");
    return;
}

my $bounce = 'SELECT sum(bounced), sum(digital), sum(immature) FROM bounce_daily';
my $fcr    = 'SELECT sum(resolved_first), sum(journeys), sum(immature) FROM global_fcr_monthly';
my $next_contact_avoidance = '
    SELECT round(avg((NOT coalesce(recontact_after <= within, false))::integer), 4)
    FROM contact, report_basis WHERE mature';
my $customers = 'SELECT rows, rows - unlinkable, undated, reversed, unknown_channels, duplicates FROM source_check';

start_real_data('reports_real_data');

# ---- City of Boston ----

load('boston311', 'America/New_York', $boston_channels);
check_reports('boston311', '48 hours', 'SELECT');
check_totals('boston311', '48 hours');
check_figures('boston311', 'source_check', $customers, '21170|19818|0|0|0|0');
check_figures('boston311', 'bounce within 48 hours', $bounce, '112|5564|150');
check_reports('boston311', '7 days', "UPDATE definition SET within = '7 days'");
check_figures('boston311', 'global FCR within 7 days', $fcr, '15318|16476|1530');
check_figures('boston311', 'next contact avoidance within 7 days', $next_contact_avoidance, '0.9162');
check_reports('boston311', 'by customer', "UPDATE definition SET within = '48 hours', match = 'customer'");

# With more of what the city noted: the department as the touchpoint, the clerk's words as
# if they were the customer's, what became of the case as its outcome, reasons that decide.
check_reports('boston311', 'spoken', "
    UPDATE definition SET match = 'request';
    CREATE TABLE public.spoken AS
    SELECT i.interaction_id, i.customer, i.request, i.channel, i.started_at, i.reason, i.department AS touchpoint, b.closure_reason AS verbatim,
           CASE WHEN b.subject LIKE 'P%' THEN 'en' WHEN b.subject LIKE 'I%' THEN 'xx' END AS language,
           CASE WHEN closure_reason ILIKE '%refer%' THEN 'transferred' WHEN closure_reason ILIKE '%resolved%' THEN 'completed'
                WHEN closure_reason ILIKE '%invalid%' THEN 'abandoned' WHEN case_status = 'Open' THEN 'unresolved' ELSE 'noted' END AS outcome
    FROM public.boston311_interaction i JOIN public.boston311 b ON b.case_enquiry_id = i.interaction_id;
    INSERT INTO reason (code, demand, avoidable_reason, cause)
    VALUES ('Recycling', 'value', NULL, NULL), ('Street Lights', 'failure', 'progress_chasing', 'lamp'), ('Trees', 'failure', NULL, NULL),
           ('Housing', 'unclassified', 'premature_closure', 'housing'), ('Graffiti', NULL, NULL, 'wall');
    SELECT drop_source('boston311_interaction'), add_source('spoken')");
check_figures('boston311', 'everything is spoken of', "
    SELECT string_agg(DISTINCT evidence, ' ' ORDER BY evidence) || ' / ' || string_agg(DISTINCT containment, ' ' ORDER BY containment),
           (SELECT count(*) > 10 FROM marker_monthly), (SELECT count(*) > 100 FROM snowball), (SELECT count(*) > 10 FROM friction_point WHERE bounced > 0)
    FROM contact",
    'bounce marker reason repeat / abandoned bounced contained escalated unknown|t|t|t');

# A third of the rows is not there yet; comes; is corrected.
check_reports('boston311', 'before it ends', "
    CREATE TABLE public.later AS SELECT * FROM public.spoken WHERE started_at >= '2011-09-01' OR hashtext(interaction_id) % 20 = 0;
    DELETE FROM public.spoken WHERE interaction_id IN (SELECT interaction_id FROM public.later)");
check_reports('boston311', 'later', 'INSERT INTO public.spoken SELECT * FROM public.later');
check_reports('boston311', 'corrected', "
    UPDATE public.spoken SET customer = NULL WHERE hashtext(interaction_id) % 50 = 1;
    UPDATE public.spoken SET started_at = started_at - interval '1 hour', channel = 'Self Service' WHERE hashtext(interaction_id) % 50 = 2;
    DELETE FROM public.spoken WHERE hashtext(interaction_id) % 50 = 3");
check_figures('boston311', 'only what had changed was computed', 'SELECT full_because FROM refresh_log ORDER BY id DESC LIMIT 3', "\n\nas_of went back");

# ---- a bank ----

load('bank_calls', 'Asia/Jerusalem');
check_reports('bank_calls', '48 hours', 'SELECT');
check_totals('bank_calls', '48 hours');
check_figures('bank_calls', 'source_check', $customers, '17313|6286|0|0|0|0');
check_figures('bank_calls', 'bounce within 48 hours', $bounce, '282|687|58');
check_figures('bank_calls', 'global FCR within 48 hours', $fcr, '2637|3478|332');
check_figures('bank_calls', 'next contact avoidance within 48 hours', $next_contact_avoidance, '0.5896');
check_reports('bank_calls', '7 days, by customer, with touchpoints', "
    UPDATE definition SET within = '7 days', match = 'customer';
    CREATE VIEW public.by_line AS
    SELECT i.*, b.vru_line AS touchpoint, CASE request WHEN 'NE' THEN 'ordered' WHEN 'NW' THEN 'asked again' ELSE b.priority::text END AS code
    FROM public.bank_calls_interaction i JOIN public.bank_calls b ON b.row_no::text = i.interaction_id;
    INSERT INTO reason (code, demand) VALUES ('0', 'value'), ('2', 'failure'), ('ordered', 'value'), ('asked again', 'failure');
    SELECT drop_source('bank_calls_interaction'), add_source('by_line', '{\"reason\": \"code\"}')");

# ---- both as one company's ----

add_real_data('boston311', 'bank_calls');
# Of less than 14 days no habit can be told: so the bank's end holds nothing back.
check_reports('boston311', 'with the bank, whose two weeks ended long before', "
    SELECT add_source('bank_calls_interaction', name => 'bank')");
check_figures('boston311', 'both are judged', 'SELECT source, count(*) FROM contact WHERE mature GROUP BY 1 ORDER BY 1', "bank|6286\nspoken|18881");
check_reports('boston311', 'with the bank, and one call of two weeks before, for which Boston does not exist yet', "
    CREATE VIEW public.bank_before AS SELECT * FROM public.bank_calls_interaction UNION ALL
    SELECT 'before', 'before', 'before', channel, kind, '1999-01-15', NULL, NULL, NULL, NULL FROM public.bank_calls_interaction WHERE interaction_id = '1';
    SELECT drop_source('bank'), add_source('bank_before', name => 'bank')");
check_figures('boston311', 'the bank alone is judged', 'SELECT source, held_back_by, count(*) > 5000 FROM contact, report_basis WHERE mature GROUP BY 1, 2', 'bank|bank|t');
check_reports('boston311', 'with the bank, closed', "UPDATE source SET closed = true WHERE name = 'bank'");
check_figures('boston311', 'both are judged', 'SELECT count(DISTINCT source), count(*) > 20000 FROM contact WHERE mature', '2|t');

# A tweet as a source of its own is no feed that anything can be told of.
check_reports('boston311', 'a tweet apart', "
    CREATE VIEW public.not_tweeted AS SELECT * FROM public.boston311_interaction WHERE channel <> 'Twitter';
    CREATE VIEW public.tweeted AS SELECT * FROM public.boston311_interaction WHERE channel = 'Twitter';
    SELECT drop_source(name) FROM source;
    SELECT add_source('not_tweeted'), add_source('tweeted')");
check_figures('boston311', 'a tweet holds nothing back', '
    SELECT rows, feed_end < as_of, behind, held_back_by IS NULL, as_of = (SELECT max(started_at) FROM public.boston311_interaction) FROM source_check, report_basis WHERE source = $$tweeted$$',
    '1|t|f|t|t');

stop_real_data();
done_testing();
