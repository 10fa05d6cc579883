# OlderVersion.pm - an older version of the extension that never was, made of today's scripts, and a copy of the
# installed extension that has it.

package OlderVersion;

use strict;
use warnings;

use Exporter qw(import);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use PostgreSQL::Test::Utils;
use UpdateScripts qw(statements);

our @EXPORT_OK = qw(older_script whole_script installed_extension copy_extension);

# What the older version lacks: statements that are not there, by how they begin, and texts that were others. Each
# says how often it is found.
my @edits = (
    [ 'a report', 6, qr/^(?:CREATE|ALTER|COMMENT ON) (?:VIEW|COLUMN) failure_demand\.channel_transition\b/ ],
    [ 'a function and its type', 7, qr/^(?:CREATE|COMMENT ON) (?:TYPE|COLUMN|FUNCTION) failure_demand\.marker_words?\b/ ],
    [ 'a column of the contacts',            1, ",\n    channel_recontact_after interval\n",                            "\n" ],
    [ 'its comment',                         1, qr/^COMMENT ON COLUMN \S+\.contact_fact_row\.channel_recontact_after\b/ ],
    [ 'the column of the view of them',      1, ', c.channel_recontact_after',                                       '' ],
    [ 'its place among those that come late', 1, ',channel_recontact_after}',                                      '}' ],
    [ 'a column of a table that users fill', 1, ",\n    brand            text\n);", "\n);" ],
    [ 'its comment',                         1, qr/^COMMENT ON COLUMN failure_demand\.cause_rule\.brand\b/ ],
    [ 'where it was read',                   1, "r.channel, r.brand]",                                    'r.channel, NULL]' ],
    [ 'a column of a type',                  1, ",\n    reversed   bigint\n);",                              "\n);" ],
    [ 'its comment',                         1, qr/^COMMENT ON COLUMN failure_demand\.log_quality\.reversed\b/ ],
    [ 'a shipped marker',                    1, qr/\n1310\t[^\n]*/,                                                  '' ],
    [ 'the version of the rules',            1, qr/\.computation_version\(\)\nRETURNS integer\n.*\nRETURN \K\d+/,     '0' ]);

# The install script of the older version, made of today's. An edit that no longer meets what it is for is an error.
sub older_script
{
    my ($script) = @_;

    my @statements = statements($script);

    foreach my $edit (@edits)
    {
        my ($name, $times, $old, $new) = @$edit;
        my $found = 0;

        if (defined $new)
        {
            my $pattern = ref $old ? $old : qr/\Q$old\E/;
            $found += $_->{text} =~ s/$pattern/$new/g foreach @statements;
        }
        else
        {
            @statements = grep { $_->{code} !~ $old || !++$found } @statements;
        }
        die "the older version: \"$name\" is found $found times, not $times\n" if $found != $times;
    }
    $script = join '', map { $_->{text} } @statements;
    die "the older version still has what it lacks\n" if $script =~ /channel_recontact_after|channel_transition\b|marker_words?\b/;
    return $script;
}

# A script in which "CREATE OR REPLACE VIEW name ...;" stands for what the install script says.
sub whole_script
{
    my ($script, $install) = @_;
    my @today = statements($install);

    return join '', map {
        my $text = $_->{text};
        if ($_->{code} =~ /^(.*) \.\.\.$/)
        {
            my $begin = $1;
            my ($first, $replace) = ($begin, $begin =~ s/^CREATE OR REPLACE /CREATE /);
            my @found = grep { $_->{code} =~ /^\Q$begin\E(?!\w)/ } @today;

            die "the install script has " . scalar(@found) . " statements that begin with \"$begin\"\n" if @found != 1;
            my $whole = $found[0]{text} =~ s/^(?:\s+|--[^\n]*\n)+//r;
            $whole =~ s/^CREATE /CREATE OR REPLACE / if $replace;
            $text = "\n$whole";
        }
        $text
    } statements($script);
}

sub config_of
{
    my ($name) = @_;
    my $folder = $ENV{PG_CONFIG} // 'pg_config';
    chomp(my $value = qx("$folder" --$name));
    return $value;
}

# Where a server finds the extension: the folder of its control file and its scripts, and the file of its library.
# Nothing where another server could not be told to find a copy of them.
sub installed_extension
{
    my ($node) = @_;
    my ($share, $library) = (config_of('sharedir'), config_of('pkglibdir'));
    my %setting = map { /^(\w+)\|(.*)$/ } split /\n/,
      $node->safe_psql('postgres', "SELECT name, setting FROM pg_settings WHERE name IN ('extension_destdir', 'extension_control_path', 'dynamic_library_path')");
    my $destdir = $setting{extension_destdir} // '';
    my ($path)   = ($setting{extension_control_path} // '') =~ /^([^\$:][^:]*)/;
    my ($folder) = grep { -e "$_/failure_demand.control" } defined $path ? "$path/extension" : (), "$destdir$share/extension", "$share/extension";
    my ($so) = grep { -e } map { "$_/failure_demand.so" } split(/:/, $setting{dynamic_library_path} =~ s/\$libdir/$library/r), "$destdir$library";

    return unless defined $folder && (exists $setting{extension_destdir} || exists $setting{extension_control_path});
    return { folder => $folder, library => $so, by_path => exists $setting{extension_control_path} };
}

# Copies an installed extension into a folder, with more scripts beside it; the settings by which another server finds
# the copy.
sub copy_extension
{
    my ($installed, $folder, %scripts) = @_;
    my ($share, $library) = (config_of('sharedir'), config_of('pkglibdir'));

    make_path("$folder$share/extension", "$folder$library");
    copy($_, "$folder$share/extension/") || die "$_: $!" foreach glob "$installed->{folder}/failure_demand*.{control,sql}";
    append_to_file("$folder$share/extension/$_", $scripts{$_}) foreach keys %scripts;
    return "extension_control_path = '$folder$share:\$system'\n" if $installed->{by_path};

    # what a destination has of the extension, it has the library of, too
    symlink($installed->{library}, "$folder$library/failure_demand.so") || die "$installed->{library}: $!";
    return "extension_destdir = '$folder'\n";
}

1;
