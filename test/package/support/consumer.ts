import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Ran, ROOT } from "../../support/cli.ts";

/** A file of the packed package. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

/** A project of somebody else that has installed the packed package. */
export interface Consumer {
  readonly folder: string;
  readonly packed: readonly PackedFile[];
  /** Bytes of the tarball. */
  readonly size: number;
  /** Writes files into the project. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program in the project. */
  run(command: string, args: readonly string[]): Ran;
  remove(): void;
}

/** Peers that the project brings itself, at the versions that this repository is tested with. */
const PEERS = ["@pulumi/command", "@pulumi/docker", "@pulumi/policy", "@pulumi/pulumi"] as const;

/**
 * Packs this repository and installs the tarball into an empty project; takes about half a minute, most
 * of it npm's. What npm needs lies in its cache after `npm ci`, because the project starts from the same lock.
 */
export function installedElsewhere(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), "readiness-package-"));
  const run = (command: string, args: readonly string[], cwd = folder): Ran => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd,
      env: environment(),
      encoding: "utf8",
      timeout: 150_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, stdout, stderr };
  };
  const done = (ran: Ran, what: string) => {
    if (ran.code !== 0) throw new Error(`${what} ended with ${ran.code}: ${ran.stderr.slice(-2000)}`);
    return ran.stdout;
  };
  const packing = done(
    run("npm", ["pack", "--json", "--loglevel=error", "--pack-destination", folder], ROOT),
    "npm pack",
  );
  const [report] = JSON.parse(packing.slice(packing.indexOf("[\n"))) as [
    { filename: string; size: number; files: PackedFile[] },
  ];
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write(manifests(report.filename));
  done(
    run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]),
    "npm install",
  );
  return {
    folder,
    packed: report.files,
    size: report.size,
    write,
    run: (command, args) => run(command, args),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function manifests(tarball: string): Record<string, string> {
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const manifest = {
    name: "consumer",
    version: "1.0.0",
    private: true,
    type: "module",
    main: "index.ts",
    dependencies: {
      "pulumi-readiness": `file:${tarball}`,
      ...Object.fromEntries(PEERS.map((name) => [name, own.devDependencies[name]])),
    },
  };
  const { dependencies } = manifest;
  const packages = { ...lock.packages, "": { name: "consumer", version: "1.0.0", dependencies } };
  return {
    "package.json": JSON.stringify(manifest),
    "package-lock.json": JSON.stringify({ ...lock, name: "consumer", packages }),
  };
}

/** That of this process, without what an `npm test` around it says about this repository. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local_prefix|config_omit)/.test(name) && name !== "INIT_CWD",
  );
  const path = [join(ROOT, "node_modules/.bin"), process.env.PATH].join(":");
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: "1", FORCE_COLOR: undefined };
}
