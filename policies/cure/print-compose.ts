import type { Container } from "../../model/container.ts";
import { type Beside, Entry, type Spelling, type Written } from "./change.ts";
import { Secret } from "./edit.ts";
import { serviceOf, variableOf } from "./spell-compose.ts";
import { type Element, gather, type Tree } from "./tree.ts";

/** A spelling as the part of a compose file that is different. */
export function printCompose(container: Container, { changes, beside }: Spelling): string {
  const lines = [...gather(changes)].flatMap(([key, tree]) => printed(key, tree, "    "));
  const own = lines.length === 0 ? [] : ["services:", `  ${scalar(serviceOf(container))}:`, ...lines];
  return [...own, ...sections(beside)].join("\n");
}

/** What stands beside the services, by section. */
function sections(beside: readonly Beside[]): string[] {
  const lines = new Map<string, string[]>();
  const put = (section: string, ...more: string[]) => lines.set(section, [...(lines.get(section) ?? []), ...more]);
  for (const part of beside)
    if (part.kind === "plain-volume")
      put("volumes", ...note(part.decide, "  "), `  ${scalar(part.name)}: {} # without driver_opts`);
    else if (part.kind !== "setting") put(`${part.kind}s`, `  ${scalar(part.name)}: {}`);
    else {
      const [section = "", name = "", key = ""] = part.place;
      put(section, ...note(part.decide, "  "), `  ${scalar(name)}:`, ...value(key, part.value, "    "));
    }
  return [...lines].flatMap(([section, inner]) => [`${section}:`, ...inner]);
}

function printed(key: string, tree: Tree, indent: string): string[] {
  switch (tree.kind) {
    case "map":
      return [
        `${indent}${scalar(key)}:`,
        ...[...tree.entries].flatMap(([name, below]) => printed(name, below, `${indent}  `)),
      ];
    case "gone":
      return [...note(tree.decide, indent), `${indent}# without ${comment(key)}`];
    case "value":
      return [...note(tree.decide, indent), ...value(key, tree.value, indent)];
    default:
      return list(key, tree.elements, tree.others, indent);
  }
}

function value(key: string, written: Written, indent: string): string[] {
  return [`${indent}${scalar(key)}: ${line(plain(written))}`];
}

/** Data in one line. */
function line(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map((item) => JSON.stringify(item)).join(", ")}]`;
  if (typeof data !== "object" || data === null) return scalar(data);
  const parts = Object.entries(data).map(([key, inner]) => `${scalar(key)}: ${line(inner)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function list(key: string, elements: readonly Element[], others: boolean, indent: string): string[] {
  const isMap = elements.some(({ value: written }) => isMapping(written));
  const lines = elements.flatMap(({ value: written, name, decide }) => [
    ...note(decide, `${indent}  `),
    written === undefined ? `${indent}  # without ${comment(name)}` : element(written, `${indent}  `, isMap),
  ]);
  const rest = others ? [`${indent}  # the others as they are`] : [];
  return [`${indent}${scalar(key)}:`, ...lines, ...rest];
}

function isMapping(written: Written | undefined): boolean {
  return written instanceof Entry && written.value !== null;
}

function element(written: Written, indent: string, isMap: boolean): string {
  if (isMap && written instanceof Entry)
    return `${indent}${scalar(written.key)}: ${scalar(plain(written.value ?? ""))}`;
  return `${indent}- ${line(plain(written))}`;
}

/** What YAML holds of a value: texts, numbers, lists and maps. A secret is a variable that has to be set. */
export function plain(written: Written): unknown {
  if (written instanceof Secret) return `\${${variableOf(written)}:?}`;
  if (written instanceof Entry) return written.value === null ? written.key : `${written.key}=${plain(written.value)}`;
  if (Array.isArray(written)) return written.map(plain);
  if (typeof written !== "object") return escaped(written);
  return Object.fromEntries(Object.entries(written).map(([key, inner]) => [key, plain(inner as Written)]));
}

/** Compose interpolates, so a dollar sign of a text is doubled. */
function escaped(value: string | number | boolean): string | number | boolean {
  return typeof value === "string" ? value.replaceAll("$", "$$$$") : value;
}

/** A text or a number of one line as YAML; what another reader could take for something else is quoted. */
export function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return PLAIN.test(value) && !AMBIGUOUS.test(value) ? value : JSON.stringify(value);
}

const PLAIN = /^[A-Za-z_/][\w./@,-]*$/;
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function note(decide: string | undefined, indent: string): string[] {
  return decide === undefined ? [] : [`${indent}# decide: ${comment(decide)}`];
}

function comment(text: string): string {
  return text.replace(/[^\x20-\x7e→]/g, " ");
}
