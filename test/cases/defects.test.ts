import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { parse } from "yaml";
import { readStack } from "../../model/from-pulumi/stack.ts";
import { defaultContext } from "../../policies/context.ts";
import { judge } from "../../policies/judge/judge.ts";
import { RULES } from "../../policies/rules/index.ts";
import { asCompose } from "../policies/support/as-compose.ts";
import { type Case, cases, resourcesOf } from "../policies/support/case.ts";
import { LATER } from "./later.ts";
import { OF_BACKUPS } from "./of-backups.ts";
import { OF_REPOSITORY } from "./of-repository.ts";
import { OF_VERIFICATION } from "./of-verification.ts";

/** `defects.yaml` holds what really went wrong on the two hosts. */
interface Defect {
  readonly id: string;
  readonly title: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly should_be_caught_by: "gate" | "verify" | "docs";
}
const defects = parse(readFileSync(new URL("defects.yaml", import.meta.url), "utf8")) as readonly Defect[];

/** What the rules must report on each defect that is theirs: rule, then `container` or `container detail`, all of it. */
const OURS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "allow-all-middleware-in-place-of-vpn-only": {
    "guard-lets-everyone-pass": [
      "headscale-admin headscale-admin public@file",
      "headscale-ui headscale-ui public@file",
      "pihole pihole-secure public@file",
    ],
    "route-without-guard": [
      "headscale-admin headscale-admin everyone",
      "headscale-ui headscale-ui everyone",
      "pihole pihole-secure everyone",
    ],
  },
  "ports-published-on-all-addresses": {
    "port-on-every-address": [
      "blackbox 9115/tcp",
      "frigate 5000/tcp",
      "frigate 8554/tcp",
      "frigate 8555/tcp",
      "frigate 8555/udp",
      "mysqld-exporter 9104/tcp",
    ],
  },
  "short-port-form-opens-management-ports": {
    "port-on-every-address": ["cadvisor 8081/tcp", "portainer-agent 9001/tcp", "traefik 8082/tcp"],
  },
  "https-routers-without-an-access-guard": {
    "route-without-guard": ["ntfy ntfy-secure no-address-list", "uptime-kuma uptime-kuma-secure no-address-list"],
  },
  "admin-panel-as-root-installs-at-start-with-ssh-key": {
    "packages-installed-at-start": ["admin-panel command"],
    "private-key-mounted": ["admin-panel id_ed25519"],
    "root-user": ["admin-panel"],
  },
  "latest-and-floating-image-tags": {
    "image-tag-moving": [
      "blackbox prom/blackbox-exporter:latest",
      "default-landing nginx:alpine",
      "frigate blakeblackshear/frigate:stable",
      "mailcowdockerized-memcached-mailcow-1 memcached:alpine",
      "mysqld-exporter prom/mysqld-exporter:latest",
      "ntfy binwiederhier/ntfy:latest",
      "uptime-kuma louislam/uptime-kuma:latest",
    ],
  },
  "grafana-legacy-and-unified-alerting-both-on": {
    "setting-refused-by-image": [
      "grafana GF_ALERTING_ENABLED 11",
      "grafana GF_ALERTING_ENABLED GF_UNIFIED_ALERTING_ENABLED",
    ],
  },
  "portainer-server-and-agent-versions-apart": {
    "versions-apart": ["portainer case/portainer-agent", "portainer-agent case/portainer"],
  },
  "vpn-only-list-contains-bridges-and-own-addresses": {
    "route-without-guard": ["grafana grafana-secure admits-others"],
  },
  "admin-interfaces-behind-an-address-list-only": {
    "admin-api-without-login": ["loki push", "prometheus web.enable-admin-api", "prometheus web.enable-lifecycle"],
  },
  "deprecated-address-list-type-under-traefik-v3": {
    "address-list-type-deprecated": ["traefik public@file", "traefik vpn-only@file"],
  },
  "login-cookie-domain-leaves-second-domain-out": {
    // Once as it was, once with the domain that was planned.
    "login-cookie-misses-host": ["authelia quietly-its-me", "authelia quietly-online", "authelia quietly-online"],
  },
};

const all = cases(fileURLToPath(new URL("../policies/rules/", import.meta.url)));
const later = new Map(Object.entries(LATER).flatMap(([part, ids]) => ids.map((id) => [id, part] as const)));

test("every defect is either reported by the rules and checks there are or names the part that it belongs to, never both", (t) => {
  const placed = [
    ...Object.keys(OURS),
    ...Object.keys(OF_REPOSITORY),
    ...Object.keys(OF_VERIFICATION),
    ...OF_BACKUPS,
    ...Object.values(LATER).flat(),
  ];
  t.deepEqual(placed.toSorted(), defects.map(({ id }) => id).sort());
});

test("what belongs to the rules is to be caught by the gate, and what belongs to the checks by the verification", (t) => {
  for (const { id, should_be_caught_by } of defects)
    if (Object.hasOwn(OURS, id) || Object.hasOwn(OF_REPOSITORY, id)) t.is(should_be_caught_by, "gate", id);
    else if (Object.hasOwn(OF_VERIFICATION, id) || OF_BACKUPS.includes(id)) t.is(should_be_caught_by, "verify", id);
    else if (should_be_caught_by !== "gate")
      t.is(later.get(id), should_be_caught_by === "docs" ? "documents" : "running hosts", id);
});

for (const { id, title, evidence } of defects.filter(({ id }) => Object.hasOwn(OURS, id))) {
  const rules = Object.entries(OURS[id] ?? {});

  for (const [rule, reports] of rules)
    test(`${rule} reports what really happened: ${lowerFirst(title)} (${id})`, (t) => {
      const failing = casesOf(rule, `fail.defect-${id}`);
      t.true(failing.length > 0, "no case builds it");
      t.deepEqual(failing.flatMap((example) => reportsOn(example, rule)).sort(), reports.toSorted());
    });

  for (const [rule] of rules)
    test(`${rule} says nothing once it is corrected, nor about what only looks alike (${id})`, (t) => {
      t.true(casesOf(rule, `pass.defect-${id}-corrected`).length > 0, "no case builds the corrected situation");
      if (evidence.not_a_defect !== undefined)
        t.true(casesOf(rule, `pass.defect-${id}-not-a-defect`).length > 0, "no case builds the look-alike");
      for (const example of casesOf(rule, `pass.defect-${id}`))
        for (const [judging] of rules) t.deepEqual(reportsOn(example, judging), [], example.file);
    });

  test(`the cases of ${id} hold every container, router and port of its evidence`, (t) => {
    const { corrected: _corrected, not_a_defect: _look, ...situation } = evidence;
    const text = rules
      .flatMap(([rule]) => casesOf(rule, `fail.defect-${id}`))
      .map(({ pulumi, compose }) => JSON.stringify(pulumi ?? compose))
      .join("\n");
    const facts = valuesOf(
      situation,
      new Set([
        "container",
        "image",
        "router",
        "host_port",
        "declared",
        "docker_bridges_listed",
        "own_public_addresses_listed",
        "traefik",
        "type",
        "command_flags",
        "middlewares",
        "rule",
        "cookie_domain",
        "planned_cookie_domain",
        "portal",
      ]),
    );
    t.true(facts.length > 0);
    for (const fact of facts) t.true(text.includes(String(fact)), String(fact));
  });
}

function casesOf(rule: string, start: string): Case[] {
  return all.filter((example) => example.rule === rule && basename(example.file).startsWith(start));
}

/** Every remark of the rule on the case, as in {@link OURS}; one that could not decide says so. */
function reportsOn(example: Case, id: string): string[] {
  const stack = example.pulumi === undefined ? asCompose(example) : readStack("case", resourcesOf(example));
  if (stack === undefined) throw new Error(`${example.file} cannot be read`);
  const rule = RULES.filter((candidate) => candidate.id === id);
  return judge(stack, rule, defaultContext(example.vpn)).flatMap(({ subject, remarks }) =>
    remarks.map(({ state, detail }) =>
      [subject.container, detail, state === "fail" ? [] : state].flat().filter(Boolean).join(" "),
    ),
  );
}

/** Plain values of these keys, one or a list, however deep they stand. */
function valuesOf(tree: unknown, keys: ReadonlySet<string>): unknown[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => {
    const plain = [value].flat().filter((one) => typeof one !== "object");
    return keys.has(key) && plain.length > 0 ? plain : valuesOf(value, keys);
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
}
