# test/lib/PgxnMeta.pm - what PGXN's specification, version 1.0, has against a META.json.
#
# A value has a path, the keys above it; in a list, its last key is []. Each path must be one that
# the specification has, with a value as it says; keys that begin with x_ are free.

package PgxnMeta;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(meta_faults);

my $term     = qr{[^\s/\\[:cntrl:]]{2,}};
my $number   = qr{(?:0|[1-9]\d*)};
my $version  = qr{$number\.$number\.$number(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?};
my $range    = qr{(?:(?:[=!]=|[<>]=?)\s*)?$version};
my $url      = qr{[a-z][a-z0-9+.-]*://\S+};
my $phases   = qr{configure|build|test|runtime|develop};
my $licences = qr{agpl_3|apache_(?:1_1|2_0)|artistic_[12]|bsd|freebsd|gfdl_1_[23]|gpl_[123]|lgpl_(?:2_1|3_0)|mit|mozilla_1_[01]|
                  openssl|perl_5|postgresql|qpl_1_0|ssleay|sun|zlib|open_source|restricted|unrestricted|unknown}x;

my @rules = (
	[ qr{name},                                                                    $term ],
	[ qr{version|provides/$term/version},                                          $version ],
	[ qr{abstract|description|generated_by|maintainer(?:/\[\])?},                  qr{.+}s ],
	[ qr{license(?:/\[\])?},                                                       $licences ],
	[ qr{license/[^/]+|resources/(?:homepage|(?:bugtracker|repository)/web|repository/url)}, $url ],
	[ qr{resources/bugtracker/mailto},                                             qr{\S+@\S+} ],
	[ qr{resources/repository/type},                                               qr{[^[:upper:]]+} ],
	[ qr{release_status},                                                          qr{stable|testing|unstable} ],
	[ qr{meta-spec/version},                                                       qr{1\.0\.\d+} ],
	[ qr{meta-spec/url},                                                           qr{https?://pgxn\.org/meta/spec\.txt} ],
	[ qr{provides/$term/abstract},                                                 qr{.+}s ],
	[ qr{provides/$term/(?:doc)?file|no_index/(?:file|directory)(?:/\[\])?},       qr{[^/\\].*} ],
	[ qr{tags/\[\]},                                                               qr{[^/\\[:cntrl:]]{2,255}} ],
	[ qr{prereqs/(?:$phases)/(?:requires|recommends|suggests|conflicts)/$term},    qr{0|$range(?:,\s*$range)*} ]);
my @required = qw(name version abstract maintainer license provides meta-spec/version);

# The values of a structure, each with its path.
sub leaves
{
	my ($path, $value) = @_;

	return map { leaves(length $path ? "$path/$_" : $_, $value->{$_}) } sort keys %$value if ref $value eq 'HASH' && %$value;
	return map { leaves("$path/[]", $_) } @$value if ref $value eq 'ARRAY' && @$value;
	return [ $path, ref $value || !defined $value ? '' : $value ];
}

# A line for each fault of a decoded META.json.
sub meta_faults
{
	my ($meta) = @_;
	my @leaves = grep { $_->[0] !~ m{(?:^|/)x_}i } leaves('', $meta);
	my @needed = (@required, map { ("provides/$_/file", "provides/$_/version") } keys %{ $meta->{provides} // {} });
	my @faults;

	foreach my $needed (@needed)
	{
		push @faults, "$needed is missing" unless grep { $_->[0] =~ m{^\Q$needed\E(?:/|$)} } @leaves;
	}
	foreach my $leaf (@leaves)
	{
		my ($path, $value) = @$leaf;
		my ($rule) = grep { $path =~ /^(?:$_->[0])$/ } @rules;

		push @faults, !$rule ? "$path is unknown" : "$path is '$value'" unless $rule && $value =~ /^(?:$rule->[1])\z/;
	}
	return @faults;
}

1;
