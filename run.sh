#!/usr/bin/env bash
# The one way in, for people and for CI alike.
#
#   ./run.sh setup            make .venv: the accord command and all test tools, locked by hash
#   ./run.sh demo [--seed N]  play one quarter of a small sales team; prints where the pages are
#   ./run.sh test             every check and every test (.ci/run calls exactly this)
#   ./run.sh check            format, lint, types, layers, nothing else
#   ./run.sh pictures         render all kinds of letter to PNG (needs Chromium)
#   ./run.sh bench            measure; exit 1 when a promised ratio is missed
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
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] && new_enough "$candidate" && { command -v "$candidate"; return; }
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

fingerprint() { cat requirements/*.txt pyproject.toml | sha256sum | cut -d' ' -f1; }

setup() {
    local wanted
    wanted=$(fingerprint)
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1 || ! new_enough .venv/bin/python; then
        make_venv "$(find_python)"
    fi
    say "installing the locked packages into .venv"
    local pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
    "${pip[@]}" install --require-hashes -r requirements/dev.txt
    # The build backend is one of the locked packages, so nothing is fetched here.
    "${pip[@]}" install --no-deps --no-build-isolation -e .
    printf '%s\n' "$wanted" >"$stamp"
}

# --- the verbs -------------------------------------------------------------------------------

usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' run.sh; }

case ${1:-} in
    setup) setup ;;
    "") usage ;;
    *) usage >&2; exit 2 ;;
esac
