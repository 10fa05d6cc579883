# shellcheck shell=bash
# test/lib/chroot.sh - throw-away Debian systems, for test/matrix and its rows. Needs workplace.sh.
#
# A base is a small Debian of one suite, with what rows have installed in it so far. A row enters
# it in name spaces of its own, so that nothing is left mounted or running when the row has ended,
# however it ended. Inside there are the tree in /srv/failure_demand, which cannot be written, the
# real data sets in /srv/data, where there are any, and a /tmp that is emptied for each row.
#
# The mirror is the one from which this machine has its own packages.
#
#   FAILURE_DEMAND_BASES   a folder in which the bases are kept from run to run; else they are
#                          made anew in a temporary folder, and removed at the end
# shellcheck disable=SC2154  # work, bases, data: test/matrix has them

# Ends a row that cannot be had here.
unavailable() {
    echo "cannot be had: $*"
    exit 77
}

# Ends a row that fails.
fail() {
    echo "failed: $*"
    exit 1
}

# The addresses from which this machine has Debian's main packages.
find_mirror() {
    # shellcheck disable=SC2016  # apt fills these in
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' \
        'Component: main' 2>/dev/null | sed 's,/*$,,' | sort -u | head -n 1
}

require_chroots() {
    [ "$(id -u)" = 0 ] || unavailable "root is needed to make a chroot"
    unshare --mount --pid --fork true 2>/dev/null || unavailable "no name spaces may be made here (unshare)"
    command -v apt-get >/dev/null || unavailable "there is no apt-get"
    command -v mmdebstrap >/dev/null || { apt-get update --quiet; apt_install mmdebstrap; } >&2 ||
        unavailable "mmdebstrap could not be installed"
    mirror=$(find_mirror)
    [ -n "$mirror" ] || { apt-get update --quiet >&2; mirror=$(find_mirror); }
    [ -n "$mirror" ] || unavailable "apt knows no mirror of Debian"
}

# The Release files of suites that move expire where a mirror stands still; rows of two runs may
# install in one base.
apt_options() {
    apt-config dump --format '%f "%v";%n' Acquire::http::Proxy Acquire::https::Proxy
    echo 'Acquire::Check-Valid-Until "false";'
    echo 'APT::Install-Recommends "false";'
    echo 'DPkg::Lock::Timeout "600";'
}

# Makes a base, if it is not there yet, and brings what it knows of packages up to date once in a
# run. Its name is a suite, or several joined by a plus, the first of which is a whole system; with
# -bare behind it, it lacks what a build needs: need_base SUITE[+SUITE][-bare]
need_base() {
    [ -e "$bases/$1.made" ] || make_base "$1"
    [ -e "$work/up_to_date/$1" ] || enter "$1" apt-get update --quiet --quiet || unavailable "$1 could not be updated"
    mkdir -p "$work/up_to_date" && touch "$work/up_to_date/$1"
}

make_base() {
    local name=$1 suites=${1%-bare} packages=ca-certificates suite sources=() file
    echo "Making a base of $name from $mirror ..."
    [ "$suites" != "$name" ] || packages+=,gcc,libc6-dev,make,pkg-config,libicu-dev,libipc-run-perl,procps
    for suite in ${suites//+/ }; do
        sources+=("deb $mirror $suite main")
    done
    apt_options >"$work/apt.conf"
    rm -rf --one-file-system "${bases:?}/$name"
    unshare --mount --pid --fork --kill-child mmdebstrap --quiet --variant=minbase --aptopt="$work/apt.conf" \
        --include="$packages" "${suites%%+*}" "$bases/$name" "${sources[@]}" </dev/null ||
        unavailable "$mirror gave no system of $name"
    for file in resolv.conf hosts; do
        [ ! -e "/etc/$file" ] || cp "/etc/$file" "$bases/$name/etc/$file"
    done
    mkdir -p "$bases/$name/srv/failure_demand" "$bases/$name/srv/data"
    # of a suite that is no whole system, only the server is taken
    [ "$name" = "$suite" ] || printf '%s\n' 'Package: postgresql* libpq*' "Pin: release a=$suite" 'Pin-Priority: 990' \
        >"$bases/$name/etc/apt/preferences.d/server"
    touch "$bases/$name.made"
}

# Runs a command in a base as root: enter BASE [VARIABLE=VALUE ...] COMMAND [ARGUMENT ...]
enter() {
    local base=$bases/$1
    shift
    # shellcheck disable=SC2016  # the inner shell fills these in
    unshare --mount --pid --fork --kill-child bash -ec '
        base=$1 tmp=$2 tree=$3 data=$4
        shift 4
        mount -t proc proc "$base/proc"
        mount --bind /dev "$base/dev"
        mount -t tmpfs -o mode=1777 tmpfs "$base/dev/shm"
        mount --bind "$tmp" "$base/tmp"
        mount --bind "$tree" "$base/srv/failure_demand"
        mount -o remount,bind,ro "$base/srv/failure_demand"
        [ -z "$data" ] || mount --bind -o ro "$data" "$base/srv/data"
        exec chroot "$base" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
            DEBIAN_FRONTEND=noninteractive FAILURE_DEMAND_DATA=/srv/data "$@"' \
        enter "$base" "$work/tmp" "$work/tree" "$data" "$@" </dev/null
}

# Fetches Debian packages, and what they need, for a base: fetch_in BASE PACKAGE ...
fetch_in() {
    local base=$1
    shift
    enter "$base" apt-get install --download-only --yes --quiet --quiet --no-upgrade "$@" >&2 ||
        unavailable "could not be fetched for $base: $*"
}

# Installs Debian packages in a base. Once they could be fetched, it is a failure if they do not install:
# install_in BASE PACKAGE ...
install_in() {
    local base=$1
    shift
    fetch_in "$base" "$@"
    enter "$base" apt-get install --yes --quiet --quiet --no-upgrade "$@" >&2 ||
        fail "could not install in $base: $*"
}

# Major versions of PostgreSQL that a base can install.
versions_in() {
    enter "$1" apt-cache pkgnames postgresql-server-dev- |
        sed -n 's/^postgresql-server-dev-\([0-9]*\)$/\1/p' | sort -n | xargs
}

# Sets base to the first that has this version of PostgreSQL, and installs it there:
# find_postgres VERSION SUITE ...
find_postgres() {
    local version=$1 suite versions seen=
    shift
    require_chroots
    for suite in "$@"; do
        need_base "$suite"
        versions=$(versions_in "$suite")
        if [[ " $versions " == *" $version "* ]]; then
            base=$suite
            fetch_in "$base" postgresql-common "postgresql-$version" "postgresql-server-dev-$version"
            enter "$base" bash -c ". /srv/failure_demand/test/lib/workplace.sh && install_server $version" ||
                fail "PostgreSQL $version could not be installed in $base"
            note_versions "$version"
            return
        fi
        seen+=" $suite has ${versions:-none};"
    done
    unavailable "no PostgreSQL $version:$seen"
}

# Says what a row runs on, for the table: the versions of the server, of the system and of ICU.
note_versions() {
    # shellcheck disable=SC2016  # the inner shell fills these in
    enter "$base" bash -c '. /etc/os-release
        version=$("/usr/lib/postgresql/$1/bin/pg_config" --version | cut -d " " -f 1,2)
        echo "note: $version, $PRETTY_NAME, ICU $(pkg-config --modversion icu-uc)"' note "$1"
}

# Builds a server from a suite's source package in a base, if that is not done yet, and installs it
# in /opt/NAME there: build_postgres BASE SUITE VERSION NAME [ARGUMENT-OF-CONFIGURE ...]
build_postgres() {
    local base=$1 suite=$2 version=$3 name=$4
    shift 4
    [ ! -e "$bases/$base/opt/$name.made" ] || return 0
    install_in "$base" dpkg-dev bison flex zlib1g-dev libssl-dev
    # shellcheck disable=SC2016  # the inner shell fills these in
    enter "$base" bash -ec 'mirror=$1 suite=$2 version=$3 name=$4
        shift 4
        echo "deb-src $mirror $suite main" >/etc/apt/sources.list.d/source.list
        apt-get update --quiet --quiet || exit 77
        rm -rf /opt/source && mkdir /opt/source && cd /opt/source
        apt-get source --quiet --quiet "postgresql-$version" || exit 77
        rm /etc/apt/sources.list.d/source.list
        cd "postgresql-$version"-*/
        ./configure --quiet --prefix="/opt/$name" --with-icu --with-ssl=openssl --without-readline "$@"
        make --silent -j "$(nproc)" -C src install
        make --silent -C contrib/citext install
        install -m 644 src/tools/valgrind.supp "/opt/$name/share"
        rm -rf /opt/source
        touch "/opt/$name.made"' build "$mirror" "$suite" "$version" "$name" "$@" || {
        [ $? != 77 ] || unavailable "the source package of PostgreSQL $version could not be fetched from $suite"
        fail "PostgreSQL $version could not be built from the source package of $suite"
    }
}
