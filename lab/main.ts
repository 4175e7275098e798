// `npm run lab`: both hosts of the estate on this machine. `--help` says what else it does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { HOSTS } from "../stacks/settings.ts";
import { isAbsent } from "../toolchain/absent.ts";
import { PLACES, RESOLVERS } from "./addresses.ts";
import { runningLab } from "./claim.ts";
import { holdFault, serveControl } from "./control.ts";
import { FAULTS } from "./faults/index.ts";
import { type Lab, startLab } from "./lab.ts";

interface Flags {
  readonly once?: boolean;
  readonly fault?: string;
  readonly faults?: boolean;
  readonly deploy: boolean;
}

const USAGE = 64;
/** Status of a program that was interrupted. */
const INTERRUPTED = 130;

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
});

const say = (line: string) => console.error(`lab: ${line}`);

async function run(command: readonly string[], flags: Flags): Promise<number> {
  if (flags.faults) {
    for (const name of FAULTS) console.log(name);
    return 0;
  }
  if (flags.once && command.length === 0) throw new CommanderError(USAGE, "once", "--once needs a command");
  if (flags.fault !== undefined && !FAULTS.includes(flags.fault))
    throw new CommanderError(USAGE, "fault", `there is no fault ${flags.fault}; \`--faults\` lists them`);
  const other = await runningLab();
  if (flags.fault !== undefined && other !== undefined) return breakFor(other.control, flags.fault, command);
  return inLab(command, flags);
}

async function inLab(command: readonly string[], flags: Flags): Promise<number> {
  const control = join(tmpdir(), `readiness-lab-${process.pid}.sock`);
  const starting = startLab({ deployed: flags.deploy, say, control });
  const lab = await Promise.race([starting, interrupted.then(() => undefined)]);
  if (lab === undefined) {
    await starting.then((late) => (isAbsent(late) ? undefined : late.stop())).catch(() => {});
    return INTERRUPTED;
  }
  if (isAbsent(lab)) {
    console.error(lab.absent);
    return 2;
  }
  try {
    const server = await serveControl(lab, control);
    try {
      if (flags.fault !== undefined) return await breakFor(control, flags.fault, command);
      if (command.length > 0) return await runIn(lab.project, command);
      console.error(howToReach(lab));
      await interrupted;
      return 0;
    } finally {
      server.close();
    }
  } finally {
    say("ends");
    await lab.stop();
  }
}

/** Breaks a running lab until the command has ended, or until somebody interrupts. */
async function breakFor(control: string, name: string, command: readonly string[]): Promise<number> {
  const held = await holdFault(control, name);
  const { title, blames, showsAfter, project } = held.about;
  say(`${title}. To blame: ${blames.join(", ")}${showsAfter > 0 ? `, after ${showsAfter} s` : ""}.`);
  try {
    if (command.length > 0) return await runIn(project, command);
    await interrupted;
    return 0;
  } finally {
    await held.takeBack();
    say("the fault is taken back");
  }
}

/** Runs a command in the lab's project and environment; returns its exit status. */
async function runIn(
  { folder, environment }: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
  [program = "", ...args]: readonly string[],
): Promise<number> {
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: "inherit" });
  void interrupted.then(() => child.kill("SIGINT"));
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  const [code] = await Promise.race([once(child, "exit"), failed]);
  return typeof code === "number" ? code : INTERRUPTED;
}

function howToReach(lab: Lab): string {
  const lines = HOSTS.flatMap((host) => {
    const { domain, publicAddress, vpnAddress } = PLACES[host];
    return [
      `  ${host.padEnd(7)} ${domain}: public ${publicAddress}, VPN ${vpnAddress}`,
      `          docker -H ${lab.engines.get(host)} ps`,
    ];
  });
  const { environment: env, folder } = lab.project;
  return [
    "lab: is up.",
    ...lines,
    `  names   ${RESOLVERS.map(({ address, port }) => `${address}:${port}`).join(", ")}`,
    `  trust   ${lab.authority.file}`,
    `  project ${folder}`,
    `          PULUMI_HOME=${env.PULUMI_HOME} PULUMI_BACKEND_URL=${env.PULUMI_BACKEND_URL} PULUMI_CONFIG_PASSPHRASE=`,
    "  Break it with `npm run lab -- --fault NAME` in another terminal; Ctrl-C ends it.",
  ].join("\n");
}

const program = new Command("lab")
  .description("Runs both hosts of the estate on this machine, with a real Docker engine each.")
  .argument("[command...]", "a command to run in the lab's project, with --once")
  .option("--once", "run the command in the lab, then end the lab with its status")
  .option("--fault <name>", "break one thing: in the lab that runs, otherwise in a new one; taken back at the end")
  .option("--faults", "list the faults")
  .option("--no-deploy", "only the hosts and their project, without any container")
  .passThroughOptions()
  .exitOverride()
  .action(async (command: string[], flags: Flags) => {
    process.exitCode = await run(command, flags);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.code === "once" || error.code === "fault") console.error(`lab: ${error.message}`);
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  } else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
// The promise of an interruption never settles by itself.
process.exit();
