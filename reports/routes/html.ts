import type { Route } from "../../edge/request/routes.ts";
import { STYLE } from "../html-style.ts";
import { escaped as safe } from "../markup.ts";
import { holdingOf, type RouteTable, reasonFor, stationsOf, summaryOf } from "./words.ts";

/** Boxes and arrows; everything else looks as the other page does. */
const WAY = `
.way { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem; margin: .4rem 0; padding: 0; list-style: none; }
.way li { margin: 0; padding: .15rem .55rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .875rem; }
.way li + li::before { content: "→"; margin: 0 .5rem 0 -1.35rem; color: var(--dim); }
.way li + li { margin-left: .9rem; }
.way .name, .way .container { font-weight: 600; border-color: var(--dim); } .way .router { border-style: dashed; }
.route { padding: .6rem 0 .6rem .8rem; border-left: 3px solid var(--tone); } .route + .route { margin-top: .6rem; }
.held { --tone: var(--good); } .open { --tone: var(--critical); }
.outcomes { margin: .3rem 0; font-size: .875rem; } .outcomes b { font-weight: 600; }
`;

/** All routes as one page that needs nothing else: no script, no picture, no network, and a policy that forbids them. */
export function html(table: RouteTable, version: string): string {
  const summary = summaryOf(table);
  const cards = [...Map.groupBy(table.routes, ({ stack }) => stack)].map(
    ([stack, routes]) => `<article><h2><bdi>${safe(stack)}</bdi></h2>\n${routes.map(drawn).join("\n")}\n</article>`,
  );
  const unread = table.problems.map(({ message }) => `<li><bdi>${safe(message)}</bdi></li>`);
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    "<title>Readiness: routes</title>",
    `<style>${STYLE}${WAY}</style>`,
    "</head>",
    "<body>",
    `<header><h1 class="${holdingOf(table)}">Routes</h1><p class="lead">${safe(summary)}</p></header>`,
    "<main>",
    ...cards,
    ...(unread.length === 0 ? [] : [`<section><h2>Not read</h2><ul>${unread.join("")}</ul></section>`]),
    "</main>",
    `<footer>pulumi-readiness ${safe(version)}</footer>`,
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function drawn(route: Route): string {
  const { proof, outcomes, access } = route;
  const tone = proof.holds === true ? "held" : proof.holds === false ? "open" : "unknown";
  const way = stationsOf(route).map(
    ({ kind, name }) => `<li class="${kind.replace(" ", "-")}" title="${kind}"><bdi>${safe(name)}</bdi></li>`,
  );
  const gets = (["anonymous", "vpn", "user"] as const).map(
    (who) => `<b>${who}</b> <bdi>${safe(outcomes[who].gets)}</bdi>`,
  );
  return [
    `<div class="route ${tone}">`,
    `<ol class="way">${way.join("")}</ol>`,
    `<p class="outcomes"><code>${safe(access ?? "no class")}</code> ${gets.join(" · ")}</p>`,
    `<p class="place"><bdi>${safe(reasonFor(route))}</bdi></p>`,
    "</div>",
  ].join("");
}
