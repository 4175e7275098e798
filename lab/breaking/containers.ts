import { posix } from "node:path";
import type { HostName } from "../../stacks/settings.ts";
import { askEngine, type Inspected, inspect, untilWell } from "../engine.ts";
import { servicesOf } from "../estate.ts";
import type { Listener } from "../images/behaviours.ts";
import type { Lab } from "../lab.ts";
import { tarOf } from "../tar.ts";

/** What makes good what a fault has done. */
export type Mend = () => Promise<void>;

/** How an application answers while it is broken; lab/stand-in/behaviour.go reads it. */
export interface Page {
  readonly status?: number;
  readonly body?: string;
  /** Of a redirect; `{host}` is the name that the visitor asked for. */
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly delay?: number;
}

/** What is wrong with a stand-in. */
export interface Misbehaviour {
  readonly visitors?: Page;
  readonly health?: Page;
  readonly deaf?: readonly number[];
  readonly close?: readonly number[];
  readonly listen?: readonly Listener[];
  readonly replies?: Readonly<Record<string, string>>;
  readonly memory?: number;
  readonly exit?: number;
}

/** Makes a stand-in behave badly while it runs. */
export async function misbehave(lab: Lab, host: HostName, name: string, how: Misbehaviour): Promise<Mend> {
  await put(lab, host, name, "/etc/stand-in/fault.json", JSON.stringify(how));
  return async () => {
    await put(lab, host, name, "/etc/stand-in/fault.json", "{}");
    // What was opened, closed and taken stays so in the process.
    if (how.close ?? how.listen ?? how.memory)
      await askEngine(lab, host, { method: "POST", path: `/containers/${name}/restart?t=2` });
    await untilWell(lab, host, [name]);
  };
}

/** Writes a file into a container. */
export async function put(lab: Lab, host: HostName, name: string, path: string, text: string): Promise<void> {
  const folder = encodeURIComponent(posix.dirname(path));
  const body = tarOf(posix.basename(path), text);
  await askEngine(lab, host, { method: "PUT", path: `/containers/${name}/archive?path=${folder}`, body });
}

/** Stops containers, in order; the mending starts them again in the opposite order. */
export async function stop(lab: Lab, host: HostName, ...names: readonly string[]): Promise<Mend> {
  for (const name of names) await askEngine(lab, host, { method: "POST", path: `/containers/${name}/stop?t=2` });
  return async () => {
    for (const name of [...names].reverse())
      await askEngine(lab, host, { method: "POST", path: `/containers/${name}/start` });
    await untilWell(lab, host);
  };
}

/** Changes what `docker update` can change of a container; the mending gives the old values back. */
export async function update(
  lab: Lab,
  host: HostName,
  name: string,
  change: Readonly<Record<string, unknown>>,
): Promise<Mend> {
  const { HostConfig } = await inspect(lab, host, name);
  const before = Object.fromEntries(Object.keys(change).map((key) => [key, HostConfig[key]]));
  const send = (body: object) => askEngine(lab, host, { method: "POST", path: `/containers/${name}/update`, body });
  await send(change);
  return async () => {
    await send(before);
  };
}

/** Between two looks at the health of a container that was made anew, since the next step waits for it; nanoseconds. */
const WAIT = 4e9;

/** How a container is made: what the engine is told of it. */
export interface Making {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly networks: Inspected["NetworkSettings"]["Networks"];
}

/**
 * Makes a container anew in another way, with the files that the declaration puts into it; the mending makes it as
 * it was.
 */
export async function remake(lab: Lab, host: HostName, name: string, change: (was: Making) => Making): Promise<Mend> {
  const found = await inspect(lab, host, name);
  const { Hostname, ...Config } = found.Config;
  const was: Making = {
    Config: found.Id.startsWith(Hostname ?? "-") ? Config : found.Config,
    HostConfig: found.HostConfig,
    networks: found.NetworkSettings.Networks,
  };
  const files = await filesOf(lab, host, name);
  await makeAgain(lab, host, name, change(was), files);
  return async () => {
    await makeAgain(lab, host, name, was, files);
    await untilWell(lab, host);
  };
}

/** Removes a container; the mending makes it again. */
export async function remove(lab: Lab, host: HostName, name: string): Promise<Mend> {
  const mend = await remake(lab, host, name, (was) => was);
  await askEngine(lab, host, { method: "DELETE", path: `/containers/${name}?force=true` });
  return mend;
}

async function makeAgain(lab: Lab, host: HostName, name: string, making: Making, files: ReadonlyMap<string, Buffer>) {
  await askEngine(lab, host, { method: "DELETE", path: `/containers/${name}?force=true` }).catch(() => {});
  const [first, ...others] = Object.entries(making.networks).map(([network, { Aliases, IPAMConfig }]) => ({
    network,
    // The engine adds the short id of the container that it was.
    endpoint: { IPAMConfig, Aliases: (Aliases ?? []).filter((alias) => !/^[0-9a-f]{12}$/.test(alias)) },
  }));
  const networking = first === undefined ? {} : { EndpointsConfig: { [first.network]: first.endpoint } };
  await askEngine(lab, host, {
    method: "POST",
    path: `/containers/create?name=${name}`,
    longestWait: WAIT,
    body: {
      ...making.Config,
      HostConfig: { ...making.HostConfig, ...(first === undefined ? {} : { NetworkMode: first.network }) },
      NetworkingConfig: networking,
    },
  });
  for (const { network, endpoint } of others)
    await askEngine(lab, host, {
      method: "POST",
      path: `/networks/${network}/connect`,
      body: { Container: name, EndpointConfig: endpoint },
    });
  for (const [folder, body] of files)
    await askEngine(lab, host, {
      method: "PUT",
      path: `/containers/${name}/archive?path=${encodeURIComponent(folder)}`,
      body,
    });
  await askEngine(lab, host, { method: "POST", path: `/containers/${name}/start` });
}

/** Files that the declaration puts into a container, as archives by the folder that they go to. */
async function filesOf(lab: Lab, host: HostName, name: string): Promise<Map<string, Buffer>> {
  const files = servicesOf(host).find((service) => service.name === name)?.files ?? [];
  const folders = [...new Set(files.map(({ path }) => posix.dirname(path)))];
  const archives = await Promise.all(
    folders.map(async (folder): Promise<[string, Buffer]> => {
      const path = `/containers/${name}/archive?path=${encodeURIComponent(folder)}`;
      return [posix.dirname(folder), await askEngine(lab, host, { path })];
    }),
  );
  return new Map(archives);
}
