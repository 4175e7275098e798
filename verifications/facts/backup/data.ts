import { Unseen } from "../../source.ts";
import type { Asking } from "./restic.ts";
import { doneOf, GENTLE, odd, PRELUDE, wellDone } from "./script.ts";
import type { DataValue } from "./values.ts";

/** Words: `volume` or `folder`, its name, seconds. Counts plain files on one file system, and follows no link below. */
const SIZE = `${PRELUDE}${GENTLE}where() {
  case $1 in
    volume)
      path=$(limited 10 docker volume inspect -f '{{.Mountpoint}}' -- "$2" 2>/dev/null)
      [ -n "$path" ] || path=/var/lib/docker/volumes/$2/_data
      ;;
    *) path=$2 ;;
  esac
  [ -x "$(dirname -- "$path")" ] || return 3
  [ -e "$path" ] || return 2
}
printed() { printf '%s\\n' "$path"; }
count() {
  { limited "$1" find "$path" -xdev -type f -exec stat -c %s {} +; echo "exit $?"; } | awk '
    /^[0-9]+$/ { files++; bytes += $1 }
    /^exit / { code = $2 }
    END { printf "%.0f %.0f\\n", bytes, files; exit code }'
}
where "$1" "$2" </dev/null
found=$?
known() { return $found; }
run known known
if [ $found = 0 ]; then run path printed; run count count "$3"; fi
`;

/**
 * How large live data is.
 *
 * @param source name of a volume, or path of a folder.
 * @throws Unseen
 */
export async function dataOf(
  kind: "volume" | "folder",
  source: string,
  seconds: number,
  ask: Asking,
): Promise<DataValue> {
  const reply = await ask({ text: SIZE, words: [kind, source, String(seconds)] });
  const { code } = doneOf(reply, "known", "the shell");
  if (code === 3) throw new Unseen("denied", `the user of the shell may not look where the data of ${source} lies`);
  if (code !== 0) throw new Unseen("missing", `the data of ${source} is not where it should lie`);
  const path = wellDone(reply, "path", "the shell")[0] ?? "";
  const { lines, code: counted } = doneOf(reply, "count", "find");
  // Files come and go while they are counted, and what may not be read is not counted: then the number is none.
  if (counted !== 0) throw new Unseen("denied", `not all of the data of ${source} could be counted`);
  const [, bytes, files] = /^(\d{1,16}) (\d{1,16})$/.exec(lines[0] ?? "") ?? [];
  if (bytes === undefined || !path.startsWith("/")) return odd("find");
  return { path, bytes: Number(bytes), files: Number(files) };
}
