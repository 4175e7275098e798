/**
 * What reads archives, by tool; one of them is set as `TOOL`. Each has
 *
 * - `find_archive PATH…`: the newest archive that holds the first of them, as `archive` (its name), `made` (seconds since
 *   1970) and `size` (bytes of what is wanted, as restored); it ends with `broken KIND` where there is none;
 * - `bring PATH…`: brings these parts of the archive into the folder `files`, and leaves in `said` what went wrong.
 *
 * Nothing is locked and nothing is written outside of the scratch folder.
 */
export const ARCHIVES = {
  restic: String.raw`restic_() {
  restic -q -r "$REPOSITORY" \${KEY:+--password-file "$KEY"} --no-lock --cache-dir "$folder/cache" "$@" 2>>"$folder/said"
}
# A path as it stands in JSON.
in_json() { printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g; s/&/\\u0026/g; s/</\\u003c/g; s/>/\\u003e/g'; }
find_archive() {
  restic_ snapshots --json --latest 100 >"$folder/list" || tool_failed
  # Within a text every quote has a backslash before it, so that no name can look like the begin of a snapshot.
  sed 's/},{"time":"/}\n{"time":"/g' "$folder/list" | grep '"id":"' >"$folder/snapshots" || broken no-archive
  at=$1
  : >"$folder/above"
  while :; do in_json "$at" >>"$folder/above"; echo >>"$folder/above"; case $at in / | .) break ;; esac; at=$(dirname -- "$at"); done
  awk '
    FILENAME != ARGV[2] { above[$0]; next }
    {
      start = index($0, "\"paths\":[\"")
      if (!start) next
      paths = substr($0, start + 9)
      if (match(paths, /[^\\]"\]/)) paths = substr(paths, 1, RSTART + 2)
      fits = 0
      for (one in above) {
        at = index(paths, "\"" one "\"")
        before = at ? substr(paths, at - 1, 1) : ""
        after = at ? substr(paths, at + length(one) + 2, 1) : ""
        if (at && (at == 1 || before == ",") && (after == "," || after == "]")) fits = 1
      }
      if (!fits || !match($0, /"id":"[0-9a-f]+"/)) next
      id = substr($0, RSTART + 6, RLENGTH - 7)
      if (match($0, /"time":"[0-9T:.Z+-]+"/)) print substr($0, RSTART + 8, RLENGTH - 9), id
    }' "$folder/above" "$folder/snapshots" >"$folder/fitting"
  [ -s "$folder/fitting" ] || broken not-in-archive
  cut -d ' ' -f 1 "$folder/fitting" | date -f - +%s >"$folder/times"
  newest=$(cut -d ' ' -f 2 "$folder/fitting" | paste -d ' ' "$folder/times" - | sort -n | tail -n 1)
  made=\${newest% *}
  archive=\${newest#* }
  size=0
  for one; do
    restic_ ls --json --recursive "$archive" "$one" >"$folder/list" || tool_failed
    # The second line is the path itself.
    kind=$(sed -n '2{s/.*","type":"\([a-z]*\)","path":"\/.*/\1/p;q}' "$folder/list")
    [ -n "$kind" ] || [ "$one" != "$1" ] || broken not-in-archive
    [ -z "$kind" ] || printf '%s%s\n' "$kind" "$one" >>"$folder/kinds"
    size=$((size + $(sed -n 's/.*","uid":[0-9]*,"gid":[0-9]*,"size":\([0-9]*\),.*/\1/p' "$folder/list" | total)))
  done
}
# A single file comes as it is, and not as tar.
bring() {
  for one; do
    if grep -qxF "file$one" "$folder/kinds"; then
      boxed mkdir -p "$folder/files$(dirname -- "$one")"
      feed restic_ dump "$archive" "$one" | bounded | boxed sh -c 'exec cat >"$1"' write "$folder/files$one"
    elif grep -qxF "dir$one" "$folder/kinds"; then feed restic_ dump --archive tar "$archive" "$one" | unpack
    fi
  done
}
`.replaceAll("\\${", "${"),
  borg: String.raw`borg_() {
  if [ -n "$KEY" ]; then BORG_PASSPHRASE_FD=5 borg --bypass-lock "$@" 5<"$KEY" 2>>"$folder/said"
  else borg --bypass-lock "$@" 2>>"$folder/said"; fi
}
unset BORG_PASSCOMMAND BORG_PASSPHRASE
export BORG_CACHE_DIR="$folder/cache" BORG_SECURITY_DIR="$folder/security"
export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes BORG_RELOCATED_REPO_ACCESS_IS_OK=yes BORG_HOSTNAME_IS_UNIQUE=no
export BORG_RSH="\${BORG_RSH:-ssh -oBatchMode=yes}"
find_archive() {
  borg_ list --last 100 --format '{start:%s}{TAB}{archive}{NL}' "$REPOSITORY" | sort -rn >"$folder/list"
  [ -s "$folder/list" ] || { borg_ list --last 1 "$REPOSITORY" >/dev/null || tool_failed; broken no-archive; }
  while IFS="$TAB" read -r made archive; do
    borg_ list --format '{type} {size}{NL}' "$REPOSITORY::$archive" "\${1#/}" >"$folder/sizes"
    [ $? -lt 2 ] || tool_failed
    [ ! -s "$folder/sizes" ] || break
    archive=
  done <"$folder/list"
  [ -n "$archive" ] || broken not-in-archive
  shift
  for one; do borg_ list --format '{type} {size}{NL}' "$REPOSITORY::$archive" "\${one#/}" >>"$folder/sizes"; done
  size=$(sed -n 's/^- //p' "$folder/sizes" | total)
}
bring() {
  for one; do
    shift
    set -- "$@" "\${one#/}"
  done
  feed borg_ export-tar "$REPOSITORY::$archive" - "$@" | unpack
}
`.replaceAll("\\${", "${"),
  tar: String.raw`# The bytes of an archive as tar; by its first bytes, whatever its name says.
open_archive() { opened_by "$(head -c 8 -- "$1" | od -An -v -tx1 | tr -d ' \n')" <"$1" 2>>"$folder/said"; }
opened_by() {
  case $1 in
    53616c7465645f5f*)
      [ -n "$KEY" ] || return 9
      mkfifo "$folder/opened" 2>/dev/null
      openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass "file:$KEY" >"$folder/opened" &
      opening=$!
      unpacked <"$folder/opened"
      code=$?
      wait $opening && return $code ;;
    1f8b*) gzip -dc ;;
    28b52ffd*) zstd -dcq ;;
    fd377a58*) xz -dc ;;
    *) cat ;;
  esac
}
# What was encrypted begins as it was written: with gzip, since another begin means another key.
unpacked() {
  begin=$(dd bs=1 count=2 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
  [ "$begin" = 1f8b ] || { echo 'bad decrypt' >&2; cat >/dev/null; return 1; }
  { printf '\037\213'; cat; } | gzip -dc
}
# Its members with their sizes, once in full: whether it is whole shows only at its end.
members_of() {
  rm -f "$folder/stream"
  mkfifo "$folder/stream"
  open_archive "$1" >"$folder/stream" &
  opener=$!
  tar --quoting-style=escape --numeric-owner -tvf - <"$folder/stream" >"$folder/members" 2>>"$folder/said"
  listed=$?
  wait $opener && [ $listed -eq 0 ]
}
series() { printf '%s' "$1" | tr -d '0-9'; }
find_archive() {
  [ -d "$REPOSITORY" ] || broken not-a-repository
  find "$REPOSITORY" -maxdepth 1 -type f ! -name '.*' ! -name '*.partial' ! -name '*.part' ! -name '*.tmp' -printf '%T@ %f\n' 2>/dev/null |
    sort -rn | sed -n 's/^[0-9.]* //p' | head -n 50 >"$folder/list"
  [ -s "$folder/list" ] || broken no-archive
  : >"$folder/bad"
  archive=
  while IFS= read -r archive; do
    : >"$folder/said"
    if ! members_of "$REPOSITORY/$archive"; then
      printf '%s\t%s\n' "$(complaint)" "$(series "$archive")" >>"$folder/bad"
    elif [ ! -s "$folder/members" ]; then
      printf 'empty\t%s\n' "$(series "$archive")" >>"$folder/bad"
    elif held "$1"; then break
    fi
    archive=
  done <"$folder/list"
  # One that is newer, of the same series, and cannot be read is what would have to be restored.
  worse=$(S=$(series "$archive") awk -F '\t' '$2 == ENVIRON["S"] || ENVIRON["S"] == "" { print $1; exit }' "$folder/bad")
  [ -z "$worse" ] || broken "$worse"
  [ -n "$archive" ] || broken not-in-archive
  made=$(stat -c '%W %Y' -- "$REPOSITORY/$archive" | awk '{ print ($1 > 0 && $1 < $2 ? $1 : $2) }')
  size=0
  for one; do size=$((size + $(under "$one" <"$folder/members" | cut -f 1 | total))); done
  if awk '$1 ~ /^[bc]/ { bad = 1 }
      { line = $0; sub(/^[^ ]+ +[^ ]+ +[0-9,]+ +[^ ]+ +[^ ]+ /, "", line); name = line; sub(/ (->|link to) .*$/, "", name) }
      name ~ /(^|\/)\.\.(\/|$)/ { bad = 1 }
      $1 ~ /^h/ { link = line; sub(/^.* link to /, "", link); if (link ~ /(^|\/)\.\.(\/|$)/) bad = 1 }
      END { exit !bad }' "$folder/members"; then broken hostile; fi
}
# Size and name of the regular files that lie under a path.
under() {
  P=\${1#/} awk '{
      size = $3
      type = substr($1, 1, 1)
      name = $0
      sub(/^[^ ]+ +[^ ]+ +[0-9,]+ +[^ ]+ +[^ ]+ /, "", name)
      plain = name
      sub(/^(\.\/)?\/*/, "", plain)
      want = ENVIRON["P"]
      gsub(/\/+$/, "", plain)
      if (plain == want || index(plain, want "/") == 1) print (type == "-" ? size : 0) "\t" name
    }'
}
held() { under "$1" <"$folder/members" | grep -q .; }
# As the archive itself calls them.
bring() {
  for one; do
    shift
    first=$(under "$one" <"$folder/members" | head -n 1 | cut -f 2)
    [ -z "$first" ] || set -- "$@" "$(printf '%s' "$first" | sed -n 's|^\(\(\./\)*/*\).*|\1|p')\${one#/}"
  done
  feed open_archive "$REPOSITORY/$archive" | unpack --no-wildcards -- "$@"
}
`.replaceAll("\\${", "${"),
} as const;
