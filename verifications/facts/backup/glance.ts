import { PRELUDE } from "./script.ts";

/**
 * What is quick to see around a store. Words: its timer, its cron table, the log of its job, the configuration of
 * borgmatic, the folder of its repository; one that is empty is not looked at.
 */
export const GLANCE = `${PRELUDE}
longest=400000
service=
zone() { echo "$zone"; }
table() {
  [ -x "$(dirname -- "$1")" ] || { echo hidden; return; }
  [ -e "$1" ] || { echo absent; return; }
  [ -f "$1" ] && [ -r "$1" ] || { echo hidden; return; }
  stat -L -c 'owner %u' -- "$1"
  stat -L -c 'mode %a' -- "$1"
  sed 's/^/line /' "$1"
}
daemon() {
  for file in /proc/[0-9]*/comm; do
    read -r name <"$file" || continue
    case $name in cron | crond | anacron | fcron | busybox) echo "$name" ;; esac
  done 2>/dev/null
  true
}
file() { [ -f "$1" ] && limited 10 tail -c 300000 -- "$1"; }
config() { [ -f "$1" ] && limited 10 head -c 300000 -- "$1"; }
room() {
  folder=$1
  while [ ! -e "$folder" ]; do folder=$(dirname -- "$folder"); done
  limited 10 df -P -k -- "$folder"
}
run now now
run zone zone
if [ -n "$1" ]; then
  run timer limited 10 systemctl show -p LoadState -p UnitFileState -p ActiveState -p LastTriggerUSec -p NextElapseUSecRealtime -p Unit -- "$1"
  service=$(limited 10 systemctl show -p Unit --value -- "$1" </dev/null 2>/dev/null)
  if [ -n "$service" ]; then
    run service limited 10 systemctl show -p LoadState -p ActiveState -p Result -p ExecMainExitTimestamp -- "$service"
  fi
fi
if [ -n "$2" ]; then run table table "$2"; run daemon daemon; fi
if [ -n "$3" ]; then run log file "$3"
elif [ -n "$service" ]; then run log limited 10 journalctl -q --no-pager -o short-unix -n 2000 -u "$service"; fi
if [ -n "$4" ]; then run borgmatic config "$4"; fi
if [ -n "$5" ]; then run room room "$5"; fi
`;
