# Sourced by ./barewire, and by the launcher of an installation: the one place where JVM flags are chosen.

# Prints what the JVM will be: agent or controller (live for months), demo (a minute), lab (a load), cli (a blink).
jvm_role() {
  local word
  for word in "$@"; do
    case "$word" in
      agent|controller|demo|lab) printf '%s\n' "$word"; return ;;
      -*) ;;
      *) break ;;
    esac
  done
  printf 'cli\n'
}

# Whether the folder of `--manifests` asks for BFD anywhere.
wants_bfd() {
  local folder=
  while [ $# -gt 0 ]; do
    case "$1" in
      --manifests=*) folder="${1#*=}" ;;
      --manifests) folder="${2:-}" ;;
    esac
    shift
  done
  [ -n "$folder" ] && grep -rqsE --include='*.yaml' --include='*.yml' --include='*.json' 'bfdProfile["'"'"']?[[:space:]]*:' "$folder"
}

# Whether whoever starts it has chosen a collector. A JVM that is told two does not start.
has_collector() {
  [[ " ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-} " == *" -XX:+Use"+([A-Za-z0-9])"GC "* ]]
}

# Adds to JVM_FLAGS how large the heap may become, and what to say when that is too little. The serial collector lets the
# old generation grow to that size before it looks for what is dead in it, so without a bound of ours a machine's memory
# would be the bound. What is not heap takes some 80 MB.
limit_heap() {
  JVM_FLAGS+=(
    -XX:MaxRAM=2g -XX:MaxRAMPercentage=50 # half of the container's limit, 1 GB at most: the tables of ten full feeds
    # A routing daemon without memory must restart, not limp; its routes stay in the kernel.
    -XX:+ExitOnOutOfMemoryError
    # At a semicolon the JVM would begin another command.
    "-XX:OnOutOfMemoryError=echo 'barewire: the heap is full, and this process ends. It takes half of the memory limit, \
and 1 GB at most: raise the limit, set JDK_JAVA_OPTIONS=-Xmx2g, or accept fewer prefixes' >&2"
  )
}

# Sets JVM_FLAGS for a role and the words of the command line. AOT_CACHE, when set, is the installation's.
jvm_flags() {
  local role="$1" collector=serial
  shift
  if has_collector; then
    collector=chosen
  elif [ "$role" = agent ] && wants_bfd "$@"; then
    collector=zgc
  fi
  JVM_FLAGS=(
    --enable-native-access=ALL-UNNAMED  # netlink through FFM, Netty's epoll
    -Dstdout.encoding=UTF-8             # a container or a unit file often has no locale, and Java then prints question marks
    -Dstderr.encoding=UTF-8
  )
  case "$collector" in
    # A collector that stops all threads for 150 ms takes sessions of 3 x 50 ms down at the peer's end. ZGC stops them for
    # less than a millisecond, for some 15 MB more.
    zgc) JVM_FLAGS+=(-XX:+UseZGC -XX:ConcGCThreads=1) ;;
    serial) JVM_FLAGS+=(-XX:+UseSerialGC) ;; # no collector threads; heaps this small are collected in milliseconds
  esac
  # Serial only: ZGC says in four lines that it cannot use the cache. And only with our own flags: the JVM starts without
  # a cache that does not fit, but for one case (a heap too small for the cache's objects), in which it ends.
  if [ -n "${AOT_CACHE:-}" ] && [ "$collector" = serial ] && [ -z "${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-}" ]; then
    # Profiles that it might hold are for C2.
    JVM_FLAGS+=(-XX:AOTCache="$AOT_CACHE" -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining)
  fi
  case "$role" in
    agent)
      limit_heap
      JVM_FLAGS+=(
        -Xms16m
        # C1 only. C2 would use more processor time to compile than a full table takes, and 20 MB on a node of a mesh.
        -XX:TieredStopAtLevel=1
        # Methods are compiled when they have run some 200 times; those that run for every session and route after a tenth
        # of that: a thousand sessions come up in five sixths of the time, for 1 MB. For all methods, it would be 6 MB.
        # Few and short: each method that is counted is compared with each pattern, again and again.
        -XX:CompileCommand=quiet
        "-XX:CompileCommand=CompileThresholdScaling,io.barewire.*::*,0.1"
        "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.1"
        # Archived classes at the address that they were archived for: pages stay those of the file, 17 MB of them, and
        # nothing has to be rewritten at the start. They are data; an attacker learns no address of code.
        -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
        # What the compiler needed during the start goes back to the kernel (6 MB).
        -XX:TrimNativeHeapInterval=10000
        # Netty's JFR events cost 50 ms of processor time at the start; the machine's hardware addresses and the process's
        # number, which it looks up for names of channels that nobody sees, 5 ms.
        -Dio.netty.jfr.enabled=false
        -Dio.netty.machineId=00:00:00:00:00:01
        -Dio.netty.processId=1
      )
      # Without a size the young generation is sized by the host's memory and touched page by page. This one has room for
      # what sessions have in flight, which then dies young; in a smaller one a full table doubles the heap. ZGC has no
      # such size.
      if [ "$collector" = serial ]; then
        JVM_FLAGS+=(-Xmn12m -XX:SurvivorRatio=2)
      fi ;;
    controller)
      limit_heap
      JVM_FLAGS+=(-Xms16m -XX:TieredStopAtLevel=1) ;;
    demo) JVM_FLAGS+=(-Xms16m -Xmx128m -XX:TieredStopAtLevel=1) ;;
    # Ten thousand sessions fit; C2 pays, because the load must not be what is measured.
    lab) JVM_FLAGS+=(-Xms64m -Xmx1g) ;;
    cli) JVM_FLAGS+=(-Xms16m -Xmx256m -XX:TieredStopAtLevel=1) ;;  # C1 only: it ends before C2 would pay
  esac
}
