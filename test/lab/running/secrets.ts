import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { type Mend, misbehave, put, remake } from "../../../lab/breaking/containers.ts";
import { inspect } from "../../../lab/engine.ts";
import type { Lab } from "../../../lab/lab.ts";
import { runWithDeadline } from "../../../preview/run.ts";
import { inLab, WHOLE } from "./there.ts";

/** Where each marker was planted. */
type Markers = Map<string, string>;
/** Everything that a run wrote, by what it is. */
type Written = Map<string, Buffer>;

inLab(
  "no secret of the containers, services, settings and credentials is in any byte that a run writes",
  async (lab, t) => {
    const markers: Markers = new Map(lab.project.secrets.map((secret, at) => [secret, `secret ${at} of the stacks`]));
    const mark = (place: string) => {
      const value = `marker${randomBytes(12).toString("hex")}`;
      markers.set(value, place);
      return value;
    };
    const folder = join(lab.folder, "secrets");
    await mkdir(folder);
    const mends = await plant(lab, mark);
    const written: Written = new Map();
    try {
      // An update waits a minute between its looks, in which the others run.
      const updating = WHOLE ? lab.project.pulumi(["up", "--yes", "--skip-preview", "--stack", "master"]) : undefined;
      const verify = runs(lab, folder, written);
      await verify("a whole run", [], {});
      await verify("a report", ["report", join(folder, "a whole run.jsonl"), "--history", folder], {});
      await verify("engines over TLS", ["--host", "lady=tcp://127.0.2.1:2376"], await withCertificates(folder, mark));
      await verify(
        "a talkative ssh",
        ["--host", "lady=ssh://root@127.0.2.2"],
        await withTalkativeSsh(folder, lab, mark),
      );
      if (updating !== undefined) {
        const { code, stdout, stderr } = await updating;
        t.not(code, 0);
        t.regex(stdout, /master is not ready/);
        written.set("what the update prints", Buffer.from(stdout + stderr));
      }
      await withSettings(lab, mark, () => verify("settings that nobody can read", [], {}));
      const exported = await lab.project.pulumi(["stack", "export", "--stack", "master"]);
      written.set("the exported state", Buffer.from(exported.stdout));
    } finally {
      for (const mend of mends.reverse()) await mend();
    }
    for (const part of ["secrets", "backend", "report"]) await readAll(join(lab.folder, part), part, written);
    t.true(written.size > 25, `only ${[...written.keys()]}`);

    // What is searched for is there, and the search finds it.
    t.true(markers.size > lab.project.secrets.length + 15);
    const own = [...markers].find(([, place]) => place === "a certificate")?.[0] ?? "-";
    t.true(holding(new Map([["key", Buffer.from(Buffer.from(`xx${own}`).toString("base64"))]]), markers).length > 0);
    t.deepEqual(holding(written, markers), []);
  },
);

/** Changes what runs, so that whoever looks at it is told a marker in every way that there is. */
async function plant(lab: Lab, mark: (place: string) => string): Promise<Mend[]> {
  const mends: Mend[] = [];
  const test = `echo ${mark("a test's output")}; echo ${mark("a container's log")} > /proc/1/fd/1`;
  mends.push(
    await remake(lab, "master", "it-tools", (was) => ({
      ...was,
      Config: {
        ...was.Config,
        Env: [...(was.Config.Env as string[]), `API_TOKEN=${mark("a variable")}`],
        Labels: { ...(was.Config.Labels as object), "com.example.password": mark("a label") },
        Cmd: [...((was.Config.Cmd as string[] | null) ?? []), `--token=${mark("the command")}`],
        Healthcheck: { Test: ["CMD-SHELL", `${test}; wget -q -O /dev/null http://127.0.0.1:80/ # ${mark("a test")}`] },
      },
    })),
    await remake(lab, "master", "headscale-ui", (was) => ({
      ...was,
      Config: {
        ...was.Config,
        Healthcheck: { Test: ["CMD-SHELL", `echo ${mark("a failing test")}; exit 1`], Interval: 1e9, Retries: 1 },
      },
    })),
  );
  await put(lab, "master", "it-tools", "/etc/stand-in/notes", mark("a file"));
  const says = (place: string) => ({
    "Set-Cookie": `session=${mark(`a cookie of ${place}`)}; Path=/`,
    "X-Api-Key": mark(`a header of ${place}`),
    "WWW-Authenticate": `Basic realm="${mark(`a realm of ${place}`)}"`,
    Authorization: `Bearer ${mark(`a bearer of ${place}`)}`,
    Refresh: `0; url=/?token=${mark(`a refresh of ${place}`)}`,
  });
  const misbehaving = {
    gotify: { status: 500, body: `{"password":"${mark("the body of a failure")}"}`, headers: says("a failure") },
    "uptime-kuma": { status: 200, body: `<p>token ${mark("the body of a page")}</p>`, headers: says("a page") },
    ntfy: {
      status: 302,
      location: `https://ops:${mark("a password in a redirect")}@ntfy.master.test/login?token=${mark("a token in a redirect")}#${mark("a fragment")}`,
      headers: says("a redirect"),
    },
    semaphore: { status: 401, body: mark("the body of a refusal"), headers: says("a refusal") },
  };
  for (const [name, visitors] of Object.entries(misbehaving))
    mends.push(await misbehave(lab, "master", name, { visitors }));
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200))
    if ((await inspect(lab, "master", "headscale-ui")).State.Health?.Status === "unhealthy") break;
  return mends;
}

/** Runs `readiness verify`, or what the words begin with, and keeps all that it prints beside all that it writes. */
function runs({ project }: Lab, folder: string, written: Written) {
  return async (name: string, words: readonly string[], environment: NodeJS.ProcessEnv) => {
    const out = ["--out", join(folder, name)];
    const args =
      words[0] === "report"
        ? [...words, ...out]
        : ["verify", "--steady", "0", ...words, ...out, "--record", join(folder, `${name}.jsonl`)];
    const { stdout, stderr } = await runWithDeadline(process.execPath, ["bin/readiness.mjs", ...args], {
      cwd: project.folder,
      env: { ...project.environment, ...environment },
      deadline: 120_000,
    });
    written.set(`${name}: what it prints`, Buffer.from(stdout + stderr));
  };
}

/** Certificates for an engine, none of which is one. */
async function withCertificates(folder: string, mark: (place: string) => string): Promise<NodeJS.ProcessEnv> {
  const certificates = join(folder, "..", "certificates");
  await mkdir(certificates);
  for (const file of ["ca.pem", "cert.pem", "key.pem"])
    await writeFile(join(certificates, file), `-----BEGIN PRIVATE KEY-----\n${mark("a certificate")}\n`);
  return { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: certificates };
}

/** An ssh that tells secrets and fails. */
async function withTalkativeSsh(folder: string, lab: Lab, mark: (place: string) => string): Promise<NodeJS.ProcessEnv> {
  const bin = join(folder, "..", "talkative");
  await mkdir(bin);
  const told = mark("what ssh prints");
  await writeFile(join(bin, "ssh"), `#!/bin/sh\necho "${told}"\necho "debug1: password ${told}" >&2\nexit 255\n`);
  await chmod(join(bin, "ssh"), 0o755);
  return { PATH: `${bin}:${lab.project.environment.PATH}` };
}

/** Settings with a password where none may be. */
async function withSettings(lab: Lab, mark: (place: string) => string, use: () => Promise<void>): Promise<void> {
  const file = join(lab.project.folder, "readiness.yaml");
  const text = await readFile(file, "utf8");
  const settings = parse(text) as { hosts: Record<string, object> };
  const lady = { ...settings.hosts.lady, engine: `tcp://ops:${mark("the settings")}@127.0.2.1:2375` };
  await writeFile(file, stringify({ ...settings, hosts: { ...settings.hosts, lady } }));
  try {
    await use();
  } finally {
    await writeFile(file, text);
  }
}

async function readAll(folder: string, name: string, written: Written): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (entry.isFile()) {
      const file = join(entry.parentPath, entry.name);
      written.set(`${name} ${file.slice(folder.length + 1)}`, await readFile(file));
    }
}

/** What holds which marker, as it is, in base64 wherever it begins, or as hexadecimal digits. */
function holding(written: Written, markers: Markers): string[] {
  return [...written].flatMap(([what, bytes]) =>
    [...markers].flatMap(([marker, place]) =>
      formsOf(marker).some((form) => bytes.includes(form)) ? `${what} holds ${place}` : [],
    ),
  );
}

function formsOf(marker: string): string[] {
  // The first and the last signs hang on what stands beside.
  const encoded = ["", "x", "xx"].map((before) =>
    Buffer.from(before + marker)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(before === "" ? 0 : 4, -2),
  );
  return [marker, ...encoded, Buffer.from(marker).toString("hex")];
}
