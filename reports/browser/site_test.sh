#!/bin/sh
# Writes the sample site with the program given as the argument, and runs site_test.js over it.
set -eu
if ! command -v node >/dev/null; then
  echo "FAIL: node is missing: tools/setup installs it" >&2
  exit 1
fi
"$1" "$TEST_TMPDIR/site"
exec node reports/browser/site_test.js "$TEST_TMPDIR/site"
