import type { BackupTool } from "../../../model/backup.ts";
import type { DatabaseEngine } from "../../expectation.ts";
import { ARCHIVES } from "./archives.ts";
import { BOX } from "./box.ts";
import { COMPARE } from "./compare.ts";
import { DATABASES } from "./databases.ts";
import { COMMON } from "./guard.ts";
import { SQLITE } from "./sqlite.ts";

/**
 * Restores the data and says what came of it, in lines of words with tabs between them:
 *
 * | line | what for |
 * | --- | --- |
 * | `refused KIND [NAME]` | the drill could not be tried |
 * | `broken KIND` | there is nothing that could be restored whole |
 * | `archive NAME SECONDS` | which archive, and when it was made |
 * | `whole BYTES` | the data as the archive has it |
 * | `restored BYTES FILES CENTISECONDS` | |
 * | `compared FILES DIFFERING MISSING` | |
 * | `opening CENTISECONDS` | a database was started and loaded |
 * | `problem KIND`, `record LINE`, `found LINE` | of the server; lines as in a record (see model/backup.ts) |
 * | `sqlite NAME PROBLEM TABLES ROWS` | a file; problem `-` for none |
 * | `unopened COUNT` | databases that nothing here opens |
 */
export function workerOf(tool: BackupTool, engine: DatabaseEngine | undefined): string {
  const opens = engine === "postgresql" || engine === "mariadb" ? DATABASES[engine] : "";
  return [HEAD, BOX, FRAME, ARCHIVES[tool], COMPARE, SQLITE, opens, MAIN].join("\n");
}

const HEAD = String.raw`eval "$1"
folder=$2
cd "$folder" || exit 1
${COMMON}
renice -n 10 $$ >/dev/null 2>&1
ionice -c 3 -p $$ 2>/dev/null
refused() { say refused "$@"; exit 0; }
broken() { say broken "$1"; exit 0; }
total() { awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }
hundredths() { read -r up rest </proc/uptime; printf '%s\n' "$up" | tr -d .; }
for needed in tar unshare head tail sort sha256sum dd od mkfifo; do has $needed || refused no-program $needed; done
`;

const FRAME = String.raw`# What a tool complained about, by kinds; its words stay here.
complaint() {
  awk '
    /[Nn]o space left/ { kind = "no-room"; exit }
    /[Ww]rong password|no key found|passphrase.*incorrect|bad decrypt|bad magic number|Resolving password failed|[Kk]ey file.*not found|[Cc]an ?not acquire a passphrase|error reading .*password/ { kind = "wrong-key"; exit }
    /already locked|Failed to create\/acquire the lock/ { kind = "locked"; exit }
    /Connection (refused|closed|reset)|Could not resolve|timed out|Permission denied|unable to start the sftp/ { kind = "unreachable"; exit }
    /Is there a repository at|unable to open config file|not a valid repository|Repository .* does not exist/ { kind = "not-a-repository"; exit }
    /unexpected end of file|Unexpected EOF in archive|premature end|Unexpected end of input/ { if (kind == "") kind = "cut-off" }
    END { print kind == "" ? "damaged" : kind }' "$folder/said"
}
failed_as() {
  # That tar ends too early is what a tool that gave up looks like.
  case $TOOL:$1 in restic:cut-off | borg:cut-off) set -- damaged ;; esac
  case $1 in no-room | locked | unreachable) refused "$1" ;; *) broken "$1" ;; esac
}
tool_failed() { failed_as "$(complaint)"; }
feed() { "$@"; echo $? >>"$folder/statuses"; }
bounded() { if [ -n "$part" ]; then head -c "$LIMIT"; else cat; fi; }
# Writes tar as a folder: nothing of another owner, no devices, no links that lead anywhere while it works.
unpack() {
  bounded | boxed tar -x -f - -C "$folder/files" --no-same-owner --no-same-permissions --delay-directory-restore "$@" 2>>"$folder/said"
  echo $? >>"$folder/statuses"
}
enough_room() {
  free=$(df -Pk "$folder" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge $(($1 * 12 / 10 / 1024 + 64)) ] || refused no-room
}
`.replaceAll("\\${", "${");

const MAIN = String.raw`[ -n "$(find "$folder/files" -prune -empty)" ] || refused not-empty
has "$TOOL" || refused no-program "$TOOL"
if [ -n "$KEY" ] && [ ! -r "$KEY" ]; then refused no-key; fi
# Where the data lies while it lives.
if [ -n "$VOLUME" ]; then
  live=$(engine volume inspect --format '{{.Mountpoint}}' "$VOLUME" 2>/dev/null)
  live=\${live:-/var/lib/docker/volumes/$VOLUME/_data}
else live=$(readlink -m -- "$SOURCE"); fi
wanted=\${DUMP:-$live}
if [ -n "$DUMP" ] && [ -n "$RECORD" ]; then set -- "$wanted" "$RECORD"; else set -- "$wanted"; fi
if [ -z "$DUMP" ] && [ -n "$RECORD" ] ; then set -- "$wanted" "$RECORD"; fi
say step finding
find_archive "$@"
say archive "$archive" "$made"
say whole "$size"
part=
need=$size
if [ "$LIMIT" -gt 0 ] && [ -z "$DUMP" ] && [ -z "$ENGINE" ] && [ "$size" -gt "$LIMIT" ]; then part=1 need=$LIMIT; fi
enough_room "$need"
say step restoring
began=$(hundredths)
: >"$folder/statuses"
: >"$folder/said"
bring "$@"
ended=$(hundredths)
if [ -n "$part" ]; then
  # What was written last may be cut, and a clock that ticks slowly shows one time for several.
  last=$(find "$folder/files" -type f -printf '%C@\n' | sort -n | tail -n 1)
  [ -z "$last" ] || find "$folder/files" -type f -printf '%C@ %p\0' | sed -zn "s|^$last ||p" | xargs -0 -r rm -f --
elif grep -qvx 0 "$folder/statuses"; then
  kind=$(complaint)
  if grep -qE 'Cannot mknod|Cannot open: Not a directory' "$folder/said"; then kind=hostile; fi
  failed_as "$kind"
fi
# No link leads out of the scratch folder, and none is followed.
find "$folder/files" -type l \( -lname '/*' -o -lname '..' -o -lname '*../*' -o -lname '*/..' \) -delete
back=$folder/files$wanted
find "$folder/files" -type f -printf '%s\n' | awk -v time=$((ended - began)) '{ sum += $1 } END { printf "restored\t%.0f\t%d\t%d\n", sum, NR, (time > 1 ? time : 1) }'
# An archive of a folder with nothing in it is unpacked to nothing.
if [ -f "$folder/kinds" ] && grep -qxF "dir$wanted" "$folder/kinds"; then boxed mkdir -p "$back"; fi
[ -e "$back" ] || [ -n "$part" ] || broken not-in-archive
if [ -z "$(find "$back" -type f -print -quit 2>/dev/null)" ] && [ -n "$(find "$wanted" -type f -print -quit 2>/dev/null)" ]; then broken empty; fi
say step comparing
compare
recorded=
if [ -n "$RECORD" ] && [ -f "$folder/files$RECORD" ]; then
  recorded=$folder/files$RECORD
  head -c 4000000 "$recorded" | grep -E "^(database|table)$TAB" | head -n 20000 | sed "s/^/record$TAB/"
fi
case $ENGINE in
  postgresql | mariadb)
    say step opening
    open_database ;;
  other) say unopened 1 ;;
  *) if [ -n "$DUMP" ]; then say unopened 1; else say step opening; open_files; fi ;;
esac
say done
`.replaceAll("\\${", "${");
