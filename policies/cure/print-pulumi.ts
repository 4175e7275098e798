import type { Container } from "../../model/container.ts";
import { shown } from "../shown.ts";
import { type Beside, Entry, type Spelling, type Written } from "./change.ts";
import { Secret } from "./edit.ts";
import { type Element, gather, type Tree } from "./tree.ts";

/** The arguments that the rest of a declaration is called by in a snippet. */
const REST = "...args, // as declared";

/**
 * A spelling as TypeScript: the declaration of the container with what is different, and what has to
 * be declared beside it. It has the types of @pulumi/docker 5, given `args: docker.ContainerArgs`.
 */
export function printPulumi(container: Container, { changes, beside }: Spelling): string {
  const lines = [...gather(changes)].flatMap(([key, tree]) => printed(key, tree, "  "));
  const name = shown(container.name);
  const own = lines.length === 0 ? [] : [`new docker.Container(${text(name)}, {`, `  ${REST}`, ...lines, "});"];
  return [...beside.flatMap(printBeside), ...own].join("\n");
}

function printBeside(part: Beside): string[] {
  if (part.kind === "setting") return [];
  const name = text(part.name);
  if (part.kind === "plain-volume")
    return [...note(part.decide, ""), `new docker.Volume(${name}, { name: ${name} }); // without driverOpts`];
  return [`new docker.${part.kind === "network" ? "Network" : "Volume"}(${name}, { name: ${name} });`];
}

function printed(key: string, tree: Tree, indent: string): string[] {
  switch (tree.kind) {
    case "map": {
      const inner = [...tree.entries].flatMap(([name, below]) => printed(name, below, `${indent}  `));
      return [`${indent}${word(key)}: {`, ...inner, `${indent}  // the rest as declared`, `${indent}},`];
    }
    case "gone":
      return [...note(tree.decide, indent), `${indent}// without ${comment(key)}`];
    case "value":
      return [...note(tree.decide, indent), `${indent}${word(key)}: ${literal(tree.value)},`];
    default:
      return list(key, tree.elements, tree.others, indent);
  }
}

function list(key: string, elements: readonly Element[], others: boolean, indent: string): string[] {
  const lines = elements.flatMap(({ value, name, decide }) => [
    ...note(decide, `${indent}  `),
    value === undefined ? `${indent}  // without ${comment(name)}` : `${indent}  ${literal(value)},`,
  ]);
  const rest = others ? [`${indent}  // the others as they are`] : [];
  return [`${indent}${word(key)}: [`, ...lines, ...rest, `${indent}],`];
}

function note(decide: string | undefined, indent: string): string[] {
  return decide === undefined ? [] : [`${indent}// decide: ${comment(decide)}`];
}

function literal(value: Written): string {
  if (value instanceof Secret) return `config.requireSecret(${text(camel(value))})`;
  if (value instanceof Entry) {
    if (!(value.value instanceof Secret)) return text(value.value === null ? value.key : `${value.key}=${value.value}`);
    const name = shown(value.key).replace(/[`$\\]/g, "\\$&");
    return `pulumi.interpolate\`${name}=\${${literal(value.value)}}\``;
  }
  if (typeof value === "string") return text(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  const parts = Object.entries(value).map(([key, inner]) => `${word(key)}: ${literal(inner as Written)}`);
  return `{ ${parts.join(", ")} }`;
}

function word(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key);
}

/** A text of one line, whatever is in it. */
function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function comment(value: string): string {
  return value.replace(/[^\x20-\x7e→]/g, " ");
}

function camel({ name }: Secret): string {
  return name.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}
