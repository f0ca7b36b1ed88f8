#!/usr/bin/env bash
# ./dev vm: tests in a virtual machine whose kernel has what this one may lack.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh
. scripts/bed.sh
. scripts/vm-machine.sh

usage() {
  cat <<'TEXT'
usage: ./dev vm [--limit SECONDS] [TEST...]
       ./dev vm [--limit SECONDS] -- COMMAND...

Boots a kernel of Debian's, which has VRF devices and TCP-AO, in a virtual machine that sees this machine's files and keeps
what it writes to itself. Runs the tests there that are tagged `vm`, of which none may skip; or each TEST, a class or
Class#method; or a command. There is no network. Root of the virtual machine is nobody here: it needs no root outside,
but for packages that are missing.

  --limit SECONDS   how long it may take; 90 unless told; 15 times that where a processor is emulated
  --fresh           Debian's kernel anew, as it is today; otherwise that of the last time
TEXT
}

limit=90
tests=()
command=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--help) usage; exit 0 ;;
    --limit) limit=${2:?}; shift ;;
    --fresh) rm -f "$bed_cache/vm-$vm_suite/initrd" ;;
    --) shift; command=("$@"); break ;;
    -*) echo "./dev vm: no option '$1'" >&2; usage >&2; exit 2 ;;
    *) tests+=("$1") ;;
  esac
  shift
done

# Whatever ends this script ends the virtual machine.
trap vm_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

vm_machine
if [ "${#command[@]}" -gt 0 ]; then
  vm_run "$limit" "${command[@]}"
  exit
fi

require_jdk25
export KUBEBUILDER_ASSETS="${KUBEBUILDER_ASSETS:-$bed_cache/kube}"
tags=""
if [ "${#tests[@]}" = 0 ]; then
  tags="--include-tag=vm"
  if [ -n "$(vm_without_kvm)" ]; then
    say "without the tests that want an API server as well, which takes too long in an emulated processor"
    tags+=" --exclude-tag=kube"
  elif [ ! -x "$KUBEBUILDER_ASSETS/etcd" ] || [ ! -x "$KUBEBUILDER_ASSETS/kube-apiserver" ]; then
    say "without the tests that want an API server as well, which ./dev verify --only kube gets"
    tags+=" --exclude-tag=kube"
  fi
  mapfile -t tests < <(grep -rl --include='*.java' '@Tag("vm")' ./*/src/test/java | sed 's|.*/||; s|\.java$||')
fi
# What JUnit is to run, by module: classes by name, because looking through all of them takes long where it is emulated.
declare -A selected=()
for test in "${tests[@]}"; do
  file=$(find . -path "./*/src/test/java/*/${test%%#*}.java" -print -quit)
  [ -n "$file" ] || { echo "./dev vm: there is no test class ${test%%#*}" >&2; exit 2; }
  module=${file#./}
  module=${module%%/*}
  class=${file#./*/src/test/java/}
  class=${class%.java}
  kind=class
  case "$test" in *'#'*) kind=method ;; esac
  selected[$module]+=" --select-$kind=${class//\//.}${test#"${test%%#*}"}"
done

modules=$(IFS=,; echo "${!selected[*]}")
say "compiling $modules"
mvn_quiet -pl "$modules" -am test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile=target/test-class-path </dev/null
arguments=()
for module in "${!selected[@]}"; do arguments+=("$module" "$tags${selected[$module]}"); done
slower=1
[ -z "$(vm_without_kvm)" ] || slower=$vm_slower
vm_run "$limit" scripts/vm-tests.sh "$JDK25/bin/java" "$slower" "${arguments[@]}"
