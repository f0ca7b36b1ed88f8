# Sourced by image.sh and bench.sh: Barewire as it is installed, with a Java runtime of its own, independent of the
# sources and of any JDK. It may be copied elsewhere, times of files included.
#
#   bin/barewire    the launcher
#   lib             Barewire and its libraries; Netty's native one unpacked, for a read-only file system
#   jre             the modules of the JDK that they use
#   barewire.aot    their classes, linked and in part initialised, as they were in a training run
#   jvm-flags.sh

# jdeps finds these needed by code that never runs here: what Jackson and SnakeYAML do with JavaBeans and JDBC.
modules_not_needed='^java\.(desktop|sql)$'
# jcmd: how one looks into an agent that behaves strangely.
modules_for_people=jdk.jcmd

# installation ROOT FOLDER: makes FOLDER anew, in about half a minute.
installation() {
  local root="$1" home="$2" jars modules
  jars="$(runtime_folder "$root")" || return 1
  rm -rf "$home"
  mkdir -p "$home/bin" "$home/lib"
  cp "$jars"/*.jar "$home/lib/"
  "$JDK25/bin/java" "$root/scripts/RenewJars.java" "$home/lib" || return 1
  unpack_native_libraries "$home/lib" || return 1
  modules="$("$JDK25/bin/jdeps" -q --multi-release 25 --ignore-missing-deps --print-module-deps "$home"/lib/*.jar)" ||
    return 1
  modules="$(tr , '\n' <<<"$modules" | grep -vE "$modules_not_needed" | paste -sd,)"
  "$JDK25/bin/jlink" --add-modules "$modules,$modules_for_people" --output "$home/jre" \
    --strip-java-debug-attributes --no-header-files --no-man-pages || return 1
  install -m 755 "$root/scripts/installed-barewire.sh" "$home/bin/barewire"
  install -m 644 "$root/scripts/jvm-flags.sh" "$home/"
  # The cache is for files of exactly this time; whole seconds survive every kind of copy.
  find "$home" -exec touch -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" {} +
  "$root/scripts/train.sh" "$home"
}

# Netty would unpack them into the temporary folder at each start.
unpack_native_libraries() {
  local jar
  for jar in "$1"/netty-transport-native-epoll-*-linux-*.jar; do
    (
      cd "$1" || exit 1
      "$JDK25/bin/jar" --extract --file "$jar" META-INF/native && mv META-INF/native/*.so . && rm -r META-INF
    ) || return 1
  done
}
