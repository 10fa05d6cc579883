# shellcheck shell=bash
# test/lib/workplace.sh - what test/demo and test/check share: a workplace in which the extension
# is built and served without touching the system.
#
# Sourced by bash. Everything is made in one temporary folder: a copy of the sources, the
# staged installation and the server, which listens to a socket in that folder only. The
# worker, who builds and serves, is the caller, or postgres where the caller is root,
# because no server runs as root. Only missing Debian packages are installed.
#
#   PG_CONFIG             the pg_config of the server to build for; else the newest complete one
#   SERVER_INITDB         options more for initdb
#   SERVER_SETTINGS       lines more for postgresql.conf
#   SERVER_PROGRAM        what is run instead of postgres, and runs it
#   SERVER_SETUP          a file of SQL to be run in template1

root=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
superuser=postgres

# neither settings of the caller's sessions nor translated messages may change a result
for name in $(compgen -e PG); do
    [ "$name" = PG_CONFIG ] || unset "$name"
done
unset name MAKEFLAGS MAKELEVEL
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8 PATH=$PATH:/usr/sbin:/sbin

say() {
    printf '%s\n' "$*" >&2
}

# The last line of what tests say. The exit status tells whether nothing failed.
say_total() {
    local passed=$1 failed=$2 skipped=$3
    printf '\n%d passed, %d failed' "$passed" "$failed"
    [ "$skipped" = 0 ] || printf ', %d skipped' "$skipped"
    echo
    [ "$failed" = 0 ]
}

die() {
    say "$(basename "$0"): $*"
    exit 1
}

# ---- what must be installed -------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        command -v sudo >/dev/null || die "needs root or sudo to run: $*"
        sudo "$@"
    fi
}

# Does this pg_config belong to a server that can run, and that can build and test extensions?
is_complete() {
    local pgxs
    pgxs=$("$1" --pgxs 2>/dev/null) || return
    [ -e "$pgxs" ] && [ -x "$("$1" --bindir)/initdb" ] &&
        [ -x "$(dirname "$pgxs")/../test/regress/pg_regress" ]
}

# The path of the newest complete server's pg_config, Debian's versions first; nothing where there is none.
find_pg_config() {
    local candidate
    for candidate in ${PG_CONFIG:-$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_config | sort -rV) pg_config}; do
        if is_complete "$candidate"; then
            echo "$("$candidate" --bindir)/pg_config"
            return
        fi
    done
}

# The version to install: that of a server that only lacks its development files, else Debian's default.
version_to_install() {
    local server
    server=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [ -x "$server" ]; then
        basename "${server%/bin/initdb}"
    else
        apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p'
    fi
}

# Debian packages without which nothing can be built or tested, but for the server.
missing_tools() {
    command -v gcc >/dev/null || echo gcc
    [ -e /usr/include/stdio.h ] || echo libc6-dev
    command -v make >/dev/null || echo make
    command -v pkg-config >/dev/null || echo pkg-config
    pkg-config --exists icu-i18n icu-uc 2>/dev/null || echo libicu-dev
    perl -MIPC::Run -e 1 2>/dev/null || echo libipc-run-perl
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends --no-upgrade "$@" >&2
}

# Debian makes and starts a database cluster when a server is installed. None is wanted
# here: the setting that says so holds during the installation only.
install_server() (
    version=$1
    conf=/etc/postgresql-common/createcluster.conf
    apt_install postgresql-common || return
    saved=$(mktemp) && cp "$conf" "$saved" || return
    trap 'as_root cp "$saved" "$conf" && rm -f "$saved"' EXIT
    echo 'create_main_cluster = false' | as_root tee -a "$conf" >/dev/null
    apt_install "postgresql-$version" "postgresql-server-dev-$version"
)

# Installs what is missing and sets pg_config and bindir.
require_tools() {
    local tools version
    tools=$(missing_tools)
    pg_config=$(find_pg_config)
    [ -n "$pg_config" ] || [ -z "${PG_CONFIG:-}" ] ||
        die "$PG_CONFIG belongs to no server that has initdb, PGXS and pg_regress"
    if [ -n "$tools" ] || [ -z "$pg_config" ]; then
        command -v apt-get >/dev/null || die "please install: PostgreSQL with its development files" "$tools"
        say "Installing what is missing ..."
        as_root apt-get update --quiet >&2 || say "apt-get update failed; going on with the lists as they are"
        # shellcheck disable=SC2086  # a list of words
        [ -z "$tools" ] || apt_install $tools || die "could not install:" $tools
    fi
    if [ -z "$pg_config" ]; then
        version=$(version_to_install)
        install_server "$version" || die "could not install PostgreSQL $version"
        pg_config=$(find_pg_config)
        [ -n "$pg_config" ] || die "PostgreSQL $version was installed, but is not complete"
    fi
    bindir=$("$pg_config" --bindir)
}

# pg_cron, for the one test that is skipped without it: installed if that is easy.
install_pg_cron() {
    local package
    [[ $bindir =~ ^/usr/lib/postgresql/([0-9]+)/bin$ ]] && package=postgresql-${BASH_REMATCH[1]}-cron || return 0
    if [ "$(id -u)" = 0 ] && [ ! -e "$("$pg_config" --pkglibdir)/pg_cron.so" ] && apt-cache show "$package" >/dev/null 2>&1; then
        say "Installing $package ..."
        apt_install "$package" || say "could not install $package; going on without it"
    fi
}

# ---- the workplace ----------------------------------------------------------------

# Runs a command in the workplace as the worker.
as_worker() (
    cd "$work" && export HOME="$work" TMPDIR="$work" || return
    if [ "$(id -u)" = 0 ]; then
        runuser -u "$worker" -- "$@"
    else
        "$@"
    fi
)

# The files of the tree as they are now: those that git knows or would add, all where there is no git.
list_files() (
    cd "$root" || return
    if [ ! -e .git ] || ! git -c safe.directory="$root" ls-files -z --cached --others --exclude-standard 2>/dev/null; then
        find . -name .git -prune -o ! -type d -print0
    fi
)

# The version of the extension, which stands in the control file.
extension_version() {
    sed -n "s/^default_version *= *'\(.*\)'.*/\1/p" "$root/failure_demand.control"
}

# Copies the files of the tree into a folder.
copy_files() {
    local target=$1 file
    mkdir -p "$target"
    list_files | while IFS= read -r -d '' file; do
        [ ! -e "$root/$file" ] || printf '%s\0' "$file"  # git still knows what was only deleted
    done | tar -C "$root" --null --files-from=- -cf - | tar -C "$target" --no-same-owner -xf - ||
        die "could not copy $root"
}

# Copies the tree into a folder of the workplace, owned by the worker and without what earlier
# builds made.
copy_tree() {
    copy_files "$work/$1"
    own "$work/$1"
    build "$1" clean >/dev/null
}

own() {
    [ "$(id -u)" != 0 ] || chown -R "$worker": "$1"
}

# Makes the workplace, and sees to it that nothing of it is left.
# It is in /tmp, which all users can reach and whose name is short enough for a socket.
open_workplace() {
    worker=$(id -un)
    [ "$(id -u)" != 0 ] || worker=postgres
    id "$worker" >/dev/null 2>&1 || die "there is no user $worker to run a server"
    work=$(mktemp -d /tmp/failure_demand.XXXXXX) || die "could not make a temporary folder"
    trap close_workplace EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    own "$work"
}

close_workplace() {
    stop_server || say "could not stop the server in $work"
    rm -rf "$work"
}

# Builds a copy of the sources: build FOLDER [MAKE-VARIABLE=VALUE ...].
build() {
    local folder=$1
    shift
    as_worker make --silent -C "$folder" PG_CONFIG="$pg_config" "$@"
}

# Installs the copy in source/ into the workplace, never into the system.
stage() {
    build source install DESTDIR="$work/stage"
}

# The settings by which a server finds the staged extension: PostgreSQL 18 has its own,
# Debian's older versions have theirs.
extension_settings() {
    local known
    known=$(as_worker "$bindir/postgres" --describe-config | cut -f 1)
    case $known in
    *extension_control_path*)
        echo "extension_control_path = '$work/stage$("$pg_config" --sharedir):\$system'" ;;
    *extension_destdir*)
        echo "extension_destdir = '$work/stage'" ;;
    *)
        die "$bindir/postgres finds no extensions outside its own folders: it needs PostgreSQL 18, or one of Debian's" ;;
    esac
    echo "dynamic_library_path = '$work/stage$("$pg_config" --pkglibdir):\$libdir'"
}

# ---- the server -------------------------------------------------------------------

# Starts a new server, to be reached by PGHOST. Its data may be lost: it is not synced.
start_server() {
    # shellcheck disable=SC2086  # a list of options
    as_worker "$bindir/initdb" --pgdata=data --username="$superuser" --auth=trust --no-sync \
        --encoding=UTF8 --locale=C.UTF-8 ${SERVER_INITDB:-} >"$work/initdb.log" 2>&1 ||
        { cat "$work/initdb.log" >&2; return 1; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$work'"
        echo "fsync = off"
        extension_settings
        echo "${SERVER_SETTINGS:-}"
    } >>"$work/data/postgresql.conf"
    run_server || return
    [ -z "${SERVER_SETUP:-}" ] || run_psql template1 --file="$SERVER_SETUP" >&2
}

# Starts the server on the data that are there.
run_server() {
    as_worker "$bindir/pg_ctl" --pgdata=data --log=server.log --wait --silent \
        ${SERVER_PROGRAM:+-p "$SERVER_PROGRAM"} start >&2 || { cat "$work/server.log" >&2; return 1; }
}

stop_server() {
    [ ! -e "$work/data/postmaster.pid" ] ||
        as_worker "$bindir/pg_ctl" --pgdata=data --mode=immediate --silent stop >&2
}

# psql to the server: run_psql DATABASE [OPTION ...]
run_psql() {
    local database=$1
    shift
    as_worker "$bindir/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --host="$work" --username="$superuser" --dbname="$database" "$@"
}
