import test from "ava";
import { parse } from "yaml";
import { readDeclared } from "../../../gate/declared.ts";
import type { Container } from "../../../model/container.ts";
import { scrapesOf } from "../../../verifications/expect/scrapes.ts";

function scrapes(image: string, content: string | undefined) {
  const files = [{ at: "files", target: "/etc/prometheus/prometheus.yml", content, secret: false }];
  return scrapesOf({ image: { text: image }, files } as unknown as Container);
}

test.serial("the Prometheus of the estate is expected to scrape what is declared for it", async (t) => {
  const { stacks } = await readDeclared(".", []);
  const jobs = stacks.flatMap(({ containers }) => containers.flatMap((container) => scrapesOf(container) ?? []));
  t.is(jobs.length, 15);
  t.true(jobs.every(({ targets }) => targets.length > 0));
});

const CONFIGURATION = `
scrape_configs:
  - job_name: node
    static_configs: [{ targets: ["node-exporter:9100", "https://name:geheim@b.example/"] }, { targets: ["c:1"] }]
  - job_name: empty
    static_configs: []
`;

test("jobs of Prometheus are those of its declared configuration, without logins", (t) => {
  t.deepEqual(scrapes("prom/prometheus:v2.54.1", CONFIGURATION), [
    { job: "node", targets: ["node-exporter:9100", "https://b.example/", "c:1"] },
    { job: "empty", targets: [] },
  ]);
});

test("what is no Prometheus has none, and of one that is not declared whole nobody can tell", (t) => {
  t.is(scrapes("prom/node-exporter:v1.9.0", CONFIGURATION), undefined);
  t.is(scrapes("prom/prometheus:v2.54.1", undefined), undefined);
  t.is(scrapes("prom/prometheus:v2.54.1", "a: [: geheim"), undefined);
  t.is(scrapes("prom/prometheus:v2.54.1", "scrape_configs: geheim"), undefined);
  const found = parse(CONFIGURATION) as { scrape_configs: object[] };
  const dynamic = {
    scrape_configs: [...found.scrape_configs, { job_name: "x", dns_sd_configs: [], static_configs: [] }],
  };
  t.is(
    scrapes("prom/prometheus:v2.54.1", JSON.stringify(dynamic)),
    undefined,
    "what it finds by itself is not declared",
  );
});
