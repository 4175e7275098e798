import test from "ava";
import { inFolder, readiness } from "../support/cli.ts";

const TRAEFIK = `services:
  traefik:
    image: traefik:v3.6.6
    ports: ["443:443"]
    command: [--entrypoints.https.address=:443, --providers.docker=true]
  app:
    container_name: app
    image: nginx:1.27
    labels:
      traefik.http.routers.app.rule: Host(\`app.example.com\`)
      traefik.http.routers.app.tls: "true"
      traefik.http.services.app.loadbalancer.server.port: "80"
      traefik.http.middlewares.vpn.ipallowlist.sourcerange: 100.64.0.0/10
      traefik.http.routers.app.middlewares: MIDDLEWARES
      readiness.route.app.access: vpn-only
      traefik.enable: "true"
`;
const GUARDED = TRAEFIK.replace("MIDDLEWARES", "vpn").replace(
  "providers.docker=true",
  "providers.docker.exposedbydefault=false",
);
const OPEN = GUARDED.replace("sourcerange: 100.64.0.0/10", "sourcerange: 0.0.0.0/0");

for (const args of [
  ["routes", "--format", "sarif"],
  ["routes", "--from", "203.0.113.9"],
  ["routes", "--explain", "ftp://x"],
  ["routes", "--explain", "https://x/", "--from", "nowhere"],
  ["routes", "--explain", "https://x/", "--format", "html"],
  ["routes", "--explain", "https://x/", "--as", ",admins"],
  ["routes", "--stack", "master", "compose.yaml"],
  ["routes", "--settings", "."],
])
  test(`wrong usage ends with 64: readiness ${args.join(" ")}`, (t) => {
    const { code, stdout } = readiness(args);
    t.is(code, 64);
    t.is(stdout, "");
  });

test("every name of the estate holds what is declared of it, and none is ambiguous", (t) => {
  const { code, stdout } = readiness(["routes", "--format", "json"]);
  t.is(code, 0);
  const { routes } = JSON.parse(stdout) as {
    routes: { stack: string; host: string; access: string | null; outcomes: Record<string, string>; holds: boolean }[];
  };
  t.true(routes.length > 30);
  for (const { host, access, outcomes, holds } of routes) {
    t.true(holds, host);
    t.not(access, null, host);
    t.false(Object.values(outcomes).includes("unknown"), host);
    if (access === "vpn-only") t.deepEqual([outcomes.anonymous, outcomes.user], ["refused", "refused"], host);
    if (access === "authelia")
      t.deepEqual([outcomes.anonymous, outcomes.vpn, outcomes.user], ["login", "login", "served"]);
  }
});

test("a class that holds ends with 0, one that does not with 1, and one that nobody can tell with 2", (t) => {
  inFolder(
    {
      "held.yaml": GUARDED,
      "open.yaml": OPEN,
      "alone.yaml": GUARDED.replace(/ {2}traefik:[\s\S]*? {2}app:/, "  app:"),
    },
    (folder) => {
      const held = readiness(["routes", "held.yaml"], folder);
      t.is(held.code, 0, held.stdout);
      const open = readiness(["routes", "open.yaml"], folder);
      t.is(open.code, 1, open.stdout);
      t.regex(open.stdout, /somebody who is not logged in\s+gets served by app from outside/);
      const alone = readiness(["routes", "alone.yaml"], folder);
      t.is(alone.code, 2, alone.stdout);
      t.is(readiness(["routes", "missing.yaml"], folder).code, 2);
    },
  );
});

test("one request is explained, for a stranger, for the VPN and for another method", (t) => {
  inFolder({ "compose.yaml": GUARDED }, (folder) => {
    const ask = (...more: string[]) =>
      readiness(["routes", "compose.yaml", "--explain", "https://app.example.com/x", ...more], folder);
    const stranger = ask();
    t.is(stranger.code, 0);
    t.regex(stranger.stdout, /router +app@docker +takes it by Host/);
    t.regex(stranger.stdout, /→ 403 refused/);
    t.regex(ask("--from", "100.64.0.9", "--method", "post").stdout, /^POST https[\s\S]*→ served by app/);
    const [{ request }] = JSON.parse(ask("--as", "adam,staff", "--format", "json").stdout).journeys;
    t.like(request, { user: "adam", groups: ["staff"], method: "GET", host: "app.example.com" });
  });
});

test("the drawings are complete", (t) => {
  inFolder({ "compose.yaml": GUARDED }, (folder) => {
    t.regex(
      readiness(["routes", "compose.yaml", "--format", "mermaid"], folder).stdout,
      /^flowchart LR\n[\s\S]*vpn@docker/,
    );
    t.regex(
      readiness(["routes", "compose.yaml", "--format", "html"], folder).stdout,
      /^<!doctype html>[\s\S]*<\/html>\n$/,
    );
  });
});
