import test from "ava";
import { failed, seen } from "../../verifications/support/run.ts";
import {
  ago,
  allWell,
  answer,
  engineOf,
  evidenceOf,
  findings,
  hangingOn,
  imageOf,
  running,
  type Situation,
  stateOf,
} from "./situation.ts";

const others = (count: number, prefix = "other") => Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);
const missing = (name: string) => ({
  ...seen(name, null),
  observation: { status: "failed", failure: "missing", message: `${name} does not exist` } as const,
});

test("a container that exited is told with its code and for how long, whatever its last health was", (t) => {
  const { container, image, restart, live, containers_on_host } = evidenceOf<{
    container: string;
    image: string;
    restart: string;
    live: { status: string; exit_code: number; down_for: string; health_in_inspect: string };
    containers_on_host: { declared: number; exited: number };
  }>("prometheus-exited-not-restarted");
  const names = others(containers_on_host.declared - containers_on_host.exited);
  const situation = (value: ReturnType<typeof running>): Situation => ({
    sketch: {
      hosts: [
        { name: "master", containers: [{ name: container, image, restart }, ...names.map((name) => ({ name }))] },
      ],
    },
    facts: [
      // The engine lists what runs; what has ended is not among it.
      ...allWell("master", names),
      seen(`docker.container master engine ${container}`, value),
    ],
  });
  const { status, exit_code, down_for, health_in_inspect } = live;
  const down = situation(
    running({
      status,
      exitCode: exit_code,
      finishedAt: ago(Number.parseInt(down_for, 10)),
      health: { status: health_in_inspect, failingStreak: 0, log: [] },
      image: imageOf(image),
    }),
  );
  t.deepEqual(findings(down), ["container-runs master/prometheus: prometheus is exited (exit code 255) for 8 h"]);
  t.not(stateOf(down, "container-healthy", "master", container), "pass", "a health of yesterday is no health");
  t.not(stateOf(down, "restart-in-force", "master", container), "fail", "the policy is there, and proves nothing");
  const well = situation(running({ image: imageOf(image) }));
  t.deepEqual(findings(well), []);
  t.is(stateOf(well, "container-runs", "master", container), "pass");
  t.is(stateOf(well, "container-healthy", "master", container), "pass");
});

test("one dead proxy is one cause, and a host behind the VPN that hangs on it is not called dead", (t) => {
  const { container, image, restart, live, after_host_reboot, vpn_nodes } = evidenceOf<{
    container: string;
    image: string;
    restart: string;
    live: { status: string; exit_code: number };
    after_host_reboot: { other_containers_running: number };
    vpn_nodes: { name: string; ip: string }[];
  }>("traefik-exited-and-vpn-control-plane-behind-it");
  const near = others(after_host_reboot.other_containers_running);
  const far = others(37, "far");
  const control = "https://headscale.quietly.its.me/";
  const situation = (status: string, exitCode: number, isUp: boolean, vpn = true): Situation => ({
    sketch: {
      vpn: ["100.64.0.0/10"],
      hosts: [
        {
          name: "master",
          containers: [{ name: container, image, restart }, ...near.map((name) => ({ name }))],
          routes: [{ host: "headscale.quietly.its.me", router: "headscale", container }],
        },
        { name: "lady", containers: far.map((name) => ({ name })) },
      ],
    },
    facts: [
      ...allWell("master", near),
      seen(`docker.container master engine ${container}`, running({ status, exitCode, image: imageOf(image) })),
      seen("reach.way master here -", { vpn: false }),
      seen("reach.way lady here -", { vpn }),
      isUp
        ? seen(`http.route master outside ${control}`, answer(200))
        : failed(`http.route master outside ${control}`, "refused", "nothing listens there"),
      ...["docker.engine lady engine -", "docker.containers lady engine -", "host.clock lady host -"].map((name) =>
        failed(name, "timeout"),
      ),
      ...far.map((name) => failed(`docker.container lady engine ${name}`, "timeout")),
    ],
  });
  t.deepEqual(
    vpn_nodes.map(({ name }) => name),
    ["master", "lady"],
  );
  const dead = situation(live.status, live.exit_code, false);
  t.deepEqual(findings(dead), ["container-runs master/traefik: traefik is exited (exit code 255)"]);
  const hanging = hangingOn(dead, "container-runs master/traefik");
  for (const one of [
    `route-answers-as-declared master/${control}`,
    "vpn-control-answers lady/-",
    "host-reachable lady/-",
    ...far.map((name) => `container-runs lady/${name}`),
  ])
    t.true(hanging.includes(one), one);
  t.deepEqual(
    findings(situation("running", 0, true)).map((one) => one.split(":")[0]),
    ["host-reachable lady/-"],
    "with the proxy up a silent host is a finding of its own",
  );
  t.true(
    findings(situation(live.status, live.exit_code, false, false)).some((one) => one.startsWith("host-reachable lady")),
    "a host that is called directly hangs on no VPN",
  );
});

test("containers that do not exist are missing, and behind an engine that is silent they are unknown", (t) => {
  const { declared, live, firewall_allows_tcp } = evidenceOf<{
    declared: { name_prefix: string; containers: number };
    live: { other_containers_running: number };
    firewall_allows_tcp: number[];
  }>("mail-stack-absent-while-firewall-stays-open");
  const mail = others(declared.containers, declared.name_prefix);
  const rest = others(live.other_containers_running);
  const rules = firewall_allows_tcp.map((port) => ({ from: null, protocol: "tcp", ports: [String(port)] }));
  const situation = (there: (name: string) => ReturnType<typeof seen>, engine = engineOf("lady", rest)): Situation => ({
    sketch: { hosts: [{ name: "lady", containers: [...mail, ...rest].map((name) => ({ name })) }] },
    facts: [
      ...engine,
      ...rest.map((name) => seen(`docker.container lady engine ${name}`, running())),
      ...mail.map((name) => there(`docker.container lady engine ${name}`)),
      seen("host.clock lady host -", { ahead: 0, within: 1, synchronised: true }),
      seen("host.firewall lady host -", { ipv4: { policy: "drop", rules }, ipv6: null }),
      seen("host.listeners lady host -", []),
    ],
  });
  t.deepEqual(
    findings(situation(missing)).map((one) => one.replace(/-\d+\b/g, "-N")),
    [
      ...mail.map(
        () => "container-runs lady/mailcowdockerized--N: mailcowdockerized--N is declared and does not exist on lady",
      ),
      ...firewall_allows_tcp.map(
        (port) => `open-port-served lady/-: lady: the firewall is open for ${port}/tcp, and nothing listens there`,
      ),
    ],
  );
  const silent = situation(
    (name) => failed(name, "timeout"),
    ["docker.engine lady engine -", "docker.containers lady engine -"].map((name) => failed(name, "timeout")),
  );
  t.deepEqual(
    findings(silent).map((one) => one.split(":")[0]),
    ["engine-reachable lady/-"],
    "nobody knows what is missing there",
  );
  const ports = Object.fromEntries([
    [
      "other-1",
      firewall_allows_tcp.map((port) => ({ ip: "0.0.0.0", external: port, internal: port, protocol: "tcp" })),
    ],
  ]);
  const well = situation((name) => seen(name, running()), engineOf("lady", [...rest, ...mail], ports));
  t.deepEqual(
    findings(well).filter((one) => /^(?:container-runs|open-port-served)/.test(one)),
    [],
  );
});

test("a container that restarts over and over is told although each look finds it running, and that it has no test", (t) => {
  const { container, image, networks, live } = evidenceOf<{
    container: string;
    image: string;
    networks: string[];
    live: { restarts_per_hour: string; status_at_a_single_look: string };
  }>("uisp-restart-loop-without-healthcheck");
  const restarts = Number.parseInt(live.restarts_per_hour, 10);
  const situation = (count: number, startedAt: string, test: ReturnType<typeof running>): Situation => {
    const status = live.status_at_a_single_look;
    const look = { id: "7".repeat(64), status, health: null, failingStreak: null, restarts: count, startedAt };
    return {
      sketch: { hosts: [{ name: "lady", containers: [{ name: container, image, networks }] }] },
      facts: [
        ...engineOf("lady", [container]),
        seen(
          `docker.container lady engine ${container}`,
          running({
            test,
            health: null,
            networks,
            restarts: count,
            startedAt,
            image: imageOf(image),
          }),
        ),
        seen("docker.steady lady engine -", {
          seconds: 60,
          containers: { [container]: { first: look, second: look } },
        }),
      ],
    };
  };
  t.deepEqual(
    findings(situation(restarts, ago(0.1), null)),
    [
      "container-steady lady/uisp: uisp was started again 10 times, and 6 min ago for the last time",
      "healthcheck-in-force lady/uisp: uisp has no healthcheck, and none is declared: nobody sees when it hangs",
    ].sort(),
  );
  t.deepEqual(
    findings(situation(0, ago(5), { print: "own:one", interval: 1, timeout: 1, startPeriod: 0, retries: 3 })),
    [],
  );
});

test("an application that was never installed is told with the database whose schema is empty", (t) => {
  const { container, image, status_endpoint, database } = evidenceOf<{
    container: string;
    image: string;
    status_endpoint: { path: string; http_status: number };
    database: { container: string };
  }>("nextcloud-up-but-not-installed");
  const url = `https://cloud.example.org${status_endpoint.path}`;
  const situation = (page: string): Situation => ({
    sketch: {
      hosts: [
        {
          name: "lady",
          containers: [
            { name: container, image, dependsOn: [database.container] },
            { name: database.container, image: "lscr.io/linuxserver/mariadb:10.11.10" },
          ],
          routes: [{ host: "cloud.example.org", path: status_endpoint.path, container, access: "public" }],
        },
      ],
    },
    facts: [
      ...engineOf("lady", [container, database.container]),
      seen(`docker.container lady engine ${container}`, running({ image: imageOf(image) })),
      seen(`http.route lady outside ${url}`, answer(status_endpoint.http_status, page)),
    ],
  });
  t.deepEqual(findings(situation("setup")), [
    `application-set-up lady/${url}: nextcloud runs and is not installed: ${url} shows a visitor from outside the way to set it up; look into nextcloud-db, whose schema is empty then`,
  ]);
  t.deepEqual(findings(situation("other")), []);
});
