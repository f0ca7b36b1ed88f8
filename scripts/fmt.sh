#!/usr/bin/env bash
# ./dev fmt [--check]: formats every Java file, or says which are not formatted.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh

case "${1:-}" in
  "") goal=apply ;;
  --check) goal=check ;;
  *) echo "usage: ./dev fmt [--check]" >&2; exit 2 ;;
esac

# The formatter folds a long /// line without repeating the slashes, which does not compile.
if LC_ALL=C.UTF-8 git grep --untracked -nE '^.{121,}$' -- '*.java' | grep -E '^[^:]+:[0-9]+: *///'; then
  echo "./dev fmt: fold these comment lines by hand, at column 120 or before" >&2
  exit 1
fi
require_jdk25
with_jdk25 mvn_quiet "spotless:$goal"
