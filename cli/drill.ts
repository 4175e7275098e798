import { writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { printable } from "../reports/printable.ts";
import { CRITERIA } from "../verifications/check.ts";
import type { Fact } from "../verifications/fact.ts";
import type { RestoreValue } from "../verifications/facts/backup/values.ts";
import { consentedHosts } from "../verifications/restore/consent.ts";
import { type RestoreOptions, runRestores, sweepHosts } from "../verifications/restore/restore.ts";
import { LIMIT } from "../verifications/restore/settings.ts";
import { planRestores } from "../verifications/restore/task.ts";
import { writeRecord } from "../verifications/run/record.ts";
import { isEngine, isShell } from "../verifications/settings/settings.ts";
import { shownSettings } from "../verifications/verify.ts";
import { type EstateFlags, type Given, given, readEstate } from "./estate.ts";
import { collect, type Done } from "./options.ts";
import { Usage } from "./usage.ts";
import { toolVersion } from "./verification-output.ts";

interface RestoreFlags {
  readonly volume?: string;
  readonly all?: boolean;
  readonly putBack?: boolean;
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly record?: string;
  readonly scratch?: string;
  readonly sample: number;
  readonly host: Given;
  readonly shell: Given;
}

/** `readiness drill` */
export function addDrill(root: Command, done: Done): void {
  const drill = root.command("drill").description("try what only a trial proves");
  drill
    .command("restore")
    .description(
      "restore backups into a scratch folder of their host, open their databases, and measure it; live data is only read",
    )
    .option("--volume <name>", "only this volume, or folder of a host")
    .option("--all", "everything for which a backup is declared")
    .option("--put-back", "take away what a drill left that was cut off, and nothing else")
    .option("--stack <name>", "only on the host of this stack (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .option("--record <file>", "write the record, for `readiness verify --with`")
    .option(
      "--scratch <folder>",
      "folder of the host to make the scratch folder in (default: the settings', else /var/tmp)",
    )
    .addOption(
      new Option("--sample <bytes>", "restore so many bytes of files at most and reckon with them; 0 restores all")
        .argParser(bytes)
        .default(LIMIT),
    )
    .addOption(given("--host <name=address>", "where the engine of a host answers", isEngine))
    .addOption(given("--shell <name=address>", "how a command runs on a host: local or ssh://", isShell))
    .action(async (flags: RestoreFlags) => done(await restore(flags)));
}

/** 0 where all came back, 1 where something is no backup, 2 where something could not be tried. */
async function restore(flags: RestoreFlags): Promise<number> {
  const ways = [flags.volume !== undefined, flags.all, flags.putBack].filter(Boolean).length;
  if (ways !== 1)
    throw new Usage("say what to restore: --volume NAME or --all; or --put-back after a drill that was cut off");
  const estateFlags: EstateFlags = { ...flags, only: [], vantage: [] };
  const { settings, judging, expectation, reach } = await readEstate(estateFlags);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const options: RestoreOptions = {
    reach,
    signal: stopping.signal,
    scratch: new Map(
      [...reach.hosts.keys()].flatMap((name) => {
        const folder = flags.scratch ?? settings.hosts.get(name)?.scratch;
        return folder === undefined ? [] : [[name, folder] as const];
      }),
    ),
    limit: flags.sample,
    started: ({ host, data }) =>
      process.stderr.write(`readiness: restoring ${printable(data.source)} of ${host.name}\n`),
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    if (flags.putBack) return await putBack([...reach.hosts.keys()], options);
    const today = new Date().toISOString().slice(0, 10);
    const hosts = consentedHosts(settings.drills, [...reach.hosts.keys()], flags.stack.length > 0, today);
    const { tasks, problems } = planRestores(expectation, hosts, flags.volume);
    if (tasks.length === 0 && problems.length === 0)
      throw new Usage(
        flags.volume === undefined
          ? `no backup is declared for anything on ${[...hosts].join(", ")}`
          : `no volume and no folder of ${[...hosts].join(", ")} has the name ${printable(flags.volume)}`,
      );
    const started = new Date().toISOString();
    const restored = await runRestores(tasks, options);
    const told = [
      ...problems.map(({ host, source, problem }) => `${source} of ${host}: ${problem}`),
      ...restored.problems,
    ];
    for (const problem of told) process.stderr.write(`readiness: ${printable(problem)}\n`);
    if (flags.record !== undefined) {
      const finished = new Date().toISOString();
      const shown = shownSettings(reach);
      const whole = { ...judging, criteria: CRITERIA };
      const { facts } = restored;
      writeFileSync(
        flags.record,
        writeRecord({ tool: toolVersion(), started, finished, expectation, settings: shown, judging: whole, facts }),
      );
    }
    process.stdout.write(restored.facts.map(lineOf).join(""));
    if (stopping.signal.aborted || told.length > 0) return 2;
    return restored.facts.every(isWhole) ? 0 : 1;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function putBack(hosts: readonly string[], options: RestoreOptions): Promise<number> {
  const swept = await sweepHosts(hosts, options);
  for (const [host, count] of swept)
    process.stdout.write(
      count === 0 ? `${host}: there is nothing to take away\n` : `${host}: ${count} leftovers are taken away\n`,
    );
  if (swept.size === 0) process.stderr.write("readiness: no host of this run has a shell for us\n");
  return swept.size === 0 ? 2 : 0;
}

function restoreIn({ observation }: Fact): RestoreValue | undefined {
  return observation.status === "seen" ? (observation.value as RestoreValue) : undefined;
}

function isWhole(fact: Fact): boolean {
  const value = restoreIn(fact);
  return (
    value !== undefined &&
    value.problems.length === 0 &&
    value.differing === 0 &&
    value.missing === 0 &&
    value.unopened === 0 &&
    value.databases.every(({ problems }) => problems.length === 0)
  );
}

function lineOf(fact: Fact): string {
  const value = restoreIn(fact);
  const name = printable(`${fact.host} ${fact.subject}`);
  if (value === undefined) return `${name}: not tried\n`;
  const wrong = [
    ...value.problems,
    ...(value.differing > 0 ? [`${value.differing} files differ`] : []),
    ...(value.missing > 0 ? [`${value.missing} files are missing`] : []),
    ...(value.unopened > 0 ? [`${value.unopened} databases were not opened`] : []),
    ...value.databases.flatMap((one) => one.problems.map((problem) => printable(`${one.name} ${problem}`))),
  ];
  const databases = value.databases
    .map(({ name: of, tables, rows }) => printable(`${of} with ${tables} tables, ${rows} rows`))
    .join("; ");
  const measured = `${value.files} files, ${value.bytes} bytes in ${value.seconds} s; all in about ${value.estimate} s`;
  const what = databases === "" ? measured : `${measured}; ${databases}`;
  return `${name}: ${wrong.length === 0 ? "restored" : `NOT RESTORED (${wrong.join(", ")})`}: ${what}\n`;
}

function bytes(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("It is a number of bytes.");
  return Number(value);
}
