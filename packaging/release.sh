#!/bin/bash
# Makes a release on a Mac: builds Parlance.app, signs it from the inside out, has Apple look at it,
# and puts it on a disk image.
#
#   packaging/release.sh --python DIR [--out DIR] [--app APP] [--dry-run]
#
#   --python DIR  the interpreter; packaging/fetch-python.sh fetches the pinned one
#   --out DIR     where everything goes; out/release by default
#   --app APP     sign this bundle, which ./parlance package has built, instead of building one
#   --dry-run     print the commands in their order, run none of them
#
# SIGN_ID         "Developer ID Application: NAME (TEAM)", as in the keychain
# NOTARY_PROFILE  what `xcrun notarytool store-credentials` was given as a name
#
# Without both, the image is signed for nobody, and a text in it says what that means.
# The last line on standard output is the path of the image.
#
# packaging/RELEASING.md tells everything that a release takes, from the version to what has to be
# looked at on a Mac before anybody else gets it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
python_dir='' out=$root/out/release app='' dry=''

say() { printf '%s\n' "$*" >&2; }
die() { say "release: $*"; exit 1; }
step() { say "== $*"; }

while [ $# -gt 0 ]; do
    case $1 in
        --python | --out | --app)
            [ $# -ge 2 ] || die "$1 wants a path."
            case $1 in
                --python) python_dir=$2 ;;
                --out) out=$2 ;;
                --app) app=$2 ;;
            esac
            shift 2
            ;;
        --dry-run) dry=1; shift ;;
        --help | -h) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) die "there is no option $1; see --help." ;;
    esac
done

# run COMMAND...: tells it, and does it.
run() {
    say "+ $(printf '%q ' "$@" | sed 's/ $//')"
    [ -n "$dry" ] || "$@" >&2
}

# --- what is needed ------------------------------------------------------------------------------

sign_id=${SIGN_ID:-}
profile=${NOTARY_PROFILE:-}
[ -n "$sign_id" ] || [ -z "$profile" ] || die "NOTARY_PROFILE is set and SIGN_ID is not: Apple only looks at what is signed."
[ -n "$profile" ] || [ -z "$sign_id" ] || die "SIGN_ID is set and NOTARY_PROFILE is not: nobody could open an image that Apple has not looked at."
[ -n "$python_dir$app" ] || die "--python is missing; packaging/fetch-python.sh fetches the pinned interpreter."
[ -z "$app" ] || [ -d "$app/Contents" ] || [ -n "$dry" ] || die "$app is no bundle."

version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/app/__init__.py")
[ -n "$version" ] || die "app/__init__.py names no version."
# ready SENTENCE: what a release cannot do without, and a dry run only tells.
ready() { if [ -n "$dry" ]; then say "not ready: $*"; else die "$@"; fi; }
grep -q "^## \[$(printf '%s' "$version" | sed 's/\./\\./g')\]" "$root/CHANGELOG.md" ||
    ready "CHANGELOG.md has no heading \"## [$version]\". Rename \"## [Unreleased]\" to \"## [$version] - $(date +%Y-%m-%d)\", put a new \"## [Unreleased]\" above it, commit that, and run this again; for another version, change __version__ in app/__init__.py."
changed=$(git -C "$root" status --porcelain 2>/dev/null | head -n 3) || changed=''
[ -z "$changed" ] || ready "there are changes that are not committed, and nobody could build the same from the tag: $(printf '%s' "$changed" | tr '\n' ' ')."

missing=''
for tool in codesign ditto hdiutil spctl xattr xcrun security; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    [ -n "$dry" ] || die "this needs a Mac with Xcode's command line tools; missing:$missing."
fi
if [ -n "$sign_id" ] && [ -z "$dry" ]; then
    security find-identity -v -p codesigning | grep -qF "\"$sign_id\"" || die "the keychain has no identity named $sign_id."
    xcrun notarytool history --keychain-profile "$profile" >/dev/null || die "notarytool does not know the profile $profile."
fi

# --- build ---------------------------------------------------------------------------------------

[ -d "$out" ] || run mkdir -p "$out"
if [ -z "$app" ]; then
    step "building Parlance $version"
    app=$out/Parlance.app
    run "$root/parlance" package --python "$python_dir" --out "$out"
fi
dmg=$out/Parlance-$version.dmg
run rm -rf "$dmg" "$out/stage" "$out/Parlance.zip"

# --- sign, from the inside out; nothing is written into the bundle from here on ------------------

# Each thing on its own: with --deep, codesign would give the app's rights to all of them. The app is
# the only one with rights, and it is the last.
if [ -n "$sign_id" ]; then
    step "signing as $sign_id"
    sign=(codesign --force --options runtime --timestamp --sign "$sign_id")
    rights=(--entitlements "$here/entitlements.plist")
else
    # No hardened runtime: without a team, it would let the app load no library at all.
    step "signing for nobody"
    sign=(codesign --force --sign -)
    rights=()
fi
# codesign refuses files with what the Finder or a browser has attached to them.
run xattr -cr "$app"
if [ -d "$app" ]; then
    [ -x "$root/.venv/bin/python" ] || die "there is no .venv here to read $app with; ./parlance package makes it."
    # Not through a pipe: a failure must end this script.
    nested=$("$root/.venv/bin/python" -P "$here/nested.py" "$app") || die "$app could not be read."
    while IFS= read -r path; do
        [ -z "$path" ] || run "${sign[@]}" "$path"
    done <<<"$nested"
else
    run "${sign[@]}" "$app/Contents/Resources/... (each compiled file, then each framework)"
fi
run "${sign[@]}" ${rights[@]+"${rights[@]}"} "$app"

step "checking"
run codesign --verify --strict --deep --verbose=2 "$app"
if [ -n "$sign_id" ] && [ -z "$dry" ]; then
    codesign -d --entitlements - --xml "$app" 2>/dev/null | grep -qF com.apple.security.device.audio-input ||
        die "the signature does not let the app ask for the microphone."
fi
# The hardened runtime, Metal, Qt's plugins: what only running it shows.
run "$app/Contents/MacOS/Parlance" --self-test

# --- Apple's look, and the ticket ----------------------------------------------------------------

# notarise FILE: waits for the answer; where it is no, tells why.
notarise() {
    local answer id
    say "+ xcrun notarytool submit $1 --keychain-profile $profile --wait"
    [ -z "$dry" ] || return 0
    answer=$(xcrun notarytool submit "$1" --keychain-profile "$profile" --wait --output-format json) || :
    case $answer in
        *'"Accepted"'*) return 0 ;;
    esac
    id=$(printf '%s' "$answer" | sed -n 's/.*"id" *: *"\([^"]*\)".*/\1/p')
    [ -z "$id" ] || xcrun notarytool log "$id" --keychain-profile "$profile" >&2 || :
    die "Apple did not accept $1: $answer"
}

if [ -n "$sign_id" ]; then
    step "notarising the app"
    run ditto -c -k --keepParent "$app" "$out/Parlance.zip"
    notarise "$out/Parlance.zip"
    run xcrun stapler staple "$app"
    run xcrun stapler validate "$app"
    run rm -f "$out/Parlance.zip"
fi

# --- the image -----------------------------------------------------------------------------------

step "the disk image"
run mkdir -p "$out/stage"
run ditto "$app" "$out/stage/Parlance.app"
run ln -s /Applications "$out/stage/Applications"
[ -n "$sign_id" ] || run cp "$here/unnotarised.txt" "$out/stage/Read me first.txt"
run hdiutil create -volname Parlance -srcfolder "$out/stage" -fs HFS+ -format UDZO -imagekey zlib-level=9 "$dmg"
run rm -rf "$out/stage"
if [ -n "$sign_id" ]; then
    run codesign --timestamp --sign "$sign_id" "$dmg"
    notarise "$dmg"
    run xcrun stapler staple "$dmg"
    run xcrun stapler validate "$dmg"
    run spctl --assess --type exec --verbose=2 "$app"
    run spctl --assess --type open --context context:primary-signature --verbose=2 "$dmg"
else
    say "This image is not notarised; its text says how to open what is in it."
fi
printf '%s\n' "$dmg"
