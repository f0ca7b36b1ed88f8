#!/usr/bin/env bash
# scripts/vm-build.sh FOLDER MIRROR SUITE: a kernel of Debian's, unpacked, not installed, and the initrd of ./dev vm.
#
#   vmlinuz, initrd, version
#   lib/modules                all that the kernel may want to load later
set -euo pipefail
init=$(readlink -f "$(dirname "$0")/vm-init.sh")
mirror=$2
suite=$3
mkdir -p "$1"
cd "$1"

# With a package list of its own, because this machine may be of another release.
mkdir -p apt/lists/partial apt/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >apt/sources.list
own=(-q -o "Dir::State=$PWD/apt" -o "Dir::State::status=/dev/null" -o "Dir::Cache=$PWD/apt"
  -o "Dir::Etc::SourceList=$PWD/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null -o APT::Sandbox::User=root)
apt-get "${own[@]}" update
package=$(apt-cache "${own[@]}" depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\).*/\1/p')
version=${package#linux-image-}
# Which is but a name for those that hold something.
mapfile -t packages < <(apt-cache "${own[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$package" | grep -x "linux-.*-$version" | sort -u)
apt-get "${own[@]}" download "${packages[@]}"
for package in ./*.deb; do dpkg-deb -x "$package" unpacked; done
mkdir lib
mv unpacked/usr/lib/modules lib/
mv "lib/modules/$version/vmlinuz" .
grep -x CONFIG_TCP_AO=y "lib/modules/$version/config" || { echo "Linux $version is built without TCP-AO"; exit 1; }
depmod -b . "$version"
echo "$version" >version
rm -rf apt unpacked ./*.deb

# What it takes to see this machine's files, and no more.
mkdir -p initrd.d/{bin,modules,proc,dev,lower,upper,machine}
cp "$(command -v busybox)" initrd.d/bin/
cp "$init" initrd.d/init
number=10
for module in virtio_pci 9pnet_virtio 9p overlay; do
  modprobe -d . -S "$version" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
  number=$((number + 1))
  case "$file" in
    *.xz) xz -dc "$file" >"initrd.d/modules/$number.ko" ;;
    *) cp "$file" "initrd.d/modules/$number.ko" ;;
  esac
done
(cd initrd.d && find . | busybox cpio -o -H newc) >initrd
rm -rf initrd.d
