#!/usr/bin/env bash
# ./dev example NAME [OPTIONS]: builds and runs a program of the examples module.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh

require_jdk25
echo "building the examples …" >&2
mvn_quiet -pl examples -am -DskipTests package
[ $# -gt 0 ] || set -- --help
exec "$JDK25/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED \
  -cp "examples/target/classes:examples/target/lib/*" io.barewire.examples.Examples "$@"
