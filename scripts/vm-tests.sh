#!/usr/bin/env bash
# scripts/vm-tests.sh JAVA SLOWER [MODULE SELECTORS]...: what ./dev vm runs in the virtual machine, which is that many
# times slower than this one. Of the tests that are tagged for it, one that skips has failed: this kernel is there for it.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
java=$1
slower=$2
shift 2
status=0

# The number before "tests WHAT" in JUnit's summary.
count() { sed -n "s/^\[ *\([0-9]*\) tests $1 *\]$/\1/p" "$log"; }

patience=()
if [ "$slower" -gt 1 ]; then
  # The machine has a limit of its own.
  patience=("-Dbarewire.patience=$slower" -Djunit.jupiter.execution.timeout.mode=disabled)
fi

log=$(mktemp)
failed=()
while [ $# -gt 0 ]; do
  module=$1
  read -r -a selectors <<<"$2"
  shift 2
  began=$SECONDS
  rm -f "$module/target/failed-tests.txt"
  (
    cd "$module" || exit
    # As Surefire runs them, but for the second compiler, which does not earn back what it takes here.
    exec "$java" --enable-native-access=ALL-UNNAMED -XX:+EnableDynamicAgentLoading -XX:+UseSerialGC -Xmx1g \
      -XX:TieredStopAtLevel=1 -ea "${patience[@]}" \
      -cp "target/test-classes:target/classes:$(cat target/test-class-path)" \
      org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=testfeed \
      --fail-if-no-tests "${selectors[@]}"
  ) 2>&1 | tee "$log" | grep --line-buffered -v -e ' :: STARTED$' -e '^\[.* containers ' -e '^$'
  result=${PIPESTATUS[0]}
  skipped=$(($(count skipped) + $(count aborted)))
  echo "[INFO] Tests run: $(count found), Failures: $(count failed), Errors: 0, Skipped: $skipped," \
    "Time elapsed: $((SECONDS - began)) s -- in $module"
  if [ "$result" = 0 ] && [ "${selectors[0]}" = --include-tag=vm ] && [ "$skipped" -gt 0 ]; then
    echo "$module: $skipped tests skipped that this kernel should have been right for; the reason is above"
    result=1
  fi
  [ "$result" = 0 ] || status=$result
  [ ! -e "$module/target/failed-tests.txt" ] || failed+=("$module/target/failed-tests.txt")
done
# At the end, where it is found.
[ "${#failed[@]}" = 0 ] || cat "${failed[@]}"
exit "$status"
