#!/usr/bin/env bash
# ./dev verify: everything that must hold before a change lands, cheapest first, on a bare Debian machine or on a
# developer's own. Ends at the first stage that fails.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. scripts/environment.sh
. scripts/bed.sh
. scripts/kube.sh
. scripts/ovn-root.sh

# A stage that takes longer than this hangs.
stage_limit=1500

usage() {
  cat <<'TEXT'
usage: ./dev verify [--only STAGE]... [--skip STAGE]... [--allow-skips]

  environment   JDK 25, Maven, packages (installed when this runs as root)
  format        every Java file is formatted
  unit          compile; unit tests, properties, simulations, fuzz regressions: JDK only
  root          tests in network namespaces and against the kernel's routing tables
  kube          tests against a Kubernetes API server: that in KUBEBUILDER_ASSETS, or one built from Debian's packages
  ovn           tests against Open vSwitch's database server and OVN, of Debian's packages, whose services stay off;
                again with those of Debian 13 where this machine's are older
  vm            tests that take VRF devices and TCP-AO, in a virtual machine, emulated where there is no /dev/kvm
  interop       other daemons in containers against Barewire; starts a Docker engine where none runs
  demo          ./barewire demo
  cluster       ./barewire demo --cluster: an API server, the controller, agents, FRR
  image         makes the container image, and runs two containers of it with as few rights as they need

Without root, stages that need it are left out and the result is a failure, unless --allow-skips says that this is
known. A stage that fails ends with the tests that failed and what they said. Logs: .barewire/verify/STAGE.log
TEXT
}

stages=(environment format unit root kube ovn vm interop demo cluster image)
declare -A title=(
  [environment]="JDK 25, Maven and packages"
  [format]="every Java file is formatted"
  [unit]="compile; unit tests, properties, simulations"
  [root]="tests in network namespaces"
  [kube]="tests against a Kubernetes API server"
  [ovn]="tests against a real OVSDB and OVN"
  [vm]="VRF devices and TCP-AO, in a virtual machine with Debian's kernel"
  [interop]="FRR, BIRD, GoBGP, OpenBGPD in containers"
  [demo]="three nodes, no overlay, pods reach each other"
  [cluster]="three nodes on a real API server, the four no-overlay workflows"
  [image]="two containers of the image peer with each other"
)
declare -A chosen=() skipped=() result=() seconds=() note=()
allow_skips=false

is_stage() { [ -n "${title[$1]:-}" ] || { echo "./dev verify: no stage '$1'; --help lists them" >&2; exit 2; }; }

while [ $# -gt 0 ]; do
  case "$1" in
    --only) is_stage "${2:-}"; chosen[$2]=1; shift 2 ;;
    --skip) is_stage "${2:-}"; skipped[$2]=1; shift 2 ;;
    --allow-skips) allow_skips=true; shift ;;
    -h|--help) usage; exit 0 ;;
    *) echo "./dev verify: no option '$1'" >&2; usage >&2; exit 2 ;;
  esac
done

is_root() { [ "$(id -u)" = 0 ]; }

# Why a stage cannot run here; nothing when it can.
obstacle() {
  case "$1" in
    image) is_root || echo "needs root: files of the image have owners and capabilities" ;;
    vm)
      if [ "$(uname -m)" != x86_64 ]; then
        echo "needs an x86-64 machine"
      elif ! is_root && ! command -v qemu-system-x86_64 >/dev/null; then
        echo "needs qemu-system-x86, or root to install it"
      fi
      ;;
    root) is_root || echo "needs root: network namespaces and routing tables" ;;
    ovn | cluster) is_root || echo "needs root: packages, network namespaces" ;;
    interop) is_root || engine_answers || echo "needs a running Docker engine, or root to start one" ;;
    *) ;;
  esac
}

stage_environment() {
  local missing=()
  is_root || { command -v mvn >/dev/null || missing+=(maven); command -v ip >/dev/null || missing+=(iproute2); }
  [ "${#missing[@]}" = 0 ] || { complain "missing packages; as root: apt-get install ${missing[*]}"; return 1; }
  if is_root; then need_packages maven iproute2 iputils-ping || return 1; fi
  require_jdk25
  say "JDK 25: $JDK25"
  say "$(mvn -B -Dstyle.color=never -v 2>/dev/null | grep -o 'Apache Maven [0-9.]*' | head -1)"
}

stage_format() { ./dev fmt --check; }

mvn_tests() { mvn -B -ntp -Dstyle.color=never test "$@"; }
stage_unit() { mvn_tests -DexcludedGroups=root,container,kube,ovn; }
stage_root() { need_packages iptables procps && mvn_tests -Dgroups=root -DexcludedGroups=container,kube,ovn; }
stage_kube() { kube_assets && mvn_tests -Dgroups=kube -DexcludedGroups=container; }
stage_ovn() {
  need_packages_without_services openvswitch-switch ovn-central ovn-host ethtool tcpdump nftables || return 1
  say "$(ovn-nbctl --version | head -1)"
  mvn_tests -Dgroups=ovn -DexcludedGroups=container,kube || return 1
  local newer=25.03 have
  have=$(ovn-nbctl --version | sed -n '1s/.* //p')
  [ "$(printf '%s\n' "$newer" "$have" | sort -V | head -1)" != "$newer" ] || return 0
  BAREWIRE_OVN_ROOT="$bed_cache/ovn-trixie"
  [ -d "$BAREWIRE_OVN_ROOT" ] || make_ovn_root "$BAREWIRE_OVN_ROOT" || return 1
  use_ovn_root "$bed_cache" || return 1
  export BAREWIRE_OVN_ROOT
  say "$(ovn-nbctl --version | head -1)"
  # Without what takes its time by waiting, and what OvnLabTest and OvnNetworkTest have, too.
  mvn_tests -pl ovn-import,daemon -am -Dgroups=ovn -DexcludedGroups=container,kube \
    -Dsurefire.failIfNoSpecifiedTests=false -Dtest='Ovn*Test,Outbound*Test,*Northd*Test,Ovsdb*Test,!OvsdbTransportTest'
}
stage_vm() { exec scripts/vm.sh; }
# exec: an interrupt is then over when the program has cleaned up, not before
stage_interop() { exec scripts/interop.sh; }
stage_image() { exec scripts/image.sh --check; }
stage_demo() { exec ./barewire demo; }
stage_cluster() { need_packages_without_services frr && exec ./barewire demo --cluster; }

# A stage runs as another process of this script, so that it can be a process group of its own (see run_stage).
if [ -n "${VERIFY_STAGE:-}" ]; then
  "stage_$VERIFY_STAGE"
  exit
fi

# "12 tests, 1 skipped" out of a stage's log, from the lines that Surefire ends each module with.
tests_of() {
  awk '/Tests run: [0-9]+, Failures/ && / -- in / { gsub(",", ""); for (i = 1; i < NF; i++) { if ($i == "run:") run += $(i + 1); if ($i == "Skipped:") skip += $(i + 1) } }
       END { if (run) printf "%d tests%s", run, skip ? ", " skip " skipped" : "" }' "$1"
}

# Why tests were skipped, each reason once.
reasons_of_skips() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -newer "$1" -exec grep -ho '<skipped message="[^"]*"' {} + 2>/dev/null |
    sed 's/<skipped message="/   skipped: /; s/"$//; s/org.opentest4j.TestAbortedException: //; s/Assumption failed: //; s/&#10;.*//' | sort | uniq -c | sed 's/^ *\([0-9]*\)/   \1 x/'
}

# The last words of a stage that failed, few enough for the last screen of whoever reads them: the tests that failed,
# as FailedTests of testkit wrote them; without any, the end of the log but for Maven's advice.
last_words() {
  local log=$1 failed
  failed=$(find . -path '*/target/failed-tests.txt' -exec cat {} +)
  if [ -n "$failed" ]; then
    printf '\ntests that failed: %d\n' "$(grep -c '^[^ ]' <<<"$failed")"
    head -20 <<<"$failed" | cut -c1-400
    [ "$(wc -l <<<"$failed")" -le 20 ] || echo "    and more in the log"
  else
    printf '\nthe end of the log:\n'
    tests_and_errors <"$log" | grep -vE '^\[ERROR\] *($|To see the full stack|Re-run Maven|For more information|After correcting|\[Help)' | tail -20 | cut -c1-400
  fi
}

logs=.barewire/verify
mkdir -p "$logs"
stage_pid=""
began=$SECONDS

interrupted() {
  trap '' INT TERM
  echo
  echo "interrupted"
  if [ -n "$stage_pid" ]; then
    kill -TERM -- "-$stage_pid" 2>/dev/null || true
    wait "$stage_pid" 2>/dev/null || true
  fi
  exit "$1"
}
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

# In a process group of its own, so that an interrupt reaches all of it by its number and nothing else.
run_stage() {
  local name=$1 log="$logs/$1.log" start=$SECONDS status=0
  : >"$log"
  VERIFY_STAGE=$name setsid timeout -k 90 "$stage_limit" scripts/verify.sh </dev/null >"$log" 2>&1 &
  stage_pid=$!
  tail -n +1 -f --pid="$stage_pid" "$log" 2>/dev/null | tests_and_errors &
  wait "$stage_pid" || status=$?
  stage_pid=""
  wait
  seconds[$name]=$((SECONDS - start))
  note[$name]=$(tests_of "$log")
  reasons_of_skips "$log.began"
  case "$status" in
    0) result[$name]=passed ;;
    124|137) result[$name]="FAILED: not done after $stage_limit s" ;;
    *) result[$name]=FAILED ;;
  esac
  return "$status"
}

summary() {
  local name
  printf '\n%-12s %-7s %8s  %s\n' stage result seconds ""
  for name in "${stages[@]}"; do
    [ -n "${result[$name]:-}" ] || continue
    printf '%-12s %-7s %8s  %s\n' "$name" "${result[$name]}" "${seconds[$name]:--}" "${note[$name]:-}"
  done
  printf '%-12s %-7s %8s\n' total "" $((SECONDS - began))
}

number=0
left_out=0
for name in "${stages[@]}"; do
  number=$((number + 1))
  if [ "${#chosen[@]}" -gt 0 ] && [ -z "${chosen[$name]:-}" ]; then continue; fi
  if [ -n "${skipped[$name]:-}" ]; then
    result[$name]=skipped note[$name]="as asked"
    continue
  fi
  printf '\n== %d/%d %s: %s (at %d s)\n' "$number" "${#stages[@]}" "$name" "${title[$name]}" $((SECONDS - began))
  why=$(obstacle "$name")
  if [ -n "$why" ]; then
    echo "   left out: $why"
    result[$name]=left-out note[$name]=$why
    left_out=$((left_out + 1))
    continue
  fi
  find . -path '*/target/failed-tests.txt' -delete
  touch "$logs/$name.log.began"
  if ! run_stage "$name"; then
    summary
    printf '\nverify FAILED in stage %s after %d s; the whole log: %s\nrepeat it with: ./dev verify --only %s\n' \
      "$name" $((SECONDS - began)) "$logs/$name.log" "$name"
    last_words "$logs/$name.log"
    exit 1
  fi
done
summary
if [ "$left_out" -gt 0 ] && [ "$allow_skips" = false ]; then
  printf '\nverify is INCOMPLETE: %d stage(s) left out; run it as root, or accept that with --allow-skips\n' "$left_out"
  exit 1
fi
printf '\nverify passed%s\n' "$([ "$left_out" = 0 ] || printf ', with %d stage(s) left out' "$left_out")"
