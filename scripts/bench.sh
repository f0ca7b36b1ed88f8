#!/usr/bin/env bash
# ./dev bench: builds and runs the JMH suites of the bench module.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh

usage() {
  cat <<'TEXT'
usage: ./dev bench [--quick] [--list] [FILTER] [-- JMH OPTIONS]

Runs the JMH benchmarks whose names match FILTER (a regular expression; all when left out), with the gc profiler, so
that each result shows time and octets allocated per operation. About a minute per benchmark; --quick takes a few
seconds each and is for trying out, not for figures to keep. Results go to bench/target/jmh.json.
They run in a network namespace of their own; without the right to make one, those that program the kernel say so.

  ./dev bench --list                 what there is
  ./dev bench UpdateDecode           one suite
  ./dev bench Rib -- -prof stack     anything that JMH understands

Today's figures and how they were taken: bench/README.md
TEXT
}

options=(-foe true -prof gc -rf json -rff bench/target/jmh.json)
filter=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --quick)   options+=(-f 1 -wi 2 -w 1 -i 3 -r 1) ;;
    --list)    options=(-l) ;;
    --)        shift; options+=("$@"); break ;;
    -*)        echo "./dev bench: no option '$1'" >&2; usage >&2; exit 2 ;;
    *)         filter+=("$1") ;;
  esac
  shift
done

require_jdk25
echo "building the benchmarks …" >&2
mvn_quiet -pl bench -am -DskipTests package
# A network namespace with nothing in it: what benchmarks do to the kernel ends with it.
namespace=(unshare --net)
[ "$(id -u)" = 0 ] || namespace=(unshare --user --map-root-user --net)
"${namespace[@]}" true 2>/dev/null || namespace=()
[ "${#namespace[@]}" = 0 ] || namespace+=(sh -c 'ip link set lo up && exec "$@"' sh)
exec "${namespace[@]}" "$JDK25/bin/java" -cp "bench/target/classes:bench/target/lib/*" org.openjdk.jmh.Main \
  -jvmArgs "-Xms2g -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED" "${options[@]}" "${filter[@]}"
