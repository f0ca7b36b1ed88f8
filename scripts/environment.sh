# Sourced by ./dev, ./barewire and scripts/: finds a JDK 25 and runs Maven.

# Prints the home of a JDK 25, or nothing.
find_jdk25() {
  local home
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "${HOME:-/root}"/.sdkman/candidates/java/* /opt/java/* /opt/jdk*; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
    if grep -q '^JAVA_VERSION="25' "$home/release"; then
      printf '%s\n' "$home"
      return
    fi
  done
}

require_jdk25() {
  JDK25="$(find_jdk25)"
  if [ -z "$JDK25" ]; then
    cat >&2 <<'TEXT'
barewire: no JDK 25 found. Looked at JAVA25_HOME, JAVA_HOME, /usr/lib/jvm, ~/.sdkman and /opt.
Get one:
  Debian 13 or newer   apt-get install openjdk-25-jdk-headless
  SDKMAN               sdk install java 25-tem
  anywhere             unpack Eclipse Temurin 25 and set JAVA25_HOME to its folder
TEXT
    exit 1
  fi
}

with_jdk25() {
  # Maven's own libraries use what JDK 25 warns of.
  JAVA_HOME="$JDK25" MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" "$@"
}

# Maven that speaks only when something is wrong or a test has finished.
mvn_quiet() {
  mvn -B -ntp -Dstyle.color=never -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "$@"
}

# Keeps of Maven's output what tests and errors say: a line per test class, and everything that is not Maven's own or
# Jazzer's.
tests_and_errors() {
  sed -u 's/\x1b\[[0-9;]*m//g' | grep --line-buffered -vP \
    '^$|^INFO: |^SLF4J\(|^\[INFO\] (?!Tests run:.* -- in )|^\[INFO\]\s*$|^\[WARNING\] (I/O error reading dependency state|Tests run:(?!.* -- in )|\s*$)' || true
}
