import test from "ava";
import { seen } from "../../verifications/support/run.ts";
import {
  allWell,
  engineOf,
  engineWith,
  evidenceOf,
  findings,
  imageOf,
  listener,
  running,
  type Situation,
} from "./situation.ts";

test("a healthcheck that is declared and does not run is told for each container", (t) => {
  const { reported, live } = evidenceOf<{
    reported: { container: string; image: string }[];
    live: { [container: string]: { status: string; healthcheck: null } };
  }>("healthchecks-reported-as-added-but-absent-live");
  const declared = { print: "own:one", interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 };
  const situation = (test: (container: string) => ReturnType<typeof running>): Situation => ({
    sketch: {
      hosts: [
        {
          name: "master",
          containers: reported.map(({ container, image }) => ({
            name: container,
            image,
            healthcheck: true,
            test: declared,
          })),
        },
      ],
    },
    facts: [
      ...engineWith(
        "master",
        reported.map(({ container, image }) => [
          container,
          running({
            test: test(container),
            health: test(container) === null ? null : { status: "healthy", failingStreak: 0, log: [] },
            image: imageOf(image),
          }),
        ]),
      ),
    ],
  });
  t.deepEqual(
    findings(situation((container) => live[container]?.healthcheck as null)),
    ["portainer", "node-exporter", "promtail"].map(
      (name) =>
        `healthcheck-in-force master/${name}: ${name} has a declared healthcheck that is not in force: nobody sees when it hangs`,
    ),
  );
  t.deepEqual(findings(situation(() => declared)), []);
});

test("what runs and is not declared is told by host, also where the other host declares the name", (t) => {
  const { running_but_undeclared } = evidenceOf<{ running_but_undeclared: { host: string; container: string }[] }>(
    "running-containers-without-declaration",
  );
  const on = (host: string) => running_but_undeclared.filter((one) => one.host === host).map((one) => one.container);
  const situation = (declared: (host: string) => string[]): Situation => ({
    sketch: {
      hosts: ["master", "lady"].map((name) => ({ name, containers: declared(name).map((one) => ({ name: one })) })),
    },
    facts: ["master", "lady"].flatMap((host) => allWell(host, on(host))),
  });
  const told = ["container-declared lady/-: mysqld-exporter is on lady (running) and nobody declares it"];
  const own = "container-declared master/-: blackbox is on master (running) and nobody declares it";
  t.deepEqual(findings(situation(() => [])), [own, ...told]);
  t.deepEqual(
    findings(situation((host) => (host === "master" ? ["mysqld-exporter"] : []))).filter((one) =>
      one.startsWith("container-declared"),
    ),
    [own, ...told],
  );
  t.deepEqual(findings(situation(on)), []);
});

test("ports and images that run otherwise than they are stored are told, with the defaults filled in", (t) => {
  const { differences } = evidenceOf<{ differences: { container: string; stored: unknown; live: unknown }[] }>(
    "stored-mail-declaration-differs-from-live",
  );
  const port = (text: string) => {
    const filled = text.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, "$1");
    const [, ip = "0.0.0.0", external, internal] = /^(?:([\d.]+):)?(\d+)(?:->|:)(\d+)$/.exec(filled) ?? [];
    return { ip, external: Number(external), internal: Number(internal), protocol: "tcp" };
  };
  const situation = (side: "stored" | "live"): Situation => ({
    sketch: {
      hosts: [
        {
          name: "lady",
          containers: differences.map((one) => {
            const value = one[side];
            return typeof value === "string"
              ? { name: one.container, image: value }
              : { name: one.container, ports: (value as string[]).map(port) };
          }),
        },
      ],
    },
    facts: engineWith(
      "lady",
      differences.map(({ container, live }) => [
        container,
        typeof live === "string" ? running({ image: imageOf(live) }) : running({ ports: (live as string[]).map(port) }),
      ]),
    ),
  });
  const found = findings(situation("stored"));
  for (const one of [
    "image-as-declared lady/mailcowdockerized-ofelia-mailcow-1: mailcowdockerized-ofelia-mailcow-1 runs another image than mcuadros/ofelia:latest",
    "ports-in-force lady/mailcowdockerized-dovecot-mailcow-1: mailcowdockerized-dovecot-mailcow-1 declares 0.0.0.0:143/tcp and does not publish it",
    "ports-in-force lady/mailcowdockerized-dovecot-mailcow-1: mailcowdockerized-dovecot-mailcow-1 publishes 127.0.0.1:110/tcp, which is not declared",
    "ports-in-force lady/mailcowdockerized-dovecot-mailcow-1: mailcowdockerized-dovecot-mailcow-1 publishes 0.0.0.0:995/tcp, which is not declared",
    "ports-in-force lady/mailcowdockerized-nginx-mailcow-1: mailcowdockerized-nginx-mailcow-1 declares 127.0.0.1:8443/tcp and does not publish it",
  ])
    t.true(found.includes(one), `${one}\n${found.join("\n")}`);
  t.true(
    found.every((one) => /^(?:image-as-declared|ports-in-force) /.test(one)),
    found.join("\n"),
  );
  t.deepEqual(findings(situation("live")), []);
});

test("a listener is told by the program that holds it, also where a container declares the number", (t) => {
  const { listeners } = evidenceOf<{ listeners: { address: string; port: number; process: string }[] }>(
    "unexplained-listeners-on-the-host",
  );
  const frigate = { ip: "127.0.0.1", external: 5000, internal: 5000 };
  const situation = (sockets: typeof listeners, allowed: string[] = []): Situation => ({
    sketch: { hosts: [{ name: "lady", listeners: allowed, containers: [{ name: "frigate", ports: [frigate] }] }] },
    facts: [
      ...engineOf("lady", ["frigate"], { frigate: [{ ...frigate, protocol: "tcp" }] }),
      seen("docker.container lady engine frigate", running({ ports: [{ ...frigate, protocol: "tcp" }] })),
      seen(
        "host.listeners lady host -",
        sockets.map(({ address, port }) => listener(port, address)),
      ),
      seen(
        "host.programs lady host -",
        sockets.map(({ address, port, process }) => ({ protocol: "tcp", ip: address, port, program: process })),
      ),
    ],
  });
  const told = findings(situation(listeners));
  t.is(told.length, listeners.length, told.join("\n"));
  for (const { port, process } of listeners)
    t.true(
      told.some((one) => one.startsWith(`listener-declared lady/-: lady: ${process} listens on 0.0.0.0:${port}/tcp, `)),
      `${port}\n${told.join("\n")}`,
    );
  t.deepEqual(findings(situation([])), []);
  const bound = listeners.map((one) => ({ ...one, address: "100.64.0.2" }));
  t.deepEqual(
    findings(
      situation(
        bound,
        bound.map(({ port }) => `100.64.0.2:${port}/tcp`),
      ),
    ),
    [],
  );
});
