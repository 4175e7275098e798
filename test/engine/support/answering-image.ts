import { type Absent, isAbsent } from "../../../toolchain/absent.ts";
import type { Dockerd } from "../../../toolchain/dockerd.ts";
import { importStandInImage } from "../../../toolchain/stand-in-image.ts";

const PLAIN = "stand-in/plain:1";

/** What a stand-in serves over HTTP. */
export type Served = {
  ports: readonly number[];
  /** What it answers, by path: `/api/ping`. A path that ends with `/` is that folder's page. */
  answers: Readonly<Record<string, string>>;
};

/** Gives the names to one stand-in image that answers under paths of its own, as the health tests of real images ask. */
export async function importAnsweringImage(
  daemon: Pick<Dockerd, "ask">,
  names: readonly string[],
  { ports, answers }: Served,
): Promise<undefined | Absent> {
  const missing = await importStandInImage(daemon, [PLAIN], { ports });
  if (missing !== undefined && isAbsent(missing)) return missing;
  const Id = await runScript(daemon, Object.entries(answers).map(writePage).join("\n"));
  for (const name of names) {
    const [repo = "", tag = ""] = name.split(":");
    const changes = ['ENTRYPOINT ["/bin/stand-in"]', "CMD []"].map((line): [string, string] => ["changes", line]);
    const query = new URLSearchParams([["container", Id], ["repo", repo], ["tag", tag], ...changes]);
    await daemon.ask({ method: "POST", path: `/commit?${query}` });
  }
  await daemon.ask({ method: "DELETE", path: `/containers/${Id}` });
}

/** Runs a script in a container without a network and leaves the container there; returns its id. */
async function runScript(daemon: Pick<Dockerd, "ask">, script: string): Promise<string> {
  const container = {
    Image: PLAIN,
    Entrypoint: ["/bin/sh", "-ec"],
    Cmd: [script],
    HostConfig: { NetworkMode: "none" },
  };
  const { Id } = (await daemon.ask({ method: "POST", path: "/containers/create", body: container })) as { Id: string };
  await daemon.ask({ method: "POST", path: `/containers/${Id}/start` });
  const { StatusCode } = (await daemon.ask({ method: "POST", path: `/containers/${Id}/wait` })) as {
    StatusCode: number;
  };
  if (StatusCode !== 0) throw new Error(`${PLAIN}: its pages could not be written (exit status ${StatusCode})`);
  return Id;
}

function writePage([path, answer]: [string, string]): string {
  const file = `/www${path}${path.endsWith("/") ? "index.html" : ""}`;
  if (`${file}${answer}`.includes("'")) throw new RangeError(`${path}: a page holds a single quote`);
  return `mkdir -p '${file.slice(0, file.lastIndexOf("/"))}'; printf '%s\\n' '${answer}' > '${file}'`;
}
