import type { Stack, Volume } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { plainVolume } from "../../cure/edit.ts";
import { findKnown } from "../../each.ts";
import { holdsEngineSocket, isEngineSocket } from "../../mounts/engine-socket.ts";
import { cleanPath } from "../../mounts/host-path.ts";
import { cis, owasp, page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

interface Use {
  readonly at: string;
  readonly volume: string;
}

export default stackRule<readonly Use[]>({
  id: "engine-socket-volume",
  title: "A named volume is a host folder that holds the engine's socket",
  why: "A volume with the option `device` is a bind mount by another name: whoever reaches the socket through it is root on the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.32"),
    owasp("1"),
    page("Local volume driver options", "https://docs.docker.com/reference/cli/docker/volume/create/#opt"),
  ],
  remedy: "Let `device` name the folder that the service needs, or leave the option out.",
  cure: ({ detail = "" }) => [
    plainVolume(detail, "which folder the service needs; a volume without options is one of its own"),
  ],
  appliesTo: (container) => container.mounts.some(({ type }) => type === "volume") || "it mounts no named volume",
  collect: (container) =>
    container.mounts
      .filter(({ type }) => type === "volume")
      .flatMap(({ at, source }) => (source === undefined ? [] : [{ at, volume: source }])),
  *check(contributions, { stack }) {
    for (const { container, value } of contributions)
      for (const { at, volume } of value)
        try {
          const folder = hostFolder(stack, volume);
          if (folder !== undefined)
            yield {
              container,
              at,
              detail: volume,
              message: `the volume ${volume} is ${folder} of the host, which leads to the engine's socket`,
            };
        } catch (error) {
          if (!(error instanceof UnknownValue)) throw error;
          yield {
            container,
            at,
            undecided: `${error.path} is not known yet, so the volume ${volume} may be a folder of the host`,
          };
        }
  },
});

function hostFolder(stack: Stack, name: string): string | undefined {
  const volume = findKnown(stack.volumes, (candidate) => candidate.name === name);
  const device = volume && bound(volume);
  if (device === undefined) return undefined;
  const path = cleanPath(device);
  return path === "/" || holdsEngineSocket(path) || isEngineSocket(path) ? path : undefined;
}

/** The host path behind a volume of the local driver: `device` with the type `none` or the option `bind`. */
function bound(volume: Volume): string | undefined {
  const option = (key: string) => findKnown(volume.options, (candidate) => candidate.key === key)?.value;
  const device = option("device");
  if (device === undefined) return undefined;
  return option("type") === "none" || (option("o") ?? "").split(",").some((word) => word === "bind" || word === "rbind")
    ? device
    : undefined;
}
