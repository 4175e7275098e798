import { build, Inputs } from "../from-pulumi/inputs.ts";
import type { Location } from "../location.ts";
import type { Network, Problem, Volume } from "../stack.ts";
import type { Inspection } from "./documents.ts";

interface Surroundings {
  readonly problems: Problem[];
  readonly top: (index: number | undefined) => Location;
}

/** Reads one inspection of a network; undefined, with a problem, where it has no name. */
export function readNetwork(inspection: Inspection, around: Surroundings): Network | undefined {
  const read = opened(inspection, "network", around);
  if (read === undefined) return undefined;
  const { name, inputs, location } = read;
  return build<Network>({
    name: () => name,
    internal: () => inputs.boolean("Internal") ?? inputs.reject("Internal", "true or false"),
    driver: () => inputs.string("Driver"),
    subnets: () =>
      (inputs.object("IPAM")?.objects("Config", "", subnet, ["subnet"]) ?? []).flatMap(({ subnet }) => subnet ?? []),
    external: () => false,
    locate: () => (field) => ({ ...location, path: `${name}.${field}` }),
  });
}

function subnet(config: Inputs, at: string): { at: string; subnet: string | undefined } {
  return build<{ at: string; subnet: string | undefined }>({ at: () => at, subnet: () => config.string("Subnet") });
}

/** Reads one inspection of a volume; undefined, with a problem, where it has no name. */
export function readVolume(inspection: Inspection, around: Surroundings): Volume | undefined {
  const read = opened(inspection, "volume", around);
  if (read === undefined) return undefined;
  const { name, inputs, location } = read;
  return build<Volume>({
    name: () => name,
    driver: () => inputs.string("Driver"),
    options: () => {
      const options = inputs.object("Options");
      return (options?.keys() ?? []).map((key) => ({ key, value: options?.string(key) ?? "" }));
    },
    external: () => false,
    locate: () => (field) => ({ ...location, path: `${name}.${field}` }),
  });
}

function opened({ body, index }: Inspection, kind: string, { problems, top }: Surroundings) {
  const location = top(index);
  const name = body.Name;
  if (typeof name !== "string" || !/^[\w][\w.-]{0,254}$/.test(name)) {
    const message = `a ${kind} has no name that the engine allows, so it was not read`;
    problems.push({ container: undefined, message, location });
    return undefined;
  }
  const misread = (path: string, expected: string) =>
    problems.push({
      container: undefined,
      message: `${path} is not ${expected}, so no rule could judge it`,
      location: { ...location, path },
    });
  return { name, location, inputs: Inputs.of(body, name, misread) };
}
