import type { Deployment, Named } from "../container.ts";
import { build, type Inputs } from "./inputs.ts";

/** Containers whose mounts it takes over: elements of `volumes` with `fromContainer`. */
export function readVolumesFrom(inputs: Inputs): Named[] {
  const sources = inputs.objects("volumes", "volumesFrom", volumeSource, ["name"]);
  return sources.flatMap(({ at, name }) => (name === undefined ? [] : [{ at, name }]));
}

function volumeSource(inputs: Inputs, at: string): { at: string; name: string | undefined } {
  return { at, name: inputs.string("fromContainer") || undefined };
}

/** `gpus` knows nothing but `all`; `deviceRequests` names drivers and numbers. */
export function readGpus(inputs: Inputs): Named[] {
  const all = inputs.string("gpus");
  const requests = inputs.objects("deviceRequests", "deviceRequests", deviceRequest, ["name"]);
  return [...(all ? [{ at: "gpus", name: all }] : []), ...requests];
}

function deviceRequest(inputs: Inputs, at: string): Named {
  return build<Named>({
    at: () => at,
    name: () =>
      inputs.number("count") === -1 ? "all" : `${inputs.list("deviceIds").length || inputs.number("count") || 0}`,
  });
}

/** Seconds; the provider's default. */
const WAIT_TIMEOUT = 60;

/** @see Deployment */
export function readDeployment(inputs: Inputs): Deployment {
  const flag = (key: string, absent: boolean) => () => inputs.boolean(key) ?? absent;
  return build<Deployment>({
    at: () => "deployment",
    start: flag("start", true),
    wait: flag("wait", false),
    waitTimeout: () => inputs.number("waitTimeout") ?? WAIT_TIMEOUT,
    attach: flag("attach", false),
    logs: flag("logs", false),
    rm: flag("rm", false),
    // Zero is the provider's default: no grace at all.
    destroyGrace: () => inputs.number("destroyGraceSeconds") || undefined,
  });
}
