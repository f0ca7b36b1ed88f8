#!/usr/bin/env bash
# ./dev bench: what Barewire costs. The JMH suites of the bench module, BGP daemons side by side, and big clusters.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh

usage() {
  cat <<'TEXT'
usage: ./dev bench micro [--quick] [--list] [FILTER] [-- JMH OPTIONS]
       ./dev bench peers [WORKLOAD|DAEMON]... [OPTIONS]
       ./dev bench kube [PART]... [OPTIONS]
       ./dev bench scale [NODES]...
       ./dev bench ovn [commit] [change] [flood] [packets]

micro: the JMH benchmarks whose names match FILTER (a regular expression; all when left out), with the gc profiler, so
that each result shows time and octets allocated per operation. About a minute per benchmark; --quick takes a few
seconds each and is for trying out, not for figures to keep. Results go to bench/target/jmh.json.
They run in a network namespace of their own; without the right to make one, those that program the kernel say so.

  ./dev bench micro --list                 what there is
  ./dev bench micro UpdateDecode           one suite
  ./dev bench micro Rib -- -prof stack     anything that JMH understands

peers: Barewire, FRR, BIRD 2 and 3, GoBGP and OpenBGPD under the same load, one after the other and again, as root.
Time, CPU, memory, the ratio to the best; bench/target/peers.json and peers.html.

  ./dev bench peers                        everything, for about an hour
  ./dev bench peers W1 barewire bird2      one workload, two daemons
  ./dev bench peers --help                 the workloads and options

kube: an agent and a controller beside a real API server with 5,000 Nodes and 10,000 FRRConfigurations, as root. Time,
memory; bench/target/kube.json.

  ./dev bench kube                         everything, for some twenty minutes
  ./dev bench kube --help                  the parts and options

scale: a model of a mesh of 100, 1,000 and 10,000 nodes, or as many as are named, full and with route reflectors, in
virtual time: a table, and bench/target/scale.svg. A few minutes; docs/scale.md has what it said.

ovn: routes into the northbound database of a real ovsdb-server, beside a client that sends one transaction made
beforehand, and from one route to packets through a real OVN; as root it installs Debian's packages for that, without
starting their services. Two or three minutes.

Figures and how they were taken: bench/README.md
TEXT
}

build() {
  require_jdk25
  echo "building the benchmarks …" >&2
  mvn_quiet -pl bench -am -DskipTests package
}

micro() {
  local options=(-foe true -prof gc -rf json -rff bench/target/jmh.json) filter=()
  while [ $# -gt 0 ]; do
    case "$1" in
      -h|--help) usage; exit 0 ;;
      --quick)   options+=(-f 1 -wi 2 -w 1 -i 3 -r 1) ;;
      --list)    options=(-l) ;;
      --)        shift; options+=("$@"); break ;;
      -*)        echo "./dev bench micro: no option '$1'" >&2; usage >&2; exit 2 ;;
      *)         filter+=("$1") ;;
    esac
    shift
  done
  build
  # A network namespace with nothing in it: what benchmarks do to the kernel ends with it.
  local namespace=(unshare --net)
  [ "$(id -u)" = 0 ] || namespace=(unshare --user --map-root-user --net)
  "${namespace[@]}" true 2>/dev/null || namespace=()
  [ "${#namespace[@]}" = 0 ] || namespace+=(sh -c 'ip link set lo up && exec "$@"' sh)
  exec "${namespace[@]}" "$JDK25/bin/java" -cp "bench/target/classes:bench/target/lib/*" org.openjdk.jmh.Main \
    -jvmArgs "-Xms2g -Xmx2g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED" "${options[@]}" "${filter[@]}"
}

peers_bench() {
  local word wanted=() daemons=0 ours=0 arguments=()
  . scripts/bed.sh
  . scripts/jvm-flags.sh
  for word in "$@"; do
    case "$word" in
      -h|--help) daemons=1; wanted=(); break ;;
      barewire|jvm) daemons=1 ours=1 ;;
      *)         if [[ " ${peers[*]} " == *" $word "* ]]; then daemons=1; wanted+=("$word"); fi ;;
    esac
  done
  [ "$daemons" = 1 ] || { ours=1; wanted=("${peers[@]}"); }
  if [ $((ours + ${#wanted[@]})) -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
      complain "./dev bench peers makes network namespaces and looks into other processes: run it as root"
      exit 1
    fi
    need_packages iproute2 util-linux
  fi
  build
  [ "$ours" = 0 ] || ./barewire version >/dev/null # builds what is not built yet
  run="$(date +%s)-$$"
  java=""
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "${#wanted[@]}" -gt 0 ]; then
    engine_up
    peer_images "${wanted[@]}"
    arguments+=(--image-tag="$PEER_TAG")
  fi
  jvm_flags agent
  for word in "$JDK25/bin/java" "${JVM_FLAGS[@]}" -cp "bench/target/classes:bench/target/lib/*"; do
    arguments+=(--jvm="$word")
  done
  # C2 would compile the generator on a CPU of its own while a daemon is measured, for longer than W6 takes.
  # In the background, so that a signal reaches the traps at once.
  "$JDK25/bin/java" -Xms1g -Xmx4g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -cp "bench/target/classes:bench/target/lib/*" io.barewire.bench.peers.PeersBench \
    --run="$run" "${arguments[@]}" "$@" <&0 &
  java=$!
  local status=0
  wait "$java" || status=$?
  java=""
  exit "$status"
}

kube_bench() {
  local word helping=0
  . scripts/bed.sh
  . scripts/kube.sh
  for word in "$@"; do
    case "$word" in -h|--help) helping=1 ;; esac
  done
  local command=()
  if [ "$helping" = 0 ]; then
    if [ "$(id -u)" != 0 ]; then
      complain "./dev bench kube makes network namespaces and looks into other processes: run it as root"
      exit 1
    fi
    need_packages iproute2 util-linux
    kube_assets
    # Its own namespace holds the API server too, which listens on loopback, and ends with the last of its processes.
    command=(unshare --net sh -c 'ip link set lo up && exec "$@"' sh)
  fi
  build
  [ "$helping" = 1 ] || ./barewire version >/dev/null # builds what is not built yet
  # What it started ends with it, however that comes.
  exec "${command[@]}" "$JDK25/bin/java" -Xms256m -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "bench/target/classes:bench/target/lib/*" io.barewire.bench.kube.KubeBench "$@"
}

scale_bench() {
  case "${1:-}" in -h|--help) usage; exit 0 ;; esac
  build
  exec "$JDK25/bin/java" -Xmx8g -XX:+UseSerialGC -cp "bench/target/classes:bench/target/lib/*" \
    io.barewire.bench.scale.ScaleBench "$@"
}

ovn_bench() {
  . scripts/bed.sh
  . scripts/jvm-flags.sh
  [ "$(id -u)" != 0 ] || need_packages_without_services \
    openvswitch-switch ovn-central ovn-host ethtool nftables
  build
  jvm_flags agent # ours is measured as it runs on a node
  exec "$JDK25/bin/java" "${JVM_FLAGS[@]}" \
    -cp "bench/target/classes:bench/target/lib/*" io.barewire.bench.OvnBench "$@"
}

# Whatever ends this script: no daemon, container or engine of ours stays behind. A daemon outside a container ends with
# the JVM that started it.
clean_up() {
  trap '' INT TERM
  if [ -n "$java" ] && kill "$java" 2>/dev/null; then wait "$java" || true; fi
  if engine_answers; then
    docker ps -aq --filter "label=io.barewire.run=$run" | xargs -r docker rm -f >/dev/null || true
  fi
  engine_down
}

case "${1:-help}" in
  micro) shift; micro "$@" ;;
  peers) shift; peers_bench "$@" ;;
  kube) shift; kube_bench "$@" ;;
  scale) shift; scale_bench "$@" ;;
  ovn) shift; ovn_bench "$@" ;;
  help|-h|--help) usage ;;
  *) echo "./dev bench: there is no '$1'; the JMH suites are ./dev bench micro [FILTER]" >&2; usage >&2; exit 2 ;;
esac
