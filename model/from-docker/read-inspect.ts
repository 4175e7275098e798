import type { Container } from "../container.ts";
import { build, Inputs } from "../from-pulumi/inputs.ts";
import type { Location } from "../location.ts";
import type { Network, Problem, Stack, Volume } from "../stack.ts";
import { defineUnknown } from "../unknown.ts";
import type { Around } from "./around.ts";
import { readContainer } from "./container.ts";
import { type Inspection, inspectionsOf, isObject, type JsonObject } from "./documents.ts";
import { type InspectedImage, readImage } from "./image.ts";
import { describePath, Places } from "./places.ts";
import { readNetwork, readVolume } from "./resources.ts";
import { Sheet } from "./sheet.ts";
import { type RunningState, readState } from "./state.ts";

/** What is to be read: a file, or what an engine answered. */
export interface InspectInput {
  /** Name of the stack. */
  readonly stack: string;
  /** What `docker inspect` printed, parsed. */
  readonly document: unknown;
  /** The file that it was read from, with its text; undefined for a live engine. */
  readonly source?: { readonly file: string; readonly text: string };
  /** Version of the host's control groups, where the engine was asked; undefined is 2. */
  readonly cgroupVersion?: string;
}

/** A host as it runs. */
export interface Observed {
  /** As if it were declared, for rules. */
  readonly stack: Stack;
  readonly containers: readonly ObservedContainer[];
}

/** A container that exists on a host. */
export interface ObservedContainer {
  readonly name: string;
  /** With all that its image brings, for comparison with a declaration. */
  readonly container: Container;
  /** Undefined where the image was not inspected. */
  readonly image: InspectedImage | undefined;
  readonly state: RunningState;
}

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/**
 * Reads what `docker inspect` prints of containers, networks, volumes and images, in any mixture.
 *
 * Never throws for what the document holds: what cannot be read is a problem of the stack and unknown in the model.
 * A network or volume that is used and was not inspected is in the stack, and nothing but its name is known.
 */
export function readInspect({ stack, document, source, cgroupVersion }: InspectInput): Observed {
  const problems: Problem[] = [];
  const places = source === undefined ? undefined : new Places(source.file, source.text);
  const { inspections, unfit } = inspectionsOf(document);
  const top = (index: number | undefined): Location => {
    const segments = index === undefined ? [] : [index];
    const path = describePath(segments);
    return places?.locate(path, segments) ?? { path };
  };
  for (const { index } of unfit)
    problems.push({
      container: undefined,
      message: `${index === undefined ? "it" : `element ${index}`} is nothing that docker inspect prints of a container, network, volume or image, so it was not judged`,
      location: top(index),
    });
  const bodies = (kind: Inspection["kind"]) => inspections.filter((one) => one.kind === kind);
  const images = new Map<string, InspectedImage>();
  for (const { body, index } of bodies("image")) {
    const image = readImage(body);
    if (image !== undefined) images.set(image.id, image);
    else
      problems.push({ container: undefined, message: "an image has no Id, so it was not read", location: top(index) });
  }
  const found = named(bodies("container"));
  const around: Around = {
    stack,
    images,
    names: new Map(found.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name]]))),
    hostCgroupsByDefault: cgroupVersion === "1",
  };
  const containers = found.map((one) => readOne(one, around, places, problems));
  const resources = { problems, top };
  const networks = bodies("network").flatMap((one) => readNetwork(one, resources) ?? []);
  const volumes = bodies("volume").flatMap((one) => readVolume(one, resources) ?? []);
  const judged = containers.map(({ judged }) => judged);
  return {
    stack: {
      name: stack,
      containers: judged,
      networks: [...networks, ...missingNetworks(judged, networks)],
      volumes: [...volumes, ...missingVolumes(judged, volumes)],
      problems,
      secrets: new Set(),
    },
    containers: containers.map(({ judged: _judged, ...one }) => one),
  };
}

interface Found {
  readonly name: string;
  readonly id: string | undefined;
  readonly isNamed: boolean;
  readonly body: JsonObject;
  readonly index: number | undefined;
}

/** A name that is none could be anything; a made-up one stands in for it. */
function named(containers: readonly Inspection[]): Found[] {
  return containers.map(({ body, index }, position) => {
    const written = typeof body.Name === "string" ? body.Name.replace(/^\//, "") : "";
    const isNamed = NAME.test(written);
    const id = typeof body.Id === "string" ? body.Id : undefined;
    return { name: isNamed ? written : `container-${position + 1}`, id, isNamed, body, index };
  });
}

function readOne(found: Found, around: Around, places: Places | undefined, problems: Problem[]) {
  const { name, body, index, isNamed } = found;
  const sheet = new Sheet(name, places, index);
  const complaints = new Set<string>();
  const complain = (path: string, message: string, location: Location) => {
    if (complaints.has(path)) return;
    complaints.add(path);
    problems.push({ container: name, message, location });
  };
  const misread = (path: string, expected: string) =>
    complain(path, `${path} is not ${expected}, so no rule could judge it`, sheet.locatePath(path));
  if (!isNamed)
    complain(
      "name",
      "it has no name that the engine allows, so a made-up one stands in for it",
      sheet.locate(["Name"]),
    );
  const inputs = Inputs.of(body, name, misread);
  const image = typeof body.Image === "string" ? around.images.get(body.Image) : undefined;
  const read = { inputs, name, sheet, showsAll: showsAllPaths(body) };
  return {
    name,
    judged: readContainer({ ...read, around, image }),
    container: readContainer({ ...read, around: { ...around, hostCgroupsByDefault: false }, image: undefined }),
    image,
    state: readState(inputs),
  };
}

/** Null and a missing list leave the engine's own. */
function showsAllPaths({ HostConfig }: JsonObject): boolean {
  if (!isObject(HostConfig)) return false;
  return [HostConfig.MaskedPaths, HostConfig.ReadonlyPaths].every((list) => Array.isArray(list) && list.length === 0);
}

function missingNetworks(containers: readonly Container[], networks: readonly Network[]): Network[] {
  const used = usedNames(containers, (container) => container.networks.map(({ name }) => name));
  const known = knownNames(networks);
  return used
    .filter((name) => !known.has(name))
    .map((name) => {
      const network = build<Network>({
        name: () => name,
        internal: () => false,
        driver: () => undefined,
        subnets: () => [],
        external: () => true,
        locate: () => (field) => ({ path: `${name}.${field}` }),
      });
      for (const field of ["internal", "driver", "subnets"]) defineUnknown(network, field, `${name}.${field}`, CURE);
      return network;
    });
}

const CURE = "Inspect networks and volumes as well as containers.";

function missingVolumes(containers: readonly Container[], volumes: readonly Volume[]): Volume[] {
  const used = usedNames(containers, (container) =>
    container.mounts.flatMap(({ type, source }) => (type === "volume" && source !== undefined ? [source] : [])),
  );
  const known = knownNames(volumes);
  return used
    .filter((name) => !known.has(name))
    .map((name) => {
      const volume = build<Volume>({
        name: () => name,
        driver: () => undefined,
        options: () => [],
        external: () => true,
        locate: () => (field) => ({ path: `${name}.${field}` }),
      });
      for (const field of ["driver", "options"]) defineUnknown(volume, field, `${name}.${field}`, CURE);
      return volume;
    });
}

/** What cannot be read of a container is a problem already. */
function usedNames(containers: readonly Container[], read: (container: Container) => readonly string[]): string[] {
  const names = new Set<string>();
  for (const container of containers)
    try {
      for (const name of read(container)) names.add(name);
    } catch {
      // What it uses is unknown there, too.
    }
  return [...names];
}

function knownNames(resources: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(resources.map(({ name }) => name));
}
