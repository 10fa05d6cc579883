# With the real pg_cron, a schedule is one statement, for an owner who is no superuser too; where
# pg_cron lives in another database, it is one as well. A superuser's own job is refused. pg_cron
# starts jobs at whole minutes, so this takes up to one; a job of the next may be under way.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('pg_cron');

sub ask_as
{
    my ($role, $query, $database) = @_;
    return $node->safe_psql($database // 'company', "SET client_min_messages = error; $query", extra_params => [ '-U', $role ]);
}

$node->init;
$node->start;
plan skip_all => "no pg_cron: it is in Debian's package postgresql-NN-cron"
  unless $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_cron'");
$node->append_conf('postgresql.conf', "
shared_preload_libraries = 'pg_cron'
cron.database_name = 'company'
cron.use_background_workers = on
max_worker_processes = 16");
$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN; CREATE DATABASE company OWNER owner; CREATE DATABASE elsewhere OWNER owner');
$node->restart;
$node->safe_psql('company', 'CREATE EXTENSION pg_cron; GRANT USAGE ON SCHEMA cron TO owner');
foreach my $database (qw(company elsewhere))
{
    ask_as('owner', "
        CREATE EXTENSION failure_demand;
        CREATE TABLE call (interaction_id int, customer int, request text, started_at timestamptz);
        INSERT INTO call VALUES (1, 1, 'bill', '2024-03-01'), (2, 1, 'bill', '2024-03-02');
        SELECT failure_demand.add_source('call', constants => '{\"channel\": \"phone\"}');
        CALL failure_demand.refresh();
        INSERT INTO call VALUES (3, 2, 'bill', '2024-03-09')", $database);
}

# the first two as the manual has them
ask_as('owner', "
    SELECT cron.schedule('failure_demand', '* * * * *', 'CALL failure_demand.refresh()')");
$node->safe_psql('company', "
    SELECT cron.schedule_in_database('elsewhere', '* * * * *', 'CALL failure_demand.refresh()', 'elsewhere', 'owner')");
ask_as('owner', "
    SELECT cron.schedule('all of it', '* * * * *', 'CALL failure_demand.refresh(true)')");
$node->safe_psql('company', "
    SELECT cron.schedule('of a superuser', '* * * * *', 'CALL failure_demand.refresh()')");
is(ask_as('owner', 'SELECT jobname, username, database FROM cron.job ORDER BY jobid'), "failure_demand|owner|company\nelsewhere|owner|elsewhere\nall of it|owner|company", "the owner's schedules, and nobody else's");

{
    # a minute, and what the jobs take where others have the processor
    local $PostgreSQL::Test::Utils::timeout_default = 300;
    ok($node->poll_query_until('company', 'SELECT count(DISTINCT jobid) = 4 FROM cron.job_run_details WHERE end_time IS NOT NULL'), 'the minute has come');
}
is(ask_as('owner', "SELECT cron.unschedule('failure_demand')"), 't', 'the schedule is taken back');
$node->safe_psql('company', "SELECT cron.unschedule(jobid) FROM cron.job");
is( $node->safe_psql('company', "
        SELECT DISTINCT jobid, database, username = 'owner', command, status FROM cron.job_run_details WHERE jobid < 4 AND end_time IS NOT NULL ORDER BY jobid"),
    "1|company|t|CALL failure_demand.refresh()|succeeded\n2|elsewhere|t|CALL failure_demand.refresh()|succeeded\n3|company|t|CALL failure_demand.refresh(true)|succeeded",
    'the jobs of the owner succeeded, two of them at once');
is($node->safe_psql('company', "SELECT DISTINCT username = 'owner', status, split_part(return_message, E'\\n', 1) FROM cron.job_run_details WHERE jobid = 4 AND end_time IS NOT NULL"),
    'f|failed|ERROR: a superuser must not run this over tables of another role', 'and that of a superuser was refused');
is(ask_as('owner', "SELECT contacts_written FROM failure_demand.refresh_log WHERE id > 1 AND contacts_written > 0"), '3', 'what was new, and what had become mature, was written once');
is(ask_as('owner', "SELECT bool_or(full_because IS NULL), bool_or(full_because = 'it was asked for') FROM failure_demand.refresh_log WHERE id > 1"), 't|t', 'both jobs wrote their lines');
foreach my $database (qw(company elsewhere))
{
    is(ask_as('owner', "SELECT string_agg(interaction_id || coalesce(' ' || mature, ''), ', ' ORDER BY interaction_id), max(as_of)::date FROM failure_demand.contact, failure_demand.report_basis", $database),
        '1 true, 2 true, 3 false|2024-03-09', "$database: contact is current");
}

$node->stop;
done_testing();
