import type { Container } from "../../model/container.ts";
import { editText, type Place, type TextEdit } from "../../model/from-compose/edit-text.ts";
import { type Change, Entry, parsePath, type Spelling } from "./change.ts";
import { plain } from "./print-compose.ts";

/**
 * Applies a spelling to the text of the compose file that declares the container.
 *
 * @throws NotEditable where it cannot be applied without touching anything else.
 */
export function editCompose(
  text: string,
  container: Container,
  { changes, beside }: Spelling,
  variables: "keep" | "replace" = "keep",
): string {
  const top = parsePath(container.locate("").path) ?? [];
  return editText(
    text,
    [
      ...changes.map((change) => textEdit(change, top)),
      ...beside.map((part): TextEdit => {
        if (part.kind === "setting") return { op: "set", place: part.place, value: plain(part.value) };
        if (part.kind === "network") return { op: "set", place: ["networks", part.name], value: {} };
        if (part.kind === "volume") return { op: "set", place: ["volumes", part.name], value: {} };
        return { op: "remove", place: ["volumes", part.name, "driver_opts"] };
      }),
    ],
    variables,
  );
}

function textEdit({ op, place, value, element }: Change, top: Place): TextEdit {
  const at = [...top, ...place];
  if (op === "remove" || value === undefined) return { op: "remove", place: at };
  if (op === "add")
    return value instanceof Entry
      ? { op, place: at, key: value.key, value: value.value === null ? null : plain(value.value) }
      : { op, place: at, key: undefined, value: plain(value) };
  if (value instanceof Entry) {
    const isInMap = typeof at.at(-1) === "string";
    return { op, place: at, value: isInMap ? plain(value.value ?? "") : plain(value) };
  }
  const short = element?.whole === undefined ? undefined : plain(element.whole);
  return {
    op,
    place: [...at, ...(element?.inner ?? [])],
    value: plain(value),
    ...(typeof short === "string" ? { short } : {}),
  };
}
