# Sourced after bed.sh: a virtual machine with a kernel of Debian's, which has what those of containers and of small
# machines often lack. Its files are this machine's: what it writes stays in its memory and goes with it. (virtme-ng does
# the same and more, but Debian 12 is without it.)

# The kernel of Debian 13 itself, Linux 6.12, is built without TCP-AO.
vm_suite=trixie-backports
vm_memory=3072

# vm_machine: sets VM_HOME to a folder with vmlinuz, initrd and lib/modules, made once from the mirror that apt uses here.
vm_machine() {
  VM_HOME="$bed_cache/vm-$vm_suite"
  if [ "$(uname -m)" != x86_64 ]; then
    complain "./dev vm makes virtual machines for x86-64 alone, and this is $(uname -m)"
    return 1
  fi
  need_packages qemu-system-x86 busybox-static kmod xz-utils debian-archive-keyring || return 1
  (
    flock 7
    [ -e "$VM_HOME/initrd" ] || vm_make "$VM_HOME"
  ) 7>"$VM_HOME.lock"
}

vm_make() {
  local home=$1 mirror log="$bed_cache/vm.log"
  mirror=$(debian_mirror) || return 1
  say "getting Debian's kernel ($vm_suite) from this machine's mirror, once"
  rm -rf "$home.new"
  if ! scripts/vm-build.sh "$home.new" "$mirror" "$vm_suite" >"$log" 2>&1 </dev/null; then
    complain "that failed; see $log"
    tail -5 "$log" >&2
    return 1
  fi
  rm -rf "$home"
  mv "$home.new" "$home"
}

# vm_without_kvm: why the processor has to be emulated, and what helps; nothing when it has not.
vm_without_kvm() {
  if [ ! -e /dev/kvm ]; then
    echo "there is no /dev/kvm (load kvm_intel or kvm_amd; within a virtual machine it takes nested=1 outside)"
  elif [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then
    echo "/dev/kvm is not for $(id -un) (join the group kvm)"
  elif ! grep -qwE 'vmx|svm' /proc/cpuinfo; then
    echo "/dev/kvm is there, but the processor shows neither vmx nor svm: it takes kernels that were made for that"
  fi
}

# vm_run SECONDS COMMAND...: runs it in the present folder, as root of the virtual machine, with standard output and
# error together; returns its exit status, or 124 when that took longer.
vm_run() {
  local limit=$1 why status=0 accelerator=kvm began=$SECONDS
  shift
  vm_exchange=$(mktemp -d)
  vm_start_script "$@" >"$vm_exchange/start"
  why=$(vm_without_kvm)
  if [ -n "$why" ]; then
    # One thread for both processors, a third slower: QEMU before 8.1, and Debian 12 has 7.2, may go on with what it had
    # translated when another thread's processor patches it, and a kernel that boots then dies of "Oops: int3".
    accelerator=tcg,thread=single
    say "$why: emulating a processor, some $vm_slower times slower"
    limit=$((limit * vm_slower))
  fi
  say "booting Linux $(cat "$VM_HOME/version") (${accelerator%,*}, 2 processors, $vm_memory MiB, $limit s at most)"
  timeout -k 10 "$limit" qemu-system-x86_64 -machine q35 -accel "$accelerator" -cpu max -smp 2 -m "$vm_memory" \
    -nodefaults -no-user-config -display none -no-reboot -serial stdio -nic none \
    -kernel "$VM_HOME/vmlinuz" -initrd "$VM_HOME/initrd" \
    -append "console=ttyS0 quiet loglevel=2 panic=-1 mitigations=off random.trust_cpu=on" \
    -virtfs local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap \
    -virtfs local,path="$vm_exchange",mount_tag=exchange,security_model=none \
    </dev/null > >(sed -u 's/\r*$//; /sysrq: Resetting$/d; s/\x1b[^a-zA-Z]*[a-zA-Z]//g') 2>&1 &
  vm_pid=$!
  wait "$vm_pid" || status=$?
  vm_pid=""
  wait
  if [ "$status" = 124 ]; then
    complain "the virtual machine was still at it after $limit s, and was stopped"
  elif [ -s "$vm_exchange/status" ]; then
    status=$(cat "$vm_exchange/status")
    say "the virtual machine ended after $((SECONDS - began)) s"
  else
    complain "the virtual machine ended without saying how it went (qemu: $status); its last words are above"
    status=1
  fi
  vm_end
  return "$status"
}
vm_slower=15
vm_pid=""
vm_exchange=""

# vm_end: nothing is left of the virtual machine.
vm_end() {
  if [ -n "$vm_pid" ]; then kill "$vm_pid" 2>/dev/null || true; fi
  if [ -n "$vm_exchange" ]; then rm -rf "$vm_exchange"; fi
}

# vm_start_script COMMAND...: what the virtual machine runs, once it sees this machine's files.
vm_start_script() {
  cat <<SCRIPT
export HOME=$(printf %q "${HOME:-/root}") PATH=$(printf %q "$PATH:/usr/sbin:/sbin") LANG=C.UTF-8
export KUBEBUILDER_ASSETS=$(printf %q "${KUBEBUILDER_ASSETS:-}")
echo $(printf %q "$(uname -n)") >/proc/sys/kernel/hostname
mkdir -p /usr/lib/modules
mount --bind $(printf %q "$VM_HOME/lib/modules") /usr/lib/modules
ip link set lo up
modprobe tun
cd $(printf %q "$PWD")
echo "   up after \$(cut -d. -f1 /proc/uptime) s: \$(uname -sr)"
$(printf '%q ' "$@") </dev/null
echo \$? >/run/exchange/status
echo b >/proc/sysrq-trigger
SCRIPT
}
