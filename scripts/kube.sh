# Sourced after bed.sh: the programs of a Kubernetes API server for tests, in $bed_cache/kube.

# kube_assets: sets KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and, where that one is too old for
# expressions in CustomResourceDefinitions, apiextensions-apiserver. Takes what KUBEBUILDER_ASSETS names, plain or as
# .xz; what was here before; or, as root on Debian, what it builds from Debian's packages, once, in some ten minutes.
kube_assets() {
  local from=${KUBEBUILDER_ASSETS:-} to="$bed_cache/kube"
  if [ -n "$from" ] && [ -x "$from/etcd" ] && [ -x "$from/kube-apiserver" ]; then
    say "API server: $from"
    return 0
  fi
  (
    flock 7
    if [ -n "$from" ]; then
      kube_unpack "$from" "$to"
    elif [ ! -x "$to/etcd" ] || [ ! -x "$to/kube-apiserver" ]; then
      kube_build "$to"
    fi
  ) 7>"$bed_cache/kube.lock" || return 1
  export KUBEBUILDER_ASSETS=$to
  say "API server: $to"
}

# kube_unpack FROM TO: what has been unpacked before is known by the sum of the file that it came from.
kube_unpack() {
  local from=$1 to=$2 name sum
  command -v xz >/dev/null || need_packages xz-utils || return 1
  mkdir -p "$to"
  for name in etcd kube-apiserver apiextensions-apiserver; do
    if [ ! -e "$from/$name.xz" ]; then
      if [ "$name" = apiextensions-apiserver ]; then
        rm -f "$to/$name" "$to/$name.sum" # that of another kube-apiserver
        continue
      fi
      complain "no $name or $name.xz in KUBEBUILDER_ASSETS=$from"
      return 1
    fi
    sum=$(sha256sum <"$from/$name.xz")
    [ "$(cat "$to/$name.sum" 2>/dev/null)" = "$sum" ] && continue
    xz -dc "$from/$name.xz" >"$to/$name.new" && chmod 755 "$to/$name.new" && mv "$to/$name.new" "$to/$name" || return 1
    echo "$sum" >"$to/$name.sum"
  done
}

# kube_build TO
kube_build() {
  local to=$1 log="$bed_cache/kube-build.log"
  if [ "$(id -u)" != 0 ]; then
    complain "no Kubernetes API server here: set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver (setup-envtest gets one), or run this as root to build them"
    return 1
  fi
  need_packages mmdebstrap debian-archive-keyring || return 1
  say "building etcd, kube-apiserver and apiextensions-apiserver from Debian's packages, which takes some ten minutes; log: $log"
  if ! with_progress "$log" scripts/kube-build.sh "$to"; then
    complain "that failed; see $log"
    tail -5 "$log" >&2
    return 1
  fi
}

# with_progress LOG COMMAND...: what it says goes into LOG, and the last line of that here every ten seconds.
with_progress() {
  local log=$1 began=$SECONDS ticker status=0
  shift
  : >"$log"
  (while sleep 10; do say "$((SECONDS - began)) s: $(tail -n 1 "$log" | cut -c 1-100)"; done) 7>&- &
  ticker=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  return "$status"
}
