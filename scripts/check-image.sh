#!/usr/bin/env bash
# check-image.sh FILE TAG: runs an image as Kubernetes would, with as few rights as it needs. Two containers, read-only,
# peer with each other over a network of their own. One is the image's user, the other root that may gain nothing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/bed.sh

file="$1" tag="$2"
run="image-$(date +%s)-$$"
work="$(mktemp -d)"
chmod 755 "$work"
clean_up() {
  trap '' INT TERM
  if engine_answers; then
    docker ps -aq --filter "label=io.barewire.run=$run" | xargs -r docker rm -f >/dev/null || true
    docker network rm "$run" >/dev/null 2>&1 || true
  fi
  engine_down
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failed() {
  complain "the image does not work: $1"
  local node
  for node in node0 node1; do
    complain "-- $node"
    docker logs --tail 20 "$run-$node" >&2 || true
  done
  exit 1
}

mkdir "$work/manifests"
cat >"$work/manifests/ovnkube.conf" <<'TEXT'
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
for number in 0 1; do
  cat >>"$work/manifests/nodes.yaml" <<TEXT
---
apiVersion: v1
kind: Node
metadata: {name: node$number, annotations: {k8s.ovn.org/node-subnets: '{"default":["10.128.$number.0/24"]}'}}
status: {addresses: [{type: InternalIP, address: 10.99.7.$((number + 10))}]}
TEXT
done

engine_up
docker load --quiet --input "$file" >/dev/null
docker network create --internal --subnet 10.99.7.0/24 "$run" >/dev/null

options=(--label "io.barewire.run=$run" --read-only --cap-drop ALL)
rights=(--cap-add NET_ADMIN --cap-add NET_RAW --cap-add NET_BIND_SERVICE)
# agent NODE ADDRESS DOCKER-OPTION …
agent() {
  local node="$1" address="$2"
  shift 2
  docker run --detach --name "$run-$node" "${options[@]}" "${rights[@]}" --network "$run" --ip "$address" \
    --tmpfs /run/barewire:mode=1777 --volume "$work/manifests:/etc/barewire:ro" "$@" \
    "$tag" agent --manifests=/etc/barewire --node="$node" >/dev/null
}
agent node0 10.99.7.10
agent node1 10.99.7.11 --user 0 --security-opt no-new-privileges

inside() { docker exec "$run-$1" "${@:2}"; }
established() { inside "$1" barewire show neighbors 2>/dev/null | grep -q Established; }
# The mesh's other prefix, as the kernel writes it: 10.128.N.0.
in_the_kernel() { inside "$1" grep -q "00${2}800A" /proc/net/route; }
eventually() {
  local end=$((SECONDS + 120))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || failed "not within time: $*"
    sleep 0.5
  done
}
eventually established node0
eventually established node1
inside node0 barewire show neighbors
eventually in_the_kernel node0 01
eventually in_the_kernel node1 00
say "both sessions are up, and each has the other's route in the kernel"

inside node0 grep -q '^Uid:.65532' /proc/1/status || failed "it does not run as the image's user"
# From outside: in the container only a process with the agent's capabilities may look.
for node in node0 node1; do
  grep -q '/barewire.aot$' "/proc/$(docker inspect --format '{{.State.Pid}}' "$run-$node")/maps" ||
    failed "$node does not use the AOT cache"
done
say "node0 runs as user 65532; both use the AOT cache; resident: $(for node in node0 node1; do
  inside "$node" sed -n 's/^VmRSS:[[:space:]]*//p' /proc/1/status; done | paste -sd,)"

docker stop --time 20 "$run-node0" "$run-node1" >/dev/null
for node in node0 node1; do
  [ "$(docker inspect --format '{{.State.ExitCode}}' "$run-$node")" = 0 ] || failed "$node does not end well on SIGTERM"
done
say "both ended on SIGTERM with exit status 0"

# once DOCKER-OPTION … -- WORD …
once() {
  local more=()
  while [ "$1" != -- ]; do more+=("$1"); shift; done
  docker run --rm "${options[@]}" --network none "${more[@]}" "$tag" "${@:2}" 2>&1
}
echo broken >"$work/broken.aot"
once --volume "$work/broken.aot:/opt/barewire/barewire.aot:ro" -- version >/dev/null ||
  failed "a broken AOT cache stops it"
once --env JAVA_TOOL_OPTIONS=-Xmx8m -- version >/dev/null || failed "a small heap stops it"
said="$(once --tmpfs /run/barewire:mode=1777 "${rights[@]}" --security-opt no-new-privileges -- \
  agent --manifests=/etc --node=node0)" && failed "an agent without rights goes on"
grep -q CAP_NET_ADMIN <<<"$said" || failed "an agent without rights does not say what it lacks: $said"
say "a cache that does not fit stops nothing, and an agent without rights says which it needs"
