#!/usr/bin/env bash
# What .ci/nightly comes to, beside parts that end as they are told.
set -uo pipefail

work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/ci.XXXXXX")
mkdir "$work/tools"
cp -rL .ci "$work/.ci"
failures=0

# part NAME TEXT EXIT_CODE: what stands in for tools/NAME.
part() {
  printf '#!/bin/sh\necho "%s"\nexit %s\n' "$2" "$3" >"$work/tools/$1"
  chmod +x "$work/tools/$1"
}

# nightly FUZZ EXIT_CODE SANITIZE EXIT_CODE LAST_LINE EXIT_CODE
nightly() {
  local status last
  part fuzz "$1" "$2"
  part sanitize "$3" "$4"
  last=$("$work/.ci/nightly" 2>&1)
  status=$?
  last=$(tail -n 1 <<<"$last")
  if [ "$last" = "$5" ] && [ "$status" -eq "$6" ]; then
    echo "ok: $1 ($2), $3 ($4)"
  else
    echo "FAIL: $1 ($2), $3 ($4): \"$last\" and $status, not \"$5\" and $6"
    failures=$((failures + 1))
  fi
}

# The sanitizers are asked twice.
nightly "14 passed, 0 failed" 0 "2 passed, 0 failed" 0 "18 passed, 0 failed" 0
nightly "13 passed, 1 failed" 1 "2 passed, 0 failed" 0 "17 passed, 1 failed" 1
nightly "14 passed, 0 failed" 1 "2 passed, 0 failed" 0 "18 passed, 1 failed" 1
nightly "14 passed, 0 failed" 0 "2 passed, 0 failed" 137 "18 passed, 2 failed" 1
nightly "0 passed, 0 failed" 0 "2 passed, 0 failed" 0 "4 passed, 1 failed" 1
nightly "14 passed, 0 failed" 0 "0 passed, 0 failed" 1 "14 passed, 2 failed" 1
nightly "14 passed, 0 failed" 0 "0 passed, 2 failed" 1 "14 passed, 4 failed" 1
nightly "no such compiler" 1 "2 passed, 0 failed" 0 "4 passed, 1 failed" 1
nightly "no such compiler" 0 "" 0 "0 passed, 3 failed" 1

[ "$failures" -eq 0 ]
