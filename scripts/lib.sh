# Shared by the scripts of this folder; sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What a build needs, and what is needed to run the samples and tests on top of it.
build_packages=(
    ca-certificates g++ cmake ninja-build pkg-config git
    libgit2-dev libarchive-dev libpq-dev libpg-query-dev libcli11-dev nlohmann-json3-dev
    libfmt-dev libtomlplusplus-dev libssl-dev zlib1g-dev
)
run_packages=(postgresql-15 postgresql-client-15)
# What packing as a Debian package needs: cpack calls dpkg-shlibdeps and reads the program's format.
package_packages=(dpkg-dev binutils file)

say() {
    printf '== %s\n' "$*"
}

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        die "this needs root to run: $*; run it as root, or install sudo"
    fi
}

# Installs the Debian packages named that are not there yet, and says which.
install_packages() {
    local package missing=()
    for package in "$@"; do
        if ! dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        return 0
    fi
    say "installing Debian packages: ${missing[*]}"
    as_root apt-get update -qq
    if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
        install_without_cluster
    fi
    apt_install "${missing[@]}"
    as_root rm -f "$no_cluster"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 "$@" > /dev/null
}

no_cluster=/etc/postgresql-common/createcluster.d/rollpack-none.conf

# The server package would make and start a cluster of its own; only its programs are wanted here.
install_without_cluster() {
    apt_install postgresql-common
    as_root mkdir -p "$(dirname "$no_cluster")"
    echo 'create_main_cluster = false' | as_root tee "$no_cluster" > /dev/null
}

# build_preset NAME: configures and builds; quick when nothing has changed.
build_preset() {
    local launcher=()
    if command -v ccache > /dev/null; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    say "building (preset $1)"
    (cd "$root" && cmake --preset "$1" "${launcher[@]}" > /dev/null && cmake --build --preset "$1" -- --quiet)
}

# pack_debian BUILD FOLDER: packs what is built in BUILD, and prints the package's path. The times in it
# are the last commit's where there is one, so that the same sources give the same package.
pack_debian() {
    local log=$2/cpack.log
    if ! SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2> /dev/null || date +%s) \
        cpack --config "$1/CPackConfig.cmake" -B "$2" > "$log" 2>&1; then
        cat "$log" >&2
        die "cpack did not make a package of $1"
    fi
    sed -n 's/^CPack: - package: \(.*\) generated\.$/\1/p' "$log"
}
