import {
  certificateFact,
  endpointsOfHost,
  HTTPS_PORT,
  oldProtocolFact,
} from "../../../verifications/edge/certificate.ts";
import { mailName, mailPorts } from "../../../verifications/edge/mail.ts";
import { addressFact, mailDomainFact } from "../../../verifications/edge/name.ts";
import { plainFact } from "../../../verifications/edge/plain.ts";
import {
  ATTEMPT_NAMES,
  guardedRoutes,
  portalFact,
  portalsOf,
  strangerFact,
} from "../../../verifications/edge/portal.ts";
import { namesOf, OUTSIDE, routeFact, routeSubjects, tlsNames, VPN } from "../../../verifications/edge/route.ts";
import { PARTS, traefikFact } from "../../../verifications/edge/traefik.ts";
import type {
  Expectation,
  ExpectedContainer,
  ExpectedHost,
  ExpectedRoute,
} from "../../../verifications/expectation.ts";
import type { Fact, FactKey, Json } from "../../../verifications/fact.ts";
import { ago, answer, certificate, idOf, NOW } from "../../cases/live/situation.ts";
import { FINISHED, seen } from "../support/run.ts";

const ADDRESS = "192.0.2.1";
const VPN_ADDRESS = "100.64.0.1";
const DAY_AGO = ago(100);

const elsewhere = { scheme: "https", host: "www.example.org", path: "/", same: false, rd: null, rm: null };

const fact = ({ source, host, vantage, subject }: FactKey, value: Json): Fact =>
  seen([source, host, vantage, subject].join(" "), value);

/** What a run sees of an estate that is as it was declared, as far as a generated one can be. */
export function healthy(expectation: Expectation): Fact[] {
  return [
    ...expectation.hosts.flatMap((host) => [
      ...engine(host),
      ...shell(host),
      ...names(host),
      ...traefik(host),
      ...tls(host),
    ]),
    ...pages(expectation),
  ];
}

function engine({ name: host, containers, networks, volumes }: ExpectedHost): Fact[] {
  const on = (source: string, subject: string, value: Json) =>
    fact({ source: `docker.${source}`, host, vantage: "engine", subject }, value);
  const sample = (one: ExpectedContainer) => ({
    id: idOf(one.name),
    status: statusOf(one),
    health: one.healthcheck ? "healthy" : null,
    failingStreak: 0,
    restarts: 0,
    startedAt: DAY_AGO,
  });
  return [
    on("engine", "-", {
      version: "28.5.1",
      cgroupVersion: "2",
      liveRestore: true,
      securityOptions: ["seccomp"],
      notEnforced: [],
    }),
    on(
      "containers",
      "-",
      containers.map((one) => ({ name: one.name, id: idOf(one.name), state: statusOf(one), ports: portsOf(one) })),
    ),
    on(
      "networks",
      "-",
      networks.map((name) => ({ name, driver: "bridge", internal: false })),
    ),
    on(
      "volumes",
      "-",
      volumes.map((name) => ({ name, driver: "local" })),
    ),
    on("steady", "-", {
      seconds: 60,
      containers: Object.fromEntries(containers.map((one) => [one.name, { first: sample(one), second: sample(one) }])),
    }),
    ...containers.map((one) => on("container", one.name, container(one))),
    ...containers.map((one) => on("usage", one.name, { memory: 1_000_000, memoryLimit: one.memory ?? 1e10, pids: 3 })),
  ];
}

function container(one: ExpectedContainer): Json {
  const image = one.image ?? "built:1";
  const [tag = image, digest] = image.split("@");
  const bare = tag.replace(/:[^:/]*$/, "");
  const sha = digest ?? `sha256:${"ab".repeat(32)}`;
  return {
    id: idOf(one.name),
    status: statusOf(one),
    exitCode: 0,
    oomKilled: false,
    startedAt: DAY_AGO,
    finishedAt: one.runsOnce ? DAY_AGO : null,
    restarts: 0,
    health: one.healthcheck ? { status: "healthy", failingStreak: 0, log: [{ started: NOW, exitCode: 0 }] } : null,
    test:
      one.test === undefined
        ? one.healthcheck
          ? { print: "own:1", interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 }
          : null
        : { ...one.test },
    restart: { policy: one.restart, maxRetries: one.maxRetries ?? null },
    memory: one.memory ?? null,
    memorySwap: one.memorySwap ?? null,
    cpus: one.cpus ?? null,
    pidsLimit: one.pidsLimit ?? null,
    networkMode: one.hostNetwork ? "host" : (one.networks[0] ?? "bridge"),
    networks: one.networks.length > 0 ? [...one.networks] : [one.hostNetwork ? "host" : "bridge"],
    ports: portsOf(one),
    image: { name: image, id: sha, tags: [tag], digests: [`${bare}@${sha}`] },
  };
}

const statusOf = ({ runsOnce, stopped }: ExpectedContainer) => (stopped ? "created" : runsOnce ? "exited" : "running");

function portsOf({ ports }: ExpectedContainer): { [key: string]: Json }[] {
  return ports.flatMap(({ ip, external, internal, protocol }) =>
    external === undefined ? [] : [{ ip, external, internal, protocol }],
  );
}

function shell({ name: host, containers }: ExpectedHost): Fact[] {
  const on = (source: string, value: Json) =>
    fact({ source: `host.${source}`, host, vantage: "host", subject: "-" }, value);
  return [
    on(
      "listeners",
      containers.flatMap((one) =>
        portsOf(one).map(({ ip = null, external = null, protocol = null }) => ({
          ip,
          port: external,
          protocol,
          container: null,
        })),
      ),
    ),
    on(
      "sockets",
      Object.fromEntries(
        containers.map((one) => [
          idOf(one.name),
          [...new Set([...one.serves, ...one.ports.map(({ internal }) => internal)])],
        ]),
      ),
    ),
    on("units", { docker: { enabled: "enabled", active: "active", restart: "always" }, failed: [], restarts: {} }),
    on("disks", [{ device: "/dev/sda1", mount: "/", used: 0.3, inodesUsed: 0.1 }]),
    on("memory", { total: 1e10, available: 8e9, swapTotal: 0, swapFree: 0 }),
    on("load", { averages: [0.1, 0.1, 0.1], processors: 4, uptime: 1e6 }),
    on("clock", { ahead: 0, within: 0.01, synchronised: true }),
    on("oom", { since: ago(800), kills: [] }),
    on("resolvers", { addresses: ["9.9.9.9"] }),
    on("daemon", { exists: true, liveRestore: true, dns: [] }),
    on("programs", []),
    on("firewall", { ipv4: { policy: "drop", rules: [] }, ipv6: { policy: "drop", rules: [] } }),
    on("networks", []),
    on("reasons", {}),
  ];
}

function names(host: ExpectedHost): Fact[] {
  const known = (kinds: { readonly [kind: string]: readonly string[] }): Json => ({
    resolvers: ["9.9.9.9", "149.112.112.112"].map((resolver) => ({
      resolver,
      answers: Object.fromEntries(
        Object.entries(kinds).map(([kind, records]) => [kind, { records: [...records], failure: null }]),
      ),
    })),
    publicAddress: ADDRESS,
    vpnAddress: VPN_ADDRESS,
  });
  const mail = mailPorts(host).length > 0 ? mailName(host) : undefined;
  return [
    ...namesOf(host).map((name) => {
      const inside = host.routes
        .filter((route) => route.host.toLowerCase() === name)
        .every(({ access }) => access === "vpn-only" || access === "internal");
      return fact(addressFact(host.name, name), known({ A: [inside ? VPN_ADDRESS : ADDRESS], AAAA: [] }));
    }),
    ...(mail === undefined
      ? []
      : [
          fact(
            mailDomainFact(host.name, mail),
            known({ MX: [`10 ${mail}`], SPF: ["v=spf1 mx -all"], DMARC: ["v=DMARC1; p=reject"], CAA: [], PTR: [mail] }),
          ),
        ]),
  ];
}

function traefik(host: ExpectedHost): Fact[] {
  const good = { status: "enabled", errors: [] };
  const routers = [...new Map(host.routes.map((route) => [route.router, route])).values()];
  const count = (total: number) => ({ total, warnings: 0, errors: 0 });
  const values: Record<(typeof PARTS)[number], Json> = {
    overview: { routers: count(routers.length), services: count(routers.length), middlewares: count(0) },
    routers: {
      routers: routers.map(({ router, host: name, entryPoints, middlewares, tls }) => ({
        ...good,
        name: `${router}@docker`,
        provider: "docker",
        rule: `Host(\`${name}\`)`,
        priority: 10,
        service: router,
        entryPoints: [...entryPoints],
        middlewares: middlewares.map((one) => (one.includes("@") ? one : `${one}@docker`)),
        tls,
      })),
    },
    services: {
      services: routers.map(({ router }) => ({ ...good, name: `${router}@docker`, servers: [], healthCheck: false })),
    },
    middlewares: { middlewares: [] },
  };
  return PARTS.map((part) => fact(traefikFact(host, part), values[part]));
}

function tls(host: ExpectedHost): Fact[] {
  return endpointsOfHost(host).flatMap((endpoint) => [
    fact(certificateFact(endpoint), certificate(endpoint.hostName, 60)),
    ...(endpoint.port === HTTPS_PORT ? [fact(oldProtocolFact(endpoint), { accepted: null })] : []),
  ]);
}

function pages(expectation: Expectation): Fact[] {
  const portal = portalsOf(expectation)[0]?.hostName ?? "auth.invalid";
  const login = (url: string): Json => ({
    ...(answer(302) as { [key: string]: Json }),
    location: { scheme: "https", host: portal, path: "/", same: false, rd: url, rm: "GET" },
  });
  const visit = (route: ExpectedRoute, url: string, vantage: string): Json => {
    if (route.access === "authelia") return login(url);
    if (route.access === "redirect") return { ...(answer(301) as { [key: string]: Json }), location: elsewhere };
    if ((route.access === "vpn-only" || route.access === "internal") && vantage === OUTSIDE)
      return answer(403, "status-words");
    return answer(200);
  };
  return [
    ...routeSubjects(expectation).flatMap(({ host, name, route }) =>
      [OUTSIDE, VPN].map((vantage) => fact(routeFact(host, name, vantage), visit(route, name, vantage))),
    ),
    ...expectation.hosts.flatMap((host) =>
      [OUTSIDE, VPN].flatMap((vantage) =>
        tlsNames(host).map((name) =>
          fact(plainFact(host.name, name, vantage), {
            ...(answer(301) as { [key: string]: Json }),
            handshake: null,
            location: { scheme: "https", host: name, path: "/", same: false, rd: null, rm: null },
          }),
        ),
      ),
    ),
    ...guardedRoutes(expectation).flatMap(({ host, name }) =>
      ATTEMPT_NAMES.map((attempt) =>
        fact(strangerFact(host, name, attempt, OUTSIDE), attempt === "script" ? answer(401) : login(name)),
      ),
    ),
    ...portalsOf(expectation).map((one) =>
      fact(portalFact(one), {
        health: { status: 200, says: "OK", level: null },
        state: { status: 200, says: "OK", level: 0 },
      }),
    ),
  ].map((one) => ({ ...one, finished: FINISHED }));
}
