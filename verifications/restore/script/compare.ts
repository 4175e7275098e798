/** `compare` holds a sample of what came back against the live source, which it only reads. */
export const COMPARE = String.raw`# Files that nobody has touched since the archive was begun. A name is never read as text.
most=100
sampled() { count=$(tr -dc '\000' <"$1" | wc -c); sed -z -n "1~$((count / most + 1))p" "$1"; }
COMPARING='
live=$1 back=$2
shift 2
for name; do
  near=$live$name far=$back$name
  if [ ! -f "$far" ] || [ -L "$far" ]; then echo missing; continue; fi
  if [ "$(stat -c %s -- "$near")" != "$(stat -c %s -- "$far")" ] ||
    [ "$(head -c 4194304 -- "$near" | sha256sum)" != "$(head -c 4194304 -- "$far" | sha256sum)" ]
  then echo differing; else echo same; fi
done'
# Succeeds only where all was looked at.
holds_nothing() { any=$(timeout 120 find "$1" ! -type d -print -quit 2>/dev/null) && [ -z "$any" ]; }
untouched() { any=$(timeout 120 find "$1" \( -newermt "@$((made - 1))" -o -newerct "@$((made - 1))" \) -print -quit 2>/dev/null) && [ -z "$any" ]; }
compare() {
  if [ -f "$wanted" ] && [ ! -L "$wanted" ]; then
    find "$wanted" ! -newermt "@$((made - 1))" ! -newerct "@$((made - 1))" -printf '\0' >"$folder/names"
  elif [ -d "$wanted" ]; then
    timeout 120 find "$wanted" -xdev -type f ! -newermt "@$((made - 1))" ! -newerct "@$((made - 1))" -printf '/%P\0' >"$folder/names" 2>/dev/null
  else : >"$folder/names"; fi
  sampled "$folder/names" | xargs -0 -r sh -c "$COMPARING" compare "$wanted" "$back" >"$folder/compared" 2>/dev/null
  # A folder in which nothing lies is compared as one.
  if [ -z "$part" ] && [ -d "$wanted" ] && [ -d "$back" ] && holds_nothing "$wanted" && untouched "$wanted" && holds_nothing "$back"; then
    echo same >>"$folder/compared"
  fi
  # Of a part nobody can tell what is missing.
  [ -z "$part" ] || sed -i /missing/d "$folder/compared"
  say compared "$(grep -cv missing "$folder/compared")" "$(grep -c differing "$folder/compared")" "$(grep -c missing "$folder/compared")"
}
`;
