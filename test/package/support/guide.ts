import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../support/cli.ts";
import type { Consumer } from "./consumer.ts";

/** A command of the guide, and what became of it. */
export interface Walked {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/** What following the guide came to. */
export interface Walk {
  readonly walked: readonly Walked[];
  /** The workflow that is there in the end. */
  readonly workflow: string;
}

/** The commands of the beginning of the guide, up to its next chapter. */
export function commandsOfGuide(): readonly string[] {
  const [beginning = ""] = readFileSync(join(ROOT, "docs/guide.md"), "utf8").split("\n## ");
  return [...beginning.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap((block) =>
    (block[1] as string).trim().split("\n"),
  );
}

/**
 * Follows the guide word by word, in one shell and in a folder of its own. Only the installation is not npm's,
 * which would ask a registry: what the consumer has installed from the packed tarball moves there for the time.
 */
export function walkThrough(consumer: Consumer): Walk {
  const commands = commandsOfGuide();
  const install = commands.findIndex((command) => command.startsWith("npm install "));
  if (install < 0) throw new Error("the guide installs nothing");
  const folder = mkdtempSync(join(tmpdir(), "readiness-guide-"));
  const hosts = join(folder, "hosts");
  const installed = [join(consumer.folder, "node_modules"), join(hosts, "node_modules")] as const;
  const before = walk(consumer, folder, commands.slice(0, install));
  writeFileSync(join(hosts, "package.json"), manifest(commands[install] as string));
  renameSync(...installed);
  try {
    const installation = { command: commands[install] as string, code: 0, output: "" };
    const walked = [...before, installation, ...walk(consumer, hosts, commands.slice(install + 1))];
    return { walked, workflow: readFileSync(join(hosts, ".github/workflows/readiness.yml"), "utf8") };
  } finally {
    renameSync(installed[1], installed[0]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What npm writes into an empty folder. */
function manifest(command: string): string {
  const names = command
    .split(" ")
    .slice(2)
    .filter((word) => !word.startsWith("-"));
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const versions = { ...own.devDependencies, [own.name]: own.version };
  const entries = names.map((name) => {
    if (versions[name] === undefined) throw new Error(`the guide installs ${name}, which is not known here`);
    return [name, `^${versions[name]}`];
  });
  return `${JSON.stringify({ devDependencies: Object.fromEntries(entries) }, null, 2)}\n`;
}

const MARK = "-- end of command";
const IDENTITY = [
  "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null",
  "export GIT_AUTHOR_NAME=reader GIT_AUTHOR_EMAIL=reader@example.org",
  "export GIT_COMMITTER_NAME=reader GIT_COMMITTER_EMAIL=reader@example.org",
];

function walk(consumer: Consumer, folder: string, commands: readonly string[]): Walked[] {
  const lines = commands.flatMap((command) => [command, `echo "${MARK} $?"`]);
  const script = [`cd '${folder}'`, "exec 2>&1", ...IDENTITY, ...lines].join("\n");
  const outputs = consumer.run("bash", ["-c", script]).stdout.split(MARK);
  return commands.map((command, index) => ({
    command,
    // The code of a command stands behind its mark, before the output of the next one.
    code: Number(/^ (\d+)\n/.exec(outputs[index + 1] ?? "")?.[1] ?? Number.NaN),
    output: (outputs[index] ?? "").replace(/^ \d+\n/, ""),
  }));
}
