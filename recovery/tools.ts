/** What every job begins with. Words in capitals are set before it. */
export const FRAME = String.raw`say() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }
# Runs a command, shows what it said with the time, and fails where it does.
run() {
  "$@" >"$work/said" 2>&1 && status=0 || status=$?
  while IFS= read -r said || [ -n "$said" ]; do say "$said"; done <"$work/said"
  return "$status"
}
# The same, where it says a lot.
run_quietly() {
  "$@" >"$work/said" 2>&1 && return 0 || status=$?
  while IFS= read -r said || [ -n "$said" ]; do say "$said"; done <"$work/said"
  return "$status"
}
# One part of the whole: where it fails the others still run, and the job fails in the end.
attempt() {
  what=$1
  shift
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  start_stopped
  if [ "$status" -ne 0 ]; then
    failed=$((failed + 1))
    say "error: $what: failed with status $status"
  elif [ -n "$mark" ]; then
    : >"$STATE/written/$mark"
  fi
  mark=
}
# $1 a mark, $2 seconds: whether its last archive is that old, or a little less. All are, where that is asked for.
due() {
  mark=$1
  [ "$ALL" != all ] && [ -e "$STATE/written/$1" ] || return 0
  age=$(($(date +%s) - $(stat -c %Y "$STATE/written/$1")))
  [ "$age" -ge $(($2 - $2 / 10)) ] || [ "$age" -lt 0 ] || { mark=; return 1; }
}
# Stops what runs of these containers, noting it where the next run finds it if this one is cut off.
stop() {
  for name; do
    if [ "$(docker inspect --format '{{.State.Running}}' "$name")" = true ]; then
      printf '%s\n' "$name" >>"$STATE/stopped"
      docker stop "$name" >/dev/null
    fi
  done
}
start_stopped() {
  [ -s "$STATE/stopped" ] || return 0
  sed '1!G;h;$!d' "$STATE/stopped" >"$work/start"
  while IFS= read -r name; do
    docker start "$name" >/dev/null || { failed=$((failed + 1)); say "error: $name: does not start again"; }
  done <"$work/start"
  rm "$STATE/stopped"
}
# What gets its name after this survives a loss of power.
sync_file() { sync "$1" 2>/dev/null || sync; }
volume() { docker volume inspect --format '{{.Mountpoint}}' "$1"; }
finish() {
  status=$?
  trap - EXIT
  start_stopped
  rm -rf "$work"
  if [ "$status" -eq 0 ] && [ "$failed" -gt 0 ]; then status=1; fi
  if [ "$status" -eq 0 ]; then say "ended well"; else say "error: ended with status $status, $failed parts failed"; fi
  exit "$status"
}
failed=0
mark=
umask 077
mkdir -p "$STATE/written"
exec 9>"$STATE/lock"
flock -n 9 || { say "error: another run is under way"; exit 75; }
work=$(mktemp -d "$STATE/work.XXXXXX")
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
`;

/**
 * A dump gets its name when it is whole. Of a table that changes meanwhile the record has the fewest rows that were
 * counted, before or after.
 */
export const DUMP = String.raw`# $1 engine, $2 container, $3 file, $4 its record
dump() {
  mkdir -p "$(dirname "$3")"
  rm -f "$3.partial" "$3.partial.gz" "$3.partial.zst"
  [ -z "$4" ] || database "$1" count "$2" >"$work/before" </dev/null
  database "$1" dump "$2" >"$3.partial" </dev/null
  "$1_ends" "$3.partial" || { say "error: $2: its dump has no end"; return 1; }
  if [ -n "$4" ]; then
    database "$1" count "$2" >"$work/after" </dev/null
    fewest "$work/before" "$work/after" >"$4.partial"
    [ -s "$4.partial" ] || { say "error: $2: nothing was counted"; return 1; }
    sync_file "$4.partial"
  fi
  case $3 in
    *.gz) gzip -n "$3.partial" && mv "$3.partial.gz" "$3.partial" ;;
    *.zst) zstd -q --rm "$3.partial" -o "$3.partial.zst" && mv "$3.partial.zst" "$3.partial" ;;
  esac
  sync_file "$3.partial"
  [ -z "$4" ] || mv "$4.partial" "$4"
  mv "$3.partial" "$3"
  say "dump of $2 written"
}
fewest() {
  awk -F '\t' '
    $1 == "database" { database = $0 }
    FNR == NR { if ($1 == "table") rows[database, $2] = $3; next }
    $1 == "database" { print }
    $1 == "table" && ((database, $2) in rows) {
      before = rows[database, $2] + 0
      print $1 "\t" $2 "\t" ($3 + 0 < before ? $3 + 0 : before)
    }' "$1" "$2"
}
`;

/** How each tool writes an archive (`$1` its mark, then paths), thins out its own (`$1` its mark, then what to keep), and ends.
 * What is said of an archive is in the words of its tool, which readers of logs look for.
 */
export const TOOLS = {
  restic: String.raw`restic_archive() {
  mark=$1
  shift
  run_quietly restic backup --json --host "$HOST" --tag "$mark" -- "$@"
  say "snapshot $(sed -n 's/.*"snapshot_id":"\([0-9a-f]\{8\}\).*/\1/p' "$work/said") saved"
}
restic_thin() { run restic forget --quiet --host "$HOST" --group-by tags "$@"; }
restic_end() { run restic prune --quiet; }
restic_copy() { run_quietly restic copy --from-repo "$FROM" --from-password-file "$RESTIC_PASSWORD_FILE" --host "$HOST"; }
`,
  borg: `borg_archive() {
  mark=$1
  shift
  name=$mark.$(date -u +%Y%m%dT%H%M%SZ)
  run borg create "::$name" "$@"
  say "Archive name: $name"
}
# The same in another repository: borg has no way to copy archives.
borg_again() {
  shift
  run borg create "::$name" "$@"
}
borg_thin() {
  mark=$1
  shift
  run borg prune --glob-archives "$mark.*" "$@"
}
borg_end() { run borg compact; }
`,
  tar: String.raw`# Through a named pipe, since a pipe of the shell hides how its first part ended.
tar_archive() {
  mark=$1
  shift
  name=$mark.$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  [ -z "$KEY" ] || name=$name.enc
  rm -f "$work/pipe"
  mkfifo "$work/pipe"
  if [ -z "$KEY" ]; then
    gzip -n <"$work/pipe" >"$FOLDER/.$name.partial" &
  else
    gzip -n <"$work/pipe" | openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -pass "file:$KEY" -out "$FOLDER/.$name.partial" &
  fi
  writer=$!
  run tar --create --numeric-owner --xattrs --file "$work/pipe" -- "$@" || { wait "$writer" || :; return 1; }
  wait "$writer"
  tar_read "$FOLDER/.$name.partial" | gzip -t
  sync_file "$FOLDER/.$name.partial"
  mv "$FOLDER/.$name.partial" "$FOLDER/$name"
  say "$FOLDER/$name written"
}
tar_read() {
  if [ -z "$KEY" ]; then cat "$1"; else openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass "file:$KEY" -in "$1"; fi
}
# Keeps the newest of each hour, day, week, month and year, as many of them as is said.
tar_thin() {
  mark=$1
  shift
  for file in "$FOLDER/$mark".*.tar.gz*; do
    [ -e "$file" ] || continue
    stamp=$(printf %s "$file" | sed 's/.*\.\([0-9]\{8\}T[0-9]\{6\}\)Z\.tar\.gz.*/\1/')
    moment=$(printf %s "$stamp" | sed 's/\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)/\1-\2-\3 \4:\5:\6/')
    date -u -d "$moment" "+%s %Y%m%d%H%M%S %Y%m%d%H %Y%m%d %G%V %Y%m %Y" | tr '\n' ' '
    printf '%s\n' "$file"
  done | sort -rn >"$work/archives"
  awk -v rules="$*" '
    BEGIN {
      split("last hourly daily weekly monthly yearly", units, " ")
      for (at in units) place[units[at]] = at + 1
      count = split(rules, rule, " ")
      for (at = 1; at <= count; at++) { split(rule[at], part, "="); left[place[part[1]]] = part[2] }
    }
    {
      kept = 0
      for (column in left) if (!((column, $column) in seen) && left[column] > 0) {
        seen[column, $column] = 1
        left[column]--
        kept = 1
      }
      if (!kept) { line = $0; for (at = 1; at <= 7; at++) sub(/^[^ ]* /, "", line); print line }
    }' "$work/archives" >"$work/late"
  while IFS= read -r file; do
    rm -f "$file"
    basename "$file" >>"$work/removed"
  done <"$work/late"
}
tar_end() { rm -f "$FOLDER"/.*.partial; }
# $1 host, $2 folder there, as a word of its shell. What was thinned out here goes there too, and nothing else does.
tar_copy() {
  for file in "$FOLDER"/*.tar.gz*; do
    name=$(basename "$file")
    if ssh -n "$1" "[ -e $2/$name ]"; then continue; fi
    sum=$(sha256sum <"$file")
    # shellcheck disable=SC2029 # its words are meant for the other host
    ssh "$1" "cd $2 && cat >.$name.partial && [ \"\$(sha256sum <.$name.partial)\" = '$sum' ] && mv .$name.partial $name" <"$file"
    say "archive $name copied to $1"
  done
  [ -s "$work/removed" ] || return 0
  # shellcheck disable=SC2029
  ssh "$1" "cd $2 && while read -r name; do rm -f \"\$name\"; done" <"$work/removed"
}
`,
} as const;
