import type { Container } from "../../../model/container.ts";
import { type Cure, remove } from "../../cure/edit.ts";
import { each, eachPart, findKnown } from "../../each.ts";
import { page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** What can be declared twice, where there are two of it. */
const SEVERAL: readonly ((container: Container) => boolean)[] = [
  ({ labels }) => labels.length > 1,
  ({ env }) => env.length > 1,
];

export default rule({
  id: "declared-twice",
  title: "A label or a variable is declared twice with different values",
  why: "Which one holds depends on an order that nobody promises, so a route or a setting changes by itself.",
  premises: { precondition: "none", impact: "container", qualifiers: ["integrity-only"] },
  references: [page("Docker object labels", "https://docs.docker.com/engine/manage-resources/labels/")],
  remedy: "Declare each of them once.",
  cure: last,
  appliesTo: (container) =>
    findKnown(SEVERAL, (declares) => declares(container)) !== undefined ||
    "it declares at most one label and one variable",
  check: (container) =>
    eachPart(
      () => twice("the label", container.labels),
      () => twice("the variable", container.env),
    ),
});

interface Entry {
  readonly at: string;
  readonly key: string;
  readonly value: string | undefined;
}

function* twice(what: string, entries: readonly Entry[]): Iterable<Offence> {
  if (entries.length < 2) return;
  const first = new Map<string, Entry>();
  const reported = new Set<string>();
  yield* each(entries, (entry) => {
    const earlier = first.get(entry.key);
    if (earlier === undefined) {
      first.set(entry.key, entry);
      return undefined;
    }
    if (reported.has(entry.key) || earlier.value === entry.value) return undefined;
    reported.add(entry.key);
    const name = shown(entry.key);
    return { at: entry.at, detail: name, message: `${what} ${name} is declared twice with different values` };
  });
}

/** Leaves the last of them, which is what compose does. */
function last({ at }: Offence, container: Container): Cure {
  const list = at.startsWith("labels.") ? container.labels : container.env;
  const key = list.find((entry) => entry.at === at)?.key;
  const more = list.filter((entry) => entry.key === key).slice(0, -1);
  return more.map((entry) => remove(entry.at, "which of the values is meant; this leaves the last"));
}
