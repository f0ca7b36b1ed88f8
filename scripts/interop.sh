#!/usr/bin/env bash
# ./dev interop [TEST]: the tests against other daemons in containers. Sets up the engine and the images first.
# TEST is what Maven Surefire takes: a class, Class#method, or a pattern such as 'Session*'.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh
. scripts/bed.sh

case "${1:-}" in
  -h|--help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
  -*) echo "./dev interop: no option '$1'; ./dev interop --help" >&2; exit 2 ;;
esac

run="$(date +%s)-$$"
maven=""

# Whatever ends this script: no agent, namespace, container, network or engine of ours stays behind.
clean_up() {
  trap '' INT TERM
  if [ -n "$maven" ] && kill "$maven" 2>/dev/null; then wait "$maven" || true; fi
  if [ -e "/run/netns/bw-interop-$run" ]; then
    ip netns pids "bw-interop-$run" | xargs -r kill -KILL || true
    ip netns del "bw-interop-$run" || true
  fi
  if engine_answers; then
    docker ps -aq --filter "label=io.barewire.run=$run" | xargs -r docker rm -f >/dev/null || true
    docker network ls -q --filter "label=io.barewire.run=$run" | xargs -r docker network rm >/dev/null || true
  fi
  engine_down
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

require_jdk25
if [ "$(id -u)" = 0 ]; then need_packages iproute2; fi # the agent's namespace and its link to the container
engine_up
frr_image
testcontainers_settings

# In the background, so that a signal reaches the traps at once.
mvn -B -ntp -Dstyle.color=never -pl interop-tests -am test -Dgroups=container \
  -Dsurefire.failIfNoSpecifiedTests=false -Dbarewire.run="$run" "${TESTCONTAINERS_ARGUMENTS[@]}" ${1:+"-Dtest=$1"} \
  </dev/null > >(tests_and_errors) 2>&1 &
maven=$!
status=0
wait "$maven" || status=$?
maven=""
exit "$status"
