/**
 * The second part of what is asked of a host, in the same go as the first (script.ts) and by the same rules: fixed
 * text that only reads. Which programs hold the sockets that wait, what the firewall lets in, which networks there
 * are, and what the journal says of units that have failed, by a few words that hold no secret.
 */
export const GUARDS = `
part() { echo "@begin $1"; "$2" 2>/dev/null | awk '{ print "= " $0 }'; echo "@end $1"; }
programs() {
  echo begin
  ls -l /proc/[0-9]*/fd | awk '
    BEGIN {
      split("tcp tcp6 udp udp6", files, " ")
      for (at in files) {
        path = "/proc/net/" files[at]
        while ((getline line < path) > 0) {
          split(line, words, " ")
          if (words[4] == "0A" || files[at] ~ /^udp/) wanted[words[10]] = 1
        }
        close(path)
      }
    }
    /^\\/proc\\/[0-9]+\\/fd:$/ { split($0, words, "/"); process = words[3] }
    / -> socket:\\[[0-9]+\\]$/ {
      inode = $0
      sub(/^.*\\[/, "", inode)
      inode = substr(inode, 1, length(inode) - 1)
      if (!(inode in wanted)) next
      if (!(process in name)) {
        path = "/proc/" process "/comm"
        if ((getline name[process] < path) <= 0) name[process] = "?"
        close(path)
      }
      print inode, name[process]
    }'
}
firewall() {
  { iptables-save 2>&1 && echo read; } | sed 's/^/4 /'
  { ip6tables-save 2>&1 && echo read; } | sed 's/^/6 /'
}
networks() { cat /proc/net/route; }
reasons() {
  [ -d /run/systemd/system ] || return
  echo begin
  systemctl list-units --state=failed --all --plain --no-legend --no-pager | awk '{ print $1 }' |
    grep -E '^[A-Za-z0-9@._:-]{1,200}$' | head -n 20 | while read -r unit; do
    echo "unit $unit"
    systemctl show "$unit" -p ExecMainStatus
    journalctl -q --no-pager -o cat -n 400 -u "$unit" |
      grep -oE "Failed with result|No such container: [A-Za-z0-9_.-]{1,100}|[\\"']?(error_)?code[\\"']?[:= ]+[0-9]{4,5}([^0-9]|$)"
  done
}
part programs programs
part firewall firewall
part networks networks
part reasons reasons
`;
