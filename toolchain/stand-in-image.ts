import { execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Absent, absent } from "./absent.ts";
import type { DockerRequest } from "./docker-api.ts";
import { findOnPath } from "./path.ts";

/**
 * The first process of a stand-in container. Its arguments are the container's command: ports to serve HTTP on, or a
 * program of the image, which then runs instead. Any other command belongs to the real image and is passed over.
 */
const ENTRYPOINT = `#!/bin/sh
case "$1" in
  "" | [0-9]*) ;;
  *) if command -v "$1" >/dev/null 2>&1; then exec "$@"; else set --; fi ;;
esac
for port in \${@:-$STAND_IN_PORTS}; do httpd -p "$port" -h /www || echo "stand-in: port $port is not to be had" >&2; done
trap 'exit 0' TERM INT
while :; do sleep 3600 & wait $!; done
`;

/**
 * Health checks of real images like to call curl: this one fetches the address among its arguments and fails as
 * `curl -f` does. (busybox's own time limit, `wget -T`, crashes in Debian 12's static build.)
 */
const CURL = `#!/bin/sh
for argument in "$@"; do case "$argument" in http://*) url=$argument ;; esac; done
exec timeout 5 wget -q -O - "$url"
`;

/** How the image is to behave. */
export type StandInImage = {
  /** The ports that a container without a command serves HTTP on; 80 if not given. */
  ports?: readonly number[];
  /** What it answers to every visitor of `/`; `stand-in` if not given. */
  answer?: string;
};

/**
 * Makes one small image out of busybox and gives it all the names (`name:tag`), so that a stack whose images cannot
 * be pulled here starts as declared. It holds sh, httpd, wget, nc and the rest of busybox, and a script that does for `curl`.
 */
export async function importStandInImage(
  daemon: { ask(request: DockerRequest): Promise<unknown> },
  names: readonly string[],
  image: StandInImage = {},
): Promise<undefined | Absent> {
  const busybox = (await findOnPath("busybox")) ?? (await findOnPath("busybox", "/bin:/usr/bin"));
  if (busybox === undefined) return absent("busybox: is not on PATH. Run `apt-get install busybox-static`.");
  const root = await mkdtemp(join(tmpdir(), "rdy-image-"));
  try {
    await fillRoot(root, busybox, image.answer ?? "stand-in");
    const [first = "", ...others] = names;
    const changes = [
      "ENV PATH=/bin:/usr/bin:/sbin:/usr/sbin",
      `ENV STAND_IN_PORTS="${(image.ports ?? [80]).join(" ")}"`,
      'ENTRYPOINT ["/bin/stand-in"]',
    ];
    const query = new URLSearchParams([
      ["fromSrc", "-"],
      ...nameOf(first),
      ...changes.map((line): [string, string] => ["changes", line]),
    ]);
    const tar = spawn("tar", ["-C", root, "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
    const answer = await daemon.ask({ method: "POST", path: `/images/create?${query}`, body: tar.stdout });
    // The daemon reports a failed import inside an answer that says 200.
    if (JSON.stringify(answer).includes("errorDetail")) throw new Error(`${first}: cannot be imported: ${answer}`);
    for (const other of others) {
      const name = new URLSearchParams(nameOf(other));
      await daemon.ask({ method: "POST", path: `/images/${encodeURIComponent(first)}/tag?${name}` });
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function nameOf(reference: string): [string, string][] {
  const colon = reference.lastIndexOf(":");
  if (colon <= reference.lastIndexOf("/") || reference.includes("@"))
    throw new Error(
      `${reference}: a stand-in image needs a name and a tag (\`name:tag\`); a digest cannot be stood in for.`,
    );
  return [
    ["repo", reference.slice(0, colon)],
    ["tag", reference.slice(colon + 1)],
  ];
}

async function fillRoot(root: string, busybox: string, answer: string): Promise<void> {
  for (const folder of ["bin", "etc", "tmp", "usr", "www"]) await mkdir(join(root, folder));
  await symlink("../bin", join(root, "usr/bin"));
  await cp(busybox, join(root, "bin/busybox"), { dereference: true });
  const { stdout } = await promisify(execFile)(busybox, ["--list"]);
  for (const applet of stdout.split("\n").filter((name) => name !== "" && name !== "busybox"))
    await symlink("busybox", join(root, "bin", applet));
  await writeProgram(join(root, "bin/stand-in"), ENTRYPOINT);
  await writeProgram(join(root, "bin/curl"), CURL);
  await writeFile(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
  await writeFile(join(root, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
  await writeFile(join(root, "www/index.html"), `${answer}\n`);
  await chmod(join(root, "tmp"), 0o1777);
  // Made for its owner alone, and in the image other users have to get in, too.
  await chmod(root, 0o755);
}

async function writeProgram(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, 0o755);
}
