# Sourced by ./barewire for the demo, which makes network namespaces: as root just so, otherwise in a user namespace.
. "$root/scripts/packages.sh"
. "$root/scripts/ovn-root.sh"

# with_network_rights COMMAND … : returns when the caller may make network namespaces; otherwise becomes COMMAND in a
# user namespace of its own, where the caller's user is root over networks made there and over nothing else.
with_network_rights() {
  demo_folder
  case " $* " in *" --help "*|*" -h "*|*" --down "*) return ;; esac
  local packages=(ip:iproute2 ping:iputils-ping)
  case " $* " in *" --ovn"*)
    packages+=(ethtool:ethtool tcpdump:tcpdump nft:nftables)
    if [ -n "${BAREWIRE_OVN_ROOT:-}" ]; then
      use_ovn_root "$BAREWIRE_DEMO_FOLDER" || exit 1
    else
      packages+=(ovs-vswitchd:openvswitch-switch ovn-northd:ovn-central ovn-controller:ovn-host)
    fi ;;
  esac
  require_packages "${packages[@]}" || exit 1
  PATH="$PATH:/usr/sbin:/sbin"
  local cluster=no
  case " $* " in *" --cluster "*)
    cluster=yes
    KUBEBUILDER_ASSETS="$("$root/scripts/kube-programs.sh")" || exit 1
    export KUBEBUILDER_ASSETS BAREWIRE_DEMO_NETWORK_NAMESPACE=yes ;;
  esac
  if has_network_rights; then
    [ "$cluster" = yes ] || return 0
    # The API server's namespace: the demo's own, in which it can talk to it.
    exec unshare --net sh -c 'ip link set lo up && exec "$@"' sh "$@"
  fi
  local into=(unshare --user --map-root-user --net --mount)
  if ! "${into[@]}" mount -t tmpfs tmpfs /run 2>/dev/null; then
    explain_user_namespaces
    exit 1
  fi
  # `ip netns` keeps its names in /run/netns, which is ours only if /run is.
  BAREWIRE_DEMO_USER_NAMESPACE=yes exec "${into[@]}" sh -c 'mount -t tmpfs -o mode=755 tmpfs /run && ip link set lo up && exec "$@"' sh "$@"
}

# CAP_NET_ADMIN (12) and CAP_SYS_ADMIN (21).
has_network_rights() {
  local effective
  effective="0x$(sed -n 's/^CapEff:\t//p' /proc/self/status)"
  (( (effective >> 12 & 1) && (effective >> 21 & 1) ))
}

# Logs, manifests and the state file. In /tmp, where others write too: ours only if we made it.
demo_folder() {
  BAREWIRE_DEMO_FOLDER="/tmp/barewire-demo-$(id -u)"
  export BAREWIRE_DEMO_FOLDER
  mkdir -m 700 "$BAREWIRE_DEMO_FOLDER" 2>/dev/null || true
  if [ -L "$BAREWIRE_DEMO_FOLDER" ] || [ ! -d "$BAREWIRE_DEMO_FOLDER" ] || [ ! -O "$BAREWIRE_DEMO_FOLDER" ]; then
    echo "barewire: $BAREWIRE_DEMO_FOLDER is not a folder of $(id -un); remove it first" >&2
    exit 1
  fi
}

explain_user_namespaces() {
  cat >&2 <<'TEXT'
barewire: the demo makes network namespaces. It needs root, or a kernel that lets users make user namespaces,
and this one does not let you. Either run it as root:

  sudo ./barewire demo

or allow user namespaces. What this kernel says about them:
TEXT
  local name value
  for name in user.max_user_namespaces kernel.unprivileged_userns_clone kernel.apparmor_restrict_unprivileged_userns; do
    value="$(cat "/proc/sys/${name//.//}" 2>/dev/null)" || continue
    echo "  $name = $value"
  done >&2
  echo "(wanted: more than 0, 1 and 0, as far as they are listed; a container may forbid them too, by its seccomp profile)" >&2
}
