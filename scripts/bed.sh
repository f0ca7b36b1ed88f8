# Sourced by verify.sh, interop.sh, bench.sh and image.sh: the test bed. Packages, a Docker engine and the daemons' images, on a bare Debian
# machine as root or on a developer's machine with what is there already. Every function says what it does in a line,
# does nothing when nothing is missing, and returns non-zero with the reason on stderr when it cannot.

. scripts/packages.sh

bed_cache="${XDG_CACHE_HOME:-$HOME/.cache}/barewire"
mkdir -p "$bed_cache"

say() { printf '   %s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# need_packages PACKAGE...: installs those that are missing (root), or says which are.
need_packages() {
  local package missing=()
  command -v dpkg-query >/dev/null || { complain "not a Debian system: please install what stands in for: $*"; return 1; }
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    complain "missing packages; as root: apt-get install ${missing[*]}"
    return 1
  fi
  say "installing ${missing[*]}"
  local log="$bed_cache/apt.log"
  if ! { apt-get -o DPkg::Lock::Timeout=300 update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    complain "apt-get failed; see $log"
    tail -5 "$log" >&2
    return 1
  fi
}

# need_packages_without_services PACKAGE...: the same, for tests that start the services themselves.
need_packages_without_services() { without_services need_packages "$@"; }

# running PID: false also for a process that has ended and that nobody has waited for.
running() { grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$1/status"; }

engine_answers() { command -v docker >/dev/null && timeout 20 docker info >/dev/null 2>&1; }

# engine_up: uses the Docker engine that answers, or starts one. Several runs may share the engine that one of them
# started: each holds a shared lock on it, and the last one to leave stops it (engine_down).
engine_up() {
  exec 8>"$bed_cache/engine.lock"
  flock -s 8
  if engine_answers; then
    say "Docker engine $(docker version --format '{{.Server.Version}}') answers"
    return 0
  fi
  if [ -n "${DOCKER_HOST:-}" ]; then
    complain "DOCKER_HOST is $DOCKER_HOST, but no engine answers there"
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    complain "no Docker engine answers: start one, add yourself to its group, or run this as root"
    return 1
  fi
  need_packages docker.io containerd runc iptables || return 1
  (
    flock 7
    engine_answers && exit 0
    rm -f "$bed_cache/dockerd.pid"
    # no systemd here: the engine is a child that outlives this shell, in a session of its own so that Ctrl-C spares it
    setsid dockerd --pidfile "$bed_cache/dockerd.pid" >"$bed_cache/dockerd.log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
    for _ in $(seq 120); do
      engine_answers && exit 0
      running $! || break
      sleep 0.5
    done
    complain "dockerd did not come up within 60 s; see $bed_cache/dockerd.log"
    tail -5 "$bed_cache/dockerd.log" >&2
    [ -s "$bed_cache/dockerd.pid" ] && kill "$(cat "$bed_cache/dockerd.pid")"
    exit 1
  ) 7>"$bed_cache/engine-start.lock" || return 1
  say "Docker engine $(docker version --format '{{.Server.Version}}') started; log: $bed_cache/dockerd.log"
}

# engine_down: stops the engine if we (or another run that has ended) started it and nobody else uses it.
engine_down() {
  local pid
  [ -s "$bed_cache/dockerd.pid" ] || return 0
  flock -n -x 8 2>/dev/null || return 0
  pid=$(cat "$bed_cache/dockerd.pid")
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do running "$pid" || return 0; sleep 0.1; done
  complain "dockerd (pid $pid) is still there 10 s after SIGTERM"
}

# docker_build ARGUMENTS...: on the host's network, because a build needs the package mirror and nothing else. The
# classic builder is enough, and the only one that every engine has.
docker_build() { DOCKER_BUILDKIT=0 docker build --network host "$@"; }

# The daemons that Barewire is tested against, in the order of the Dockerfile.
peers=(frr bird2 bird3 gobgp openbgpd)

# peer_images PEER...: builds barewire-interop/PEER:HASH unless it was built from this very content before, and sets
# PEER_TAG to the hash. The base comes from the engine, a registry, or (where neither has it) this machine's Debian
# mirror.
peer_images() {
  local context=interop-tests/src/test/docker base=debian:trixie-slim log="$bed_cache/images.log" peer missing=()
  PEER_TAG=$(cd "$context" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
  for peer in "$@"; do
    docker image inspect "barewire-interop/$peer:$PEER_TAG" >/dev/null 2>&1 || missing+=("$peer")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  : >"$log"
  if ! docker image inspect "$base" >/dev/null 2>&1 && ! timeout 60 docker pull "$base" >>"$log" 2>&1 </dev/null; then
    base=barewire-interop/debian:trixie
    docker image inspect "$base" >/dev/null 2>&1 || debian_base "$base" "$log" || return 1
  fi
  for peer in "${missing[@]}"; do
    say "building barewire-interop/$peer:$PEER_TAG on $base"
    if ! docker_build --build-arg BASE="$base" --target "$peer" -t "barewire-interop/$peer:$PEER_TAG" "$context" \
      >>"$log" 2>&1 </dev/null; then
      complain "the image did not build; see $log"
      tail -5 "$log" >&2
      return 1
    fi
  done
}

# The Debian mirror that this machine's own apt uses.
debian_mirror() {
  apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>/dev/null |
    grep -v -- '-security' | head -1 | grep . || { complain "apt knows no Debian mirror"; return 1; }
}

# debian_base IMAGE LOG: Debian 13 from the mirror that this machine's own apt uses.
debian_base() {
  local image=$1 log=$2 mirror
  if [ "$(id -u)" != 0 ]; then
    complain "debian:trixie-slim is neither here nor pullable; as root this script makes it from the Debian mirror"
    return 1
  fi
  need_packages mmdebstrap debian-archive-keyring || return 1
  mirror=$(debian_mirror) || return 1
  say "debian:trixie-slim is neither here nor pullable: making it from this machine's Debian mirror"
  if ! mmdebstrap --quiet --variant=apt trixie - "$mirror" 2>>"$log" </dev/null | docker import - "$image" >>"$log" 2>&1; then
    complain "mmdebstrap failed; see $log"
    tail -5 "$log" >&2
    return 1
  fi
}

# testcontainers_settings: what Testcontainers must know, in the environment and in the array TESTCONTAINERS_ARGUMENTS
# for Maven. An engine older than its default API version is told apart; Ryuk, the reaper container, is an image that
# cannot be pulled everywhere, and our harness removes its containers itself.
testcontainers_settings() {
  local api
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
  TESTCONTAINERS_ARGUMENTS=(-Dbarewire.interop.tag="$PEER_TAG")
  api=$(docker version --format '{{.Server.APIVersion}}') || return 1
  if [ "$(printf '%s\n' "$api" 1.44 | sort -V | head -1)" != 1.44 ]; then
    TESTCONTAINERS_ARGUMENTS+=(-Dapi.version="$api")
  fi
  if [ -z "${DOCKER_HOST:-}" ]; then export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1; fi
}
