# Judgement of real data that nobody here wrote: a net promoter score by stage of the journey,
# against the answers as the company itself had labelled them, and what a city should look at
# first.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use RealData;
use Test::More;

start_real_data('judgement_real_data');

# ---- City of Boston ----

load_real_data('boston311');
ask('boston311', "
    SET client_min_messages = warning;
    INSERT INTO channel (name, kind) VALUES ('Constituent Call', 'human'), ('Self Service', 'digital'), ('Citizens Connect App', 'digital'), ('Twitter', 'digital');
    INSERT INTO definition (time_zone, currency) VALUES ('America/New_York', 'USD');
    SELECT add_source('boston311_interaction', columns => '{\"touchpoint\": \"department\"}');
    CALL refresh();
    INSERT INTO department SELECT DISTINCT touchpoint FROM contact WHERE touchpoint IS NOT NULL;
    INSERT INTO touchpoint SELECT name, name FROM department");
my $report = ask('boston311', "SELECT * FROM diagnostic_report('[2011-07-01,2011-10-01)')");
my $told = $report =~ s/\s+/ /gr;
is(scalar(() = $told =~ /\d\. .+?: \d+ of \d+ contacts with people should not have happened: \d+ % of these, and \d+ % of all that should not have happened\./g), 3,
    'boston311: three requests');
like($report, qr/^1\. Street Light Outages: /m, 'boston311: the first of them');
like($told, qr/It belongs to PWDx\./, 'boston311: its owner');
like($told, qr/How long they took is not known\. Without a price in USD: \d+ of them\./, 'boston311: what is not known');
cmp_ok(length, '<=', 100, 'boston311: a line can be read') foreach split /\n/, $report;
is(ask('boston311', "SELECT count(*) FROM control_chart AS c, LATERAL (SELECT count(*) FILTER (WHERE bounced AND mature), count(*) FILTER (WHERE kind = 'digital' AND mature)
                                         FROM contact AS k WHERE (c.department IS NULL OR k.touchpoint = c.department) AND date_trunc('week', k.day::timestamp) = c.time AT TIME ZONE 'America/New_York') AS p (x, n)
                     WHERE metric = 'bounce' AND (c.numerator, c.denominator) IS DISTINCT FROM (p.x, p.n)"), '0', 'boston311: weeks of departments, counted again');
is(ask('boston311', "SELECT count(*) > 10, bool_and(value BETWEEN lower AND upper OR 'outside' = ANY (signals)) FROM control_chart WHERE metric = 'bounce' AND department IS NULL AND NOT provisional"), 't|t',
    'boston311: a week beyond its limits is a signal');

# ---- a telecom ----

SKIP:
{
    my $csv = data_file('telecom_nps.csv');

    skip 'no telecom_nps.csv', 4 unless -r $csv;
    load_database('telecom');
    ask('telecom', "
        SET client_min_messages = warning;
        CREATE TABLE public.survey (answered text, stage text, label text, score text, words text, quarter text);
        COPY public.survey FROM '$csv' CSV HEADER;
        CREATE VIEW public.answer AS
        SELECT row_number() OVER () AS interaction_id, NULL::text AS customer, stage AS request, 'phone' AS channel, to_timestamp(answered, 'DD/MM/YYYY HH24:MI') AS started_at,
               nullif(score, '')::numeric AS nps, words AS verbatim, 'en' AS language
        FROM public.survey;
        SELECT add_source('answer');
        CALL refresh()");
    is( ask('telecom', "SELECT request, nps(nps) FROM contact GROUP BY request ORDER BY request"),
        ask('telecom', "SELECT stage, 100 * (count(*) FILTER (WHERE label = 'Promoter') - count(*) FILTER (WHERE label = 'Detractor'))::float8 / nullif(count(*) FILTER (WHERE label IN ('Promoter', 'Passive', 'Detractor')), 0)
                        FROM public.survey GROUP BY stage ORDER BY stage"), 'telecom: NPS by stage, by the labels of the answers');
    is(ask('telecom', 'SELECT count(DISTINCT request) > 3, count(*) - count(nps) FROM contact'), 't|32', 'telecom: stages, and answers without a score');
    is(ask('telecom', "SELECT sum(n), bool_and(value BETWEEN -100 AND 100) FROM scorecard WHERE metric = 'nps'"), '2353|t', 'telecom: the scorecard has all answers, though nobody is known');
    like(ask('telecom', "SELECT line FROM diagnostic_report('[2018-01-01,2019-01-01)') AS r (line)") =~ s/\s+/ /gr, qr/ They say: "[^"]+" \(\w+, \d+ contacts?\)/, 'telecom: in their own words');
}

stop_real_data();
done_testing();
