#!/bin/bash
# Fetches the interpreter of releases and unpacks it: packaging/fetch-python.sh FOLDER
# What lies in FOLDER afterwards is what ./parlance package --python takes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { printf 'fetch-python: %s\n' "$*" >&2; exit 1; }

[ $# = 1 ] || die "give the folder to unpack it into."
target=$1
[ ! -e "$target" ] || die "$target is there already; give another folder, or remove it."

read -r sum address < <(grep -v '^#' "$here/python.txt")
[ "${#sum}" = 64 ] || die "packaging/python.txt names no sha256."

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
curl --fail --silent --show-error --location --retry 3 --output "$draft/python.tar.gz" "$address" ||
    die "$address could not be fetched."
found=$(sha256 "$draft/python.tar.gz")
[ "$found" = "$sum" ] || die "what came from $address has the sha256 $found, not $sum."
tar -xzf "$draft/python.tar.gz" -C "$draft"
[ -d "$draft/python/include" ] || die "the archive holds no folder named python."
mkdir -p "$(dirname "$target")"
mv "$draft/python" "$target"
printf '%s\n' "$target"
