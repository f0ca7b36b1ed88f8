#!/usr/bin/env bash
# train.sh FOLDER: makes barewire.aot of an installation. An agent, and another one for its peer, run for some seconds
# in network namespaces of their own, and are asked what people and Prometheus ask. Where an ovsdb-server with OVN's
# schema is at hand, the agent's routes go into a gateway router, too.
#
# It is the agent's cache. Commands use it for the classes that they have in common.
set -euo pipefail
home="$(readlink -f "$1")"

if [ "${BAREWIRE_TRAINING:-}" != yes ]; then
  namespace=(unshare --net)
  [ "$(id -u)" = 0 ] || namespace=(unshare --user --map-root-user --net)
  if ! "${namespace[@]}" true; then
    echo "barewire: training needs network namespaces: run this as root, or where users may make user namespaces" >&2
    exit 1
  fi
  BAREWIRE_TRAINING=yes exec "${namespace[@]}" "$0" "$home"
fi

. "$home/jvm-flags.sh"
PATH="$PATH:/usr/sbin:/sbin"
work="$(mktemp -d)"
peer_space="" peer="" agent="" database=""
clean_up() {
  local pid
  for pid in $agent $peer $peer_space $database; do
    kill "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

failed() {
  echo "barewire: the training run failed: $1" >&2
  tail -n 20 "$work"/*.log >&2
  exit 1
}

# until_true SECONDS WHAT COMMAND …
until_true() {
  local end=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || failed "not within time: $what"
    sleep 0.1
  done
}

in_peer_space() { nsenter --net="/proc/$peer_space/ns/net" "$@"; }

# Two nodes of a mesh, a cable between them, and an object for more routes than a mesh has.
unshare --net sleep 600 &
peer_space=$!
ip link add node0 type veth peer name node1
is_apart() { ! test "/proc/$peer_space/ns/net" -ef /proc/self/ns/net; }
until_true 10 "a second network namespace" is_apart
ip link set node1 netns "$peer_space"
ip address add 10.99.0.1/24 dev node0
ip link set lo up
ip link set node0 up
in_peer_space ip address add 10.99.0.2/24 dev node1
in_peer_space ip link set lo up
in_peer_space ip link set node1 up

# manifests FOLDER NODE NEIGHBOR PREFIX
manifests() {
  mkdir -p "$1"
  cat >"$1/ovnkube.conf" <<'TEXT'
[default]
transport = no-overlay
cluster-subnets = 10.128.0.0/14/24
[no-overlay]
outbound-snat = disabled
routing = managed
[bgp-managed]
as-number = 64512
topology = full-mesh
frr-namespace = frr-k8s-system
TEXT
  cat >"$1/objects.yaml" <<TEXT
apiVersion: v1
kind: Node
metadata: {name: node0, annotations: {k8s.ovn.org/node-subnets: '{"default":["10.128.0.0/24"]}'}}
status: {addresses: [{type: InternalIP, address: 10.99.0.1}]}
---
apiVersion: v1
kind: Node
metadata: {name: node1, annotations: {k8s.ovn.org/node-subnets: '{"default":["10.128.1.0/24"]}'}}
status: {addresses: [{type: InternalIP, address: 10.99.0.2}]}
---
apiVersion: frrk8s.metallb.io/v1beta1
kind: FRRConfiguration
metadata: {name: training, namespace: frr-k8s-system}
spec:
  bgp:
    routers:
    - asn: 64512
      prefixes: [$4]
      neighbors:
      - address: $3
        asn: 64512
        toAdvertise: {allowed: {mode: all}}
        toReceive: {allowed: {mode: filtered, prefixes: [{prefix: 10.64.0.0/10, ge: 16, le: 32}]}}
TEXT
}
# An object of many neighbors, for nodes that there are not.
many() {
  cat <<TEXT
apiVersion: frrk8s.metallb.io/v1beta1
kind: FRRConfiguration
metadata: {name: many, namespace: frr-k8s-system}
spec:
  nodeSelector: {matchLabels: {nowhere: 'true'}}
  bgp:
    routers:
    - asn: 64512
      neighbors:
TEXT
  local i
  for i in {1..100}; do
    printf '      - address: 10.98.0.%d\n        asn: 64512\n        toReceive: {allowed: {mode: all}}\n' "$i"
  done
}
manifests "$work/node0" node0 10.99.0.2 10.64.0.0/16
many >"$work/node0/many.yaml"
manifests "$work/node1" node1 10.99.0.1 10.65.0.0/16

ovn=()
schema=/usr/share/ovn/ovn-nb.ovsschema
if [ -f "$schema" ] && command -v ovsdb-server >/dev/null && command -v ovsdb-client >/dev/null; then
  ovsdb-tool create "$work/nb.db" "$schema"
  ovsdb-server --remote="punix:$work/nb.sock" --unixctl="$work/nb.ctl" "$work/nb.db" >"$work/nb.log" 2>&1 &
  database=$!
  ovn=("--ovn-nb=unix:$work/nb.sock" --ovn-import)
  until_true 10 "a northbound database" ovsdb-client transact "unix:$work/nb.sock" \
    '["OVN_Northbound", {"op": "insert", "table": "Logical_Router", "row": {"name": "GR_node0"}}]'
fi

# run NODE JAVA-OPTION …: becomes an agent
run() {
  local node="$1" jars=("$home"/lib/*.jar) more=()
  shift
  [ "$node" = node1 ] || more=("${ovn[@]}")
  jvm_flags agent agent "--manifests=$work/$node"
  exec "${space[@]}" "$home/jre/bin/java" "${JVM_FLAGS[@]}" "$@" -Djava.library.path="$home/lib" \
    -cp "$(IFS=:; printf '%s' "${jars[*]}")" io.barewire.daemon.Main \
    agent "--manifests=$work/$node" "--node=$node" "--socket=$work/$node.sock" "${more[@]}"
}
space=(nsenter --net="/proc/$peer_space/ns/net")
run node1 >"$work/node1.log" 2>&1 &
peer=$!
space=(env)
# No profiles of what runs: they are for C2.
run node0 -XX:AOTCacheOutput="$home/barewire.aot" -XX:-AOTRecordTraining >"$work/node0.log" 2>&1 &
agent=$!

ask() { "$home/bin/barewire" "$@" "--socket=$work/node0.sock"; }
page() { (exec 3<>/dev/tcp/127.0.0.1/7473 && printf 'GET /%s HTTP/1.0\r\n\r\n' "$1" >&3 && cat <&3); }
learned() { ip route show "$1" proto bgp | grep -q "via 10.99.0.2"; }

until_true 120 "the peer's routes in the kernel" learned 10.65.0.0/16
until_true 120 "the mesh's routes in the kernel" learned 10.128.1.0/24
imported() { ovsdb-client dump "unix:$work/nb.sock" Logical_Router_Static_Route ip_prefix | grep -q "$1"; }
if [ -n "$database" ]; then
  until_true 30 "the peer's routes in OVN" imported 10.65.0.0/16
  ask show ovn --output=json >/dev/null || failed "barewire show ovn"
fi
for what in summary neighbors routes fib nexthops problems config; do
  ask show "$what" --output=json >/dev/null || failed "barewire show $what"
done
for path in metrics livez readyz; do
  page "$path" >/dev/null || failed "/$path"
done
# A change of one neighbor among many, and one that shows.
sed -i '/10.98.0.50$/{n;s/64512/64513/}' "$work/node0/many.yaml"
sed -i 's/ge: 16/ge: 17/' "$work/node0/objects.yaml"
until_true 120 "a changed filter" eval '! learned 10.65.0.0/16'

kill "$agent"
wait "$agent" || failed "the agent's end"
agent=""
[ -s "$home/barewire.aot" ] || failed "no cache was written"
