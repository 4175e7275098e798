import type { Container } from "../../model/container.ts";
import type { Beside } from "./change.ts";
import type { Edit } from "./edit.ts";
import { elementField, elementsOf, known } from "./field.ts";

/** Networks and volumes that an edit names and that have to be declared beside the container. */
export function newNames(container: Container, edit: Edit): Beside[] {
  if (edit.kind === "join") return [{ kind: "network", name: edit.network }];
  if (edit.kind === "add" && edit.field === "mounts" && typeof edit.value === "object" && "target" in edit.value) {
    const { type, source } = edit.value;
    return type === "volume" && source !== undefined ? [{ kind: "volume", name: source }] : [];
  }
  const element = elementField(edit.field);
  if (edit.kind !== "set" || element?.list !== "mounts" || element.part !== "source") return [];
  const mount = elementsOf(container, "mounts")[element.index];
  return known(() => mount?.type) === "volume" ? [{ kind: "volume", name: String(edit.value) }] : [];
}
