# shellcheck shell=bash
# test/rows/release.sh - what a release gives: the archive for PGXN and Debian's packages, each built,
# tested and used where there is nothing else.
# shellcheck disable=SC2154  # base, bases, quick, work

# A system of the row's own, a copy of a base: own_system BASE NAME
own_system() {
    rm -rf --one-file-system "${bases:?}/$2"
    cp -a "$bases/$1" "$bases/$2"
}

# Runs steps in a system, for a version: steps SYSTEM STEPS VERSION
steps() {
    enter "$1" quick="$quick" /srv/failure_demand/test/packaging/steps "$2" "$3"
}

# The steps and tests of a row, counted; its own systems are removed.
conclude_release() {
    local passed failed
    passed=$(grep -c '^ok ' "$work/steps.log")
    failed=$(grep -c '^not ok ' "$work/steps.log")
    rm -rf --one-file-system "${@/#/${bases:?}/}" "$work/steps.log"
    say_total "$passed" "$failed" 0
}

check_archive() {
    local version=$1
    find_postgres "$@"
    own_system "$base" archive
    install_in archive git unzip
    steps archive make-archive "$version" || return
    enter archive apt-get remove --yes --quiet git
    steps archive try-archive "$version" | tee "$work/steps.log"
    conclude_release archive
}

check_package() {
    local version=$1
    find_postgres "$@"
    need_base "$2-bare"
    own_system "$base" package
    own_system "$2-bare" package-bare
    install_in package git unzip postgresql-server-dev-all debhelper lintian
    steps package make-archive "$version" || return
    { steps package make-package "$version" && steps package-bare use-package "$version"; } | tee "$work/steps.log"
    conclude_release package package-bare
}

row archive "the archive for PGXN: built, installed, tested and used" check_archive 17 trixie
row package "Debian's packages: built, tested, and used in a bare system" check_package 17 trixie
