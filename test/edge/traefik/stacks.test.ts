import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { parse, stringify } from "yaml";
import { expectedContainers } from "../../../edge/traefik/dynamic/from-model.ts";
import { type Edge, edgesOf } from "../../../edge/traefik/of-stack.ts";
import { runProgram } from "../../../gate/program.ts";
import { findProject, readStackConfig } from "../../../gate/project.ts";
import type { Container } from "../../../model/container.ts";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import type { Stack } from "../../../model/stack.ts";
import { resolveAs } from "./oracle/ask.ts";
import { comparable, differences, resolved } from "./oracle/compare.ts";
import { freePorts } from "./oracle/flavours.ts";
import { needTraefik } from "./oracle/need.ts";

const project = findProject(join(import.meta.dirname, "../../.."));

const known = new Map<string, ReturnType<typeof load>>();

/** A program runs once in a process. */
function stackNamed(name: string): ReturnType<typeof load> {
  const stack = known.get(name) ?? load(name);
  known.set(name, stack);
  return stack;
}

async function load(name: string): Promise<{ readonly stack: Stack; readonly edge: Edge }> {
  const declared = readStack(name, await runProgram(project, name, readStackConfig(project, name)));
  const stack = { ...declared, containers: declared.containers.map(withoutNewerOption) };
  const [edge, ...more] = edgesOf(stack);
  if (edge === undefined || more.length > 0) throw new Error(`${name}: has not exactly one Traefik`);
  return { stack, edge };
}

for (const name of ["master", "lady"])
  test.serial(`everything that ${name} routes is enabled, and nothing about it is unknown`, async (t) => {
    const { edge } = await stackNamed(name);
    t.is(edge.problem, undefined);
    const { runtime } = edge;
    t.deepEqual(runtime?.unknown, []);
    t.is(runtime?.static.source, "flags");
    const routed = [...(runtime?.routers.values() ?? [])];
    t.true(routed.length > 8);
    for (const each of [...routed, ...(runtime?.middlewares.values() ?? []), ...(runtime?.services.values() ?? [])])
      t.deepEqual([each.status, each.faults], ["enabled", []], each.name);
    for (const { name: router, origins, provider } of routed)
      if (provider === "docker") t.truthy(origins[0]?.container?.locate(origins[0].at).path, router);
    t.deepEqual(
      (runtime?.dropped ?? []).filter(({ reason }) => reason !== "not-enabled"),
      [],
    );
  });

for (const name of ["master", "lady"])
  test.serial(`a real Traefik makes the same of ${name} as the resolver`, async (t) => {
    t.timeout(90_000);
    const { stack, edge } = await stackNamed(name);
    const ports = await freePorts(10);
    const traefik = await needTraefik(t, harmless(edge, ports));
    if (traefik === undefined) return;
    const users = join(tmpdir(), `traefik-users-${process.pid}-${name}`);
    writeFileSync(users, "somebody:$2y$05$abcdefghijklmnopqrstuv\n");
    const file = dynamicFile(edge).replaceAll(/\/run\/secrets\/[\w-]*users/g, users);
    const containers = expectedContainers(stack).containers.map((each, at) => ({
      ...each,
      networkMode: "bridge",
      networks: new Map([...each.networks.keys()].map((network) => [network, `127.8.0.${at + 1}`])),
      ports: [{ port: 80, binding: undefined }],
      declared: undefined,
    }));
    const shown = await traefik.ask(containers, new Map([["routes.yml", file]]));
    const ours = resolveAs(traefik.args, containers, file);
    t.deepEqual(differences(resolved(ours), comparable(shown)), []);
    const declared = [...(edge.runtime?.routers.values() ?? [])].filter(({ provider }) => provider !== "internal");
    t.deepEqual(
      declared.map((router) => router.name).sort(),
      [...shown.routers.keys()].filter((router) => !router.endsWith("@internal")).sort(),
    );
  });

/** Traefik 3.6.6 refuses the whole file for this option, which came with 3.6.9; the routes are compared without it. */
function withoutNewerOption(container: Container): Container {
  const files = container.files.map((file) => {
    if (!file.target.startsWith("/dynamic/")) return file;
    return { ...file, content: file.content?.replace(/^ *maxResponseBodySize: .*\n/gm, "") };
  });
  return Object.create(container, { files: { value: files, enumerable: true } }) as Container;
}

/** The stack's own flags on ports of loopback, without what would leave this machine or write to it. */
function harmless({ traefik }: Edge, ports: readonly number[]): string[] {
  const left =
    /^--(?:certificatesresolvers|accesslog|log|global|api\.insecure|providers\.file|providers\.docker\.endpoint|entrypoints\.traefik\.)/;
  let at = 0;
  return traefik.command
    .map(({ value }) => value)
    .filter((flag) => !left.test(flag))
    .map((flag) =>
      flag.replace(/(\.address=).*?(\/udp)?$/, (_, key, udp = "") => `${key}127.0.0.1:${ports[at++]}${udp}`),
    );
}

function dynamicFile({ traefik }: Edge): string {
  const [file, ...more] = traefik.files.filter(({ target }) => target.startsWith("/dynamic/"));
  if (file?.content === undefined || more.length > 0) throw new Error("Traefik has not exactly one dynamic file");
  const tree = parse(file.content);
  tree.http.routers = {
    ...tree.http.routers,
    marker: { rule: "MARKER_RULE", entryPoints: ["traefik"], service: "noop@internal" },
  };
  return stringify(tree);
}
