import { OVERLAP } from "./overlap.ts";

/**
 * What every script of the restore drill begins with, the guardian's and the worker's. `ID`, `PARENT` and what else is
 * chosen are set before it.
 */
export const COMMON = String.raw`PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
umask 077
TAB=$(printf '\t')
say() { what=$1; shift; printf '%s' "$what"; for word; do printf '\t%s' "$word"; done; echo; }
has() { command -v "$1" >/dev/null 2>&1; }
# An engine that hangs may not keep us.
engine() { timeout 60 docker "$@" </dev/null; }
`;

/**
 * The guardian: it makes the scratch folder, starts the worker and takes away all that the worker leaves, however that
 * ends. It runs in a session of its own. Its input is its leash: where that ends, or says nothing for a minute, whoever
 * asked for the drill is gone.
 *
 * `$1` the worker, `$2` what is set before both. With `SWEEP=1` it only takes away what drills before it left.
 *
 * What belongs to a drill is known by the folder `readiness-drill.ID.*`, by the label `readiness.drill=ID` of
 * containers, and of processes by their environment, their user or the folder in which they run.
 */
export const GUARD = String.raw`eval "$2"
${COMMON}
why=
worker=
tell() { why=\${why:-$1}; [ -z "$worker" ] || kill -KILL "$worker" 2>/dev/null; }
trap 'tell told' INT TERM HUP
# A verifier that is gone reads nothing any more, and we have to go on.
trap : PIPE
processes() {
  {
    grep -lszx "READINESS_DRILL=$1" /proc/[0-9]*/environ
    find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' \( -lname "$2" -o -lname "$2/*" \) 2>/dev/null
    [ -z "$3" ] || find /proc -maxdepth 1 -path '/proc/[0-9]*' -uid "$3" 2>/dev/null
  } | sed -n 's|^/proc/\([0-9]*\).*|\1|p' | sort -u | grep -vx "$$"
}
# $1 id, $2 folder
end_processes() {
  user=
  [ ! -s "$2/.user" ] || user=$(tr -dc 0-9 <"$2/.user")
  round=0
  while left=$(processes "$1" "$2" "$user") && [ -n "$left" ] && [ $round -lt 100 ]; do
    # shellcheck disable=SC2086
    kill -KILL $left 2>/dev/null
    sleep 0.05
    round=$((round + 1))
  done
}
# $1 id, $2 folder
clear() {
  if [ -e "$2/.engine" ]; then
    # Whoever asks the engine for a container holds this lock, and a container that is half asked for may come later.
    { flock -w 70 7; end_processes "$1" "$2"; } 7<"$2/.engine"
    containers "$1"
    # Of one whose maker was killed by others nobody knows when it appears.
    sleep 1
    containers "$1"
  else end_processes "$1" "$2"; fi
  rm -rf --one-file-system -- "$2"
  [ ! -e "$2" ]
}
containers() {
  for container in $(engine ps -aq --no-trunc --filter "label=readiness.drill=$1" 2>/dev/null); do
    engine rm -f -v "$container" >/dev/null 2>&1
  done
}
# What drills before this one left. A guardian that lives holds the lock of its folder.
sweep() {
  for old in "$PARENT"/readiness-drill.*; do
    [ -d "$old" ] && [ ! -L "$old" ] && [ -O "$old" ] || continue
    of=$(basename "$old" | sed -n 's/^readiness-drill\.\([0-9a-f]\{16\}\)\.[A-Za-z0-9]*$/\1/p')
    [ -n "$of" ] || continue
    # Another one is just being made.
    [ -e "$old/.lock" ] || [ -n "$(find "$old" -prune -mmin +1)" ] || continue
    if [ -e "$old/.lock" ]; then (flock -n 8) 8<"$old/.lock" || continue; fi
    if clear "$of" "$old"; then say swept folder; else say left folder; fi
  done
  has docker || return 0
  engine ps -a --no-trunc --filter label=readiness.drill --format '{{.ID}} {{.Label "readiness.drill.folder"}}' 2>/dev/null |
    while read -r container folder; do
      [ ! -d "$folder" ] || continue
      if engine rm -f -v "$container" >/dev/null 2>&1; then say swept container; else say left container; fi
    done
}
for needed in setsid flock setpriv timeout mktemp readlink stat find xargs sed awk grep df; do
  has $needed || { say refused no-program $needed; say end 0 clean; exit; }
done
real=$(readlink -f -- "$PARENT" 2>/dev/null)
if [ -z "$real" ] || [ ! -d "$real" ] || [ ! -w "$real" ]; then say refused no-scratch; say end 0 clean; exit; fi
case $real in *[!A-Za-z0-9/_.-]*) say refused odd-scratch; say end 0 clean; exit ;; esac
PARENT=$real
sweep
if [ "$SWEEP" = 1 ]; then say end 0 clean; exit; fi
${OVERLAP}
if overlaps "$PARENT"; then say refused overlaps; say end 0 clean; exit; fi
folder=$(mktemp -d "$PARENT/readiness-drill.$ID.XXXXXX" 2>/dev/null)
[ -n "$folder" ] || { say refused no-scratch; say end 0 clean; exit; }
exec 9>"$folder/.lock"
flock -n 9
chmod 711 "$folder"
exec 3<&0 </dev/null
# Room that stays for others, in blocks of 1024 bytes: a twentieth of the file system, at most a gibibyte.
floor=$(df -Pk "$folder" | awk 'NR == 2 { room = int($2 / 20); print room < 1048576 ? room : 1048576 }')
leash() {
  quiet=0
  while :; do
    if byte=$(timeout --foreground 5 dd bs=1 count=1 2>/dev/null); then
      [ -n "$byte" ] || break
      quiet=0
    else
      quiet=$((quiet + 1))
      [ $quiet -lt 12 ] || break
    fi
  done
  kill -HUP $$
}
# A drill may not fill a disk that others write to.
room() {
  while sleep 1; do
    # The guardian itself was killed.
    kill -0 $$ 2>/dev/null || { clear "$ID" "$folder"; exit; }
    free=$(df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }')
    [ "\${free:-0}" -ge "$floor" ] || { : >"$folder/.full"; kill -TERM $$; return; }
  done
}
leash <&3 9>&- &
room 3<&- 9>&- &
READINESS_DRILL=$ID setsid sh -c "$1" worker "$2" "$folder" </dev/null 2>/dev/null 3<&- 9>&- &
worker=$!
[ -z "$why" ] || kill -KILL $worker
code=
while [ -z "$code" ]; do
  wait $worker
  code=$?
  [ $code -le 128 ] || ! kill -0 $worker 2>/dev/null || code=
done
[ ! -e "$folder/.full" ] || say refused no-room
if clear "$ID" "$folder"; then state=clean; else state=left; fi
say end "$code" $state
trap '' TERM
kill -TERM 0
`.replaceAll("\\${", "${");

/**
 * Becomes the guardian, as root.
 *
 * @param guard, worker, settings each quoted as one word.
 */
export function starter(guard: string, worker: string, settings: string): string {
  const words = `sh -c ${guard} guard ${worker} ${settings}`;
  return [
    `if ! setsid --wait true 2>/dev/null; then printf 'refused\\tno-program\\tsetsid\\nend\\t0\\tclean\\n'`,
    `elif [ "$(id -u)" = 0 ]; then exec setsid --wait ${words}`,
    `elif sudo -n true 2>/dev/null; then exec sudo -n setsid --wait ${words}`,
    `else printf 'refused\\tno-root\\nend\\t0\\tclean\\n'; fi`,
    "",
  ].join("\n");
}
