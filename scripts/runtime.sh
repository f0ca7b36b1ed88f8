# Sourced by ./barewire: the folder of jars that it runs.
#
#   target/barewire/current -> N     the newest complete one
#   target/barewire/N/*.jar          never written to again: a running agent still loads classes from it
#   target/barewire/N/built          as old as the build's start; a newer source makes the folder stale

# Prints the folder of jars that match the sources, building it when needed. A user who may not build gets what the
# owner of the sources has built.
runtime_folder() {
  local root="$1" home="$1/target/barewire"
  if ! runtime_is_current "$root"; then
    if may_build "$root"; then
      build_runtime "$root" || return 1
    elif [ -e "$home/current/built" ]; then
      echo "barewire: the sources are newer than what is built here, and $(id -un) may not build" >&2
    else
      echo "barewire: nothing is built yet, and $home is not writable for $(id -un): run ./dev build as the owner" >&2
      return 1
    fi
  fi
  readlink -f "$home/current"
}

may_build() {
  mkdir -p "$1/target/barewire" 2>/dev/null && [ -w "$1/target/barewire" ]
}

# The folders are looked at too, because a deleted source leaves its mark only there.
runtime_is_current() {
  local root="$1" built="$1/target/barewire/current/built"
  [ -e "$built" ] || return 1
  [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
    -not -path "$root/bench/*" -not -path "$root/interop-tests/*" -newer "$built" -print -quit)" ]
}

runtime_class_path() {
  local jars=("$1"/*.jar) IFS=:
  printf '%s' "${jars[*]}"
}

build_runtime() {
  local root="$1" home="$1/target/barewire"
  if ! command -v mvn >/dev/null; then
    echo "barewire: cannot build: there is no mvn in the path (Debian: apt-get install maven)" >&2
    return 1
  fi
  exec 9>"$home/lock"
  until flock --wait 2 9; do
    echo "waiting for another build of Barewire …" >&2
  done
  # Whoever held the lock may have built what we need.
  if runtime_is_current "$root"; then
    exec 9>&-
    return
  fi
  local next="$home/$(date +%s%N)"
  mkdir "$next"
  touch "$next/built"
  # copy-dependencies adds, and never takes away what is no longer a dependency.
  rm -rf "$root/daemon/target/lib" "$root"/daemon/target/daemon-*.jar
  # The lock stays ours: a Maven or javac that outlived us must not hold it.
  if ! watch_build "$root" "$home/build.log" 9>&-; then
    rm -rf "$next"
    exec 9>&-
    return 1
  fi
  cp "$root"/daemon/target/lib/*.jar "$root"/daemon/target/daemon-*.jar "$next/"
  ln -sfn "$(basename "$next")" "$home/next"
  mv -T "$home/next" "$home/current"
  forget_old_runtimes "$home"
  exec 9>&-
}

# Keeps the newest three: processes started from an older one than that have had their time.
forget_old_runtimes() {
  find "$1" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' | sort | head -n -3 | xargs -r -d '\n' rm -rf --
}

# Runs Maven with a line per module on standard error, and the whole log when it fails.
watch_build() {
  local root="$1" log="$2" started=$SECONDS maven module='' status=0
  echo "building Barewire (first run takes a minute) …" >&2
  (cd "$root" && exec mvn -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -pl daemon -am package) >"$log" 2>&1 &
  maven=$!
  trap 'kill "$maven" 2>/dev/null' EXIT
  trap 'exit 130' INT TERM
  while kill -0 "$maven" 2>/dev/null; do
    sleep 0.5
    local now
    now="$(sed -n 's/^\[INFO\] Building \([a-z-]*\) .*\[\(.*\)\]$/\2 \1/p' "$log" | tail -n 1)"
    if [ "$now" != "$module" ]; then
      module="$now"
      [ -t 2 ] || echo "  $module" >&2
    fi
    [ ! -t 2 ] || printf '\r\033[K  %d s  %s' $((SECONDS - started)) "${module:-Maven starts}" >&2
  done
  wait "$maven" || status=$?
  trap - EXIT INT TERM
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if [ "$status" != 0 ]; then
    grep -E '^\[(ERROR|WARNING)\] ' "$log" | head -n 30 >&2 || tail -n 30 "$log" >&2
    echo "barewire: the build failed; its whole log is $log" >&2
    return 1
  fi
  echo "built in $((SECONDS - started)) s" >&2
}
