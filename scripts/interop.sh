#!/usr/bin/env bash
# ./dev interop [--update] [PEER...] [TEST]: the tests against other daemons in containers, and the matrix of what works.
# PEER is one of frr, bird2, bird3, gobgp, openbgpd; all of them when none is named. TEST is what Maven Surefire takes:
# a class, Class#method, or a pattern such as 'Session*'. A run of everything compares the matrix with docs/interop.md
# and the acceptance lists with docs/acceptance.md; --update writes them there.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh
. scripts/bed.sh
. scripts/kube.sh

usage() { sed -n '2,5s/^# //p' "$0"; }

update=false
chosen=()
tests=""
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --update) update=true ;;
    -*) echo "./dev interop: no option '$1'" >&2; usage >&2; exit 2 ;;
    *)
      if [[ " ${peers[*]} " == *" $1 "* ]]; then
        chosen+=("$1")
      elif [ -z "$tests" ]; then
        tests=$1
      else
        echo "./dev interop: one TEST at a time: '$tests', then '$1'" >&2
        exit 2
      fi
      ;;
  esac
  shift
done

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
if [ "${#chosen[@]}" = 0 ]; then peer_images "${peers[@]}"; else peer_images frr "${chosen[@]}"; fi
testcontainers_settings
# A narrow run does not wait for one to be built.
if { [ -z "$tests" ] && [ "${#chosen[@]}" = 0 ]; } || [ -n "${KUBEBUILDER_ASSETS:-}" ] || [ -x "$bed_cache/kube/etcd" ]; then
  kube_assets || say "without an API server, tests that want one are skipped"
fi
matrix=interop-tests/target/interop-matrix.md
rm -f "$matrix"

# Tests that are not scenarios are FRR's.
group=container
if [ "${#chosen[@]}" -gt 0 ] && [[ " ${chosen[*]} " != *" frr "* ]]; then group=scenario; fi

# In the background, so that a signal reaches the traps at once.
mvn -B -ntp -Dstyle.color=never -pl interop-tests -am test -Dgroups="$group" \
  -Dsurefire.failIfNoSpecifiedTests=false -Dbarewire.run="$run" "${TESTCONTAINERS_ARGUMENTS[@]}" \
  -Dbarewire.daemons="$(IFS=,; echo "${chosen[*]}")" ${tests:+"-Dtest=$tests,WiresharkTest"} \
  </dev/null > >(tests_and_errors) 2>&1 &
maven=$!
status=0
wait "$maven" || status=$?
maven=""

documented() { sed -n '/<!-- matrix -->/,/<!-- end of matrix -->/{/<!--/!p}' docs/interop.md; }

if [ -e "$matrix" ]; then
  printf '\n%s\n' "$(cat "$matrix")"
  if [ "$status" = 0 ] && [ -z "$tests" ] && [ "${#chosen[@]}" = 0 ] && [ "$(cat "$matrix")" != "$(documented)" ]; then
    if [ "$update" = true ]; then
      sed -i -e '/<!-- matrix -->/r '"$matrix" -e '/<!-- matrix -->/,/<!-- end of matrix -->/{/<!--/!d}' docs/interop.md
      echo "docs/interop.md is updated"
    else
      complain "docs/interop.md shows another matrix; if this one is right: ./dev interop --update"
      status=1
    fi
  fi
fi
if [ -z "$tests" ] && [ "${#chosen[@]}" = 0 ] && [ -d testkit/target/classes ]; then
  echo
  acceptance=()
  if [ "$update" = true ]; then acceptance=(--update); fi
  "$JDK25/bin/java" -cp testkit/target/classes io.barewire.testkit.acceptance.AcceptanceTable "${acceptance[@]}" || status=1
fi
exit "$status"
