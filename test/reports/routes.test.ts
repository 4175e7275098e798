import test from "ava";
import type { Route } from "../../edge/request/routes.ts";
import { html } from "../../reports/routes/html.ts";
import { json } from "../../reports/routes/json.ts";
import { mermaid } from "../../reports/routes/mermaid.ts";
import { text } from "../../reports/routes/text.ts";
import { holdingOf, type RouteTable } from "../../reports/routes/words.ts";

const EVIL = '"] --> x["</title><script>alert(1)</script>`\n\u202e\u001b[2J';

function route(changes: Partial<Route> = {}): Route {
  const outcome = { kind: "refused", gets: "403 refused", because: "vpn@file admits nobody from 203.0.113.9" } as const;
  return {
    stack: "master",
    host: "app.example.com",
    path: "/",
    entryPoints: ["https"],
    middlewares: ["vpn@file"],
    access: "vpn-only",
    container: "app",
    outcomes: { anonymous: outcome, vpn: { ...outcome, kind: "served", gets: "served by app" }, user: outcome },
    router: "app@docker",
    service: "app@docker",
    declared: { container: undefined, at: "labels.0" },
    proof: { holds: true },
    ...changes,
  };
}

const table = (...routes: Route[]): RouteTable => ({ routes, problems: [] });
const hostile = route({
  stack: EVIL,
  host: EVIL,
  path: EVIL,
  middlewares: [EVIL],
  container: EVIL,
  proof: { holds: false, kind: "no-login", why: EVIL, against: undefined },
});

test("a route is one line with its chain and its reason below, no wider than a hundred columns", (t) => {
  const long = route({
    host: `${"long-".repeat(30)}name.example.com`,
    middlewares: Array.from({ length: 12 }, (_, at) => `middleware-${at}@file`),
    container: "c".repeat(60),
  });
  const lines = text(table(route(), long)).split("\n");
  t.true(lines.some((line) => /app\.example\.com +vpn-only +app +refused +served +refused$/.test(line)));
  t.true(lines.some((line) => line.includes("https → vpn@file: vpn@file admits nobody")));
  for (const line of lines) t.true(line.length <= 100, line);
});

test("the columns of the JSON report have stable names, and what is absent is null", (t) => {
  const [row] = JSON.parse(json(table(route({ access: undefined, container: undefined })))).routes;
  t.like(row, {
    stack: "master",
    host: "app.example.com",
    path: "/",
    entryPoints: ["https"],
    middlewares: ["vpn@file"],
    access: null,
    container: null,
    outcomes: { anonymous: "refused", vpn: "served", user: "refused" },
    holds: true,
  });
});

test("names that would break out of a page or a diagram are text in it", (t) => {
  const page = html(table(hostile), "1.0.0");
  t.false(page.includes("<script"));
  t.is(page.match(/<\/title>/g)?.length, 1);
  const drawing = mermaid(table(hostile));
  for (const mark of ["<", "`", "\u202e", "\u001b"]) t.false(drawing.includes(mark));
  for (const line of drawing.trim().split("\n"))
    t.regex(
      line,
      /^(flowchart LR| {2}(subgraph s\d+\["[^"<>]*"\]|end|classDef .*)| {4}(r\d+_\d+(\[|\(\[|\[\()"[^"<>]*"(\]|\]\)|\)\])|r\d+_\d+ -->(\|"[^"<>]*"\|)? r\d+_\d+|class r\d+_\d+ \w+))$/,
    );
  for (const mark of ["\u202e", "\u001b"]) t.false(text(table(hostile)).includes(mark));
});

test("the page fetches nothing and draws the way from the name to the container", (t) => {
  const page = html(table(route()), "1.0.0");
  t.true(page.includes("default-src 'none'"));
  t.false(/(?:src|href)=|url\(/.test(page));
  const way = [...page.matchAll(/<li class="([\w-]+)"/g)].map(([, kind]) => kind);
  t.deepEqual(way, ["name", "entry-point", "router", "middleware", "container"]);
});

test("one class that does not hold is enough, and nothing at all is undecided", (t) => {
  const undecided = route({ proof: { holds: undefined, why: "nobody knows", against: undefined } });
  t.is(holdingOf(table(route())), "holds");
  t.is(holdingOf(table(route(), hostile, undecided)), "broken");
  t.is(holdingOf(table(route(), undecided)), "undecided");
  t.is(holdingOf(table()), "undecided");
  t.is(
    holdingOf({ routes: [route()], problems: [{ container: undefined, message: "x", location: { path: "" } }] }),
    "undecided",
  );
});
