#!/bin/sh
# Runs browser_test.js, from the root of the workspace, over the reports named as arguments.
set -eu
if ! command -v node >/dev/null; then
  echo "FAIL: node is missing: tools/setup installs it" >&2
  exit 1
fi
exec node reports/browser/browser_test.js "$@"
