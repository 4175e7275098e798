import test from "ava";
import type { DockerContainer } from "../../../edge/traefik/dynamic/docker-container.ts";
import { readRule } from "../../../edge/traefik/rule/read.ts";
import type { RuntimeConfiguration } from "../../../edge/traefik/runtime.ts";
import { resolveAs } from "./oracle/ask.ts";

const REQUEST = { method: "GET", host: "a", path: "/", query: "", headers: new Map(), clientAddress: "10.0.0.1" };

function withLabels(labels: Record<string, string>, name = "app"): DockerContainer {
  return {
    id: name,
    name,
    labels: new Map(Object.entries(labels)),
    status: "running",
    health: "",
    networkMode: "bridge",
    networks: new Map([["edge", "127.9.0.1"]]),
    ports: [{ port: 80, binding: undefined }],
    declared: undefined,
    labelFields: new Map(),
  };
}

function run(containers: readonly DockerContainer[], file = "", flags: readonly string[] = []): RuntimeConfiguration {
  return resolveAs(["--entrypoints.web.address=:80", "--providers.docker", ...flags], containers, file);
}

/** Milliseconds that it takes. */
function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

test("rules without end are read or refused in time, however they nest", (t) => {
  const host = "Host(`a`)";
  const rules = {
    parentheses: "(".repeat(50_000) + host + ")".repeat(50_000),
    "open parentheses": "(".repeat(100_000),
    negations: "!".repeat(100_000) + host,
    conjunctions: Array.from({ length: 9000 }, () => host).join(" && "),
    "conjunctions to the right": `${`${host} && (`.repeat(7000)}${host}${")".repeat(7000)}`,
    "disjunctions to the right": `${`${host} || !(`.repeat(7000)}${host}${")".repeat(7000)}`,
    "one long text": `Host(\`${"a".repeat(100_000)}\`)`,
    "values without end": `Host(${"`a`,".repeat(25_000)}`,
    comments: "/*".repeat(50_000),
    "escapes without end": `Host("${"\\n".repeat(50_000)}`,
  };
  for (const [name, rule] of Object.entries(rules)) {
    const took = timed(() => {
      const read = readRule(rule, "v3");
      if ("matches" in read) read.matches(REQUEST);
    });
    t.true(took < 2000, `${name} took ${took} ms`);
  }
});

test("a regular expression that explodes elsewhere takes no longer here", (t) => {
  const evil = readRule("PathRegexp(`^(a+)+$`) || HostRegexp(`(x*)*y`)", "v3");
  t.true("matches" in evil);
  if (!("matches" in evil)) return;
  const path = `/${"a".repeat(20_000)}!`;
  t.true(timed(() => t.false(evil.matches({ ...REQUEST, path, host: "x".repeat(5000) }))) < 2000);
  for (const pattern of [
    "((a{1000}){1000})",
    "a{1000}".repeat(1000),
    "(".repeat(3000),
    "a|".repeat(20_000),
    "[^".repeat(3000),
  ])
    t.true(timed(() => t.true("error" in readRule(`PathRegexp(\`${pattern}\`)`, "v3"))) < 2000, pattern.slice(0, 20));
});

test("a mistake in a rule is told by its place, and nothing of the rule is quoted", (t) => {
  const secret = "hunter2";
  for (const syntax of ["v2", "v3"] as const)
    for (const rule of [
      `Host(\`${secret}\``,
      `Host(\`${secret}\`, \`b\`, 1)`,
      `${secret}(\`a\`)`,
      `PathPrefix(\`${secret}\`)`,
      `HostRegexp(\`${secret}(\`)`,
      `ClientIP(\`${secret}\`)`,
      `Path(\`{${secret}\`)`,
      `Host("${secret}\\q")`,
    ]) {
      const read = readRule(rule, syntax);
      // Version 2 takes for a text what has no variable in braces.
      t.true("error" in read || (syntax === "v2" && /^(?:HostRegexp|Path)/.test(rule)), rule);
      if (!("error" in read)) continue;
      t.false(read.error.message.includes(secret), read.error.message);
      t.true(read.error.at >= 0 && read.error.at <= rule.length);
    }
});

test("labels that name what JavaScript objects have of their own are names like any others", (t) => {
  const runtime = run([
    withLabels({
      "traefik.http.routers.__proto__.rule": "Host(`a`)",
      "traefik.http.routers.constructor.rule": "Host(`b`)",
      "traefik.http.middlewares.toString.headers.customrequestheaders.__proto__": "x",
      "traefik.http.routers.constructor.middlewares": "toString",
    }),
  ]);
  t.is(runtime.routers.get("__proto__@docker")?.status, "enabled");
  t.is(runtime.routers.get("constructor@docker")?.status, "enabled");
  t.is(({} as Record<string, unknown>).rule, undefined);
  t.is(run([withLabels({ "traefik.http.routers.a.__proto__": "x" })]).dropped[0]?.reason, "invalid-labels");
  t.is(run([withLabels({ "traefik.http.constructor.a": "x" })]).dropped[0]?.reason, "invalid-labels");
});

test("labels deeper or longer than any option are refused in time", (t) => {
  const deep = `traefik.http.middlewares.m.headers.customrequestheaders.${"a.".repeat(50_000)}b`;
  t.true(timed(() => t.is(run([withLabels({ [deep]: "x" })]).dropped[0]?.reason, "invalid-labels")) < 1000);
  const many = Object.fromEntries(
    Array.from({ length: 5000 }, (_, at) => [`traefik.http.routers.r${at}.priority`, "x".repeat(100)]),
  );
  t.true(timed(() => t.is(run([withLabels(many)]).dropped[0]?.reason, "invalid-labels")) < 5000);
});

test("one label with a closing bracket only ends the provider, and no container is routed", (t) => {
  const runtime = run([
    withLabels({ "traefik.http.routers.a.rule": "Host(`a`)" }, "sound"),
    withLabels({ "traefik.http.routers.b].rule": "Host(`b`)" }, "odd"),
  ]);
  t.deepEqual([...runtime.routers.keys()], []);
  t.regex(runtime.dropped.at(-1)?.message ?? "", /^odd: .*no container is routed$/);
});

test("chains and services that lead to themselves are told, and so are chains that multiply", (t) => {
  const circle = run(
    [],
    "http:\n  services:\n    a: {weighted: {services: [{name: b}]}}\n    b: {weighted: {services: [{name: a}]}}\n  routers:\n    r: {rule: Host(`a`), service: a}\n",
  );
  t.is(circle.routers.get("r@file")?.status, "disabled");
  t.is(circle.services.get("a@file")?.faults[0]?.kind, "recursion");
  const labels: Record<string, string> = {
    "traefik.http.routers.app.rule": "Host(`a`)",
    "traefik.http.routers.app.middlewares": "m0",
  };
  for (let at = 0; at < 60; at++)
    labels[`traefik.http.middlewares.m${at}.chain.middlewares`] = at === 59 ? "gone" : `m${at + 1},m${at + 1}`;
  t.true(timed(() => t.is(run([withLabels(labels)]).routers.get("app@docker")?.status, "disabled")) < 2000);
});

test("containers that take their network from each other have no address", (t) => {
  const one = { ...withLabels({ "traefik.http.routers.a.rule": "Host(`a`)" }, "one"), networkMode: "container:two" };
  const two = { ...withLabels({}, "two"), networkMode: "container:one" };
  t.deepEqual(
    run([one, two]).dropped.map(({ reason }) => reason),
    ["no-address", "no-address"],
  );
});

test("files that repeat themselves, nest without end or are no configuration are refused in time", (t) => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((key, at) => `${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(",")}]`),
  ].join("\n");
  const files = {
    bomb: `http:\n  middlewares: &m\n    x: {plugin: {p: *m}}\n`,
    "many aliases": bomb.replace("i:", "http:"),
    nested: `http: ${"{a: ".repeat(2000)}1${"}".repeat(2000)}`,
    "no map": "- a\n- b\n",
    broken: "http: [",
    "another type": "http: 5",
  };
  for (const [name, content] of Object.entries(files)) {
    const took = timed(() => {
      const { dropped } = run([], content);
      t.true(
        dropped.some(({ reason }) => reason === "invalid-file"),
        name,
      );
    });
    t.true(took < 3000, `${name} took ${took} ms`);
  }
});

test("no message quotes the value of a label or of a file", (t) => {
  const secret = "hunter2";
  const base = "traefik.http";
  const containers = [
    { [`${base}.routers.r.rule`]: `Host(\`${secret}`, [`${base}.routers.r.tls`]: secret },
    { [`${base}.routers.r.priority`]: secret },
    {
      [`${base}.routers.s.rule`]: "Host(`s`)",
      [`${base}.routers.s.middlewares`]: "m",
      [`${base}.middlewares.m.basicauth.users`]: secret,
    },
    { [`${base}.routers.u.rule`]: "Host(`u`)", [`${base}.services.u.loadbalancer.strategy`]: secret },
    {
      [`${base}.routers.v.rule`]: "Host(`v`)",
      [`${base}.middlewares.n.ipallowlist.sourcerange`]: secret,
      [`${base}.routers.v.middlewares`]: "n",
    },
    { "traefik.enable": secret },
  ].map((labels, at) => withLabels(labels as Record<string, string>, `c${at}`));
  const runtime = run(containers, `http:\n  routers:\n    f: {rule: "${secret}", priority: ${secret}}\n`);
  const messages = [
    ...runtime.dropped.map(({ message }) => message),
    ...runtime.unknown.map(({ why }) => why),
    ...[...runtime.routers.values(), ...runtime.services.values(), ...runtime.middlewares.values()].flatMap(
      ({ faults }) => faults.map(({ message }) => message),
    ),
  ];
  t.true(messages.length >= 6);
  t.deepEqual(
    messages.filter((message) => message.includes(secret)),
    [],
  );
});
