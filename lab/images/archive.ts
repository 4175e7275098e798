import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, cp, link, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { type Absent, absent, isAbsent } from "../../toolchain/absent.ts";
import { buildOnce, cacheRoot, recipeHash } from "../../toolchain/cache.ts";
import { findOnPath } from "../../toolchain/path.ts";
import { BEHAVIOURS, repositoryOf } from "./behaviours.ts";
import { fillDatabases, fillForDumps, findDatabases, OPEN_FOLDERS, serverOf } from "./databases.ts";
import { copyWithLibraries } from "./libraries.ts";

const execute = promisify(execFile);

/** Programs that health checks call and that the stand-in does for. */
const DONE_FOR = [
  ...["curl", "wget", "dig", "python", "python3", "node", "php", "mariadb", "psql", "mongosh", "redis-cli", "openssl"],
  "cscli",
];
/** Programs that are taken from this machine with their libraries, since health checks use all of what they can. */
const REAL = ["bash", "iptables"];
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const TAR = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];

/** The programs that images consist of. */
export interface Programs {
  readonly standIn: string;
  readonly traefik: string;
  /** Whether the images of databases hold the servers of this machine, in place of something that answers like one. */
  readonly databases?: boolean;
}

/**
 * The file that `docker load` takes for all the images: two layers for all of them, the real Traefik and the
 * stand-in, and one configuration each, under the very name and tag that is declared. Built once for each set.
 */
export async function ensureImages(
  images: readonly string[],
  programs: Programs,
): Promise<{ readonly file: string } | Absent> {
  const names = [...new Set(images)].sort();
  const strangers = names.filter((image) => !isTraefik(image) && BEHAVIOURS[repositoryOf(image)] === undefined);
  if (strangers.length > 0)
    return absent(`lab/images/behaviours.ts: says nothing of the images ${strangers.join(", ")}.`);
  const busybox = (await findOnPath("busybox")) ?? (await findOnPath("busybox", "/bin:/usr/bin"));
  if (busybox === undefined) return absent("busybox: is not on PATH. Run `apt-get install busybox-static`.");
  const real = await Promise.all(REAL.map((name) => findOnPath(name)));
  if (real.some((file) => file === undefined)) return absent(`${REAL.join(" or ")}: is not on PATH.`);
  const databases = programs.databases ? await findDatabases() : [];
  if (isAbsent(databases)) return databases;
  const sources = ["archive.ts", "behaviours.ts", "libraries.ts", "databases.ts", "database.sh"].map((name) =>
    join(import.meta.dirname, name),
  );
  const hash = await recipeHash(
    [...sources, programs.standIn, busybox, ...(real as string[]), ...databases],
    [programs.traefik, ...names],
  );
  const folder = await buildOnce(join(cacheRoot(), `lab-images-${hash}`), async (temporary) => {
    const work = join(temporary, "work");
    await mkdir(work);
    const standIn = await layer(work, "stand-in", (root) =>
      fillStandIn(root, programs.standIn, busybox, real as string[]).then(() =>
        databases.length === 0 ? undefined : fillForDumps(root),
      ),
    );
    const traefik = await layer(work, "traefik", async (root) => {
      await mkdir(join(root, "bin"), { recursive: true });
      await link(programs.traefik, join(root, "bin/traefik")).catch(() =>
        cp(programs.traefik, join(root, "bin/traefik")),
      );
    });
    const servers =
      databases.length === 0
        ? undefined
        : await layer(work, "databases", (root) => fillDatabases(root, databases), OPEN_FOLDERS);
    const manifest = [];
    for (const image of names) {
      const server = servers === undefined ? undefined : serverOf(repositoryOf(image));
      const layers = isTraefik(image)
        ? [standIn, traefik]
        : server !== undefined && servers !== undefined
          ? [standIn, servers]
          : [standIn];
      const entrypoint = isTraefik(image)
        ? ["/bin/traefik"]
        : (server ?? ["/bin/stand-in", "serve", repositoryOf(image)]);
      const text = configuration(entrypoint, layers);
      const file = `${createHash("sha256").update(text).digest("hex")}.json`;
      await writeFile(join(work, file), text);
      manifest.push({ Config: file, RepoTags: [image], Layers: layers.map((one) => one.file) });
    }
    await writeFile(join(work, "manifest.json"), JSON.stringify(manifest));
    const files = [...new Set(["manifest.json", ...manifest.flatMap(({ Config, Layers }) => [Config, ...Layers])])];
    await execute("tar", [...TAR, "-cf", join(temporary, "images.tar"), "-C", work, ...files]);
    await rm(work, { recursive: true });
  });
  return { file: join(folder, "images.tar") };
}

function isTraefik(image: string): boolean {
  return repositoryOf(image) === "traefik";
}

interface Layer {
  readonly file: string;
  readonly digest: string;
}

async function layer(
  work: string,
  name: string,
  fill: (root: string) => Promise<void>,
  open: readonly string[] = [],
): Promise<Layer> {
  const root = join(work, `${name}.root`);
  await mkdir(root);
  await fill(root);
  await chmod(root, 0o755);
  for (const folder of open) await chmod(join(root, folder), 0o1777);
  const file = `${name}.tar`;
  await execute("tar", [...TAR, "-cf", join(work, file), "-C", root, "."]);
  await rm(root, { recursive: true });
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(work, file)), hash);
  return { file, digest: `sha256:${hash.digest("hex")}` };
}

/** The words of an image's configuration are part of its digest, so each image is one of its own. */
function configuration(entrypoint: readonly string[], layers: readonly Layer[]): string {
  return JSON.stringify({
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: "linux",
    config: { Entrypoint: entrypoint, Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(({ file }) => ({ created_by: file })),
  });
}

async function fillStandIn(root: string, standIn: string, busybox: string, real: readonly string[]): Promise<void> {
  for (const folder of ["bin", "etc/stand-in", "tmp", "usr", "app", "run/secrets", "var/lib"])
    await mkdir(join(root, folder), { recursive: true });
  await symlink("../bin", join(root, "usr/bin"));
  await symlink("bin", join(root, "sbin"));
  await cp(busybox, join(root, "bin/busybox"), { dereference: true });
  const own = new Set([...DONE_FOR, ...real.map((file) => file.split("/").at(-1) ?? "")]);
  const { stdout } = await execute(busybox, ["--list"]);
  for (const applet of stdout.split("\n").filter((name) => name !== "" && name !== "busybox" && !own.has(name)))
    await symlink("busybox", join(root, "bin", applet));
  await cp(standIn, join(root, "bin/stand-in"));
  await chmod(join(root, "bin/stand-in"), 0o755);
  for (const name of DONE_FOR) await symlink("stand-in", join(root, "bin", name));
  await symlink("/bin/stand-in", join(root, "app/healthcheck.sh"));
  await symlink("/bin/stand-in", join(root, "healthcheck.sh"));
  for (const file of real) await copyWithLibraries(root, file);
  await mkdir(join(root, "usr/share/nginx/html"), { recursive: true });
  await writeFile(join(root, "usr/share/nginx/html/index.html"), "<!doctype html><title>Welcome to nginx!</title>\n");
  await writeFile(join(root, "etc/stand-in/behaviour.json"), JSON.stringify(BEHAVIOURS));
  await writeFile(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
  await writeFile(join(root, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
  await chmod(join(root, "tmp"), 0o1777);
}
