# shellcheck shell=bash
# test/rows/big_endian.sh - the unit tests on a machine whose numbers begin with their highest byte:
# compiled for s390x, and run by qemu. Logs and fingerprints have the same bytes as everywhere else.
# shellcheck disable=SC2154  # bases, mirror, work

# Unpacks libraries of another architecture in a base, for a cross-compiler, if that is not done yet:
# need_libraries BASE SUITE ARCHITECTURE PACKAGE ...
need_libraries() {
    local base=$1 suite=$2 architecture=$3 folder=$bases/$1/opt/$3
    [ ! -e "$folder.made" ] || return 0
    apt_options >"$work/apt.conf"
    rm -rf --one-file-system "$folder"
    unshare --mount --pid --fork --kill-child mmdebstrap --quiet --variant=extract --aptopt="$work/apt.conf" \
        --architectures="$architecture" --include="$(IFS=,; echo "${*:4}")" \
        "$suite" "$folder" "$mirror" </dev/null || unavailable "$mirror gave no libraries of $architecture"
    touch "$folder.made"
}

check_big_endian() {
    local base=bookworm
    require_chroots
    need_base "$base"
    install_in "$base" gcc-s390x-linux-gnu qemu-user
    need_libraries "$base" "$base" s390x libc6-dev libicu-dev
    # shellcheck disable=SC2016  # the inner shell fills these in
    enter "$base" bash -ec '
        echo "note: s390x, $(qemu-s390x --version | head -n 1), $(s390x-linux-gnu-gcc --version | head -n 1)"
        export PKG_CONFIG_SYSROOT_DIR=/opt/s390x PKG_CONFIG_LIBDIR=/opt/s390x/usr/lib/s390x-linux-gnu/pkgconfig
        mkdir /tmp/build && cd /tmp/build
        make --silent -f /srv/failure_demand/Makefile VPATH=/srv/failure_demand \
            CC="s390x-linux-gnu-gcc --sysroot=/opt/s390x" test/unit/build/unit
        qemu-s390x -L /opt/s390x test/unit/build/unit' | sed 's/^unit: //'
}

row big-endian "the unit tests on s390x, whose numbers begin with their highest byte" check_big_endian
