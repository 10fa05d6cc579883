# On real data that nobody here wrote, a log says what the oracle says: every question, at five
# windows, as of several moments, by request and by customer; and it is the same bytes in
# whatever order and pieces the contacts came.
# The figures that are checked are those that were published with the data.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use RealData;
use Test::More;

# Load a data set in a database of its name, and make its log.
sub load
{
    my ($name, $handle_seconds) = @_;
    load_real_data($name, 'lib/setup.sql', 'model/logs.sql');
    ask($name, "INSERT INTO logged
                SELECT interaction_id::bigint, customer, request, kind, started_at, ended_at, channel, $handle_seconds FROM public.${name}_interaction;
                ANALYZE logged;
                CREATE TABLE whole AS SELECT log_of_logged() AS log");
    return;
}

# The published figures, asked of the log: numerator, denominator, immature.
sub check_estimate
{
    my ($name, $question, $within, $expected) = @_;
    is(ask($name, "SELECT numerator, denominator, immature FROM whole, $question(log, '$within')"),
        $expected, "$name: $question within $within");
    return;
}

# All questions against the oracle. As of: not given, or a share of the time that the data take.
sub check_answers
{
    my ($name, $zone, $match, $share, @windows) = @_;
    my $as_of = defined $share ? "(SELECT min(started_at) + (logged_end() - min(started_at)) * $share FROM logged)" : 'NULL';

    ask($name, "CALL load_logged('$match'); ANALYZE oracle.contact");
    foreach my $within (@windows)
    {
        is( ask($name, "TRUNCATE answer_difference;
                        SELECT FROM whole, compare_answers(log, '$within', $as_of, '$match', 'day', '$zone');
                        SELECT question, key, extension, oracle FROM answer_difference LIMIT 5") =~ s/^\n+//r,
            '', "$name: all questions by $match within $within as of " . ($share // 'the end'));
    }
    return;
}

# Split into so many logs by chance, merged in another order, by workers or not.
sub check_bytes
{
    my $name = shift;

    foreach my $pieces (2, 64)
    {
        is( ask($name, "
            SELECT rollup(log)::text = (SELECT log::text FROM whole), rollup(log ORDER BY hashint4(piece))::text = (SELECT log::text FROM whole)
            FROM (SELECT hashint8(contact_id) & ($pieces - 1) AS piece, contact_log(customer, request, channel, kind, started_at, ended_at, handle_seconds) AS log
                  FROM (SELECT * FROM logged ORDER BY hashint8extended(contact_id, 1)) s GROUP BY 1) p"),
            't|t', "$name: the same bytes from $pieces logs");
    }
    is( ask($name, "
        SET work_mem = '64kB'; SET hash_mem_multiplier = 1; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
        SELECT log_of_logged()::text = log::text FROM whole"),
        't', "$name: the same bytes by workers, through temporary files");
    return;
}

start_real_data('log_real_data');

load('boston311', 'NULL');
check_estimate('boston311', 'bounce', '24 hours', '107|5656|58');
check_estimate('boston311', 'bounce', '48 hours', '112|5564|150');
check_estimate('boston311', 'fcr', '7 days', '15318|16476|1530');
is(ask('boston311', "SELECT round(next_contact_avoidance(log, '7 days')::numeric, 4) FROM whole"), '0.9162', 'boston311: next contact avoidance');
is(ask('boston311', 'SELECT contacts, unlinkable, undated FROM whole, quality(log)'), '21170|1352|0', 'boston311: quality');
check_answers('boston311', 'America/New_York', 'request', undef, '1 hour', '24 hours', '48 hours', '7 days', '30 days');
check_answers('boston311', 'America/New_York', 'request', 0.6, '48 hours', '7 days');
check_answers('boston311', 'America/New_York', 'request', -0.1, '48 hours');
check_answers('boston311', 'America/New_York', 'customer', undef, '48 hours');
check_answers('boston311', 'America/New_York', 'customer', 0.3, '30 days');
check_bytes('boston311');

load('bank_calls', 'handle_seconds');
check_estimate('bank_calls', 'bounce', '24 hours', '266|699|46');
check_estimate('bank_calls', 'bounce', '48 hours', '282|687|58');
check_estimate('bank_calls', 'fcr', '48 hours', '2637|3478|332');
is(ask('bank_calls', "SELECT round(next_contact_avoidance(log, '48 hours')::numeric, 4) FROM whole"), '0.5896', 'bank_calls: next contact avoidance');
check_answers('bank_calls', 'Asia/Jerusalem', 'request', undef, '1 hour', '24 hours', '48 hours', '7 days', '30 days');
check_answers('bank_calls', 'Asia/Jerusalem', 'request', $_, '24 hours') foreach 0.3, 0.7, -0.1, 1.5;
check_answers('bank_calls', 'Asia/Jerusalem', 'customer', undef, '1 hour', '7 days');
check_answers('bank_calls', 'Asia/Jerusalem', 'customer', 0.5, '48 hours');
check_bytes('bank_calls');

stop_real_data();
done_testing();
