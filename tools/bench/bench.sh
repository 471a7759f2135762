#!/usr/bin/env bash
# Measures the binary next to it; figures go to standard output.
set -euo pipefail
exec "$1" "$(realpath "$2")" "${@:3}"
