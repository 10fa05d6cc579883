# Histories.pm - random courses of events in a company's tables and in its configuration, the same
# for a number at every run: few customers and ids, so that rows collide.

package Histories;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT = qw(history_tables history_begin history_step);

# A table in which anything may change, one that is only added to and corrected, a view, a table with dates, and one of links.
sub history_tables
{
    return <<'SQL';
CREATE TABLE call (
    id text, account integer, topic text, line text, began timestamptz, ended timestamptz, talk bigint,
    result text, way text, code text, words text, tongue text, score numeric, changed timestamptz, topic_of_old text, caller text, mail text);
CREATE TABLE event (
    interaction_id text, customer text, request text, channel text, touchpoint text, started_at timestamptz(0),
    ended_at timestamptz, outcome text, verbatim text, language text, updated_at timestamptz, written_at timestamptz, caller text, mail text);
CREATE FUNCTION now_updated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.written_at := CASE WHEN NEW.touchpoint IS DISTINCT FROM 'claim' THEN now() END; RETURN NEW; END $$;
CREATE TRIGGER now_updated BEFORE INSERT OR UPDATE ON event FOR EACH ROW EXECUTE FUNCTION now_updated();
CREATE TABLE chat (
    interaction_id integer, customer bigint, request varchar(10), started_at timestamptz, ended_at timestamptz,
    handle_seconds integer, outcome text, reason text, ces real, hidden boolean);
CREATE TABLE letter (
    id integer, customer bigint, request text, channel text, written date, opened timestamptz, closed date, handle_seconds integer, changed timestamptz, mail text);
CREATE TABLE crm (account integer, phone text, other_phone text, mail text);
CREATE VIEW seen_chat AS
SELECT interaction_id, customer, request, 'chat' AS channel, started_at, ended_at, handle_seconds, outcome, reason, ces
FROM chat WHERE NOT hidden;
SQL
}

sub one_of
{
    return $_[ int rand @_ ];
}

# A value as SQL writes it; undef is null.
sub literal
{
    my $value = shift;
    return 'NULL' unless defined $value;
    return "'" . ($value =~ s/'/''/gr) . "'";
}

# One time in n, nothing.
sub sometimes_null
{
    my ($n, $value) = @_;
    return rand($n) < 1 ? undef : $value;
}

# In some histories there are few times, in others many; in all, clocks change.
my $times;

sub moment
{
    my $hours = int(rand $times) * int(200 / $times);
    return sprintf '2026-03-%02d %02d:%s+00', 24 + int($hours / 24), $hours % 24, one_of('00', '00', '30') if $hours < 192;
    return one_of('2026-04-01 00:00+00', '2026-03-29 01:00+00', '2026-03-29 00:59:59.999999+00');
}

sub start
{
    return sometimes_null(15, rand(25) < 1 ? one_of('infinity', '-infinity', '1900-01-01', '1900-12-31 23:59:59.999999+00', '1901-01-01+00', '9999-12-31', '9998-12-31', '2062-01-01', '294276-12-31 23:59:59.999999+00', '4714-11-24 BC') : moment());
}

sub end
{
    return sometimes_null(3, rand(40) < 1 ? one_of('infinity', '-infinity', '9999-12-31', '1900-01-01', '2062-01-01') : moment());
}

sub day
{
    return sometimes_null(8, rand(20) < 1 ? one_of('infinity', '1900-01-01', '1901-01-01', '1901-01-02', '9998-12-31', '9999-12-31', '2062-01-01') : sprintf '2026-03-%02d', 24 + int rand 8);
}

my @customers = (undef, 1, 1, 2, 2, 3, 3, 4);
my @requests  = (undef, 'a', 'a', 'a', 'b');
my @phones    = (undef, undef, 'anonymous', '0171 5550101', '+49 171 555 0101', '01715550102', '0171-5550103', '030 5550104');
my @mails     = (undef, undef, '', 'ann@example.org', ' Ann@Example.org', 'bob@example.org', 'eve@example.org', 'none@none.com');
my @outcomes  = (undef, 'completed', 'completed', 'abandoned', 'transferred', 'unresolved', 'done', 'Done ', 'SOLVED');
my @words     = (undef, undef, '', '...', 'good morning', 'nobody called me back', 'I tried your app but it did not work', 'sag mir warum');
my @languages = (undef, 'en', 'en-GB', 'de', 'tlh', 'sv');

# By column of a table, how to make a value for it.
my %id     = map { $_ => 1 } qw(id interaction_id);
my %values = (
    call => {
        id => sub { sometimes_null(30, 1 + int rand 14) }, account => sub { one_of(@customers) }, topic => sub { one_of(@requests) },
        line => sub { one_of(undef, 'phone', 'phone', 'phone', 'email', 'app', 'app', 'ivr', 'fax') }, began => \&start, ended => \&end,
        talk => sub { one_of(undef, -5, 0, 60, 61, 600, 99_999_999_999) }, result => sub { one_of(@outcomes) },
        way  => sub { one_of(undef, undef, undef, undef, 'inbound', 'outbound', 'sideways') }, code => sub { one_of(undef, undef, 'r1', 'r2', 'r3', 'r9') },
        words => sub { one_of(@words) }, tongue => sub { one_of(@languages) }, score => sub { one_of(undef, 0, '-0', 7, '7.0', '1e-400', 'NaN') },
        changed => sub { one_of(undef, '2026-04-01', '2026-04-01', '2026-04-02', 'infinity') }, topic_of_old => sub { one_of(@requests) },
        caller => sub { one_of(@phones) }, mail => sub { one_of(@mails) },
    },
    event => {
        interaction_id => sub { 1 + int rand 14 }, customer => sub { one_of(@customers) }, request => sub { one_of(@requests) },
        channel => sub { one_of('app', 'app', 'app', 'portal', 'phone', 'fax') }, touchpoint => sub { one_of(undef, 'home', 'claim') },
        started_at => \&start, ended_at => \&end, outcome => sub { one_of(@outcomes) }, verbatim => sub { one_of(@words) }, language => sub { one_of(@languages) },
        updated_at => sub { one_of(undef, '2026-04-01', '2026-04-01', '2026-04-02', 'infinity') },
        caller => sub { one_of(@phones) }, mail => sub { one_of(@mails) },
    },
    chat => {
        interaction_id => sub { sometimes_null(30, 1 + int rand 14) }, customer => sub { one_of(@customers) }, request => sub { one_of(@requests) },
        started_at => \&start, ended_at => \&end, handle_seconds => sub { one_of(undef, 60, 120) }, outcome => sub { one_of(@outcomes) },
        reason => sub { one_of(undef, 'r1', 'r2') }, ces => sub { one_of(undef, 1, '-0', 'NaN') }, hidden => sub { rand(5) < 1 ? 't' : 'f' },
    },
    letter => {
        id => sub { sometimes_null(30, 1 + int rand 14) }, customer => sub { one_of(@customers) }, request => sub { one_of(@requests) },
        channel => sub { one_of(undef, 'letter', 'letter', 'letter', 'app', 'fax') }, written => \&day, opened => \&start, closed => \&day,
        handle_seconds => sub { one_of(undef, 60, 120) }, changed => sub { one_of(undef, '2026-04-01', '2026-04-02') },
        mail => sub { one_of(@mails) },
    },
    crm => {
        account => sub { one_of(undef, 1 .. 6) }, phone => sub { one_of(@phones) }, other_phone => sub { one_of(undef, @phones) }, mail => sub { one_of(@mails) },
    });

# By table, which column has an id, and which a customer.
my %id_of  = (call => 'id', letter => 'id', crm => 'account', event => 'interaction_id', chat => 'interaction_id');
my %who_of = (call => 'account', crm => 'account', letter => 'customer', event => 'customer', chat => 'customer');

sub insertion
{
    my $table   = shift;
    my @columns = sort keys %{ $values{$table} };
    my @rows    = map { '(' . join(', ', map { literal($values{$table}{$_}->()) } @columns) . ')' } 1 .. 1 + int rand 4;

    return "INSERT INTO $table (" . join(', ', @columns) . ') VALUES ' . join(', ', @rows);
}

# Some rows of a table: those of an id, of a customer, or one that is there.
sub some_rows
{
    my $table = shift;
    my $id    = $id_of{$table};
    my $who   = $who_of{$table};
    my $kind  = int rand 4;

    return "$id = " . literal(1 + int rand 14) if $kind == 0;
    return "$who = " . literal(1 + int rand 4) if $kind == 1;
    return "ctid = (SELECT ctid FROM $table AS t ORDER BY hashtextextended(t::text, " . int(rand 1000) . ') LIMIT 1)';
}

# An id of an append-only table is kept: to change it would be to delete a row.
sub change
{
    my $table   = shift;
    my @columns = grep { $table ne 'event' || !$id{$_} } sort keys %{ $values{$table} };
    my %changed = map { $_ => 1 } map { one_of(@columns) } 1 .. 1 + int rand 3;

    return "UPDATE $table SET " . join(', ', map { "$_ = " . literal($values{$table}{$_}->()) } sort keys %changed) . ' WHERE ' . some_rows($table);
}

# The rows of a customer pass a value on, each to the next.
sub exchange
{
    my $table  = shift;
    my $who    = $who_of{$table};
    my $column = one_of(grep { $table ne 'event' || !$id{$_} } sort keys %{ $values{$table} });

    return "UPDATE $table AS t SET $column = r.value
        FROM (SELECT ctid AS place, coalesce(lead($column) OVER w, first_value($column) OVER w) AS value
              FROM $table AS t WHERE $who = " . literal(1 + int rand 4) . " WINDOW w AS (ORDER BY t::text)) AS r
        WHERE t.ctid = r.place";
}

sub deletion
{
    my $table = shift;
    return "DELETE FROM $table WHERE " . some_rows($table);
}

my $call_columns = '"interaction_id": "id", "customer": "account", "channel": "line", "started_at": "began", "handle_seconds": "talk", "outcome": "result",
 "direction": "way", "reason": "code", "verbatim": "words", "nps": "score"';

# Maps a table, in one of several ways, and more than once perhaps.
sub mapping
{
    my $table = shift // one_of(qw(call event chat letter crm));
    my $known = one_of('', '', '"identifiers": {"phone": "caller"}', '"identifiers": {"phone": "caller", "email": ["mail"]}', '"identifiers": {"email": "mail"}');
    my $more  = $known eq '' ? '' : ", $known";

    return "SELECT failure_demand.add_identity('crm', '{" . join(', ', one_of('"customer": "account"', '"account": "account"'), one_of('"phone": "phone"', '"phone": ["phone", "other_phone"]'), one_of('"email": "mail"', '"email": null'))
      . "}')" if $table eq 'crm';
    return "SELECT failure_demand.add_source('event', columns => '{" . one_of($known, $known, $known . ($known eq '' ? '' : ', ') . '"customer": null') . "}', append_only => " . one_of('true', 'true', 'true', 'false') . ')' if $table eq 'event';
    return "SELECT failure_demand.add_source('letter', columns => '{\"interaction_id\": \"id\", "
      . join(', ', one_of('"started_at": "written"', '"started_at": "written"', '"started_at": "opened"'), one_of('"ended_at": "closed"', '"ended_at": null'),
        one_of('"updated_at": "changed"', '"updated_at": null'), one_of('"dimensions": null', '"dimensions": {"place": "channel"}', '"identifiers": {"email": "mail"}'))
      . "}')" if $table eq 'letter';
    return "SELECT failure_demand.add_source('seen_chat', columns => '{" . one_of('', '"request": null') . "}', name => 'chat')" if $table eq 'chat';
    return "SELECT failure_demand.add_source('call', columns => '{$call_columns, "
      . join(', ', one_of('"request": "topic"', '"request": "topic"', '"request": "topic_of_old"'), one_of('"ended_at": "ended"', '"ended_at": "ended"', '"ended_at": null'),
        one_of('"updated_at": "changed"', '"updated_at": "changed"', '"updated_at": null'),
        one_of('"dimensions": null', '"dimensions": {"place": "line"}', '"dimensions": {"place": "line", "code": "code", "tongue": "tongue"}'))
      . "$more}', constants => '{" . one_of('', '"language": "en"') . "}')";
}

# The configuration, and what becomes of the sources.
my @configurations = (
    sub { "INSERT INTO failure_demand.channel (name, kind) VALUES ('fax', 'human') ON CONFLICT DO NOTHING" },
    sub { "INSERT INTO failure_demand.channel (name, kind) VALUES ('fax', NULL) ON CONFLICT DO NOTHING" },
    sub { 'UPDATE failure_demand.channel SET kind = ' . literal(one_of(undef, 'human')) . ' WHERE name = ' . literal(one_of('fax', 'app')) },
    sub { "INSERT INTO failure_demand.channel (name, kind) VALUES ('app', 'human') ON CONFLICT DO NOTHING" },
    sub { "DELETE FROM failure_demand.channel WHERE name = " . literal(one_of('fax', 'app', 'letter')) },
    sub { "INSERT INTO failure_demand.reason VALUES ('r1', 'failure', 'progress_chasing', 'delivery'), ('r2', 'value'), ('r3', NULL, 'poor_signposting') ON CONFLICT DO NOTHING" },
    sub { "UPDATE failure_demand.reason SET demand = " . literal(one_of(undef, 'failure', 'value', 'unclassified')) . " WHERE code = " . literal(one_of('r1', 'r2', 'r3')) },
    sub { "DELETE FROM failure_demand.reason WHERE code = " . literal(one_of('r1', 'r2', 'r3')) },
    sub { "INSERT INTO failure_demand.outcome VALUES (" . literal(one_of('done', 'DONE', 'solved')) . ', ' . literal(one_of(qw(completed abandoned unresolved))) . ') ON CONFLICT DO NOTHING' },
    sub { 'UPDATE failure_demand.outcome SET outcome = ' . literal(one_of(qw(completed abandoned transferred))) },
    sub { 'DELETE FROM failure_demand.outcome' },
    sub { 'INSERT INTO failure_demand.request_name VALUES (' . join(', ', map { literal($_) } one_of(undef, 'call', 'event', 'chat'), one_of('a', 'b', 'c'), one_of('a', 'b', 'c')) . ') ON CONFLICT DO NOTHING' },
    sub { 'UPDATE failure_demand.request_name SET request = ' . literal(one_of('a', 'b', 'd')) . ' WHERE code = ' . literal(one_of('a', 'b')) },
    sub { 'INSERT INTO failure_demand.request_window VALUES (' . literal(one_of('a', 'b', 'c')) . ', ' . literal(one_of('1 hour', '1 day', '20 days')) . ') ON CONFLICT (request) DO UPDATE SET within = excluded.within' },
    sub { 'DELETE FROM failure_demand.request_window WHERE request = ' . literal(one_of('a', 'b', 'c')) },
    sub { 'DELETE FROM failure_demand.request_name WHERE code = ' . literal(one_of('a', 'b')) },
    sub { "INSERT INTO failure_demand.direction VALUES ('Sideways', " . literal(one_of(qw(inbound outbound))) . ') ON CONFLICT (code) DO UPDATE SET direction = excluded.direction' },
    sub { 'DELETE FROM failure_demand.direction' },
    sub { "INSERT INTO failure_demand.marker (language, phrase, reason, cause) VALUES ('en', 'good morning', 'poor_signposting', 'manners') ON CONFLICT DO NOTHING" },
    sub { "DELETE FROM failure_demand.marker" },
    sub { "INSERT INTO failure_demand.definition DEFAULT VALUES ON CONFLICT DO NOTHING" },
    sub { "UPDATE failure_demand.definition SET within = " . literal(one_of('48 hours', '2 days', '6 hours', '30 days')) },
    sub { "UPDATE failure_demand.definition SET match = " . literal(one_of('request', 'customer')) },
    sub { "UPDATE failure_demand.definition SET time_zone = " . literal(one_of('UTC', 'Europe/Berlin', 'Pacific/Auckland')) },
    sub { "DELETE FROM failure_demand.definition" },
    # who is who
    sub { "UPDATE failure_demand.definition SET customer_limit = " . one_of(1, 2, 50) },
    sub { "UPDATE failure_demand.definition SET country_code = " . literal(one_of(undef, '49', '44')) },
    sub { "INSERT INTO failure_demand.placeholder (kind, value) VALUES (" . literal(one_of(undef, 'phone', 'email')) . ', ' . literal(one_of('bob@example.org', '0171-5550103', '2')) . ') ON CONFLICT DO NOTHING' },
    sub { 'DELETE FROM failure_demand.placeholder' },
    sub { "INSERT INTO failure_demand.identifier_kind VALUES ('phone', 'phone', 4, " . literal(one_of(undef, 1, 2)) . ') ON CONFLICT (kind) DO UPDATE SET shared_above = excluded.shared_above' },
    sub { mapping('crm') },
    sub { "SELECT failure_demand.drop_source(name) FROM failure_demand.identity_source" },
    sub { 'TRUNCATE crm' },
    sub { 'ALTER TABLE IF EXISTS crm RENAME TO crm_away' },
    sub { 'ALTER TABLE IF EXISTS crm_away RENAME TO crm' },
    sub { 'ALTER TABLE IF EXISTS crm_away RENAME TO crm' },
    sub { mapping() },
    sub { mapping() },
    sub { "UPDATE failure_demand.source SET closed = NOT closed WHERE name = " . literal(one_of(qw(call event chat letter))) },
    sub { "UPDATE failure_demand.source SET closed = NOT closed WHERE name = " . literal(one_of(qw(call event chat letter))) },
    sub { "SELECT failure_demand.drop_source(name) FROM failure_demand.source WHERE name = " . literal(one_of(qw(call event chat letter))) },
    # a mapping that no longer fits, or fits again
    sub { "ALTER TABLE call RENAME COLUMN " . one_of('topic TO subject', 'line TO channel_name') },
    sub { "DO 'BEGIN ALTER TABLE call RENAME COLUMN subject TO topic; EXCEPTION WHEN undefined_column THEN NULL; END'" },
    sub { "DO 'BEGIN ALTER TABLE call RENAME COLUMN channel_name TO line; EXCEPTION WHEN undefined_column THEN NULL; END'" },
    # a source that is emptied, has no time any more, or is away, and returns
    sub { 'TRUNCATE ' . one_of(qw(call call chat event letter)) },
    sub { 'UPDATE call SET began = ' . literal(one_of(undef, '9999-12-31', moment())) },
    sub { 'CREATE TABLE IF NOT EXISTS call_kept AS TABLE call' },
    sub { 'TRUNCATE call; INSERT INTO call TABLE call_kept' },
    sub { 'ALTER TABLE IF EXISTS call RENAME TO call_away' },
    sub { 'ALTER TABLE IF EXISTS call_away RENAME TO call' },
    sub { 'ALTER TABLE IF EXISTS call_away RENAME TO call' },
    sub { 'ALTER TABLE IF EXISTS letter RENAME TO letter_away' },
    sub { 'ALTER TABLE IF EXISTS letter_away RENAME TO letter' },
    sub { "INSERT INTO failure_demand.channel (name, kind) VALUES ('letter', 'digital') ON CONFLICT DO NOTHING" });

# Back to where a history begins, and its first rows.
sub history_begin
{
    my $number = shift;

    srand $number;
    $times = one_of(3, 10, 200);
    return (
        'DROP TABLE IF EXISTS call, call_away, call_kept, event, chat, letter, letter_away, crm, crm_away CASCADE; DROP FUNCTION IF EXISTS now_updated',
        history_tables(),
        'SELECT failure_demand.drop_source(name) FROM failure_demand.source', 'SELECT failure_demand.drop_source(name) FROM failure_demand.identity_source',
        'DELETE FROM failure_demand.placeholder; DELETE FROM failure_demand.identifier_kind',
        'DELETE FROM failure_demand.report_basis; DELETE FROM failure_demand.definition; DELETE FROM failure_demand.reason',
        'DELETE FROM failure_demand.channel; DELETE FROM failure_demand.marker; DELETE FROM failure_demand.outcome; DELETE FROM failure_demand.direction; DELETE FROM failure_demand.request_name; DELETE FROM failure_demand.request_window',
        mapping('call'), mapping('event'), (rand(2) < 1 ? mapping('chat') : ()), (rand(3) < 2 ? mapping('letter') : ()), (rand(3) < 2 ? mapping('crm') : ()),
        map { insertion(one_of(qw(call event chat letter crm))) } 1 .. 7);
}

# What happens between two refreshes, and the moment as of which the second is.
sub history_step
{
    my @statements;

    foreach (1 .. 1 + int rand 4)
    {
        my $table  = one_of(qw(call event chat letter crm));
        my $chance = rand;

        push @statements,
            $chance < 0.35 ? insertion($table)
          : $chance < 0.65 ? change($table)
          : $chance < 0.7  ? exchange($table)
          : $chance < 0.85 ? deletion($table eq 'event' ? 'call' : $table)
          :                  one_of(@configurations)->();
    }
    return (rand(3) < 1 ? literal(moment()) : 'NULL', @statements);
}

1;
