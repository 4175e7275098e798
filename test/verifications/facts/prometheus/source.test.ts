import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import type { Rules, Targets } from "../../../../verifications/edge/prometheus.ts";
import type { Fact } from "../../../../verifications/fact.ts";
import { metricsOf } from "../../../../verifications/facts/prometheus/metrics.ts";
import { prometheusSource } from "../../../../verifications/facts/prometheus/source.ts";
import { present } from "../../../engine/support/requirements.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { authority } from "../../support/certificates.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

const SKETCH: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [
        { name: "prometheus", image: "prom/prometheus:v2.54.1", scrapes: [{ job: "own", targets: ["x:1"] }] },
      ],
      routes: [{ host: "prometheus.example.org", router: "prometheus", container: "prometheus", access: "vpn-only" }],
    },
  ],
};
type Listener = Parameters<typeof createServer>[1];

async function look(t: ExecutionContext, listener: NonNullable<Listener>): Promise<Fact[]> {
  const ca = authority(temporaryFolder(t));
  const port = await serve(t, createServer(ca.issue(["prometheus.example.org"]), listener));
  return ask(prometheusSource({ port, deadline: 5000 }), SKETCH, reachOf({ authority: ca.file }));
}

const EXPRESSIONS: readonly (readonly [string, readonly string[] | undefined])[] = [
  ["increase(container_restart_count[1h]) > 5", ["container_restart_count"]],
  ['container_health_status{status!="healthy"} == 1', ["container_health_status"]],
  ["rate(crowdsec_decisions_total[1h]) > 100", ["crowdsec_decisions_total"]],
  ["sum by (job, instance) (rate(a_total[5m])) / on (job) group_left (name) b_info > 0.9e3", ["a_total", "b_info"]],
  [
    '(node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes) * 100 < 10 unless on () c',
    ["c", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
  ],
  ['absent(up{job="own"}) or absent_over_time((x[5m])) or y', ["y"]],
  ["job:errors:rate5m offset 5m # absent(z)", ["job:errors:rate5m"]],
  ['{__name__="named", a="}b{"} > 1', ["named"]],
  ['{__name__=~"a|b"}', undefined],
  ["vector(1)", []],
  ["time() - backup_last > bool 5", ["backup_last"]],
  ["sum(a", undefined],
  ["a)", undefined],
  ["absence_ratio > 1", ["absence_ratio"]],
];
for (const [expression, metrics] of EXPRESSIONS)
  test(`${expression} needs ${metrics?.join(" and ") ?? "nobody knows what"}`, (t) => {
    t.deepEqual(metricsOf(expression), metrics as string[] | undefined);
  });

test.serial("what is no answer of Prometheus is none, and neither is a login", async (t) => {
  for (const [status, body, failure] of [
    [200, "<html>geheim</html>", "protocol"],
    [200, '{"status":"error","error":"geheim"}', "protocol"],
    [200, '{"status":"success","data":{"activeTargets":"geheim","groups":"geheim","result":"geheim"}}', "protocol"],
    [403, "geheim", "denied"],
    [502, "Bad Gateway", "protocol"],
  ] as const) {
    const facts = await look(t, (_, response) => response.writeHead(status).end(body));
    t.deepEqual(facts.map(failureOf), [failure, failure]);
    t.false(JSON.stringify(facts).includes("geheim"));
  }
});

test.serial("a real Prometheus tells its targets, its rules and which of their metrics exist", async (t) => {
  const there = isThere("prometheus") ? {} : { absent: "prometheus: is not installed (Debian has the package)." };
  if (present(t, there) === undefined) return;
  const folder = temporaryFolder(t);
  const own = await free(t);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    "prometheus.yml",
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [ rules.yml ]
scrape_configs:
  - job_name: own
    static_configs: [ { targets: [ "127.0.0.1:${own}" ] } ]
  - job_name: gone
    metrics_path: /probe
    static_configs: [ { targets: [ "https://name:geheim@gone.example/" ] } ]
    relabel_configs:
      - { source_labels: [ __address__ ], target_label: __param_target }
      - { target_label: __address__, replacement: "127.0.0.1:1" }
`,
  );
  write(
    "rules.yml",
    `groups:
  - name: all
    rules:
      - { alert: Down, expr: "up == 0", annotations: { summary: geheim } }
      - { alert: Never, expr: "increase(container_restart_count[1h]) > 5" }
      - { record: "own:up", expr: "up" }
`,
  );
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${own}`,
    ],
    { stdio: "ignore" },
  );
  t.teardown(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
  let facts: Fact[] = [];
  // Its own series come with the first scrape, and the rules evaluate a moment later.
  const isKnown = () => {
    const [targets, rules] = facts.map((fact) => (failureOf(fact) === undefined ? seenIn<never>(fact) : undefined));
    if ((rules as Rules | undefined)?.series.up !== 2) return false;
    const known = (targets as Targets | undefined)?.targets.filter(({ health }) => health !== "unknown");
    return known?.length === 2;
  };
  for (const end = Date.now() + 30_000; Date.now() < end && !isKnown(); await sleep(500))
    facts = await look(t, (incoming, response) => {
      request({ host: "127.0.0.1", port: own, path: incoming.url }, (answer) => {
        response.writeHead(answer.statusCode ?? 500);
        answer.pipe(response);
      })
        .on("error", () => response.destroy())
        .end();
    });
  const { now, loaded, targets } = seenIn<never>(facts[0]) as Targets;
  t.true(loaded);
  t.true(Math.abs(Date.parse(now) - Date.now()) < 60_000);
  t.deepEqual(
    targets
      .map(({ lastScrape, ...rest }) => ({ ...rest, scraped: lastScrape !== null }))
      .sort((a, b) => (a.job < b.job ? -1 : 1)),
    [
      { job: "gone", address: "https://gone.example/", health: "down", interval: 1, scraped: true },
      { job: "own", address: `127.0.0.1:${own}`, health: "up", interval: 1, scraped: true },
    ],
  );
  const { rules, series } = seenIn<never>(facts[1]) as Rules;
  t.deepEqual(
    rules.map(({ name, metrics }) => ({ name, metrics })),
    [
      { name: "Down", metrics: ["up"] },
      { name: "Never", metrics: ["container_restart_count"] },
    ],
  );
  t.is(series.container_restart_count, 0);
  t.is(series.node_systemd_unit_state, 0);
  t.is(series.up, 2);
  t.false(JSON.stringify(facts).includes("geheim"));
});

function isThere(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function free(t: ExecutionContext): Promise<number> {
  const { createServer: plain } = await import("node:net");
  const server = plain();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  t.log(`a port for Prometheus: ${port}`);
  return port;
}
