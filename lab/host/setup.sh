#!/bin/sh
# Makes the namespaces that it runs in a host of its own: a root of its own with this machine's programs read-only, a
# small /dev, a name. Then the first process of the host takes over. Nothing of it is left once that has ended.
#
# $1 scratch folder of the host, which holds `root` (its files) and `lab` (what both sides see); $2 name; the rest
# are arguments of dockerd.
set -eu
scratch=$1 name=$2
shift 2
root=$scratch/root

mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"
mkdir -p dev proc sys usr tmp etc/alternatives lab old
for link in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$link" ]; then ln -sfn "$(readlink "/$link")" "$link"; fi
done
mount --rbind /usr usr
mount -o remount,ro,bind usr
if [ -d /etc/alternatives ]; then mount --bind /etc/alternatives etc/alternatives; fi
mount --rbind /sys sys
mount -t proc proc proc
mount -t tmpfs -o mode=755,size=1m tmpfs dev
for device in null zero full random urandom tty; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm dev/disk
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o size=64m tmpfs dev/shm
mount --bind "$scratch/lab" lab
hostname "$name"
ip link set dev lo up
pivot_root . old
cd /
umount -l /old
rmdir /old
# Where the lab puts what stands in for programs of the host, and what it puts before others.
mount --bind /lab/bin /usr/local/sbin
# Containers that see the host's files follow its later mounts.
mount --make-rshared /
echo 1 > /proc/sys/net/ipv4/ip_forward
# This host's loopback addresses are called from outside of it.
echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
export PATH="/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/root
exec /lab/bin/stand-in init "$@"
