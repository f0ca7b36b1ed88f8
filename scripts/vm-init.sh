#!/bin/busybox sh
# The first program in the virtual machine of ./dev vm (see vm-machine.sh): lays a tmpfs over the files of the machine
# outside, and goes on there with what it is told to run.
run() { /bin/busybox "$@"; }
set -e
run mount -t proc proc /proc
run mount -t devtmpfs dev /dev
for module in /modules/*.ko; do run insmod "$module"; done
run mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose machine /lower
run mount -t tmpfs -o size=75% tmpfs /upper
run mkdir /upper/data /upper/work
run mount -t overlay -o lowerdir=/lower,upperdir=/upper/data,workdir=/upper/work overlay /machine
run mount -t tmpfs run /machine/run
run mkdir -p /machine/run/exchange /machine/run/lock
run mount -t 9p -o trans=virtio,version=9p2000.L exchange /machine/run/exchange
run mount -t proc proc /machine/proc
run mount -t sysfs sys /machine/sys
run mount -t devtmpfs dev /machine/dev
run mkdir -p /machine/dev/shm /machine/dev/pts
run ln -s /proc/self/fd /machine/dev/fd
run mount -t tmpfs shm /machine/dev/shm
run mount -t devpts devpts /machine/dev/pts
run umount /proc /dev
exec /bin/busybox switch_root /machine /bin/bash /run/exchange/start
