# Sourced where other programs are needed: installs Debian packages as root, and says which are missing to anyone else.

# require_packages PROGRAM:PACKAGE … : returns once every PROGRAM can be run.
require_packages() {
  local pair missing=()
  local PATH="$PATH:/usr/sbin:/sbin"  # where Debian keeps them, and where a user's path does not look
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "barewire: missing packages: ${missing[*]}. Install them (Debian, as root): apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "installing ${missing[*]} …" >&2
  without_services apt_get install "${missing[@]}" || { apt_get update && without_services apt_get install "${missing[@]}"; } || {
    echo "barewire: could not install ${missing[*]}; apt-get's own words are above" >&2
    return 1
  }
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$1" "${@:2}" >&2 </dev/null
}

# without_services COMMAND …: what Debian would start with packages stays off, since whoever needs them starts its own.
# Debian asks policy-rc.d before it starts anything; where there is one already, that decides.
without_services() (
  policy=/usr/sbin/policy-rc.d
  if [ "$(id -u)" = 0 ] && [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
)
