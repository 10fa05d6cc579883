# Sessions.pm - sessions whose work goes wrong, and what is left of them; sessions side by side.

package Sessions;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Run;
use PostgreSQL::Test::Cluster;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(run_through wait_until end_other open_session start_in finish_in do_in complaints close_session leave_session);

# What psql says, and the SQLSTATE of what went wrong; 'alive' where the session went on.
sub run_through
{
    my ($node, $query) = @_;
    my ($output, $error);

    $node->psql('postgres', "\\set VERBOSITY sqlstate\n$query;\nSET statement_timeout = 0;\nSELECT 'alive'",
        stdout => \$output, stderr => \$error, on_error_stop => 0);
    return ($output, $error);
}

# Ask until all is so, one after the other; a minute for each is enough for anything here.
sub wait_until
{
    my ($node, @conditions) = @_;

    foreach my $condition (@conditions)
    {
        my $end = time + 60;

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

# A session of its own, which goes on as it is told.
sub open_session
{
    my ($node, $name) = @_;
    my $session = { in => '', out => '', error => '' };

    $session->{psql} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-v', 'VERBOSITY=terse', '-f', '-' ],
        '<', \$session->{in}, '>', \$session->{out}, '2>', \$session->{error}, IPC::Run::timeout(180));
    do_in($session, "SET application_name = '$name'");
    return $session;
}

# Tell a session to do something, and do not wait for it.
sub start_in
{
    my ($session, $statement) = @_;

    $session->{in} .= "$statement;\n";
    $session->{psql}->pump_nb;
    return;
}

# Wait until a session has done what it was told; what does it say?
sub finish_in
{
    my $session = shift;

    $session->{in} .= "\\echo == done\n";
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

    $session->{in} .= "\\q\n";
    IPC::Run::finish($session->{psql});
    return;
}

# Wait for a session that somebody else has ended.
sub leave_session
{
    my $session = shift;

    eval { IPC::Run::finish($session->{psql}) };
    return;
}

1;
