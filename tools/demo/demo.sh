#!/usr/bin/env bash
# //:demo: the demonstration, with its reports below the folder in which Bazel was called.
set -euo pipefail
binary=$(realpath "$1")
cd "${BUILD_WORKING_DIRECTORY:-.}"
exec "$binary" demo "${@:2}"
