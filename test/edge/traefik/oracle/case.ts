import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { DockerContainer } from "../../../../edge/traefik/dynamic/docker-container.ts";
import type { RuntimeConfiguration } from "../../../../edge/traefik/runtime.ts";
import { freePorts } from "./flavours.ts";

/** A situation in a file of `test/edge/traefik/cases`, named after what comes of it. */
export interface Case {
  readonly name: string;
  readonly flags: readonly string[];
  readonly containers: readonly DockerContainer[];
  /** Dynamic configuration with the marker of the round. */
  readonly file: string;
  /** What the resolver says of things, by kind and name: `router app@docker`. */
  readonly expect: Readonly<Record<string, string>>;
}

interface Written {
  readonly flags?: string[];
  readonly containers: Record<string, WrittenContainer | null>;
  readonly file?: { tlsOptions?: object; routers?: object; services?: object; middlewares?: object };
  readonly expect: Record<string, string>;
}

interface WrittenContainer {
  readonly labels?: Record<string, string>;
  readonly status?: string;
  readonly health?: DockerContainer["health"];
  readonly networkMode?: string;
  readonly networks?: Record<string, string>;
  readonly ports?: number[];
}

const FOLDER = join(import.meta.dirname, "../cases");

export function readCases(): Case[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const { flags = [], containers, file: own, expect } = parse(readFileSync(join(FOLDER, file), "utf8")) as Written;
      return {
        name: file.replace(/\.yaml$/, ""),
        flags,
        containers: Object.entries(containers).map(([name, each]) => container(name, each ?? {})),
        file: dynamicFile(own ?? {}),
        expect,
      };
    });
}

function container(name: string, written: WrittenContainer): DockerContainer {
  return {
    id: name,
    name,
    labels: new Map(Object.entries(written.labels ?? {})),
    status: written.status ?? "running",
    health: written.health ?? "",
    networkMode: written.networkMode ?? "bridge",
    networks: new Map(Object.entries(written.networks ?? { edge: "127.9.0.1" })),
    ports: (written.ports ?? [80]).map((port) => ({ port, binding: undefined })),
    declared: undefined,
    labelFields: new Map(),
  };
}

function dynamicFile({ tlsOptions, routers, ...http }: NonNullable<Written["file"]>): string {
  const marker = { rule: "MARKER_RULE", entryPoints: ["traefik"], service: "noop@internal" };
  return stringify({
    http: { ...http, routers: { ...routers, marker } },
    ...(tlsOptions === undefined ? {} : { tls: { options: tlsOptions } }),
  });
}

/** The flags of a case, with the two entry points that all of them have, on free ports of loopback. */
export async function flagsOf({ flags }: Pick<Case, "flags">): Promise<string[]> {
  const [web, websecure] = await freePorts(2);
  return [
    `--entrypoints.web.address=127.0.0.1:${web}`,
    `--entrypoints.websecure.address=127.0.0.1:${websecure}`,
    ...flags,
  ];
}

/** What the runtime view says of one thing that a case names, in the words of the case. */
export function said(runtime: RuntimeConfiguration, subject: string, expected: string): string {
  const [kind = "", name = "", more] = subject.split(" ");
  if (kind === "dropped")
    return runtime.dropped.find((each) => each.what === name && each.name === more)?.reason ?? "not dropped";
  if (kind === "service") {
    const service = runtime.services.get(name);
    if (service === undefined) return "absent";
    const servers = expected.includes(" at ") ? ["at", ...service.servers.map(({ url }) => url).sort()] : [];
    return [service.status, ...service.faults.map((each) => each.kind), ...servers].join(" ");
  }
  const found = kind === "router" ? runtime.routers.get(name) : runtime.middlewares.get(name);
  if (found === undefined) return "absent";
  const words: string[] = [found.status, ...found.faults.map((each) => each.kind)];
  if ("using" in found && expected.includes(" on ")) words.push("on", ...found.using);
  if ("priority" in found && expected.includes(" priority ")) words.push("priority", String(found.priority));
  return words.join(" ");
}
