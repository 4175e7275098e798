import type { Route } from "../../edge/request/routes.ts";
import { printable } from "../printable.ts";
import { type RouteTable, stationsOf } from "./words.ts";

/** A flowchart, one row for each route, from the name to what answers. https://mermaid.js.org/syntax/flowchart.html */
export function mermaid({ routes }: RouteTable): string {
  const lines = ["flowchart LR"];
  let row = 0;
  let stack = 0;
  for (const [name, own] of Map.groupBy(routes, (route) => route.stack)) {
    lines.push(`  subgraph s${stack++}["${label(name)}"]`);
    for (const route of own) lines.push(...drawn(route, row++));
    lines.push("  end");
  }
  lines.push(
    "  classDef holds stroke:#116329",
    "  classDef broken stroke:#a40e26,stroke-width:3px",
    "  classDef undecided stroke:#6034b0,stroke-dasharray:4",
  );
  return `${lines.join("\n")}\n`;
}

function drawn(route: Route, row: number): string[] {
  const stations = stationsOf(route);
  const id = (at: number) => `r${row}_${at}`;
  const { holds } = route.proof;
  const gets = `${route.access ?? "no class"}: ${route.outcomes.anonymous.gets}`;
  return [
    ...stations.map(({ name }, at) => `    ${id(at)}${shaped(label(name), at, stations.length)}`),
    ...stations.slice(1).map((_, at) => `    ${id(at)} -->${at === 0 ? `|"${label(gets)}"| ` : " "}${id(at + 1)}`),
    `    class ${id(0)} ${holds === true ? "holds" : holds === false ? "broken" : "undecided"}`,
  ];
}

/** Names are round, what answers is a cylinder, all between are boxes. */
function shaped(text: string, at: number, count: number): string {
  if (at === 0) return `(["${text}"])`;
  return at === count - 1 ? `[("${text}")]` : `["${text}"]`;
}

/** Everything that could end a label or begin something else becomes a number, as Mermaid reads it. */
function label(text: string): string {
  return printable(text).replace(/[^A-Za-z0-9 ._/:@-]/gu, (char) => `#${char.codePointAt(0)};`);
}
