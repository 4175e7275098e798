import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { CHECKS } from "../../../verifications/checks/index.ts";
import { hostSource } from "../../../verifications/facts/host/source.ts";
import { judgeRun } from "../../../verifications/judgement/judge.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { reachTo } from "../support/engine.ts";
import { recorded, runOf } from "../support/run.ts";
import { WORD } from "./peers.ts";
import { held, leavingNothing } from "./support.ts";
import { asked, engine } from "./ways.ts";

/** Megabytes: what a host says is at most eight. */
const MEMORY = 500;
const MASTER = { hosts: [{ name: "master", containers: [{ name: "web" }, { name: "db" }] }] };

/** An ssh that does this instead. */
function ssh(t: ExecutionContext, script: string): string {
  const file = join(temporaryFolder(t), "ssh");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const look = (program: string, deadline: number) =>
  asked(hostSource({ deadline, ssh: program }), MASTER, reachTo({ master: { shell: "ssh://lady.example" } }));

const TALKERS: Readonly<
  Record<string, readonly [script: string, ends: readonly ("timeout" | "protocol" | "denied" | "missing")[]]>
> = {
  "says nothing": ["sleep 60", ["timeout"]],
  "leaves others behind that say nothing": ["sleep 60 & sleep 60", ["timeout"]],
  "says one sign a second": ["while :; do printf H; sleep 1; done", ["timeout"]],
  "never ends": [`exec yes '${WORD}'`, ["protocol", "timeout"]],
  "never ends a line": ["exec tr '\\0' x </dev/zero", ["protocol", "timeout"]],
  "complains without an end": [`exec yes '${WORD}' >&2`, ["timeout"]],
  "ends at once": ["exit 0", ["protocol"]],
  "ends with a fault": [`echo ${WORD} >&2; exit 1`, ["protocol"]],
  "does not know the host": [`echo 'Host key verification failed. ${WORD}' >&2; exit 255`, ["denied"]],
  "lets nobody in": [`echo '${WORD}@lady: Permission denied (publickey).' >&2; exit 255`, ["denied"]],
  "dies in the middle": [
    `printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 99\\r\\n\\r\\n${WORD}'; kill -9 $$`,
    ["protocol"],
  ],
  "is garbage": [`printf '\\001\\377${WORD}\\r\\n\\r\\n'`, ["protocol"]],
};

for (const [what, [script, ends]] of Object.entries(TALKERS))
  test.serial(`an ssh that ${what} costs its deadline at most, for an engine and for a shell`, async (t) => {
    const program = ssh(t, script);
    const deadline = ends.includes("timeout") ? 600 : 20_000;
    await leavingNothing(t, MEMORY, async () => {
      held(
        t,
        `the engine: ${what}`,
        await engine("ssh://lady.example", deadline, { ssh: program }),
        [...ends, "protocol"],
        deadline,
      );
      held(t, `the shell: ${what}`, await look(program, deadline), [...ends, "protocol"], deadline);
    });
  });

const ID = (index: number) => index.toString(16).padStart(64, "0");
const hex = (index: number) => index.toString(16).padStart(8, "0").toUpperCase();
const socket = (file: string, index: number, state: string) =>
  `${file} ${index}: ${hex(index)}:0050 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${index} 1`;
const HEADER = "sl local_address rem_address st";

/** Parts of what a host says, with as many lines as anybody wants. */
const PARTS: Readonly<
  Record<string, readonly [begin: readonly string[], line: (index: number) => string, end?: string]>
> = {
  sockets: [[`tcp ${HEADER}`, `udp ${HEADER}`], (index) => socket("tcp", index, "0A")],
  udp: [[`udp ${HEADER}`], (index) => socket("udp", index, "07")],
  processes: [[], (index) => `${index} ${ID(index)}`],
  inside: [[], (index) => socket(`/proc/${index % 1000}/net/tcp:`, index, "0A").replace(": ", ":")],
  owners: [["begin"], (index) => `${index} ${index}`],
  programs: [["begin"], (index) => `${index} p${index}`],
  memory: [["MemTotal: 1 kB"], (index) => `Mem${index}: 1 kB`],
  load: [["1.0 1.0 1.0 1/1 1", "2", "1.0 1.0"], () => "1"],
  resolvers: [[], (index) => `/etc/resolv.conf nameserver ${hex(index).replace(/(....)(....)/, "$1:$2::")}`],
  daemon: [["{"], (index) => `"${WORD}${index}": 0,`, '"": 0 }\nread'],
  docker: [["LoadState=loaded"], (index) => `Key${index}=${WORD}`],
  failed: [["systemd 257"], (index) => `u${index}.service loaded failed failed`],
  restarts: [["systemd 257"], (index) => `Id=u${index}.service\n= NRestarts=9\n= `],
  space: [["Filesystem"], (index) => `/dev/${index} 1 1 1 50% /mnt/${index}`],
  inodes: [["Filesystem"], (index) => `/dev/${index} 1 1 1 50% /mnt/${index}`],
  kernel: [["journal 1700000000.0 first"], (index) => `1700000000.${index} oom-kill: task_memcg=/docker/${ID(index)}`],
  firewall: [
    ["4 *filter", "4 :INPUT DROP [0:0]"],
    (index) => `4 -A ${index % 9 === 0 ? "INPUT" : `C${index % 9}`} -j C${(index % 9) + 1}`,
    "4 read",
  ],
  networks: [["Iface Destination"], (index) => `eth0 ${hex(index)} 00000000 0001 0 0 0 FFFFFFFF`],
  reasons: [["begin", "unit a.service"], (index) => `No such container: c${index}`],
};

function reply(lines: number): string {
  return Object.entries(PARTS)
    .map(([name, [begin, line, end]]) => {
      const all = [
        ...begin,
        ...Array.from({ length: lines }, (_, index) => line(index + 1)),
        ...(end === undefined ? [] : end.split("\n")),
      ];
      return `@begin ${name}\n${all.map((one) => `= ${one}\n`).join("")}@end ${name}\n`;
    })
    .join("");
}

test.serial(
  "a host that says two thousand lines of everything is read and judged in no more than seconds",
  async (t) => {
    const file = join(temporaryFolder(t), "reply");
    writeFileSync(file, reply(2000));
    await leavingNothing(t, MEMORY, async () => {
      const begun = performance.now();
      const facts = await look(ssh(t, `cat '${file}'`), 20_000);
      const read = performance.now() - begun;
      const { results } = judgeRun(recorded(runOf(MASTER, facts)), CHECKS, "1.0.0");
      const judged = performance.now() - begun - read;
      t.true(results.length > 0);
      t.true(read < 15_000 && judged < 15_000, `${read} ms to read, ${judged} ms to judge`);
      t.true(facts.filter(({ observation }) => observation.status === "seen").length >= 5);
    });
  },
);

/** Bytes of one part alone. */
const LONG = 4_000_000;

test.serial("a part of a host's answer without measure costs no more than it takes to read it", async (t) => {
  const folder = temporaryFolder(t);
  for (const name of Object.keys(PARTS)) {
    const [begin, line, end] = PARTS[name] ?? [[], () => ""];
    const lines = Math.floor(LONG / (line(1_000_000).length + 4));
    const all = [...begin, ...Array.from({ length: lines }, (_, index) => line(index + 1)), ...(end ?? "").split("\n")];
    const file = join(folder, name);
    writeFileSync(file, `@begin ${name}\n${all.map((one) => `= ${one}\n`).join("")}@end ${name}\n`);
    const begun = performance.now();
    const facts = await look(ssh(t, `cat '${file}'`), 20_000);
    const read = performance.now() - begun;
    t.true(read < 15_000, `${name}: ${read} ms`);
    const kept = JSON.stringify(facts).length;
    t.true(kept < 20_000_000, `${name}: ${kept} characters are kept`);
  }
});
