import { type DriftCheck, REFRESH, WIDENS } from "../check.ts";

export const networks: DriftCheck = {
  id: "drift-networks",
  title: "It is on other networks than declared",
  why: "It reaches containers that nobody meant it to reach, or is found under another name, or not at all.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running, state }) {
    if (declared.networkMode?.startsWith("service:")) {
      const joins = running.networkMode?.startsWith("container:") === true;
      const message = joins
        ? "whether it joined the network of the declared service cannot be told from the container's name"
        : "it does not join the network of another container, unlike declared";
      yield { at: "networkMode", detail: "mode", message, ...(joins ? { undecided: true as const } : {}) };
      return;
    }
    if (declared.networkMode !== running.networkMode) {
      yield { at: "networkMode", detail: "mode", message: "its network mode is not the declared one" };
      return;
    }
    const found = new Map(running.networks.map((one) => [one.name, one]));
    const given = new Set([running.name, state.hostname, ...serviceOf(running)]);
    for (const { at, name, aliases, ipv4 } of declared.networks) {
      const there = found.get(name);
      found.delete(name);
      if (there === undefined) {
        yield { at, detail: name, message: `it is not on the declared network ${name}` };
        continue;
      }
      if (ipv4 !== undefined && ipv4 !== there.ipv4)
        yield { at, detail: `${name} address`, message: `its address on the network ${name} is not the declared one` };
      const names = new Set(there.aliases);
      for (const alias of new Set(aliases))
        if (!names.delete(alias) && alias !== running.name)
          yield { at, detail: `${name} ${alias}`, message: `it is not found as ${alias} on the network ${name}` };
      for (const alias of names)
        if (!given.has(alias))
          yield {
            at,
            detail: `${name} ${alias}`,
            message: `it is found as ${alias} on the network ${name}, which is not declared`,
          };
    }
    for (const name of found.keys())
      yield { at: "networks", detail: name, message: `it is on the network ${name}, which is not declared` };
  },
};

/** Compose lets a container be found under the name of its service. */
function serviceOf({ labels }: { readonly labels: readonly { key: string; value: string }[] }): string[] {
  return labels.filter(({ key }) => key === "com.docker.compose.service").map(({ value }) => value);
}
