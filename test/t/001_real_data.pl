# On real data that nobody here wrote, the extension says what the oracle says: of every
# contact and every rate, at five windows, and as of several moments.
# The figures that are checked are those that were published with the data.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use RealData;
use Test::More;

my @windows = ('1 hour', '24 hours', '48 hours', '7 days', '30 days');

# Load a data set in a database of its name: the user's table, its view, our interactions.
sub load
{
    my $name = shift;
    load_real_data($name, 'lib/setup.sql');
    ask($name, "INSERT INTO interaction
                SELECT interaction_id::bigint, customer, request, kind, started_at, ended_at FROM public.${name}_interaction;
                CALL load_oracle(); ANALYZE interaction; ANALYZE oracle.contact");
    return;
}

# As of: not given; the end of the data; the start of the contact in the middle, and a
# microsecond before; a quarter and three quarters of the time; before everything.
sub moments
{
    my $name = shift;
    return split /\n/, ask($name, "
        SELECT unnest(ARRAY['NULL', quote_literal(data_end()), quote_literal(middle), quote_literal(middle - interval '1 microsecond'),
                            quote_literal(first + (data_end() - first) * 0.25), quote_literal(first + (data_end() - first) * 0.75),
                            quote_literal(first - interval '1 second')])
        FROM (SELECT min(started_at) AS first, percentile_disc(0.5) WITHIN GROUP (ORDER BY started_at) AS middle FROM interaction) i");
}

sub check_differences
{
    my $name    = shift;
    my @moments = moments($name);

    foreach my $within (@windows)
    {
        foreach my $as_of (@moments)
        {
            is(ask($name, "SELECT * FROM differences('$within', $as_of) LIMIT 5"), '', "$name: within $within as of $as_of");
        }
    }
    return;
}

# The published figures: numerator, denominator, immature; and that the aggregate divides them.
sub check_bounce
{
    my ($name, $within, $expected) = @_;
    is( ask($name, "
        SELECT count(*) FILTER (WHERE (t).mature AND (t).bounced), count(*) FILTER (WHERE (t).mature), count(*) FILTER (WHERE NOT (t).mature),
               (SELECT bounce_rate(customer, request, kind, started_at, ended_at, '$within') FROM interaction)
                   = count(*) FILTER (WHERE (t).mature AND (t).bounced)::float8 / count(*) FILTER (WHERE (t).mature)
        FROM (SELECT trace(kind, started_at, ended_at, '$within', (SELECT data_end()))
                     OVER (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, contact_id) AS t
              FROM interaction WHERE customer IS NOT NULL AND request IS NOT NULL) s
        WHERE (t).bounced IS NOT NULL"),
        "$expected|t", "$name: bounce within $within");
    return;
}

sub check_fcr
{
    my ($name, $within, $expected) = @_;
    is( ask($name, "
        SELECT count(*) FILTER (WHERE (t).mature AND (t).contacts = 1), count(*) FILTER (WHERE (t).mature), count(*) FILTER (WHERE NOT (t).mature),
               (SELECT global_fcr(customer, request, kind, started_at, ended_at, '$within') FROM interaction)
                   = count(*) FILTER (WHERE (t).mature AND (t).contacts = 1)::float8 / count(*) FILTER (WHERE (t).mature)
        FROM (SELECT trace(kind, started_at, ended_at, '$within', (SELECT data_end()))
                     OVER (PARTITION BY customer, request ORDER BY started_at, kind, ended_at, contact_id) AS t
              FROM interaction WHERE customer IS NOT NULL AND request IS NOT NULL) s
        WHERE (t).contact_no = 1"),
        "$expected|t", "$name: global FCR within $within");
    return;
}

sub check_next_contact_avoidance
{
    my ($name, $within, $expected) = @_;
    is( ask($name, "SELECT round(next_contact_avoidance(customer, request, kind, started_at, ended_at, '$within')::numeric, 4) FROM interaction"),
        $expected, "$name: next contact avoidance within $within");
    return;
}

sub check_size
{
    my ($name, $expected) = @_;
    is(ask($name, 'SELECT count(*), count(customer) FROM interaction'), $expected, "$name: interactions, with a customer");
    return;
}

start_real_data('real_data');

load('boston311');
check_size('boston311', '21170|19818');
check_bounce('boston311', '24 hours', '107|5656|58');
check_bounce('boston311', '48 hours', '112|5564|150');
check_fcr('boston311', '7 days', '15318|16476|1530');
check_next_contact_avoidance('boston311', '7 days', '0.9162');
check_differences('boston311');

load('bank_calls');
check_size('bank_calls', '17313|6286');
check_bounce('bank_calls', '24 hours', '266|699|46');
check_bounce('bank_calls', '48 hours', '282|687|58');
check_fcr('bank_calls', '48 hours', '2637|3478|332');
check_next_contact_avoidance('bank_calls', '48 hours', '0.5896');
check_differences('bank_calls');

stop_real_data();
done_testing();
