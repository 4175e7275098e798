import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { addressOf, insideOf, listenersOf } from "../../../../verifications/facts/host/network.ts";
import { partsOf, SCRIPT } from "../../../../verifications/facts/host/script.ts";
import { hostSource } from "../../../../verifications/facts/host/source.ts";
import {
  readClock,
  readDaemon,
  readDisks,
  readOom,
  readResolvers,
  readUnits,
} from "../../../../verifications/facts/host/system.ts";
import type { ClockValue, ListenerValue, MemoryValue } from "../../../../verifications/facts/host/values.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { expecting, reachTo, seen } from "../../support/engine.ts";

const key = (source: string) => ({ source: `host.${source}`, host: "master", subject: "-", vantage: "host" });

async function look(shell: string | undefined, options: { ssh?: string; deadline?: number } = {}) {
  const source = hostSource({ deadline: 10_000, ...options });
  return await gather(source.plan(expecting("master", []), reachTo({ master: shell === undefined ? {} : { shell } })));
}

/** An ssh that does this instead. */
function ssh(t: ExecutionContext, script: string): string {
  const file = join(temporaryFolder(t), "ssh");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("one script on this machine tells of its sockets, memory, disks and clock", async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const facts = await look("local");
  const { port } = server.address() as { port: number };
  const listeners = seen(facts, key("listeners")) as ListenerValue[];
  t.true(listeners.some((one) => one.port === port && one.ip === "127.0.0.1" && one.protocol === "tcp"));
  t.true((seen(facts, key("memory")) as MemoryValue).total > 1_000_000);
  t.true(Array.isArray(seen(facts, key("disks"))));
  const clock = seen(facts, key("clock")) as ClockValue;
  t.true(Math.abs(clock.ahead) <= clock.within + 1);
});

test("over ssh the same script goes in, with nothing of ours on the command line", async (t) => {
  const facts = await look("ssh://ops@lady.example:2222", {
    ssh: ssh(t, 'case "$*" in *"-l ops -p 2222 -- lady.example sh -s") exec sh -s ;; esac; exit 255'),
  });
  t.true((seen(facts, key("memory")) as MemoryValue).total > 1_000_000);
});

test("a host that says nothing, too much, or stops in the middle costs its deadline at most", async (t) => {
  const scripts = {
    timeout: "sleep 60",
    protocol: "cat >/dev/null; exec yes '= geheimgeheimgeheimgeheimgeheimgeheimgeheimgeheimgeheim'",
    denied: "echo 'Host key verification failed. geheim' >&2; exit 255",
  };
  for (const [failure, script] of Object.entries(scripts)) {
    const started = performance.now();
    const facts = await look("ssh://lady.example", { ssh: ssh(t, script), deadline: 1500 });
    t.true(performance.now() - started < 8000, failure);
    for (const { observation } of facts) t.is(observation.status === "failed" && observation.failure, failure as never);
    t.false(JSON.stringify(facts).includes("geheim"));
  }
});

test("what was said before the deadline counts, and a part that has no end does not", async (t) => {
  const script = "printf '@begin daemon\\n= none\\n@end daemon\\n@begin memory\\n= MemTotal: 1 kB\\n'; sleep 60";
  const facts = await look("ssh://lady.example", { ssh: ssh(t, script), deadline: 1500 });
  t.like(seen(facts, key("daemon")), { exists: false });
  t.is(seen(facts, key("memory")), "timeout");
});

test("without a shell nobody was asked", async (t) => {
  for (const { observation } of await look(undefined))
    t.is(observation.status === "failed" && observation.failure, "not-asked");
});

test("no line of a file or of a process can end a part or begin one", (t) => {
  const parts = partsOf(
    "@begin daemon\n= @end daemon\n= @begin memory\n= x\n@end daemon\n@begin x\n@begin y\n= 1\n@end x\n",
  );
  t.deepEqual([...parts], [["daemon", ["@end daemon", "@begin memory", "x"]]]);
  t.false(SCRIPT.includes("undefined"));
});

const HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const socket = (address: string, port: string, state: string, inode: number) =>
  `   0: ${address}:${port} ${"0".repeat(address.length)}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
const WEB = "77".repeat(32);
const EVERY6 = "0".repeat(32);

test("addresses are read in the order of the machine", (t) => {
  t.is(addressOf("0100007F"), "127.0.0.1");
  t.is(addressOf(EVERY6), "::");
  t.is(addressOf("00000000000000000000000001000000"), "::1");
  t.is(addressOf("0000000000000000FFFF00000100007F"), "::ffff:127.0.0.1");
  t.is(addressOf("B80D0120000000000000000001000000"), "2001:db8::1");
});

test("what waits is told with the container that holds it, and a datagram that is gone was a client", (t) => {
  const parts = {
    sockets: [
      ...[HEADER, socket("00000000", "1F90", "0A", 1), socket("0100007F", "0016", "01", 2)].map(
        (line) => `tcp ${line}`,
      ),
      ...[HEADER, socket(EVERY6, "01BB", "0A", 3)].map((line) => `tcp6 ${line}`),
      ...[HEADER, socket("00000000", "0035", "07", 4), socket("00000000", "C350", "07", 5)].map(
        (line) => `udp ${line}`,
      ),
    ],
    udp: [HEADER, socket("00000000", "0035", "07", 4)].map((line) => `udp ${line}`),
    processes: [`12 ${WEB}`],
    owners: ["begin", "12 1", "13 3"],
  };
  t.deepEqual(listenersOf(parts), [
    { protocol: "tcp", ip: "0.0.0.0", port: 8080, container: WEB },
    { protocol: "tcp", ip: "::", port: 443, container: null },
    { protocol: "udp", ip: "0.0.0.0", port: 53, container: null },
  ]);
  t.is(listenersOf({ ...parts, sockets: [] }), undefined, "nothing read is not nothing there");
  t.is(listenersOf({ ...parts, udp: [] }), undefined);
  t.is(listenersOf({ ...parts, owners: [] }), undefined);
  t.is(listenersOf({ ...parts, sockets: [...parts.sockets, "tcp geheim"] }), undefined);
});

test("a container whose sockets cannot be read is not one without any", (t) => {
  const inside = (...lines: string[]) =>
    insideOf(
      lines.map((line) => `/proc/12/net/tcp:${line}`),
      [`12 ${WEB}`],
    );
  t.deepEqual(inside(HEADER, socket("00000000", "0050", "0A", 1)), { [WEB]: [80] });
  t.deepEqual(inside(HEADER), { [WEB]: [] });
  t.deepEqual(inside(), {});
  t.deepEqual(inside(HEADER, "geheim"), {});
});

test("units are told only by systemd, and a service that keeps restarting is named with its count", (t) => {
  const docker = ["LoadState=loaded", "UnitFileState=disabled", "ActiveState=active", "Restart=always"];
  const units = readUnits(
    docker,
    ["systemd 257", "backup.service loaded failed failed Backup"],
    ["systemd 257", "Id=headscale.service", "NRestarts=363", "", "NRestarts=0", "Id=ssh.service"],
  );
  t.deepEqual(units, {
    docker: { enabled: "disabled", active: "active", restart: "always" },
    failed: ["backup.service"],
    restarts: { "headscale.service": 363 },
  });
  t.is(readUnits(["LoadState=not-found"], ["systemd 257"], ["systemd 257"])?.docker, null);
  t.is(readUnits([], ["systemd 257"], ["systemd 257"]), undefined);
  t.is(readUnits(docker, [], ["systemd 257"]), undefined);
});

test("disks are reckoned as df does, and the files that they hold beside", (t) => {
  const disks = readDisks(
    [
      "Filesystem 1024-blocks Used Available Capacity Mounted on",
      "/dev/vda1 100 80 20 80% /",
      "tmpfs 0 0 0 - /x",
      "geheim",
    ],
    ["Filesystem Inodes IUsed IFree IUse% Mounted on", "/dev/vda1 10 9 1 90% /"],
  );
  t.deepEqual(disks, [{ device: "/dev/vda1", mount: "/", used: 0.8, inodesUsed: 0.9 }]);
  t.is(readDisks([], []), undefined);
});

test("resolvers behind systemd's own are those that count", (t) => {
  const etc = "/etc/resolv.conf nameserver 127.0.0.53";
  const behind = "/run/systemd/resolve/resolv.conf nameserver 100.100.100.100";
  t.deepEqual(readResolvers([etc, behind]), { addresses: ["100.100.100.100"] });
  t.deepEqual(readResolvers(["/etc/resolv.conf nameserver 9.9.9.9", behind]), { addresses: ["9.9.9.9"] });
  t.deepEqual(readResolvers(["/etc/resolv.conf # nothing"]), { addresses: [] });
  t.is(readResolvers([etc]), undefined);
  t.is(readResolvers([]), undefined);
});

test("the kernel's kills are told with their container, and its messages from when on", (t) => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const kill = `oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/system.slice/docker-${WEB}.scope,task=geheim,pid=1`;
  t.deepEqual(readOom(["journal 1761000000.5 host kernel: Linux", `1763800000.25 host kernel: ${kill}`], now, 10), {
    since: "2025-10-20T22:40:00.500Z",
    kills: [{ time: "2025-11-22T08:26:40.250Z", container: WEB }],
  });
  t.deepEqual(readOom(["dmesg [    0.000000] Linux", "[  100.0] oom-kill:constraint=CONSTRAINT_NONE"], now, 200), {
    since: "2026-11-23T11:56:40.000Z",
    kills: [{ time: "2026-11-23T11:58:20.000Z", container: null }],
  });
  t.is(readOom([], now, 10), undefined);
  t.is(readOom(["journal geheim"], now, 10), undefined);
  t.is(readOom(["dmesg [ 0.0] x"], now, undefined), undefined);
});

test("a clock is compared with the middle of the question, and the engine's file gives away only what is asked", (t) => {
  const clock = readClock(["1000000010.500000000", "NTPSynchronized=no"], {
    started: 1_000_000_000_000,
    heard: 1_000_000_001_000,
  });
  t.deepEqual(clock, { ahead: 10, within: 0.5, synchronised: false });
  t.is(readClock(["geheim"], { started: 0, heard: 0 }), undefined);
  const daemon = readDaemon([
    '{"dns":["9.9.9.9","geheim"],',
    '"live-restore":true,"proxies":{"http-proxy":"geheim"}}',
    "",
    "read",
  ]);
  t.deepEqual(daemon, { exists: true, liveRestore: true, dns: ["9.9.9.9"] });
  t.is(readDaemon(["{", "", "read"]), undefined);
  t.is(readDaemon(["{}"]), undefined);
});
