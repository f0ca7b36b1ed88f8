# Sourced where Open vSwitch and OVN may be other ones than this machine's. BAREWIRE_OVN_ROOT names a file tree that has
# Debian's packages of them.

ovn_programs=(ovsdb-tool ovsdb-server ovsdb-client ovs-vsctl ovs-appctl ovs-ofctl ovs-vswitchd
  ovn-nbctl ovn-appctl ovn-northd ovn-controller)

# use_ovn_root FOLDER: from now on those programs are the tree's. A folder in FOLDER gets a script of each one's name,
# which has it run by the tree's dynamic loader: with the tree's libraries, on this machine's files, and without a
# chroot, so by anyone.
use_ovn_root() {
  local folder tree program loader found
  tree=$(readlink -f "$BAREWIRE_OVN_ROOT")
  folder=$1/.ovn-$(sha256sum <<<"$tree" | cut -c1-12)
  loader=("$tree"/usr/lib/*-linux-gnu*/ld-linux*.so.*)
  if [ ! -x "${loader[0]}" ] || [ ! -r "$tree/usr/share/ovn/ovn-nb.ovsschema" ]; then
    echo "barewire: there is no OVN in BAREWIRE_OVN_ROOT, $BAREWIRE_OVN_ROOT; ./dev ovn-root DIR makes such a tree" >&2
    return 1
  fi
  mkdir -p "$folder.$$"
  for program in "${ovn_programs[@]}"; do
    # Debian's ovs-vswitchd is in the first place; what may be in the others is a link that leads out of the tree.
    for found in "$tree/usr/lib/openvswitch-switch/$program" "$tree"/usr/*bin/"$program"; do
      [ ! -x "$found" ] || break
    done
    [ -x "$found" ] || { echo "barewire: $tree has no $program" >&2; return 1; }
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
      "${loader[0]}" "${loader[0]%/*}" "$found" >"$folder.$$/$program"
    chmod 755 "$folder.$$/$program"
  done
  # Another demo may run what is there already, which is the same.
  mv -T "$folder.$$" "$folder" 2>/dev/null || rm -r "$folder.$$"
  # Where these programs look for their schemas, and so do we.
  export PATH="$folder:$PATH" OVN_PKGDATADIR="$tree/usr/share/ovn" OVS_PKGDATADIR="$tree/usr/share/openvswitch"
}

# make_ovn_root DIR [SUITE]: such a tree, of a Debian release, from the mirror that this machine's own apt uses. Packages
# are only unpacked. Needs scripts/bed.sh.
make_ovn_root() {
  local folder=${1:?usage: ./dev ovn-root DIR [SUITE]} suite=${2:-trixie} mirror
  [[ $folder != -* ]] || { echo "usage: ./dev ovn-root DIR [SUITE]" >&2; return 2; }
  [ ! -e "$folder" ] || { echo "barewire: $folder is there already; remove it first" >&2; return 1; }
  need_packages mmdebstrap debian-archive-keyring || return 1
  mirror=$(debian_mirror) || return 1
  rm -rf "$folder.new" # what a failed run leaves: mmdebstrap takes an empty folder only
  # A mirror may be a copy of some day, on which sid was valid for a week.
  mmdebstrap --quiet --aptopt='Acquire::Check-Valid-Until "false"' --variant=extract \
    --include=openvswitch-switch,ovn-central,ovn-host --dpkgopt='path-exclude=/usr/share/doc/*' \
    "$suite" "$folder.new" "$mirror" </dev/null || return 1
  mv "$folder.new" "$folder"
}
