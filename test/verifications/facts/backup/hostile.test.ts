import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import type { BackupStore } from "../../../../verifications/expectation.ts";
import { dataOf } from "../../../../verifications/facts/backup/data.ts";
import { problemOf } from "../../../../verifications/facts/backup/script.ts";
import type { ArchivesValue } from "../../../../verifications/facts/backup/values.ts";
import { ask, quoted, type Script } from "../../../../verifications/facts/host/shell.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, store } from "./support/tools.ts";

const here = (script: Script) => ask("master", "local", AbortSignal.timeout(20_000), {}, script);

/** Whatever a person or an attacker may call something. */
const NAME = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."'\"`$();&|<>\\\n\t *?[]{}~#!-=%@ab/".split("")), minLength: 1, maxLength: 40 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => !text.includes("\0")),
);

test("a word is one word to a shell, whatever is in it", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(NAME, { minLength: 1, maxLength: 4 }), async (words) => {
      const text = `echo "@begin words"\nfor word; do printf %s "$word" | od -An -v -tx1 | tr -d ' \\n' | sed 's/^/= /'; echo; done\necho "@end words"\n`;
      const reply = await here({ text: text.replace("; echo; done", "; echo; done | grep ."), words });
      t.deepEqual(reply.parts.get("words"), words.map((word) => Buffer.from(word).toString("hex")).map(String));
    }),
    { numRuns: 40 },
  );
  t.is(quoted("it's"), "'it'\\''s'");
  await t.throwsAsync(here({ text: "", words: ["a\0b"] }), { name: "Unseen" });
});

/** Programs that note that they were run, and do nothing. */
function fakes(t: ExecutionContext, programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries({ ...programs, ssh: `PATH=${folder}:$PATH exec sh -s` })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return join(folder, "ssh");
}

const shell = "ssh://master.example";

test("no name in the settings runs anything, in any tool", async (t) => {
  const folder = temporaryFolder(t);
  const mark = join(folder, "mark");
  const tool = 'printf %s "$RESTIC_REPOSITORY$BORG_REPO" | od -An -v -tx1 | tr -d " \\n" >"$0.seen"; exit 1';
  const ssh = fakes(t, { restic: tool, borg: tool, systemctl: "exit 1" });
  const evil = fc
    .tuple(NAME, fc.constantFrom(`$(touch ${mark})`, `'; touch ${mark}; '`, `\n touch ${mark}\n`, ""))
    .map((parts) => `/${parts.join("")}`);
  await fc.assert(
    fc.asyncProperty(evil, fc.constantFrom<BackupStore["tool"]>("restic", "borg", "tar"), async (name, kind) => {
      const of = store({
        tool: kind,
        repository: name,
        passwordFile: name,
        log: name,
        borgmatic: name,
        job: { cron: name },
      });
      const facts = await look(of, { ssh, shell, deadline: 20_000 });
      for (const { observation } of facts)
        t.true(observation.status === "failed" || !JSON.stringify(observation).includes(mark));
      t.false(existsSync(mark), name);
      if (kind !== "tar")
        t.is(
          execFileSync("cat", [join(ssh, `../${kind}.seen`)], { encoding: "utf8" }),
          Buffer.from(name).toString("hex"),
        );
    }),
    { numRuns: 12 },
  );
});

test("files of any name are told as they are, or not at all", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        NAME.map((name) => name.replaceAll("/", "_")).filter(
          (name) => !["", ".", ".."].includes(name) && Buffer.byteLength(name) < 200,
        ),
        { minLength: 1, maxLength: 5 },
      ),
      async (names) => {
        const folder = temporaryFolder(t);
        for (const name of names) writeFileSync(join(folder, name), "-- MariaDB dump\n");
        const { archives } = seen(
          await look(store({ tool: "tar", repository: folder }), { only: ["archives"] }),
          key("archives"),
        ) as ArchivesValue;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out
        const plain = names.filter((name) => !/[\u0000-\u001f\u007f]/.test(name));
        t.deepEqual(archives.map(({ id }) => id).sort(), plain.sort());
        t.deepEqual(readdirSync(folder).sort(), [...names].sort());
      },
    ),
    { numRuns: 10, examples: [[["\\bx", "\\c", "-n", " a "]]] },
  );
});

test("a repository that is a pipe, a key that is one, and a tool that hangs end in time with a reason", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "repository"));
  execFileSync("mkfifo", [join(folder, "pipe"), join(folder, "repository/config")]);
  const ssh = fakes(t, { restic: "sleep 60", borg: "sleep 60" });
  const times: readonly Partial<BackupStore>[] = [
    { tool: "restic", repository: join(folder, "pipe") },
    { tool: "borg", repository: join(folder, "pipe") },
  ];
  for (const changes of times) {
    const began = performance.now();
    const facts = await look(store(changes), { only: ["archives"], ssh, shell, deadline: 1500 });
    t.is(seen(facts, key("archives")), "timeout");
    t.true(performance.now() - began < 8000);
  }
  t.is(
    seen(await look(store({ tool: "tar", repository: join(folder, "pipe") }), { only: ["archives"] }), key("archives")),
    "missing",
  );
  t.is(seen(await look(store({ log: join(folder, "pipe") }), { only: ["log"] }), key("log")), "missing");
});

test("whatever is stopped leaves no process and no folder behind", async (t) => {
  const folder = temporaryFolder(t);
  const ssh = fakes(t, {
    borg: `echo $$ >${folder}/pid; sleep 60`,
    mktemp: `mkdir ${folder}/scratch && echo ${folder}/scratch`,
  });
  const facts = await look(store({ tool: "borg", repository: "/srv" }), {
    only: ["archives"],
    ssh,
    shell,
    deadline: 6000,
  });
  t.is(seen(facts, key("archives")), "timeout");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  t.true(existsSync(join(folder, "pid")));
  const pid = execFileSync("cat", [join(folder, "pid")], { encoding: "utf8" }).trim();
  t.false(existsSync(`/proc/${pid}`));
  t.false(existsSync(join(folder, "scratch")));
});

test("endless words, words without end and words that are none cost a reason and nothing else", async (t) => {
  const answers: Readonly<Record<string, string>> = {
    'yes \'[{"time":"geheim"},\'': "protocol",
    'echo \'[{"id":"geheim","time":"x"}]\'': "protocol",
    'echo \'{"message":"geheim"}\'': "protocol",
    "printf '[[[[geheim'": "protocol",
    "yes geheim >&2": "timeout",
    "echo geheim; echo '@end snapshots'; echo '@begin snapshots'; exit 0": "protocol",
    "echo 'Fatal: wrong password or no key found geheim' >&2; exit 1": "denied",
    "echo 'repository is already locked by geheim' >&2; exit 1": "denied",
    "echo 'exit 0 geheim' >&2; exit 3": "protocol",
    "exit 127": "missing",
  };
  for (const [restic, failure] of Object.entries(answers)) {
    const facts = await look(store({ tool: "restic" }), {
      only: ["archives"],
      ssh: fakes(t, { restic }),
      shell,
      deadline: failure === "timeout" ? 4000 : 20_000,
    });
    t.is(seen(facts, key("archives")), failure, restic);
    t.false(JSON.stringify(facts).includes("geheim"), restic);
  }
});

test("a tool is given no input, and one that the host ended itself has run out of time", async (t) => {
  const asked = async (restic: string) => {
    const only = ["archives", "readable"];
    const facts = await look(store({ tool: "restic" }), { only, deep: true, ssh: fakes(t, { restic }), shell });
    return [seen(facts, key("archives")), seen(facts, key("readable"))];
  };
  const [empty] = await asked('[ "$(readlink /proc/$$/fd/0)" = /dev/null ] && echo null');
  t.like(empty, { count: 0 });
  t.deepEqual(await asked("exit 124"), ["timeout", "timeout"]);
  const [, damaged] = await asked("echo 'pack 77fa: unexpected file size: got 500, expected 30370' >&2; exit 124");
  t.like(damaged, { ok: false, problems: ["damaged-pack"] });
});

test("a very long list is counted, and told in part", async (t) => {
  const line = `{"time":"2026-11-23T02:30:00.123456789+01:00","paths":["/srv"],"id":"${"a".repeat(64)}"}`;
  const restic = `case $1 in snapshots) echo '['; yes '${line},' | head -n 20000; echo '${line}]' ;; *) exit 1 ;; esac`;
  const facts = await look(store({ tool: "restic" }), { only: ["archives"], ssh: fakes(t, { restic }), shell });
  const { archives, count } = seen(facts, key("archives")) as ArchivesValue;
  t.is(count, 20_001);
  t.is(archives.length, 500);
  t.like(archives[0], { time: "2026-11-23T01:30:00.123Z", bytes: null, files: null });
});

test("live data is counted as it lies, and what cannot be counted whole is not counted", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "it's; data"));
  writeFileSync(join(folder, "it's; data/a"), "12345");
  writeFileSync(join(folder, "it's; data/b\n9"), "1");
  t.deepEqual(await dataOf("folder", join(folder, "it's; data"), 10, here), {
    path: join(folder, "it's; data"),
    bytes: 6,
    files: 2,
  });
  await t.throwsAsync(dataOf("folder", join(folder, "absent"), 10, here), { name: "Unseen", message: /not where/ });
  await t.throwsAsync(dataOf("volume", "-x; no such", 10, here), { name: "Unseen" });
  const ssh = fakes(t, { docker: `echo ${folder}`, find: "echo 5; exit 1" });
  const there = (script: Script) => ask("master", shell, AbortSignal.timeout(20_000), { ssh }, script);
  await t.throwsAsync(dataOf("volume", "odoo", 10, there), { name: "Unseen", message: /not all/ });
  const whole = fakes(t, { docker: `echo ${folder}` });
  t.like(
    await dataOf("volume", "odoo", 10, (script) =>
      ask("master", shell, AbortSignal.timeout(20_000), { ssh: whole }, script),
    ),
    { path: folder, files: 2 },
  );
});

test("complaints are known by their kind, and others by none", (t) => {
  t.is(problemOf(["Fatal: unable to open config file: stat: no such file"]), "not-a-repository");
  t.is(problemOf(["gzip: stdin: unexpected end of file"]), "cut-off");
  t.is(problemOf(["pack 77fae: unexpected file size: got 500, expected 30370"]), "damaged-pack");
  t.is(problemOf(["Failed to create/acquire the lock /srv/lock.exclusive (timeout)."]), "locked");
  t.is(problemOf(["geheim"]), undefined);
});
