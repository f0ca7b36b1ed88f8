#!/usr/bin/env bash
# scripts/kube-build.sh FOLDER: etcd, kube-apiserver and apiextensions-apiserver, built from Debian's packages alone.
# As root, with mmdebstrap; 6 GB below TMPDIR while it runs.
#
# Debian 12 has the whole source of kube-apiserver, of 1.20, which knows no expressions (CEL) in
# CustomResourceDefinitions. Debian's unstable has the libraries of a new apiextensions-apiserver, which does, but no
# kube-apiserver. Together they are what the tests need.
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
  grep -v -- '-security' | head -1)
[ -n "$mirror" ] || { echo "apt knows no Debian mirror" >&2; exit 1; }

# root_of SUITE PACKAGE...: a Debian of its own in $work/SUITE. Mirrors keep unstable longer than its signature says.
root_of() {
  local suite=$1
  shift
  mmdebstrap --quiet --variant=apt --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='APT::Install-Recommends "false"' --include="$(IFS=,; echo "$*")" "$suite" "$work/$suite" \
    "deb [signed-by=$keys] $mirror $suite main"
}

# source_of SUITE PACKAGE: the package's source archives, into $work/SUITE/root. By this machine's apt, which has the
# network, with lists of its own.
source_of() {
  local lists="$work/apt"
  mkdir -p "$lists/lists/partial" "$lists/cache/archives/partial"
  echo "deb-src [signed-by=$keys] $mirror $1 main" >"$lists/sources.list"
  local apt=(apt-get -qq -o Dir::Etc::SourceList="$lists/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$lists/lists" -o Dir::Cache="$lists/cache" -o APT::Sandbox::User=root)
  "${apt[@]}" update
  (cd "$work/$1/root" && "${apt[@]}" source --download-only "$2")
}

# within SUITE SCRIPT: with /proc, which the Go compiler wants.
within() {
  unshare --mount --propagation private sh -c \
    'mount -t proc proc "$1/proc" && exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root GO111MODULE=off CGO_ENABLED=0 bash -euo pipefail -c "$2"' \
    _ "$work/$1" "$2"
}

root_of bookworm golang-go golang-github-modern-go-reflect2-dev
source_of bookworm kubernetes
within bookworm '
  cd /root
  source=/root/go/src/k8s.io/kubernetes
  mkdir -p "$source"
  tar xf kubernetes_1.20*.orig.tar.* -C "$source" --strip-components=1
  cd "$source"
  # the reflect2 in it crashes with a Go newer than 1.17
  rm -rf vendor/github.com/modern-go/reflect2
  cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/
  # OpenAPI definitions are generated, and not in the source
  export GOPATH=/root/go
  go build -o /root/openapi-gen ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  inputs=$(grep -rl --include="*.go" "+k8s:openapi-gen=" pkg cmd staging/src/k8s.io | xargs -n 1 dirname | sort -u |
    grep -vE "_examples|testdata|sample-|/test" |
    sed "s,^staging/src/,k8s.io/kubernetes/vendor/,; t; s,^,k8s.io/kubernetes/," | paste -sd, -)
  /root/openapi-gen -i "$inputs" -O zz_generated.openapi -p k8s.io/kubernetes/pkg/generated/openapi \
    -h hack/boilerplate/boilerplate.generatego.txt -r /root/violations
  flags="-s -w"
  for package in component-base client-go/pkg; do
    in=k8s.io/kubernetes/vendor/k8s.io/$package/version
    flags="$flags -X $in.gitVersion=v1.20.2 -X $in.gitMajor=1 -X $in.gitMinor=20"
  done
  go build -tags providerless -trimpath -ldflags "$flags" -o /root/kube-apiserver ./cmd/kube-apiserver
'
root_of sid golang-go golang-k8s-apiserver-dev golang-k8s-apiextensions-apiserver-dev etcd-server
within sid '
  GOPATH=/root/go:/usr/share/gocode go build -trimpath -ldflags "-s -w" -o /root/apiextensions-apiserver \
    k8s.io/apiextensions-apiserver
'
install -m 755 "$work/bookworm/root/kube-apiserver" "$work/sid/root/apiextensions-apiserver" \
  "$work/sid/usr/bin/etcd" "$folder/"
