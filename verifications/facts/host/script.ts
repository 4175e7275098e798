/**
 * What is asked of a host in one go. Fixed text: nothing of a declaration or of the settings is in it, it only reads,
 * and it needs no more than a POSIX shell, grep, sed, awk and ls; what else is missing there leaves its part empty.
 *
 * Every line of an answer begins with `= `, so that no file and no name of a process can end a part or begin one.
 */
export const SCRIPT = `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
part() { echo "@begin $1"; "$2" 2>/dev/null | awk '{ print "= " $0 }'; echo "@end $1"; }
clock() { date +%s.%N; timedatectl show -p NTPSynchronized; }
sockets() {
  for file in tcp tcp6; do [ -r /proc/net/$file ] && grep -E ' sl | 0A ' /proc/net/$file | sed "s/^/$file /"; done
  for file in udp udp6; do [ -r /proc/net/$file ] && sed "s/^/$file /" /proc/net/$file; done
}
udp() { for file in udp udp6; do [ -r /proc/net/$file ] && sed "s/^/$file /" /proc/net/$file; done; }
part clock clock
members=$(grep -oHE '[0-9a-f]{64}' /proc/[0-9]*/cgroup 2>/dev/null | sed -n 's|^/proc/\\([0-9]*\\)/cgroup:|\\1 |p' | sort -nu)
spaces=$(ls -ld /proc/self/ns/net $(echo "$members" | sed -n 's|^\\([0-9]*\\) .*|/proc/\\1/ns/net|p') 2>/dev/null \\
  | sed -n 's|.* /proc/\\([0-9a-z]*\\)/ns/net -> net:\\[\\([0-9]*\\)\\]$|\\1 \\2|p')
processes() { echo "$members"; }
namespaces() { echo "$spaces"; }
inside() {
  grep -HE ' sl | 0A ' $(echo "$members" | awk 'NF == 2 && !seen[$2]++ { print "/proc/" $1 "/net/tcp /proc/" $1 "/net/tcp6" }') /dev/null
}
owners() {
  echo begin
  here=$(echo "$spaces" | sed -n 's/^self //p')
  for process in $(echo "$spaces" | awk -v here="$here" '$1 != "self" && $2 == here { print $1 }'); do
    ls -l "/proc/$process/fd" 2>/dev/null | sed -n "s/.*socket:\\[\\([0-9]*\\)\\]$/$process \\1/p"
  done
}
memory() { cat /proc/meminfo; }
load() { cat /proc/loadavg; grep -c '^processor' /proc/cpuinfo; cat /proc/uptime; }
docker_unit() { systemctl show docker.service -p LoadState -p UnitFileState -p ActiveState -p Restart; }
failed() { systemctl --version | head -n 1; systemctl list-units --state=failed --all --plain --no-legend --no-pager; }
restarts() { systemctl --version | head -n 1; systemctl show '*.service' -p Id -p NRestarts; }
resolvers() {
  for file in /etc/resolv.conf /run/systemd/resolve/resolv.conf; do [ -r $file ] && sed "s|^|$file |" $file; done
}
daemon() { if [ -e /etc/docker/daemon.json ]; then cat /etc/docker/daemon.json && echo && echo read; else echo none; fi; }
kernel() {
  first=$(journalctl -q --no-pager -o short-unix _TRANSPORT=kernel | head -n 1)
  if [ -n "$first" ]; then
    echo "journal $first"
    journalctl -q --no-pager -o short-unix _TRANSPORT=kernel --since=-30d | grep -E 'oom-kill:' | tail -n 500
  elif dmesg >/dev/null; then
    echo "dmesg $(dmesg | head -n 1)"
    dmesg | grep -E 'oom-kill:' | tail -n 500
  fi
}
limited() { if command -v timeout >/dev/null; then timeout 3 "$@"; else "$@"; fi; }
space() { limited df -P -k; }
inodes() { limited df -P -i; }
part sockets sockets
part processes processes
part namespaces namespaces
part inside inside
part owners owners
part memory memory
part load load
part resolvers resolvers
part daemon daemon
part docker docker_unit
part failed failed
part restarts restarts
part udp udp
part space space
part inodes inodes
part kernel kernel
`;

/** Parts of the answer, by name. */
export type Parts = ReadonlyMap<string, readonly string[]>;

/** Takes the answer apart. A part without its end is not there: nobody knows what is missing of it. */
export function partsOf(answer: string): Parts {
  const parts = new Map<string, readonly string[]>();
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  for (const line of answer.split("\n"))
    if (line.startsWith("= ")) open?.lines.push(line.slice(2));
    else {
      const [, sign, name = ""] = /^@(begin|end) ([a-z]{1,20})$/.exec(line) ?? [];
      if (sign === "end" && open?.name === name) parts.set(name, open.lines);
      open = sign === "begin" ? { name, lines: [] } : undefined;
    }
  return parts;
}
