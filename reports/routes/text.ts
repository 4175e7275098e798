import type { Explained } from "../../edge/request/explain.ts";
import { describeEnd } from "../../edge/request/journey.ts";
import type { Route } from "../../edge/request/routes.ts";
import { type Paint, plain } from "../paint.ts";
import { printable } from "../printable.ts";
import { placeOf, type RouteTable, reasonFor, summaryOf, visitorOf } from "./words.ts";

const WIDTH = 100;
/** Names longer than this are cut, so that the columns stand. */
const LONGEST = 34;

/** One line for each route and its reason below it, by stack. */
export function text(table: RouteTable, paint: Paint = plain): string {
  const lines: string[] = [];
  for (const [stack, routes] of Map.groupBy(table.routes, (route) => route.stack)) {
    lines.push(paint.bold(printable(stack)));
    const rows = routes.map(cells);
    const widths = HEAD.map((word, at) => Math.max(word.length, ...rows.map((row) => (row[at] as string).length)));
    lines.push(paint.dim(`    ${aligned(HEAD, widths)}`));
    routes.forEach((route, at) => {
      const { holds } = route.proof;
      const mark = holds === true ? paint.green("✔") : holds === false ? paint.red("✘") : paint.yellow("?");
      lines.push(`  ${mark} ${aligned(rows[at] as string[], widths)}`);
      lines.push(
        ...wrapped(printable(`${chainOf(route)}: ${reasonFor(route)}`), 6).map((line) =>
          holds === true ? paint.dim(line) : line,
        ),
      );
    });
    lines.push("");
  }
  for (const { message } of table.problems) lines.push(...wrapped(printable(message), 2), "");
  return `${[...lines, printable(summaryOf(table))].join("\n")}\n`;
}

const HEAD = ["name", "class", "container", "anonymous", "vpn", "user"];

function cells(route: Route): string[] {
  const { access, container, outcomes } = route;
  return [
    cut(placeOf(route), LONGEST),
    access ?? "-",
    cut(container ?? route.service ?? "-", 20),
    ...[outcomes.anonymous, outcomes.vpn, outcomes.user].map(({ kind }) => kind),
  ].map(printable);
}

/** `https → vpn-only@file → compress@file` */
function chainOf({ entryPoints, middlewares }: Route): string {
  return [entryPoints.join(", ") || "no entry point", ...middlewares].join(" → ");
}

/** The end of a name tells more than its middle. */
function cut(name: string, width: number): string {
  if (name.length <= width) return name;
  const head = Math.ceil((width - 1) / 2);
  return `${name.slice(0, head)}…${name.slice(head + 1 - width)}`;
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, at) => cell.padEnd(widths[at] as number))
    .join("  ")
    .trimEnd();
}

function wrapped(sentence: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each);
}

/** The way of a request, station by station. */
export function explanation(all: readonly Explained[], paint: Paint = plain): string {
  return all.map((explained) => one(explained, paint)).join("\n");
}

function one(explained: Explained, paint: Paint): string {
  const { visit, steps, end, doubt } = explained.journey;
  const query = visit.query === "" ? "" : `?${visit.query}`;
  const port = visit.port === (visit.scheme === "https" ? 443 : 80) ? "" : `:${visit.port}`;
  const asked = `${visit.method} ${visit.scheme}://${visit.host}${port}${visit.path}${query}`;
  const width = Math.max(0, ...steps.map(({ name }) => Math.min(name.length, LONGEST)));
  const kinds = Math.max(0, ...steps.map(({ at }) => at.length));
  const login = end.kind === "login" && end.portal !== undefined ? ` at ${end.portal}` : "";
  return [
    paint.bold(printable(`${asked} ${visitorOf(explained)}, on ${explained.stack}`)),
    ...steps.map(({ at, name, says }) => {
      const start = `  ${at.replace("-", " ").padEnd(kinds)}  ${printable(cut(name, LONGEST)).padEnd(width)}  `;
      const [first = "", ...rest] = wrapped(printable(says), start.length);
      return [paint.dim(start) + first.trimStart(), ...rest].join("\n");
    }),
    `→ ${printable(describeEnd(end) + login)}`,
    ...(doubt === undefined ? [] : wrapped(printable(`may be otherwise, since not all is known: ${doubt}`), 2)),
    "",
  ].join("\n");
}
