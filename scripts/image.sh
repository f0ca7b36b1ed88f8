#!/usr/bin/env bash
# ./dev image: the container image, made of Debian packages and what is built here. No registry is asked for anything,
# and no container engine is needed to make it.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root="$PWD"
. scripts/environment.sh
. scripts/bed.sh
. scripts/runtime.sh
. scripts/installation.sh

usage() {
  cat <<'TEXT'
usage: ./dev image [--output FILE] [--tag NAME] [--fresh] [--check]

Makes the image and prints its size. A Docker engine that runs here gets it loaded; elsewhere: docker load -i FILE.

  --output FILE   where to put it (docker-archive); target/image/barewire.tar unless told
  --tag NAME      barewire:dev unless told
  --fresh         Debian's packages anew, as they are today; otherwise those of the last time
  --check         then run two containers of it that peer with each other; starts a Docker engine where none runs

What the image needs to run: docs/image.md
TEXT
}

output=target/image/barewire.tar tag=barewire:dev fresh=false check=false
while [ $# -gt 0 ]; do
  case "$1" in
    --output) output="${2:?}"; shift 2 ;;
    --tag) tag="${2:?}"; shift 2 ;;
    --fresh) fresh=true; shift ;;
    --check) check=true; shift ;;
    -h|--help) usage; exit 0 ;;
    *) echo "./dev image: no option '$1'" >&2; usage >&2; exit 2 ;;
  esac
done

# A name of its own for a user who is nobody else anywhere, as images without a shell for people have it.
user=65532
# The launcher is a script; setpriv (util-linux) hands it capabilities. nft does outbound SNAT in local gateway mode.
packages=base-files,bash,coreutils,grep,sed,libc6,libc-bin,util-linux,nftables
suite=trixie

if [ "$(id -u)" != 0 ]; then
  complain "./dev image gives files of the image to their owners and one of them capabilities: run it as root"
  exit 1
fi
require_jdk25
need_packages mmdebstrap debian-archive-keyring libcap2-bin iproute2 util-linux
# Two builds of one commit differ in the AOT cache alone.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

work="$root/target/image"
files="$work/root"
base="$work/base-$suite-$(sha256sum <<<"$packages" | cut -c1-12).tar"
mkdir -p "$work"
if [ "$fresh" = true ] || [ ! -e "$base" ]; then
  mirror="$(debian_mirror)"
  say "unpacking Debian $suite: $packages"
  # Only unpacked: nothing in the image is ever configured, upgraded or removed.
  mmdebstrap --quiet --variant=extract --include="$packages" --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" - "$mirror" >"$base.new"
  mv "$base.new" "$base"
fi
rm -rf "$files"
mkdir -p "$files"
tar -xf "$base" -C "$files"
find "$files" -xdev -type f -perm /6000 -exec chmod a-s {} +
printf '%s\n' root:x:0:0::/:/bin/bash "barewire:x:$user:$user::/run/barewire:/usr/sbin/nologin" >"$files/etc/passwd"
printf '%s\n' root:x:0: "barewire:x:$user:" >"$files/etc/group"
# A tmpfs that is mounted there takes this mode, and root for an owner.
install -d -m 1777 "$files/run/barewire"

say "making the runtime, and training it"
home="$files/opt/barewire"
installation "$root" "$home"
ln -sf /opt/barewire/bin/barewire "$files/usr/bin/barewire"
# Permitted, not effective: with effective ones a container that has fewer could not even execute it. A copy: in
# /usr/bin it would be everybody's.
install -m 755 "$files/usr/bin/setpriv" "$home/bin/setpriv"
setcap cap_net_bind_service,cap_net_admin,cap_net_raw,cap_sys_nice+p "$home/bin/setpriv"

archive="$work/archive"
rm -rf "$archive"
mkdir -p "$archive"
tar -C "$files" --sort=name --numeric-owner --format=pax --xattrs --xattrs-include='security.capability' \
  --pax-option=delete=atime,delete=ctime --clamp-mtime --mtime="@$SOURCE_DATE_EPOCH" -cf "$archive/layer.tar" .
layer="$(sha256sum "$archive/layer.tar" | cut -d' ' -f1)"
created="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
# https://github.com/opencontainers/image-spec/blob/main/config.md
cat >"$archive/config.json" <<JSON
{"architecture": "$(dpkg --print-architecture)", "os": "linux", "created": "$created",
 "config": {"User": "$user:$user", "Entrypoint": ["/usr/bin/barewire"],
  "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LC_ALL=C.UTF-8"],
  "Labels": {"org.opencontainers.image.title": "barewire",
             "org.opencontainers.image.revision": "$(git rev-parse HEAD 2>/dev/null || echo unknown)"}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$layer"]},
 "history": [{"created": "$created", "created_by": "./dev image"}]}
JSON
printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]\n' "$tag" >"$archive/manifest.json"
mkdir -p "$(dirname "$output")"
tar -C "$archive" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf "$output" .

mebibytes() { echo $(($(du -sk "$@" | awk '{ sum += $1 } END { print sum }') / 1024)); }
say "$tag: $(mebibytes "$files") MiB, $(($(gzip -1 -c "$archive/layer.tar" | wc -c) / 1048576)) MiB compressed;" \
  "of it Java $(mebibytes "$home/jre"), AOT cache $(mebibytes "$home/barewire.aot"), jars $(mebibytes "$home/lib")"
say "saved as $output"
if engine_answers; then
  docker load --quiet --input "$output"
elif [ "$check" = false ]; then
  say "no Docker engine runs here; where one does: docker load -i $output"
fi
[ "$check" = false ] || exec scripts/check-image.sh "$output" "$tag"
