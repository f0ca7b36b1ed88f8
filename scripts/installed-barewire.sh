#!/usr/bin/env bash
# Runs the Barewire that is installed around this script.
set -euo pipefail
# Each process that this script starts is a millisecond or two of an agent's start.
home="${BASH_SOURCE[0]}"
if [ -L "$home" ] || [[ "$home" != /* ]]; then
  home="$(readlink -f "$home")"
fi
home="${home%/*/*}"
. "$home/jvm-flags.sh"

AOT_CACHE="$home/barewire.aot"
[ -r "$AOT_CACHE" ] || AOT_CACHE=
role="$(jvm_role "$@")"
jvm_flags "$role" "$@"
jars=("$home"/lib/*.jar)
printf -v class_path '%s:' "${jars[@]}"
java=("$home/jre/bin/java" "${JVM_FLAGS[@]}" -Dbarewire.launcher="$home/bin/barewire" -Djava.library.path="$home/lib"
  -cp "${class_path%:}" io.barewire.daemon.Main "$@")

# A container gives capabilities to root only; those of its bounding set come to another user by a program that has them
# as file capabilities. Here that is a copy of setpriv, which passes them on to the agent and nothing else.
# Under no_new_privs (allowPrivilegeEscalation: false) it gets none, and the agent says what it may not do.
if [ "$role" = agent ] && [ "$(id -u)" != 0 ] && [ -x "$home/bin/setpriv" ] &&
  grep -q '^NoNewPrivs:.0' /proc/self/status; then
  bounding="0x$(sed -n 's/^CapBnd:\t//p' /proc/self/status)"
  capabilities=
  for capability in 10:net_bind_service 12:net_admin 13:net_raw 23:sys_nice; do # sys_nice: BFD's thread
    if ((bounding >> ${capability%%:*} & 1)); then capabilities+=",+${capability#*:}"; fi
  done
  if [ -n "$capabilities" ]; then
    exec "$home/bin/setpriv" --inh-caps="${capabilities#,}" --ambient-caps="${capabilities#,}" "${java[@]}"
  fi
fi
exec "${java[@]}"
