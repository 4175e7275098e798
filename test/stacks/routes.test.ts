import test from "ava";
import { parse } from "yaml";
import { ruleOf } from "../../declare/index.ts";
import { VPN_RANGES } from "../../stacks/shared/edge.ts";
import { declared, EVERY } from "./support/declared.ts";
import { found } from "./support/inventory.ts";
import { labelsOf, ofKind, runProgram } from "./support/program.ts";

test.serial("a route is declared once and becomes one guarded router with its service", async (t) => {
  const run = await runProgram({ stack: "master" });
  t.deepEqual(labelsOf(run, "grafana"), {
    "readiness.backup./var/lib/grafana":
      "tool=restic; schedule=daily 02:30; keep=7 daily, 4 weekly, 6 monthly; rpo=26h; rto=4h; consistent=stop",
    "readiness.route.grafana.access": "vpn-only",
    "traefik.docker.network": "traefik",
    "traefik.enable": "true",
    "traefik.http.routers.grafana.entrypoints": "https",
    "traefik.http.routers.grafana.middlewares": "vpn-only@file,default-security-headers@file",
    "traefik.http.routers.grafana.rule": "Host(`grafana.quietly.its.me`)",
    "traefik.http.routers.grafana.service": "grafana",
    "traefik.http.routers.grafana.tls.certresolver": "cloudflare",
    "traefik.http.services.grafana.loadbalancer.server.port": "3000",
  });
});

test.serial("the labels of every container are sorted and each is there once", async (t) => {
  for (const stack of ["master", "lady"]) {
    const run = await runProgram({ stack });
    for (const { name, inputs } of ofKind(run, "Container")) {
      const labels = (inputs.labels ?? []).map((item: { label: string }) => item.label);
      t.deepEqual(labels, [...new Set(labels)].sort(), name);
    }
  }
});

test("every host name that was served is served by the same container, under https only", (t) => {
  for (const host of ["master", "lady"] as const) {
    const rules = new Map(declared(host).map(({ name, routes = [] }) => [name, routes.map(ruleOf).join(" ")]));
    for (const { name, traefik = [] } of found(host))
      for (const { rule, entrypoints } of traefik)
        for (const [served] of rule.matchAll(/Host\(`[^`]+`\)/g))
          if (entrypoints.includes("https") && !MOVED.has(`${name} ${served}`))
            t.true(rules.get(name)?.includes(served), `${name} ${served}`);
  }
});

/** The apex of Lady's domain leads to Lady, so its router is there. */
const MOVED = new Set(["default-landing Host(`quietly.online`)"]);

test("the apex of Lady's domain is routed on Lady, where its name leads", (t) => {
  const routers = (host: "master" | "lady") =>
    declared(host).flatMap(({ routes = [] }) => routes.filter((route) => ruleOf(route) === "Host(`quietly.online`)"));
  t.deepEqual(routers("master"), []);
  t.deepEqual(
    routers("lady").map(({ router, access }) => [router, access]),
    [["quietly-online", "redirect"]],
  );
});

test("only pages for everyone, the mail login and the apex are open to strangers", (t) => {
  const open = EVERY.flatMap(([host, { routes = [] }]) =>
    routes.filter(({ access }) => access !== "vpn-only").map(({ router, access }) => `${host} ${router} ${access}`),
  );
  t.deepEqual(open.sort(), [
    "lady mailcow own-login",
    "lady mailcow-autoconfig own-login",
    "lady mta-sts public",
    "lady quietly-online redirect",
    "lady security-txt public",
    "master catchall-page public",
    "master quietly-its-me authelia",
  ]);
});

test.serial(
  "the guards of both hosts can be read from the declaration, and the VPN's list holds nothing but the VPN",
  async (t) => {
    for (const stack of ["master", "lady"]) {
      const run = await runProgram({ stack });
      const traefik = ofKind(run, "Container").find(({ name }) => name === "traefik");
      const uploads: readonly { file: string; content: string }[] = traefik?.inputs.uploads.value ?? [];
      const { http } = parse(uploads.find(({ file }) => file === "/dynamic/routing.yml")?.content ?? "");
      t.deepEqual(http.middlewares["vpn-only"], { ipAllowList: { sourceRange: [...VPN_RANGES] } });
      t.is(http.middlewares.public, undefined);
      const known = new Set(Object.keys(http.middlewares).map((name) => `${name}@file`));
      for (const { name } of ofKind(run, "Container"))
        for (const [label, value] of Object.entries(labelsOf(run, name)))
          if (label.endsWith(".middlewares"))
            for (const middleware of value.split(",")) t.true(known.has(middleware), `${name} ${middleware}`);
    }
  },
);

test.serial(
  "the VPN's control server is routed without a container, and says that everyone may reach it",
  async (t) => {
    const run = await runProgram({ stack: "master" });
    t.is(labelsOf(run, "traefik")["readiness.route.headscale.access"], "public");
    const traefik = ofKind(run, "Container").find(({ name }) => name === "traefik");
    const content = traefik?.inputs.uploads.value.find(
      ({ file }: { file: string }) => file === "/dynamic/routing.yml",
    ).content;
    const { routers, services } = parse(content).http;
    t.deepEqual(routers.headscale, {
      rule: "Host(`headscale.quietly.its.me`)",
      entryPoints: ["https"],
      middlewares: ["default-security-headers@file", "headscale-cors@file"],
      service: "headscale",
      tls: { certResolver: "cloudflare" },
    });
    t.deepEqual(services.headscale, { loadBalancer: { servers: [{ url: "http://172.18.0.1:8085" }] } });
  },
);
