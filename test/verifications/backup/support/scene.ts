import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHECKS } from "../../../../verifications/checks/index.ts";
import type { BackupStore, Expectation, ExpectedHost } from "../../../../verifications/expectation.ts";
import { type Fact, factId } from "../../../../verifications/fact.ts";
import { backupSource } from "../../../../verifications/facts/backup/source.ts";
import { evaluate } from "../../../../verifications/judgement/evaluate.ts";
import type { Result } from "../../../../verifications/judgement/result.ts";
import type { Reach } from "../../../../verifications/reach.ts";
import { runRestores } from "../../../../verifications/restore/restore.ts";
import { planRestores } from "../../../../verifications/restore/task.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { type BackedUpHost, borgEnvironment, makeHost } from "../../../recovery/support/host.ts";

const execute = promisify(execFile);

/** What a fault changes besides files: what is declared, and where backups go. */
export interface Wanted {
  readonly declared: ExpectedHost;
  readonly stores: readonly BackupStore[];
}

/** A host with backups of today and of before, as a healthy one has them. */
export interface Scene extends Wanted {
  readonly host: BackedUpHost;
  /** A file or folder of the scene. */
  at(path: string): string;
  /** Runs a script of the shell in the scene's folder, with restic and borg opened. */
  sh(script: string): Promise<string>;
  /** Everything that checks of backups say, after restoring these sources anew; of all others the last restore stands. */
  judge(wanted: Wanted, restored: readonly string[] | "all"): Promise<readonly Result[]>;
  /** Keeps the files as they are now, and gives them back. */
  keep(): Promise<void>;
  giveBack(): Promise<void>;
  stop(): Promise<void>;
}

const PARTS = [
  "nightly",
  "borg",
  "tars",
  "elsewhere",
  "dumps",
  "data",
  "volumes",
  "state",
  "log",
  "units",
  "nightly-key",
];
const IDS = /^(backup-|restore-)/;

export async function makeScene(): Promise<Scene> {
  const host = await makeHost();
  const { folder } = host;
  const at = (path: string) => join(folder, path);
  await writeFile(at("nightly-key"), await readFile(at("key")), { mode: 0o600 });
  await mkdir(at("units"));
  await writeFile(at("bin/systemctl"), systemctl(folder), { mode: 0o755 });
  await mkdir(at("log"));
  const stores = host.stores.map((store) => ({
    ...store,
    passwordFile: store.tool === "tar" ? undefined : store.tool === "restic" ? at("nightly-key") : store.passwordFile,
    job: { timer: `${store.name}.timer` },
    log: at(`log/${store.name}`),
    copies: store.copies.map((copy) => (store.tool === "tar" ? { ...copy, passwordFile: undefined } : copy)),
  }));
  const declared = {
    ...host.declared,
    data: (host.declared.data ?? []).map((data) =>
      data.backup?.tool === "tar" ? { ...data, backup: { ...data.backup, keep: { daily: 3 }, secret: false } } : data,
    ),
  };
  // Enough of it for a share of it to be told from the whole.
  await writeFile(at("data/stopped/more"), Buffer.alloc(40_000, "state "));
  await writeFile(at("volumes/mail/_data/letters"), Buffer.alloc(40_000, "letter "));
  const env = {
    ...borgEnvironment(folder),
    LC_ALL: "C",
    TZ: "UTC",
    RESTIC_REPOSITORY: at("nightly"),
    RESTIC_PASSWORD_FILE: at("key"),
    RESTIC_CACHE_DIR: at("cache"),
    BORG_REPO: at("borg"),
  };
  const sh = async (script: string) =>
    (await execute("sh", ["-euc", script], { cwd: folder, env, maxBuffer: 2 ** 24 })).stdout;
  for (const store of stores) {
    const own = { ...declared, data: declared.data.filter(({ backup }) => backup?.tool === store.tool) };
    const { code, said } = await host.run(own, [store]);
    if (code !== 0) throw new Error(`the job of ${store.name} failed: ${said || (await readFile(store.log, "utf8"))}`);
    await sh(`date -u '+%a %Y-%m-%d %H:%M:%S UTC' >units/${store.name}`);
  }
  const last = new Map<string, Fact>();
  const judge: Scene["judge"] = async (wanted, restored) => {
    const expectation = expectationOf(wanted);
    const before = process.env.PATH;
    // The host's own programs, as its shell finds them.
    process.env.PATH = `${at("bin")}:${before}`;
    try {
      const asked = await gather(backupSource({ deep: true }).plan(expectation, REACH), {});
      const tasks = planRestores(expectation, new Set(["lady"]), undefined).tasks;
      const scratch = await mkdtemp("/var/tmp/rdy-scene-");
      await chmod(scratch, 0o755);
      try {
        const own = tasks.filter(({ data }) => restored === "all" || restored.includes(data.source));
        const { facts } = await runRestores(own, { reach: REACH, scratch: new Map([["lady", scratch]]) });
        const fresh = new Map([...last, ...facts.map((fact): [string, Fact] => [factId(fact), fact])]);
        if (restored === "all") for (const [id, fact] of fresh) last.set(id, fact);
        const checks = CHECKS.filter(({ id }) => IDS.test(id));
        const now = new Date().toISOString();
        return evaluate({ expectation, facts: [...asked, ...fresh.values()], checks, now });
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    } finally {
      process.env.PATH = before;
    }
  };
  return {
    ...{ host, declared, stores, at, sh, judge },
    keep: () => sh(`mkdir -p kept && cp -a ${PARTS.join(" ")} kept/`).then(() => {}),
    giveBack: () => sh(`rm -rf ${PARTS.join(" ")} && cp -a kept/. .`).then(() => {}),
    stop: () => host.stop(),
  };
}

const ADDRESSES = { engine: undefined, publicAddress: undefined, vpnAddress: undefined, shell: "local" };
const REACH: Reach = {
  hosts: new Map([
    ["lady", ADDRESSES],
    ["master", ADDRESSES],
  ]),
  vantages: new Map(),
  resolvers: [],
  authority: undefined,
};

function expectationOf({ declared, stores }: Wanted): Expectation {
  const other = { ...declared, name: "master", data: [], volumes: [] };
  return { hosts: [declared, other], stores };
}

/** Timers of the scene: enabled unless a file says otherwise; when they ran stands in a file. */
function systemctl(folder: string): string {
  return `#!/bin/sh
for unit; do :; done
name=\${unit%.*}
case "$*" in *"-p Unit --value"*) echo "$name.service"; exit ;; esac
echo LoadState=loaded
ran=$(cat '${folder}/units/'"$name")
case "$unit" in
  *.timer)
    if [ -e '${folder}/units/'"$name.disabled" ]; then printf 'UnitFileState=disabled\\nActiveState=inactive\\n'
    else printf 'UnitFileState=enabled\\nActiveState=active\\nNextElapseUSecRealtime=%s\\n' "$(date -u -d +6hours '+%a %Y-%m-%d %H:%M:%S UTC')"; fi
    printf 'LastTriggerUSec=%s\\nUnit=%s.service\\n' "$ran" "$name" ;;
  *) printf 'ActiveState=inactive\\nResult=success\\nExecMainExitTimestamp=%s\\n' "$ran" ;;
esac
`;
}
