#!/usr/bin/env bash
# The one way in, for people and for CI alike.
#
#   ./run.sh setup            make .venv: the accord command and all test tools, locked by hash
#   ./run.sh demo [--seed N]  play one quarter of a small sales team; prints where the pages are
#   ./run.sh test             every check and every test (.ci/run calls exactly this)
#   ./run.sh check            format, lint, types, layers, nothing else
#   ./run.sh pictures         render all kinds of letter to PNG (needs Chromium)
#   ./run.sh bench            measure; exit 1 when a promised ratio is missed
#   ./run.sh servers          install what the server tests talk to (./run.sh test does it, too)
#   ./run.sh lock             compile requirements/*.in to requirements/*.txt again
#
# Works on a fresh Debian or Ubuntu with Python 3.11+ and git. What is missing is installed where
# this user may (root, or sudo without a password); else one line says what to run.
# PYTHON=/path/to/python3.13 ./run.sh setup   chooses the interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

stamp=.venv/.accord-stamp

say() { printf '%s\n' "$*" >&2; }
die() { say "run.sh: $*"; exit 1; }

# --- system packages -------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# system_package NAME: install a Debian package; false where this user may not, or has no apt.
system_package() {
    command -v apt-get >/dev/null || return 1
    say "installing the system package $1"
    as_root true || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null 2>&1 && return
    as_root apt-get update -qq >/dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null
}

# --- setup -----------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        new_enough "$candidate" && { command -v "$candidate"; return; }
    done
    die "Python 3.11 or newer is needed; on Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv"
}

# Debian's python3 comes without ensurepip, so that `python3 -m venv` fails half-way.
make_venv() {
    local python=$1 version
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        system_package "python$version-venv" || system_package python3-venv ||
            die "this Python makes no virtual environments; run: sudo apt-get install python3-venv"
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

version_of() { "$1" -c 'import sys; print(sys.version)' 2>/dev/null; }

venv_is_usable() {
    new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of .venv/bin/python)" ]
}

# What .venv was made from: the lock, the metadata, the interpreter, and where the checkout lies.
fingerprint() {
    { pwd; version_of "${1:-.venv/bin/python}"; cat requirements/*.txt pyproject.toml; } |
        sha256sum | cut -d' ' -f1
}

setup() {
    local python
    if [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint "${PYTHON:-}")" ]; then return; fi
    exec 9>.setup.lock && flock 9  # two terminals, one .venv
    if ! venv_is_usable; then
        python=$(find_python)
        make_venv "$python"
    fi
    say "installing the locked packages into .venv"
    local pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
    "${pip[@]}" install --require-hashes -r requirements/dev.txt
    # hatchling is one of the locked packages, so the build fetches nothing.
    "${pip[@]}" install --no-deps --no-build-isolation -e .
    fingerprint >"$stamp"
    exec 9>&-
}

lock() {
    local name
    for name in runtime dev servers; do
        # --universal: one file for Python 3.11 to 3.13 on x86_64 and aarch64.
        (cd requirements && ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
            --generate-hashes --no-emit-index-url --no-annotate --no-header \
            "$@" "$name.in" -o "$name.txt")
    done
}

# --- check and test --------------------------------------------------------------------------

failed=()

# step NAME COMMAND...: run it, go on whatever it says, remember what failed.
step() {
    local name=$1
    shift
    say "== $name"
    "$@" || failed+=("$name")
}

verdict() {
    [ ${#failed[@]} = 0 ] && { say "== all well"; return; }
    say "== failed: $(IFS=,; printf '%s' "${failed[*]}" | sed 's/,/, /g')"
    return 1
}

check() {
    local ruff=.venv/bin/ruff
    step "format" "$ruff" format --check --quiet .
    step "lint" "$ruff" check --quiet .
    step "types" .venv/bin/mypy
    step "layers" .venv/bin/lint-imports --no-logo
}

# tests_in FOLDER...: those of the folders that have tests in them.
tests_in() {
    local folder
    for folder in "$@"; do
        [ -z "$(find "$folder" -name 'test_*.py' -print -quit 2>/dev/null)" ] || printf '%s\n' "$folder"
    done
}

# group NAME "FOLDER..." PYTEST-ARGUMENTS...
group() {
    local name=$1 folders
    # Folder names hold no spaces; splitting them here is meant.
    # shellcheck disable=SC2086
    mapfile -t folders < <(tests_in $2)
    shift 2
    [ ${#folders[@]} = 0 ] && return
    step "$name" run_pytest "${folders[@]}" "$@"
}

run_pytest() {
    local code=0
    .venv/bin/python -m pytest -q "$@" || code=$?
    # 5: the markers left nothing over. That is fine where they were meant to choose.
    [ $code = 0 ] || { [ $code = 5 ] && [[ " $* " == *" -m "* ]]; }
}

all_tests() {
    local most="tests/contract tests/packaging tests/integration tests/corpus"
    command -v systemd-analyze >/dev/null || system_package systemd || true
    group "units" tests/unit -n 2 --cov=daemon.domain --cov-fail-under=100
    group "contracts to corpus" "$most" -n 2 -m "not slow and not servers"
    group "acceptance" tests/acceptance -n 2 -m "not servers"
    step "server programs" server_programs
    group "servers" "$most tests/acceptance" -n 2 -m servers
    group "wheel" "$most" -m "slow and not servers"
}

# What the tests of calendars and mailboxes run beside the daemon, under build/servers: emulators
# from PyPI in an environment of their own, an OpenID provider and Microsoft's types from npm, and
# Debian's Exim and Dovecot. Nothing of it is part of the program.
server_programs() {
    local made=build/servers/.stamp wanted name
    wanted=$(cat requirements/servers.txt tests/servers/node/package-lock.json | sha256sum)
    for name in exim4-daemon-light dovecot-core dovecot-imapd dovecot-lmtpd dovecot-sieve \
        dovecot-managesieved dovecot-submissiond; do
        has_package "$name" || system_package "$name" || say "the system package $name is missing"
    done
    command -v npm >/dev/null || system_package npm || say "the system package npm is missing"
    [ "$(cat "$made" 2>/dev/null)" = "$wanted" ] && return
    rm -rf build/servers && mkdir -p build/servers/node
    .venv/bin/python -m venv build/servers/python &&
        build/servers/python/bin/python -m pip --disable-pip-version-check --quiet \
            install --require-hashes -r requirements/servers.txt &&
        cp tests/servers/node/package.json tests/servers/node/package-lock.json \
            tests/servers/node/.npmrc build/servers/node/ &&
        (cd build/servers/node && npm ci --silent) &&
        printf '%s\n' "$wanted" >"$made"
}

has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# --- pictures --------------------------------------------------------------------------------

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

need_chromium() {
    browser >/dev/null || system_package chromium || true
    browser >/dev/null || die "pictures need Chromium; run: sudo apt-get install chromium"
}

# --- the verbs -------------------------------------------------------------------------------

usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' run.sh; }

verb=${1:-}
[ $# = 0 ] || shift
case $verb in
    setup) setup ;;
    lock) setup; lock "$@" ;;
    servers) setup; server_programs ;;
    check) setup; check; verdict ;;
    test) setup; check; all_tests; verdict ;;
    demo) setup; exec .venv/bin/accord demo "$@" ;;
    pictures) setup; need_chromium; exec .venv/bin/python -m tests.pictures "$@" ;;
    bench) setup; exec .venv/bin/python -m benchmarks "$@" ;;
    "" | help | -h | --help) usage ;;
    *) say "run.sh: no verb '$verb'"; usage >&2; exit 2 ;;
esac
