#!/usr/bin/env bash
# Installs a built authconform into folders of its own, and removes it again. Arguments: the program.
set -euo pipefail

binary=$(realpath "$1")
install=$PWD/tools/install
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/install.XXXXXX")
failures=0

# check SENTENCE COMMAND…
check() {
  local sentence=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    echo "ok: $sentence"
  else
    echo "FAIL: $sentence"
    sed 's/^/  | /' "$work/log"
    failures=$((failures + 1))
  fi
}
fails_with() {
  local expected=$1 status=0
  shift
  "$@" || status=$?
  [ "$status" -eq "$expected" ] || { echo "exit code $status, not $expected"; return 1; }
}
files_below() { (cd "$1" && find . ! -type d | sort); }

prefix=$work/prefix
check "it installs" "$install" --prefix "$prefix/" --binary "$binary"
cd /
check "the program runs from any folder, with its specs" grep -q duktig/token <(env -i "$prefix/bin/authconform" show duktig)
for file in bin/authconform share/man/man1/authconform.1 share/bash-completion/completions/authconform \
  share/zsh/site-functions/_authconform share/fish/vendor_completions.d/authconform.fish \
  share/doc/authconform/README.md share/doc/authconform/target.schema.json share/doc/authconform/nightly.schema.json \
  share/doc/authconform/deviations.schema.json share/authconform/examples/cron \
  share/authconform/examples/systemd/authconform-nightly.service; do
  check "$file is there" test -s "$prefix/$file"
done
check "the manual is the program's" cmp "$prefix/share/man/man1/authconform.1" <("$binary" manual)
service=$prefix/share/authconform/examples/systemd/authconform-nightly.service
check "the service starts this program" grep -qF "ExecStart=$prefix/bin/authconform nightly" "$service"
check "cron too" grep -qF "  $prefix/bin/authconform nightly" "$prefix/share/authconform/examples/cron"
if command -v systemd-analyze >/dev/null; then
  check "systemd takes the service and the timer" systemd-analyze verify --man=no "$service" "${service%.service}.timer"
fi
listed() { sed 's|^|./|' "$prefix/share/authconform/manifest" | grep -v '/$' | cat - <(echo ./share/authconform/manifest) | sort; }
check "the manifest names every file" diff <(files_below "$prefix") <(listed)
links() { grep -oE '\]\([^):]*\)' "$prefix/share/doc/authconform/README.md" | tr -d '])(' | sort -u; }
check "the README has links to the forms beside it, and" links
for link in $(links); do check "its link to $link leads there" test -e "$prefix/share/doc/authconform/$link"; done

# What an older one had goes; what is not ours stays.
printf '%s\n' share/authconform/examples/old/ share/authconform/examples/old/gone >>"$prefix/share/authconform/manifest"
mkdir -p "$prefix/share/authconform/examples/old"
touch "$prefix/share/authconform/examples/old/gone" "$prefix/share/authconform/examples/mine" "$prefix/bin/other"
check "it installs again" "$install" --prefix "$prefix" --binary "$binary"
check "a file that it no longer has is gone, with its folder" test ! -e "$prefix/share/authconform/examples/old"
check "it uninstalls" "$install" --prefix "$prefix" --uninstall
check "all but what is not ours" diff <(files_below "$prefix") <(printf '%s\n' ./bin/other ./share/authconform/examples/mine)
check "its own folders are gone" test ! -e "$prefix/share/doc/authconform"
check "there is nothing to uninstall twice" fails_with 1 "$install" --prefix "$prefix" --uninstall

check "DESTDIR goes before the prefix" env DESTDIR="$work/package" "$install" --prefix /opt/ac --binary "$binary"
check "of files" test -x "$work/package/opt/ac/bin/authconform"
check "and not within them" grep -qF "ExecStart=/opt/ac/bin/authconform" \
  "$work/package/opt/ac/share/authconform/examples/systemd/authconform-nightly.service"
check "and uninstalls from there" env DESTDIR="$work/package" "$install" --prefix /opt/ac --uninstall
check "leaving no file" test -z "$(files_below "$work/package")"
check "nor a folder that it made" test ! -e "$work/package/opt/ac"
check "a prefix with .. is told as what it is" "$install" --prefix "$work/a/b/../c" --binary "$binary"
check "in the service" grep -qF "ExecStart=$work/a/c/bin/authconform" \
  "$work/a/c/share/authconform/examples/systemd/authconform-nightly.service"
check "and is made nowhere else" test ! -e "$work/a/b"

# What is somebody else's is not overwritten, nor removed.
mkdir -p "$work/foreign/bin" "$work/foreign/share"
echo "theirs" >"$work/foreign/bin/authconform"
check "a program that is not ours is in the way" fails_with 1 "$install" --prefix "$work/foreign" --binary "$binary"
check "of all" diff <(files_below "$work/foreign") <(echo ./bin/authconform)
check "and stays" grep -qx theirs "$work/foreign/bin/authconform"
ln -sf nowhere "$work/foreign/bin/authconform"
check "so is a link that leads nowhere" fails_with 1 "$install" --prefix "$work/foreign" --binary "$binary"
rm "$work/foreign/bin/authconform"
check "without it there is room" "$install" --prefix "$work/foreign" --binary "$binary"
check "again, too" "$install" --prefix "$work/foreign" --binary "$binary"
check "it uninstalls from there" "$install" --prefix "$work/foreign" --uninstall
check "and leaves the folders that were there" diff <(cd "$work/foreign" && find . | sort) <(printf '%s\n' . ./bin ./share)

# An installation that is cut short can be taken away, and be done again.
mkdir -p "$work/half/share/zsh"
touch "$work/half/share/zsh/site-functions"
check "a file in the place of a folder" fails_with 1 "$install" --prefix "$work/half" --binary "$binary"
check "stops it half way" test -e "$work/half/bin/authconform"
check "which can be undone" "$install" --prefix "$work/half" --uninstall
check "to the last folder" diff <(cd "$work/half" && find . | sort) <(printf '%s\n' . ./share ./share/zsh ./share/zsh/site-functions)

# A manifest that somebody has tampered with leads nowhere else.
touch "$work/precious"
check "once more" "$install" --prefix "$prefix" --binary "$binary"
echo ../precious >>"$prefix/share/authconform/manifest"
check "a manifest that leads out of the prefix is refused" fails_with 1 "$install" --prefix "$prefix" --uninstall
check "before anything is removed" test -e "$work/precious" -a -x "$prefix/bin/authconform"

check "a relative prefix is refused" fails_with 2 "$install" --prefix here --binary "$binary"
check "so is one that a service's file could not hold" fails_with 2 "$install" --prefix "/a b" --binary "$binary"
check "an option without its value" fails_with 2 "$install" --prefix
check "an unknown one" fails_with 2 "$install" --colour
check "a program that does not run is not installed" fails_with 1 "$install" --prefix "$work/none" --binary /bin/false
check "nothing of it" test ! -e "$work/none"
touch "$work/file"
check "a prefix that is a file is an error" fails_with 1 "$install" --prefix "$work/file" --binary "$binary"

[ "$failures" -eq 0 ]
