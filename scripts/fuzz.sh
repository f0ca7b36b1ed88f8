#!/usr/bin/env bash
# ./dev fuzz [SECONDS] [TARGET]: runs every fuzz target (or Class#method) for that long, one after the other, each in
# its own JVM. A crash is kept under src/test/resources of its module, where the ordinary tests replay it from then on:
# write the golden row, mend it, commit both. What the fuzzer has learned stays in MODULE/.cifuzz-corpus, uncommitted.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh
require_jdk25

seconds="${1:-60}"
only="${2:-}"
[[ "$seconds" =~ ^[1-9][0-9]*$ ]] || { echo "usage: ./dev fuzz [SECONDS] [CLASS#METHOD]" >&2; exit 2; }

# Every @FuzzTest as "module Class#method": the method's line is the first one behind the annotation.
targets() {
  grep -rl --include='*FuzzTest.java' '@FuzzTest' ./*/src/test/java | sort | while read -r file; do
    awk -v module="$(cut -d/ -f2 <<<"$file")" -v class="$(basename "$file" .java)" '
      /^ *@FuzzTest/ { wanted = 1; next }
      wanted && match($0, /void [A-Za-z0-9_]+\(/) {
        print module, class "#" substr($0, RSTART + 5, RLENGTH - 6); wanted = 0
      }' "$file"
  done
}

mapfile -t found < <(targets | { [ -z "$only" ] && cat || grep -F -- " $only"; })
[ "${#found[@]}" -gt 0 ] || { echo "./dev fuzz: no fuzz target ${only:+named $only}" >&2; exit 2; }
mkdir -p .barewire/fuzz
failed=()
for i in "${!found[@]}"; do
  read -r module target <<<"${found[$i]}"
  log=".barewire/fuzz/${target/\#/.}.log"
  printf '%d/%d  %s %s, %s s  (%s)\n' $((i + 1)) "${#found[@]}" "$module" "$target" "$seconds" "$log"
  # the instrumented JVM takes some hundred MB beside its heap, which surefire limits to 1 GB
  if JAZZER_FUZZ=1 JAZZER_MAX_DURATION="${seconds}s" mvn_quiet -pl "$module" -am test \
      -Dtest="$target" -Dsurefire.failIfNoSpecifiedTests=false >"$log" 2>&1 </dev/null; then
    grep -E '^#[0-9]+.*DONE' "$log" | tail -1 | sed 's/^/       /' || true
  else
    failed+=("$target")
    grep -vE '^ *$' "$log" | grep -E 'Exception|Error|ERROR|crash|Test unit' | head -12 | sed 's/^/       /'
  fi
done
if [ "${#failed[@]}" -gt 0 ]; then
  echo "./dev fuzz: ${#failed[@]} of ${#found[@]} targets failed: ${failed[*]}"
  exit 1
fi
echo "./dev fuzz: ${#found[@]} targets, nothing found"
