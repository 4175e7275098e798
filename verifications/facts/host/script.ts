/**
 * What is asked of a host in one go. Fixed text: nothing of a declaration or of the settings is in it, it only reads,
 * and it needs no more than a POSIX shell, awk and ls; what else is missing there leaves its part empty.
 *
 * One awk reads all files itself: a host with a thousand processes starts as few programs as one with ten. What only
 * systemd knows is asked where it runs, by sd_booted(3): the journal of a host that another init has started is old.
 *
 * Every line of an answer begins with `= `, so that no file and no name of a process can end a part or begin one.
 */
export const SCRIPT = `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
exec 2>/dev/null
systemd=no
[ -d /run/systemd/system ] && systemd=yes
export systemd
awk '
function part(name) { print "@begin " name }
function done(name) { print "@end " name; fflush() }
function file(path, before,   line) { while ((getline line < path) > 0) print "= " before line; close(path) }
function run(command,   line) { while ((command | getline line) > 0) print "= " line; close(command) }
function systemd(command) { if (ENVIRON["systemd"] == "yes") run(command) }
function sockets(path, before,   line) {
  while ((getline line < path) > 0) if (line ~ / sl | 0A /) print "= " before line
  close(path)
}
function udp() { file("/proc/net/udp", "udp "); file("/proc/net/udp6", "udp6 ") }
# How many sockets a namespace has; -1 where it does not say.
function inuse(path, label,   line, words, count) {
  count = -1
  while ((getline line < path) > 0) if (split(line, words, " ") > 2 && words[1] == label) count = words[3]
  close(path)
  return count
}
# What waits comes first in a table. A shell reads it sign by sign and no further than there are sockets: for its end
# the kernel goes through the sockets of all containers, which takes it milliseconds for every one of them.
function inside(processes,   at, count, words, tables) {
  count = split(processes, words, " ")
  for (at = 1; at <= count; at++)
    tables = tables table("/proc/" words[at] "/net/", "", "TCP:") table("/proc/" words[at] "/net/", "6", "TCP6:")
  run("table() { while read -r slot local remote state rest; do echo $1: $slot $local $remote $state $rest; " \\
    "case $state in st | 06) ;; *) left=$((left - 1)) ;; esac; [ $left = 0 ] && break; done <$1; }; " tables)
}
function table(path, version, label,   count) {
  count = inuse(path "sockstat" version, label)
  if (count != 0) return "left=" count + 0 "; table " path "tcp" version "; "
  print "= " path "tcp" version ": sl local_address"
}
# The first name of 64 hexadecimal digits among the groups of a process: its container.
function container(path,   line, id) {
  while (id == "" && (getline line < path) > 0)
    while (id == "" && match(line, /[0-9a-f]+/)) {
      if (RLENGTH == 64) id = substr(line, RSTART, RLENGTH)
      line = substr(line, RSTART + RLENGTH)
    }
  close(path)
  return id
}
# Lists of these files of all members, in words that are short enough for any shell.
function list(option, name, from,   at, words) {
  words = "ls " option " /proc/self/" name
  for (at = from; at <= members && length(words) < 60000; at++) words = words " /proc/" member[at] "/" name
  next_member = at
  return words
}
function neighbours(   command, line, at, here, space) {
  for (at = 1; at <= members; at = next_member) {
    command = list("-ld", "ns/net", at)
    while ((command | getline line) > 0)
      if (match(line, /\\/proc\\/[0-9a-z]+\\/ns\\/net -> /)) {
        space = substr(line, RSTART + RLENGTH)
        split(substr(line, RSTART), words, "/")
        if (words[3] == "self") here = space
        else space_of[words[3]] = space
      }
    close(command)
  }
  at = members
  members = 0
  for (line = 1; line <= at; line++)
    if (here != "" && space_of[member[line]] == here) member[++members] = member[line]
}
# The sockets that each member holds.
function owners(   command, line, at, process) {
  for (at = 1; at <= members; at = next_member) {
    command = list("-l", "fd", at)
    while ((command | getline line) > 0) {
      if (line ~ /^\\/proc\\/[0-9a-z]+\\/fd:$/) { split(line, words, "/"); process = words[3] }
      if (process != "self" && line ~ /^l[^\\/]* [0-9]+ -> socket:\\[[0-9]+\\]$/) {
        sub(/^.*\\[/, "", line)
        print "= " process " " substr(line, 1, length(line) - 1)
      }
    }
    close(command)
  }
}
function oom(   command, line, head, at) {
  if (ENVIRON["systemd"] == "yes") {
    command = "journalctl -q --no-pager -o short-unix _TRANSPORT=kernel"
    (command " | head -n 1") | getline line
    if (line != "") {
      print "= journal " line
      run(command " --since=-30d | grep -E oom-kill: | tail -n 500")
      return
    }
  }
  while (("dmesg" | getline line) > 0) {
    if (head++ == 0) print "= dmesg " line
    if (line ~ /oom-kill:/) kill[++kills] = line
  }
  for (at = kills > 500 ? kills - 499 : 1; at <= kills; at++) print "= " kill[at]
}
function disks(option) {
  run("if command -v timeout >/dev/null; then timeout 3 df -P " option "; else df -P " option "; fi")
}
BEGIN {
  part("clock"); run("date +%s.%N"); fflush(); systemd("timedatectl show -p NTPSynchronized"); done("clock")
  part("sockets"); sockets("/proc/net/tcp", "tcp "); sockets("/proc/net/tcp6", "tcp6 "); udp(); done("sockets")
  part("processes")
  for (at = 1; at < ARGC; at++) {
    split(ARGV[at], words, "/")
    id = container(ARGV[at])
    if (id == "") continue
    print "= " words[3] " " id
    member[++members] = words[3]
    # The oldest process of a container is its main one: a test of health may have ended by now.
    if (!(id in first) || words[3] + 0 < first[id] + 0) first[id] = words[3]
  }
  for (id in first) firsts = firsts " " first[id]
  done("processes")
  part("inside"); inside(firsts); done("inside")
  part("owners"); print "= begin"; neighbours(); owners(); done("owners")
  part("memory"); file("/proc/meminfo"); done("memory")
  part("load")
  file("/proc/loadavg")
  while ((getline line < "/proc/cpuinfo") > 0) if (line ~ /^processor/) processors++
  print "= " processors + 0
  file("/proc/uptime")
  done("load")
  part("resolvers")
  file("/etc/resolv.conf", "/etc/resolv.conf ")
  file("/run/systemd/resolve/resolv.conf", "/run/systemd/resolve/resolv.conf ")
  done("resolvers")
  part("daemon")
  run("set -- /etc/docker/daemon.json; if [ -e $1 ]; then cat $1 && echo && echo read; else echo none; fi")
  done("daemon")
  part("docker")
  systemd("systemctl show docker.service -p LoadState -p UnitFileState -p ActiveState -p Restart")
  done("docker")
  part("failed")
  systemd("systemctl --version | head -n 1; systemctl list-units --state=failed --all --plain --no-legend --no-pager")
  done("failed")
  part("restarts")
  systemd("systemctl --version | head -n 1; systemctl show \\"*.service\\" -p Id -p NRestarts")
  done("restarts")
  part("space"); disks("-k"); done("space")
  part("inodes"); disks("-i"); done("inodes")
  part("udp"); udp(); done("udp")
  part("kernel"); oom(); done("kernel")
}' /proc/[0-9]*/cgroup </dev/null
`;

/** Parts of the answer, by name. */
export type Parts = ReadonlyMap<string, readonly string[]>;

/** Lines of a part; nobody judges more sockets, units or rules. */
const LONGEST_PART = 100_000;

/** Takes the answer apart. A part without its end, or without measure, is not there: nobody knows what is missing of it. */
export function partsOf(answer: string): Parts {
  const parts = new Map<string, readonly string[]>();
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  for (const line of answer.split("\n"))
    if (line.startsWith("= ")) open?.lines.push(line.slice(2));
    else {
      const [, sign, name = ""] = /^@(begin|end) ([a-z]{1,20})$/.exec(line) ?? [];
      if (sign === "end" && open?.name === name && open.lines.length <= LONGEST_PART) parts.set(name, open.lines);
      open = sign === "begin" ? { name, lines: [] } : undefined;
    }
  return parts;
}
