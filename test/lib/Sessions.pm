# Sessions.pm - sessions whose work goes wrong, and what is left of them; sessions side by side.

package Sessions;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(run_through wait_until end_other open_session start_in is_done finish_in do_in complaints close_session leave_session
  processor_time own_processor_time);

# Nothing that goes right takes so long, on a busy machine either.
my $patience = $PostgreSQL::Test::Utils::timeout_default;

# What psql says, and the SQLSTATE of what went wrong; 'alive' where the session went on.
sub run_through
{
    my ($node, $query) = @_;
    my ($output, $error);

    $node->psql('postgres', "\\set VERBOSITY sqlstate\n$query;\nSET statement_timeout = 0;\nSELECT 'alive'",
        stdout => \$output, stderr => \$error, on_error_stop => 0);
    return ($output, $error);
}

# Ask until all is so, one after the other.
sub wait_until
{
    my ($node, @conditions) = @_;

    foreach my $condition (@conditions)
    {
        my $end = time + $patience;

        until ($node->safe_psql('postgres', "SELECT $condition") eq 't')
        {
            return 0 if time >= $end;
            sleep 0.02;
        }
    }
    return 1;
}

# Run a query, after settings, in another session, and end it by an action when all is so. Were
# they met and was it ended; what did it say, and what went wrong?
sub end_other
{
    my ($node, $settings, $query, $conditions, $action) = @_;
    my ($output, $error) = ('', '');
    my $other = IPC::Run::start(
        [
            'psql', '-XAtq', '-d', $node->connstr('postgres'), '-v', 'VERBOSITY=sqlstate',
            map { ('-c', $_) } ("SET application_name = 'other'", split(/(?<=;)\s*/, $settings), $query, "SELECT 'alive'")
        ],
        '<', \'', '>', \$output, '2>', \$error);
    my $met  = wait_until($node, @$conditions);
    my $done = $node->safe_psql('postgres', $action);

    IPC::Run::finish($other);
    return ($met && $done =~ /^t/, $output, $error);
}

# A session of its own, which goes on as it is told. Its time runs anew with every statement.
sub open_session
{
    my ($node, $name) = @_;
    my $session = { in => '', out => '', error => '', timer => IPC::Run::timeout($patience) };

    $session->{psql} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-v', 'VERBOSITY=terse', '-f', '-' ],
        '<', \$session->{in}, '>', \$session->{out}, '2>', \$session->{error}, $session->{timer});
    do_in($session, "SET application_name = '$name'");
    return $session;
}

# Tell a session to do something, and do not wait for it.
sub start_in
{
    my ($session, $statement) = @_;

    $session->{timer}->start($patience);
    $session->{in} .= "$statement;\n\\echo == done\n";
    $session->{psql}->pump_nb;
    return;
}

# Has it been done?
sub is_done
{
    my $session = shift;

    $session->{psql}->pump_nb;
    return $session->{out} =~ /== done\n/;
}

# Wait until a session has done what it was told; what does it say?
sub finish_in
{
    my $session = shift;

    $session->{timer}->start($patience);
    $session->{psql}->pump until $session->{out} =~ /== done\n/;
    my $said = $session->{out} =~ s/\n?== done\n//r;
    $session->{out} = '';
    return $said;
}

sub do_in
{
    my ($session, $statement) = @_;

    start_in($session, $statement);
    return finish_in($session);
}

# What a session has complained of since it was asked last.
sub complaints
{
    my $session    = shift;
    my $complaints = $session->{error};

    $session->{error} = '';
    return $complaints;
}

sub close_session
{
    my $session = shift;

    $session->{timer}->start($patience);
    $session->{in} .= "\\q\n";
    IPC::Run::finish($session->{psql});
    return;
}

# Seconds of the processor that a process has used; and what a session asks for its own, 0 where nobody knows.
sub processor_time
{
    my $pid = shift;

    return (split ' ', slurp_file("/proc/$pid/schedstat"))[0] / 1e9 if -r "/proc/$pid/schedstat";
    return ((split ' ', slurp_file("/proc/$pid/stat") =~ s/^.*\) //sr)[11]) / 100;
}

sub own_processor_time
{
    return '0' unless -r '/proc/self/schedstat';
    return "(split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::numeric / 1e9)";
}

# Wait for a session that somebody else has ended.
sub leave_session
{
    my $session = shift;

    $session->{timer}->start($patience);
    eval { IPC::Run::finish($session->{psql}) };
    return;
}

1;
