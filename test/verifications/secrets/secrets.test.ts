import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { project, type Ran, ROOT } from "../../support/cli.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { ADDRESS, talkativeEngine, talkativePages, talkativeShell } from "./hosts.ts";
import { filesIn, Markers } from "./markers.ts";

const JSON_TEXT = JSON.stringify;

/** A declaration with a secret wherever one can be. */
function program(markers: Markers): string {
  const at = (place: string) => JSON_TEXT(markers.at(`declared: ${place}`));
  const plain = (place: string) => markers.plainAt(`declared: ${place}`);
  const route = (name: string, more = "") => `
    { label: "traefik.http.routers.${name}.rule", value: "Host(\`${name}.example.org\`)" },
    { label: "traefik.http.routers.${name}.tls", value: "true" },
    { label: "traefik.http.routers.${name}.entrypoints", value: "https" },
    { label: "traefik.http.services.${name}.loadbalancer.server.port", value: "80" },
    { label: "traefik.enable", value: "true" }, ${more}`;
  return `import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
const secret = new pulumi.Config().requireSecret("password");
new docker.Container("web", {
  name: "web", image: "web:1", restart: "unless-stopped",
  envs: [pulumi.interpolate\`PASSWORD=\${secret}\`, "TOKEN=" + ${at("env")}],
  command: ["serve", "--token", ${at("command")}],
  entrypoints: ["sh", ${at("entrypoint")}],
  volumes: [{ hostPath: pulumi.interpolate\`/srv/\${secret}\`, containerPath: "/data" }],
  healthcheck: { tests: ["CMD-SHELL", "curl -u admin:" + ${at("healthcheck")} + " http://localhost:80"] },
  labels: [${route("app")} { label: "note", value: ${at("label")} },
    { label: "traefik.http.middlewares.b.basicauth.users", value: ${at("basicauth")} }],
});
new docker.Container("db", { name: "db", image: "db:1", restart: "always", labels: [${route(
    "guarded",
    `
    { label: "readiness.route.guarded.access", value: "authelia" },
    { label: "traefik.http.routers.guarded.middlewares", value: "auth" },
    { label: "traefik.http.middlewares.auth.forwardauth.address", value: "http://authelia:9091/api/verify?k=${plain("forwardauth")}" },`,
  )}] });
new docker.Container("authelia", { name: "authelia", image: "authelia/authelia:4", restart: "always", labels: [${route("auth")}] });
new docker.Container("traefik", { name: "traefik", image: "traefik:v3.6.6", restart: "always",
  ports: [{ internal: 443, external: 443 }, { internal: 80, external: 80 }, { internal: 25, external: 25 }],
  command: ["--entrypoints.https.address=:443", "--api=true", "--providers.docker=true", "--x=" + ${at("traefik command")}],
  labels: [${route("traefik", `{ label: "readiness.route.traefik.access", value: "vpn-only" },`)}] });
`;
}

interface Place {
  readonly folder: string;
  /** Everything that a process may write to goes here. */
  readonly temporary: string;
  readonly environment: NodeJS.ProcessEnv;
}

function prepare(t: ExecutionContext, markers: Markers, ca: string | undefined): Place {
  const folder = temporaryFolder(t);
  const bin = join(folder, "fake");
  const temporary = join(folder, "temporary");
  mkdirSync(bin);
  mkdirSync(temporary);
  talkativeShell(bin, markers);
  const plain = (place: string) => markers.plainAt(place);
  const config = (name: string) => `config:
  small:password: ${plain(`configuration of ${name}`)}
  small:publicAddress: ${ADDRESS}
  small:vpnAddress: ${ADDRESS}
`;
  const files = {
    ...project(program(markers), { master: config("master"), lady: config("lady") }),
    "readiness.yaml": `resolvers: ['127.0.0.1:9']
hosts:
  master: { shell: 'ssh://ops@master.example' }
  lady: { engine: 'ssh://ops@lady.example' }
vantages:
  outside: { calls: public }
  vpn: { calls: vpn }
${ca === undefined ? "" : `authority: ${ca}\n`}`,
    "waivers.yaml": "waivers: []\n",
    "attestations.yaml": `attestations:
  - line: BK-1
    who: ops
    when: '${plain("attestation: a day that is none")}'
    statement: Looked at it and found it so.
    digest: '${plain("attestation: a digest that is none")}'
    expires: '2027-01-01'
  - { line: '${plain("attestation: a line that is none")}', password: '${plain("attestation: a field that is none")}' }
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    temporary,
    environment: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      TMPDIR: temporary,
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      READINESS_TRAEFIK_LOGIN_MASTER: `admin:${plain("environment: login of Traefik")}`,
      AWS_SECRET_ACCESS_KEY: plain("environment: a key"),
    },
  };
}

async function readiness({ folder, environment }: Place, args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [join(ROOT, "bin/readiness.mjs"), ...args], { cwd: folder, env: environment });
  const parts: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (part: Buffer) => parts[name].push(part));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    code,
    stdout: Buffer.concat(parts.stdout).toString("utf8"),
    stderr: Buffer.concat(parts.stderr).toString("utf8"),
  };
}

/** Nothing of what was planted is in what was written: on a stream, or into a file. */
function clean(t: ExecutionContext, markers: Markers, what: string, { stdout, stderr }: Ran, place: Place): void {
  const found = (name: string, bytes: Buffer) => markers.foundIn(bytes).map((one) => `${one} in ${name}`);
  t.deepEqual(
    [
      ...found("standard output", Buffer.from(stdout)),
      ...found("standard error", Buffer.from(stderr)),
      ...[...filesIn(join(place.folder, "written")), ...filesIn(place.temporary)].flatMap(([name, bytes]) =>
        found(name, bytes),
      ),
    ],
    [],
    what,
  );
}

test("of all that is secret in a declaration, a host and its answers, a verification writes nothing down", async (t) => {
  t.timeout(170_000);
  const markers = new Markers();
  const pages = temporaryFolder(t);
  const ca = await talkativePages(t, pages, markers);
  if (ca === undefined) t.log("this user may not open the ports 80 and 443, so no page was asked");
  const engine = await talkativeEngine(t, markers);
  const place = prepare(t, markers, ca);
  const written = join(place.folder, "written");
  mkdirSync(join(written, "history"), { recursive: true });
  const verify = ["verify", "--steady", "0", "--host", `master=${engine.address}`];
  const record = join(written, "history", "run.jsonl");
  const ran = await readiness(place, [
    ...verify,
    "--record",
    record,
    "--out",
    join(written, "out"),
    "--history",
    join(written, "history"),
  ]);
  t.is(ran.code, 1, ran.stderr);
  const facts = readFileSync(record, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1, -1)
    .map((line) => JSON.parse(line));
  const seen = new Set(
    facts.filter(({ observation }) => observation.status === "seen").map(({ source }) => source.split(".")[0]),
  );
  for (const source of ca === undefined ? ["docker", "host"] : ["docker", "host", "http", "tls", "traefik"])
    t.true(seen.has(source), source);
  t.true(markers.count > (ca === undefined ? 60 : 70));
  clean(t, markers, "a run", ran, place);
  for (const format of ["json", "html", "junit", "markdown", "prometheus", "text"])
    clean(
      t,
      markers,
      format,
      await readiness(place, ["report", record, "--format", format, "--history", join(written, "history")]),
      place,
    );
  clean(t, markers, "a check", await readiness(place, ["report", record, "--check", join(written, "out")]), place);
});

test("what goes wrong is told without what it went wrong with", async (t) => {
  t.timeout(170_000);
  const markers = new Markers();
  const engine = await talkativeEngine(t, markers);
  const place = prepare(t, markers, undefined);
  mkdirSync(join(place.folder, "written"));
  const word = (what: string) => markers.plainAt(`wrong: ${what}`);
  const file = (name: string, text: string) => writeFileSync(join(place.folder, name), text);
  const verify = ["verify", "--steady", "0", "--stack", "master", "--host", `master=${engine.address}`];
  const told = async (what: string, args: readonly string[], code: number) => {
    const ran = await readiness(place, args);
    t.is(ran.code, code, `${what}: ${ran.stderr}`);
    t.true(ran.stderr.length + ran.stdout.length > 20, what);
    clean(t, markers, what, ran, place);
  };
  file("written/file", "");
  await told("a folder that cannot be written", [...verify, "--out", "written/file/x"], 2);
  await told("a record that cannot be written", [...verify, "--record", "written/file/x"], 2);
  file("written/other.jsonl", "{}\n");
  await told("a stored run that is none", [...verify, "--with", "written/other.jsonl"], 2);
  await told(
    "an engine with a password",
    ["verify", "--host", `master=tcp://u:${word("a password of an engine")}@h:1`],
    64,
  );
  await told("a shell with a password", ["verify", "--shell", `master=ssh://u:${word("a password of a shell")}@h`], 64);
  const settings = readFileSync(join(place.folder, "readiness.yaml"), "utf8");
  for (const [what, text] of Object.entries({
    "an engine": `hosts: { master: { engine: 'tcp://u:${word("userinfo")}@h:1' } }`,
    "a shell": `hosts: { master: { shell: 'ssh://u:${word("userinfo of a shell")}@h' } }`,
    "a resolver": `resolvers: ['https://u:${word("a resolver")}@dns']`,
    "a field": `hosts: { master: { password: '${word("a field")}' } }`,
    "an authority": "authority: [1]",
    "no YAML": `hosts: { master: [ '${word("no YAML")}`,
    "an anchor": `hosts: *${word("an anchor")}`,
  })) {
    file("readiness.yaml", `${text}\n`);
    await told(`settings with ${what}`, verify, 2);
  }
  file("readiness.yaml", settings);
  const attestations = readFileSync(join(place.folder, "attestations.yaml"), "utf8");
  file("attestations.yaml", `attestations: '${word("attestations")}'\n`);
  await told("attestations that are none", verify, 2);
  file("attestations.yaml", attestations);
  file("waivers.yaml", `waivers: [{ rule: '${word("a waiver")}', password: '${word("a field of a waiver")}' }]\n`);
  await told("waivers that are none", verify, 1);
  file("waivers.yaml", "waivers: []\n");
  chmodSync(join(place.folder, "fake", "ssh"), 0o644);
  await told("no ssh", verify, 1);
});
