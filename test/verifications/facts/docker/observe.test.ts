import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { AddressError, parseAddress } from "../../../../verifications/facts/docker/address.ts";
import { observeHost, type Seen } from "../../../../verifications/facts/docker/observe.ts";
import { container, IMAGE_BODY } from "../../../policies/support/as-inspect.ts";

const IDS = { web: "77".repeat(32), db: "64".repeat(32) };
const bodyOf = (name: keyof typeof IDS) => ({ ...container({ name, image: `${name}:1` }), Id: IDS[name] });

/** What a small engine answers, by path. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/info": { Name: "lab", CgroupVersion: "1", MemoryLimit: true, SwapLimit: false, CpuCfsQuota: true, PidsLimit: true },
  "/containers/json?all=true": Object.entries(IDS).map(([name, Id]) => ({ Id, Names: [`/${name}`] })),
  [`/containers/${IDS.web}/json`]: bodyOf("web"),
  [`/containers/${IDS.db}/json`]: bodyOf("db"),
  "/networks": [{ Name: "bridge", Driver: "bridge", Internal: false }],
  "/volumes": { Volumes: null },
  [`/images/${String(IMAGE_BODY.Id)}/json`]: IMAGE_BODY,
};

const answering =
  (changes: Readonly<Record<string, unknown>> = {}): RequestListener =>
  (request, response) => {
    const answer = { ...ANSWERS, ...changes }[request.url ?? ""];
    if (typeof answer === "number") response.writeHead(answer).end('{"message": "geheim"}');
    else if (answer === undefined) response.writeHead(404).end("{}");
    else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  };

async function serve(t: ExecutionContext, listener: RequestListener): Promise<{ folder: string; socket: string }> {
  const folder = mkdtempSync(join(tmpdir(), "rdy-engine-"));
  const socket = join(folder, "docker.sock");
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, socket };
}

const at = (socket: string) => parseAddress(`unix://${socket}`, {});
const names = (seen: Seen) =>
  "observed" in seen ? seen.observed.stack.containers.map(({ name }) => name) : seen.reason;

test("all that an engine runs is seen, with the image's own values taken out", async (t) => {
  const { socket } = await serve(t, answering());
  const seen = await observeHost(at(socket));
  t.deepEqual(names(seen), ["web", "db"]);
  if (!("observed" in seen)) return t.fail();
  t.is(seen.observed.stack.name, "lab");
  t.deepEqual(seen.observed.stack.problems, []);
  t.deepEqual(seen.observed.stack.containers[0]?.env, []);
  t.deepEqual([...seen.engine.notEnforced], ["swap"]);
});

test("a container that cannot be inspected is a problem, and one that is gone by then never was there", async (t) => {
  const broken = await serve(t, answering({ [`/containers/${IDS.web}/json`]: 500 }));
  const seen = await observeHost(at(broken.socket));
  t.deepEqual(names(seen), ["db"]);
  if (!("observed" in seen)) return t.fail();
  t.deepEqual(seen.notInspected, ["web"]);
  t.like(seen.observed.stack.problems, [{ container: "web" }]);
  t.false(JSON.stringify(seen.observed.stack.problems).includes("geheim"));
  const gone = await serve(t, answering({ [`/containers/${IDS.web}/json`]: 404 }));
  t.deepEqual(names(await observeHost(at(gone.socket))), ["db"]);
});

test("an engine that does not answer as one is not taken for an empty host", async (t) => {
  const refused = { "/info": 403, "/containers/json?all=true": 500, "/networks": 500 };
  for (const [path, status] of Object.entries(refused)) {
    const { socket } = await serve(t, answering({ [path]: status }));
    const seen = await observeHost(at(socket), { stack: "master" });
    t.false("observed" in seen, path);
    t.is(seen && "stack" in seen ? seen.stack.problems.length : 0, 1);
  }
  for (const odd of ["null", "[]", "{", '"geheim"']) {
    const { socket } = await serve(t, answering({ "/info": odd }));
    const seen = await observeHost(at(socket));
    t.false("observed" in seen, odd);
    t.false(JSON.stringify(seen).includes("geheim"));
  }
  const nobody = await observeHost(at("/nowhere/docker.sock"), { stack: "master" });
  t.is("reason" in nobody && nobody.reason, "unix:///nowhere/docker.sock cannot be asked (there is no such socket)");
});

test("an engine that never answers, or never ends, is given up at the deadline or when the run is stopped", async (t) => {
  const silent = await serve(t, () => {});
  const late = await observeHost(at(silent.socket), { deadline: 100 });
  t.regex("reason" in late ? late.reason : "", /has not answered in time/);
  const stopped = await observeHost(at(silent.socket), { signal: AbortSignal.abort() });
  t.regex("reason" in stopped ? stopped.reason : "", /the run was stopped/);
  const endless = await serve(t, (_request, response) => {
    const timer = setInterval(() => response.write("["), 10);
    response.once("close", () => clearInterval(timer));
  });
  const given = await observeHost(at(endless.socket), { deadline: 300 });
  t.regex("reason" in given ? given.reason : "", /has not answered in time/);
});

test("over TCP without TLS it is asked as over a socket", async (t) => {
  const server = createServer(answering());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  t.deepEqual(names(await observeHost(parseAddress(`tcp://127.0.0.1:${port}`, {}))), ["web", "db"]);
});

/** An ssh that records how it was called and connects to the socket, as `docker system dial-stdio` does. */
const SSH = (socket: string, record: string) => `#!${process.execPath}
require("node:fs").appendFileSync(${JSON.stringify(record)}, JSON.stringify(process.argv.slice(2)) + "\\n");
const socket = require("node:net").connect(${JSON.stringify(socket)});
process.stdin.pipe(socket).pipe(process.stdout);
`;

test("over ssh it is asked through the system's ssh, which refuses a host that it does not know", async (t) => {
  const { folder, socket } = await serve(t, answering());
  const program = join(folder, "ssh.cjs");
  const record = join(folder, "record");
  writeFileSync(program, SSH(socket, record));
  chmodSync(program, 0o755);
  const seen = await observeHost(parseAddress("ssh://ops@lady.example:2222", {}), { ssh: program });
  t.deepEqual(names(seen), ["web", "db"]);
  const calls = (await import("node:fs")).readFileSync(record, "utf8").trim().split("\n");
  t.true(calls.length <= 4, "one session is used for many questions");
  const [first = "[]"] = calls;
  const words = JSON.parse(first) as string[];
  t.true(words.includes("StrictHostKeyChecking=yes") && words.includes("BatchMode=yes"));
  t.deepEqual(words.slice(words.indexOf("-T")), [
    ...["-T", "-l", "ops", "-p", "2222", "--", "lady.example", "docker", "system", "dial-stdio"],
  ]);
});

test("what ssh complains about is told in our words", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rdy-ssh-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const reason = async (complaint: string) => {
    const program = join(folder, "ssh");
    writeFileSync(program, `#!/bin/sh\necho '${complaint}' >&2\nexit 255\n`);
    chmodSync(program, 0o755);
    const seen = await observeHost(parseAddress("ssh://lady.example", {}), { ssh: program });
    return "reason" in seen ? seen.reason : "seen";
  };
  t.regex(await reason("Host key verification failed."), /its host key is not the one in known_hosts/);
  t.regex(await reason("ops@lady: Permission denied (publickey)."), /lets nobody in/);
  t.is(await reason("geheim"), "ssh://lady.example cannot be asked (ssh ended with 255)");
});

test("an address is read strictly, and none with a password is taken or repeated", (t) => {
  t.like(parseAddress("local", {}), { kind: "unix", path: "/var/run/docker.sock" });
  t.like(parseAddress("local", { DOCKER_HOST: "tcp://10.0.0.1:1234" }), {
    kind: "tcp",
    port: 1234,
    certificates: undefined,
  });
  t.like(parseAddress("tcp://h", { DOCKER_CERT_PATH: "/c" }), { port: 2376, certificates: "/c" });
  t.like(parseAddress("tcp://[::1]", {}), { host: "::1", port: 2375 });
  t.like(parseAddress("ssh://h", {}), { user: undefined, port: undefined });
  for (const wrong of [
    "ssh://-oProxyCommand=x",
    "ssh://a:geheim@h",
    "ssh://-x@h",
    "tcp://a@h",
    "tcp://h:0",
    "tcp://h:99999",
    "http://h",
    "h:2375",
    "unix://docker.sock",
    "",
    "tcp://h/path",
  ]) {
    const error = t.throws(() => parseAddress(wrong, {}), { instanceOf: AddressError }, wrong);
    t.false(error?.message.includes("geheim"));
  }
  t.throws(() => parseAddress("local", { DOCKER_HOST: "local" }), { instanceOf: AddressError });
});

test("certificates that are asked for and missing are said, and nothing is sent without them", async (t) => {
  const seen = await observeHost(parseAddress("tcp://127.0.0.1:2376", { DOCKER_CERT_PATH: "/nowhere" }));
  t.regex("reason" in seen ? seen.reason : "", /ca\.pem in the folder of certificates cannot be read \(ENOENT\)/);
});
