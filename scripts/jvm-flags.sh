# Sourced by ./barewire: the one place where JVM flags are chosen.

# Prints what the JVM will be: agent (lives for months), demo (a minute), cli (a blink).
jvm_role() {
  local word
  for word in "$@"; do
    case "$word" in
      agent|demo) printf '%s\n' "$word"; return ;;
      -*) ;;
      *) break ;;
    esac
  done
  printf 'cli\n'
}

# Sets JVM_FLAGS for a role.
jvm_flags() {
  JVM_FLAGS=(
    --enable-native-access=ALL-UNNAMED  # netlink through FFM, Netty's epoll
    -XX:+UseSerialGC                    # no collector threads; heaps this small are collected in milliseconds
    -Xshare:auto                        # a class archive that does not fit is no reason to stop
    -Dstdout.encoding=UTF-8             # a container or a unit file often has no locale, and Java then prints question marks
    -Dstderr.encoding=UTF-8
  )
  case "$1" in
    agent)
      JVM_FLAGS+=(
        -Xms8m -Xmn3m                   # without them the young generation is sized by the host's memory and touched page by page
        -XX:+ExitOnOutOfMemoryError     # a routing daemon without memory must restart, not limp; its routes stay in the kernel
      ) ;;
    demo) JVM_FLAGS+=(-Xms16m -Xmx128m -XX:TieredStopAtLevel=1) ;;
    cli) JVM_FLAGS+=(-Xms16m -Xmx256m -XX:TieredStopAtLevel=1) ;;  # C1 only: it ends before C2 would pay
  esac
}
