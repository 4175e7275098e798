import { posix } from "node:path";
import { Unseen } from "../../source.ts";
import type { Engine } from "./engine.ts";
import { EngineError } from "./engine-error.ts";
import type { StoreValue } from "./values.ts";

/** Links that are followed. */
const MOST_LINKS = 5;
/** Of Go's `fs.FileMode`: what the file is stands in the upper bits. */
const LINK = 0x0800_0000;
const PERMISSIONS = 0o777;

/**
 * The mode of a file as the container sees it. Only its header is asked for, never the file.
 * https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerArchiveInfo
 *
 * @throws Unseen where there is no such file.
 */
export async function readStore(
  engine: Engine,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<StoreValue> {
  let at = path;
  for (let link = 0; link <= MOST_LINKS; link++) {
    const headers = await engine.head(
      `/containers/${encodeURIComponent(container)}/archive?path=${encodeURIComponent(at)}`,
      signal,
    );
    const { mode, linkTarget } = statOf(headers["x-docker-container-path-stat"]);
    if ((mode & LINK) === 0 || linkTarget === "") return { mode: mode & PERMISSIONS };
    at = posix.resolve(posix.dirname(at), linkTarget);
  }
  throw new Unseen("protocol", `the engine: a file of ${container} is a link that leads nowhere`);
}

/** @throws EngineError where it is not what an engine says of a file. */
function statOf(header: string | readonly string[] | undefined): { mode: number; linkTarget: string } {
  try {
    const text = Buffer.from(String(header), "base64").toString("utf8");
    const { mode, linkTarget } = JSON.parse(text) as { mode?: unknown; linkTarget?: unknown };
    if (typeof mode === "number" && Number.isInteger(mode) && mode >= 0)
      return { mode, linkTarget: typeof linkTarget === "string" ? linkTarget : "" };
  } catch {
    // Told below, as every other answer that is none.
  }
  throw new EngineError("its answer is not that of a Docker engine");
}
