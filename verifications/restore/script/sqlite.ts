/** `open_files` opens the SQLite databases among the files that came back, which are known by their first bytes. */
export const SQLITE = String.raw`COUNTING_SQLITE='
import sqlite3, sys
try:
    base = sqlite3.connect(sys.argv[1], timeout=5)
    base.text_factory = bytes
    whole = base.execute("PRAGMA integrity_check(1)").fetchone()[0] == b"ok"
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE ?", ("table", "sqlite_%"))]
    rows = 0
    for name in names:
        quoted = name.decode("utf8").replace("\"", "\"\"")
        rows += base.execute("SELECT count(*) FROM \"%s\"" % quoted).fetchone()[0]
    print("-" if whole else "damaged", len(names), rows, sep="\t")
except sqlite3.DatabaseError as error:
    print("does-not-open" if "not a database" in str(error) else "damaged", 0, 0, sep="\t")
'
with_program() {
  whole=$(boxed sqlite3 -batch -bail "$1" 'PRAGMA integrity_check(1)' 2>"$folder/db.said")
  if [ "$whole" != ok ]; then
    if grep -q 'not a database' "$folder/db.said"; then printf 'does-not-open\t0\t0\n'; else printf 'damaged\t0\t0\n'; fi
    return
  fi
  boxed sqlite3 -batch "$1" "SELECT 'SELECT count(*) FROM \"' || replace(name, '\"', '\"\"') || '\";' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'" >"$folder/queries" 2>/dev/null
  boxed sqlite3 -batch "$1" <"$folder/queries" 2>/dev/null |
    awk -v tables="$(grep -c . "$folder/queries")" '{ rows += $1 } END { printf "-\t%d\t%.0f\n", tables, rows }'
}
open_files() {
  boxed chmod -R u+rwX "$folder/files"
  find "$folder/files" -type f -size +511c -print0 >"$folder/names"
  # Every file of the list gives one line.
  xargs -0 -r head -q -c 16 -- <"$folder/names" | od -An -v -tx1 -w16 | tr -d ' ' |
    sed -n '/^53514c69746520666f726d6174203300$/=' | head -n 51 >"$folder/numbers"
  how=
  if has sqlite3; then how=program
  elif has python3 && boxed python3 -c 'import sqlite3' 2>/dev/null; then how=python; fi
  count=$(grep -c . "$folder/numbers")
  if [ -z "$how" ]; then say unopened "$count"; return; fi
  began=$(hundredths)
  head -n 50 "$folder/numbers" >"$folder/opened"
  while read -r number; do
    # No name ends in a space and a dot by chance: what the shell cuts off is put back.
    name=$(sed -z -n "$number{p;q}" "$folder/names" | tr -d '\000'; echo .)
    name=\${name%.}
    case $how in
      program) result=$(with_program "$name") ;;
      python) result=$(boxed python3 -c "$COUNTING_SQLITE" "$name" 2>/dev/null) ;;
    esac
    shown=$(printf '%s' "\${name#"$back"}" | tr -d '\000-\037\177' | tail -c 200)
    say sqlite "\${shown#/}" "\${result:-does-not-open\${TAB}0\${TAB}0}"
  done <"$folder/opened"
  [ "$count" = 0 ] || say opening $(($(hundredths) - began))
  [ "$count" -le 50 ] || say unopened 1
}
`.replaceAll("\\${", "${");
