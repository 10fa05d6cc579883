# The documents are complete and agree with the extension: each object has its place in the
# reference or on a page of its own, with its columns, links lead somewhere, versions are equal, no page is too long, and the README shows
# what the demo prints.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Examples qw(read_lines read_other_outputs in_bytes);
use JSON::PP;
use PgxnMeta qw(meta_faults);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root  = "$FindBin::RealBin/../..";
my @pages = map { s{^\Q$root\E/}{}r } sort(glob("$root/*.md"), glob("$root/doc/*.md"));

sub text_of
{
	return join "\n", read_lines("$root/$_[0]");
}

# The name by which a heading is linked to.
sub anchor_of
{
	my ($heading) = @_;

	return lc($heading) =~ s/[^\w\s-]//gr =~ s/\s/-/gr;
}

sub anchors_of
{
	my ($page) = @_;

	return map { /^#+ (.+)$/ ? (anchor_of($1) => 1) : () } read_lines("$root/$page");
}

# The links of a page that lead nowhere in the tree.
sub broken_links
{
	my ($page) = @_;
	my $folder = $page =~ m{^(.*/)} ? $1 : '';
	my @broken;

	foreach my $link (text_of($page) =~ /\]\(([^)]+)\)/g)
	{
		next if $link =~ m{^https?://};
		my ($path, $anchor) = split /#/, $link, 2;
		my $target = $path eq '' ? $page : "$folder$path";

		if (!-e "$root/$target")
		{
			push @broken, $link;
		}
		elsif (defined $anchor)
		{
			my %anchors = anchors_of($target);
			push @broken, $link unless $anchors{$anchor};
		}
	}
	return join ' ', @broken;
}

is(broken_links($_), '', "$_: every link leads somewhere") foreach @pages;
cmp_ok(scalar(read_lines("$root/README.md")), '<=', 260, 'README.md: at most 260 lines');
cmp_ok(scalar(read_lines("$root/$_")), '<=', 500, "$_: at most 500 lines") foreach @pages;

# one version
my ($version) = text_of('failure_demand.control') =~ /^default_version\s*=\s*'(.*)'/m;
my $meta = decode_json(text_of('META.json'));
is($meta->{version}, $version, 'META.json: version of the control file');
is($meta->{provides}{failure_demand}{version}, $version, 'META.json: version that it provides');
ok(-e "$root/$meta->{provides}{failure_demand}{$_}", "META.json: its $_ is there")
  foreach qw(file docfile);
ok(-d "$root/$_", "META.json: there is a folder $_") foreach @{ $meta->{no_index}{directory} };

# META.json is as PGXN wants it, and what is not so would be found.
is(join("\n", meta_faults($meta)), '', 'META.json: by the rules of PGXN');
foreach my $example (
	[ '"version": "0.1"',                  q(version is '0.1') ],
	[ '"license": "PostgreSQL"',           q(license is 'PostgreSQL') ],
	[ '"abstract": ""',                    q(abstract is '') ],
	[ '"maintainer": []',                  q(maintainer is '') ],
	[ '"tags": ["a/b"]',                   q(tags/[] is 'a/b') ],
	[ '"author": "me"',                    q(author is unknown) ],
	[ '"x_author": "me"',                  '' ],
	[ '"provides": {"a b": {"file": "f", "version": "1.0.0"}}', "provides/a b/file is unknown\nprovides/a b/version is unknown" ],
	[ '"provides": {"ab": {"file": "f"}}', 'provides/ab/version is missing' ],
	[ '"prereqs": {"test": {"needs": {"plpgsql": 0}}}',    'prereqs/test/needs/plpgsql is unknown' ],
	[ '"prereqs": {"test": {"requires": {"plpgsql": 1}}}', q(prereqs/test/requires/plpgsql is '1') ],
	[ '"prereqs": {"test": {"requires": {"plpgsql": ">= 1.0.0, < 2.0.0"}}}', '' ],
	[ '"resources": {"homepage": "example.org"}', q(resources/homepage is 'example.org') ])
{
	my ($part, $fault) = @$example;

	is(join("\n", meta_faults({ %$meta, %{ decode_json("{$part}") } })), $fault, "META.json: $part");
}
is(join("\n", meta_faults({ map { $_ eq 'license' ? () : ($_ => $meta->{$_}) } keys %$meta })), 'license is missing', 'META.json: no license');
like(text_of('test/packaging/debian/changelog'), qr/^failure-demand \(\Q$version\E-\d+\)/, 'Debian\'s packages: of this version');
like(text_of('CHANGELOG.md'), qr/^## \[\Q$version\E\]/m, 'CHANGELOG.md: has this version');

my $node = PostgreSQL::Test::Cluster->new('documents');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', 'CREATE EXTENSION failure_demand');

# The reference, and the pages that are a part of it. What only the extension itself uses stands
# in a schema of its own, and in no heading.
my @reference_pages = qw(questions configuration markers plain_words apportion statistics cost_reference sources conversions dimensions refresh nightly feeds reports daily judgement administration words identifiers identity who_is_who reference);
my $reference = join ' ', map { text_of("doc/failure_demand_$_.md") } @reference_pages;
$reference =~ s/\s+/ /g;
my $objects   = $node->safe_psql('postgres', <<'SQL');
WITH member AS (
    SELECT classid, objid FROM pg_depend CROSS JOIN LATERAL pg_identify_object(classid, objid, 0)
    WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
      AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'failure_demand')
      AND schema IS DISTINCT FROM 'failure_demand_internal'
), internal (name) AS (
    SELECT proname FROM pg_proc WHERE pronamespace = 'failure_demand_internal'::regnamespace
    UNION SELECT relname FROM pg_class WHERE relnamespace = 'failure_demand_internal'::regnamespace AND relkind IN ('r', 'v')
), function AS (
    SELECT p.*, EXISTS (SELECT FROM pg_aggregate
                        WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn))
             OR EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
             OR EXISTS (SELECT FROM pg_operator WHERE p.oid = oprcode) OR prorettype = 'trigger'::regtype AS is_support
    FROM pg_proc AS p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid
), relation AS (
    SELECT c.* FROM pg_class AS c JOIN member ON classid = 'pg_class'::regclass AND objid = c.oid
    WHERE relkind IN ('r', 'v', 'm', 'p', 'f')
)
SELECT 'no', proname::text, 'support function' FROM function WHERE is_support
UNION
SELECT 'no heading of', name, name FROM internal WHERE name NOT IN (SELECT relname FROM relation UNION SELECT proname FROM function)
UNION
SELECT CASE prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, proname, regexp_replace(regexp_replace(replace(replace(
           format('%s(%s)%s', proname, pg_get_function_arguments(oid), ' → ' || pg_get_function_result(oid)),
           'timestamp with time zone', 'timestamptz'), 'failure_demand.', ''), '::(text|timestamptz|jsonb|daterange)\M(\[\])?', '', 'g'), '\mIN ', '', 'g')
FROM function WHERE NOT is_support
UNION
SELECT 'heading of', proname, proname FROM function WHERE NOT is_support
UNION
SELECT 'heading of', relname, relname FROM relation
UNION
SELECT 'column', relname, attname FROM relation JOIN pg_attribute ON attrelid = relation.oid WHERE attnum > 0 AND NOT attisdropped
UNION
SELECT 'heading of', typname, typname
FROM pg_type JOIN member ON classid = 'pg_type'::regclass AND objid = pg_type.oid WHERE typtype IN ('e', 'b') AND typelem = 0
UNION
SELECT 'row type', typname, format('%s(%s)', typname, (
           SELECT string_agg(format('%I %s', attname, replace(replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz'),
                                                              'failure_demand.', '')), ', ' ORDER BY attnum)
           FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped))
FROM pg_type JOIN member ON classid = 'pg_type'::regclass AND objid = pg_type.oid JOIN pg_class ON pg_class.oid = typrelid AND relkind = 'c'
UNION ALL
SELECT 'operator', '', replace(format('`%s %s %s`', oprleft::regtype, oprname, oprright::regtype), 'failure_demand.', '')
FROM pg_operator JOIN member ON classid = 'pg_operator'::regclass AND objid = pg_operator.oid
UNION ALL
SELECT 'cast', '', format('`%s` to `%s`', replace(castsource::regtype::text, 'character varying', 'varchar'),
                      replace(casttarget::regtype::text, 'failure_demand.', ''))
FROM pg_cast JOIN member ON classid = 'pg_cast'::regclass AND objid = pg_cast.oid
ORDER BY 1, 2, 3
SQL
utf8::decode($objects) unless utf8::is_utf8($objects);

# What a page says under a heading, until the next one of the same or a higher rank; a
# relation may have its heading as a section or as an entry of one.
sub entry_of
{
	my ($name) = @_;

	foreach my $page (map { text_of("doc/failure_demand_$_.md") } @reference_pages)
	{
		return $2 if $page =~ /^(##+) \Q$name\E(?: table)?\n(.*?)(?=^##|\z)/ms;
	}
	return;
}

# A row type stands below the function that gives it, or has a heading and a row for each column.
sub has_row_type
{
	my ($name, $signature) = @_;
	my $entry = entry_of($name);
	my ($columns) = $signature =~ /\((.*)\)/;

	return 1 if index($reference, $signature) >= 0;
	return defined $entry && !grep { index($entry, "`$_`") < 0 } map { /^"?(\w+)/ } split /, /, $columns;
}

foreach my $line (split /\n/, $objects)
{
	my ($what, $of, $name) = split /\|/, $line, 3;
	my $entry = entry_of($of) // '';
	my $is_there =
	    $what eq 'no' ? 0
	  : $what eq 'no heading of' ? $entry eq ''
	  : $what eq 'heading of' ? index($reference, "## $name ") >= 0
	  : $what eq 'row type' ? has_row_type($of, $name)
	  : $what eq 'column' ? index($entry, "`$name`") >= 0
	  :                     index($reference, $name) >= 0;

	# names of tests are ASCII: some perls die of anything else
	ok($is_there, join(' ', 'reference:', $what, $what eq 'column' ? "$of." . $name : $name) =~ s/\x{2192}/gives/r);
}

# What \dt, \dv and \df show of the user's schema is what the README says is there.
my $page = text_of('README.md');
foreach my $listed (
    [ 'dt', "SELECT relname FROM pg_class WHERE relnamespace = 'failure_demand'::regnamespace AND relkind = 'r'" ],
    [ 'dv', "SELECT relname FROM pg_class WHERE relnamespace = 'failure_demand'::regnamespace AND relkind = 'v'" ],
    [ 'df', "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'failure_demand'::regnamespace" ])
{
	my ($command, $query) = @$listed;
	my ($said) = $page =~ /^\| `\\$command failure_demand\.\*` \|(.*)\|$/m;

	is(join(' ', sort(($said // '') =~ /`(\w+)`/g)), join(' ', sort split /\n/, $node->safe_psql('postgres', $query)), "README: \\$command");
}

# what test/demo prints
my $shown = join "\n", read_other_outputs("$root/README.md");
my ($printed, $errors) = ('', '');

$node->safe_psql('postgres', 'CREATE DATABASE demo');
$node->safe_psql('demo', 'CREATE EXTENSION failure_demand');
foreach my $script (qw(company refresh report))
{
	IPC::Run::run([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('demo'), '-f', "$root/test/sample/$script.sql" ],
		'>', \$printed, '2>', \$errors) or diag($errors);
}
utf8::decode($printed);

my @report = map { s/\s+$//r } split /\n/, $printed;
my @missing;
foreach my $line (grep { /\S/ && $_ ne '...' } split /\n/, $shown)
{
	my $at = 0;

	$at++ while $at < @report && $report[$at] ne $line;
	if ($at < @report)
	{
		splice @report, 0, $at + 1;
	}
	else
	{
		push @missing, $line;
	}
}
ok($shown && !@missing, 'README.md: the demo prints what is shown, in that order')
  or diag(in_bytes("not printed:\n" . join "\n", @missing));

$node->stop;
done_testing();
