import type { Container } from "../container.ts";
import { type Image, parseImage } from "../image.ts";
import { parseDuration } from "../units.ts";
import { defineUnknown } from "../unknown.ts";
import { type NetworkName, readAttachments } from "./attachments.ts";
import { type Draft, isUnknown, known, put, type Reading } from "./draft.ts";
import { type FileSections, readFiles } from "./files.ts";
import { readGpus } from "./gpus.ts";
import { readHealthcheck } from "./health.ts";
import { isExtension, SERVICE_KEYS } from "./keys.ts";
import { nameDependencies, readLogging, readRestart, type WrittenDependency } from "./lifecycle.ts";
import { capabilityName, readDevices, readNames, readSecurityOptions, readSettings, readUlimits } from "./lists.ts";
import { readMounts, type VolumeName } from "./mounts.ts";
import { readPorts } from "./ports.ts";
import {
  readBoolean,
  readBytes,
  readCores,
  readInteger,
  readLimit,
  readNetworkMode,
  readSwap,
  readText,
} from "./scalars.ts";
import { readBuildArguments, readEnvironment, readLabels, readWords } from "./texts.ts";
import { describeUnreadable, entriesOf, entryOf, type Kind, kindOf, type Value } from "./value.ts";

/** What reading a service needs to know of the file around it. */
export interface Surroundings {
  readonly project: string;
  readonly sections: FileSections;
  readonly networkName: NetworkName;
  readonly volumeName: VolumeName;
  readonly containerOf: (service: string) => string;
}

/** What was read of a service before the others were known. */
export interface Preview {
  /** The service's key. */
  readonly key: string;
  readonly service: Value;
  readonly draft: Draft;
  readonly name: string;
  readonly dependencies: Reading<readonly WrittenDependency[]>;
}

/** Turns one service into the model's container. What cannot be read is unknown in it and a problem of the draft. */
export function readService(preview: Preview, runsOnce: boolean, around: Surroundings): Container {
  const { service, draft, name, dependencies } = preview;
  const at = (key: string) => entryOf(service, key);
  const text = (field: string, key: string) => readText(draft, field, at(key));
  const flag = (field: string, key: string) => readBoolean(draft, field, at(key));
  const list = <T>(field: string, key: string, kinds: readonly Kind[], read: (value: Value) => T[]) =>
    readList(draft, field, at(key), kinds, read);
  const limit = <T>(field: string, own: string, deployed: Parameters<typeof readLimit>[4], read: LimitReader<T>) =>
    readLimit(draft, field, service, own, deployed, read);

  const fields: Readings<Omit<Container, "locate">> = {
    stack: known(around.project),
    name: known(name),
    source: known("compose"),
    image: readImage(draft, service),
    command: words(draft, "command", at("command")),
    entrypoint: words(draft, "entrypoint", at("entrypoint")),
    user: text("user", "user"),
    groups: list("groups", "group_add", LIST, (value) => readNames(draft, "groups", value)),
    env: readExtensible(draft, "env", at("environment"), (value) =>
      readEnvironment(draft, value, at("env_file"), around.sections.files),
    ),
    labels: readExtensible(draft, "labels", at("labels"), (value) =>
      readLabels(draft, value, at("label_file"), around.sections.files),
    ),
    files: readFiles(draft, at("configs"), at("secrets"), around.sections),
    ports: list("ports", "ports", LIST, (value) => readPorts(draft, value)),
    publishAllPorts: known(false),
    networkMode: readNetworkMode(draft, at("network_mode")),
    networks: readAttachments(draft, service, around.networkName),
    dns: list("dns", "dns", ["list", "text"], (value) => readNames(draft, "dns", value)),
    mounts: known(readMounts(draft, service, around.volumeName)),
    devices: list("devices", "devices", LIST, (value) => readDevices(draft, value)),
    readOnly: flag("readOnly", "read_only"),
    shmSize: readBytes(draft, "shmSize", at("shm_size")),
    privileged: flag("privileged", "privileged"),
    capAdd: list("capAdd", "cap_add", LIST, (value) => readNames(draft, "capAdd", value, capabilityName)),
    capDrop: list("capDrop", "cap_drop", LIST, (value) => readNames(draft, "capDrop", value, capabilityName)),
    securityOptions: list("securityOptions", "security_opt", LIST, (value) => readSecurityOptions(draft, value)),
    pidMode: text("pidMode", "pid"),
    ipcMode: text("ipcMode", "ipc"),
    utsMode: text("utsMode", "uts"),
    usernsMode: text("usernsMode", "userns_mode"),
    cgroupnsMode: text("cgroupnsMode", "cgroup"),
    cgroupParent: text("cgroupParent", "cgroup_parent"),
    runtime: text("runtime", "runtime"),
    init: flag("init", "init"),
    sysctls: list("sysctls", "sysctls", ["list", "map"], (value) => readSettings(draft, "sysctls", value)),
    ulimits: list("ulimits", "ulimits", ["map"], (value) => readUlimits(draft, value)),
    memory: limit("memory", "mem_limit", ["limits", "memory"], readBytes),
    memorySwap: readSwap(draft, "memorySwap", at("memswap_limit")),
    memoryReservation: limit("memoryReservation", "mem_reservation", ["reservations", "memory"], readBytes),
    cpus: readCores(draft, service),
    pidsLimit: limit("pidsLimit", "pids_limit", ["limits", "pids"], readInteger),
    restart: known(readRestart(draft, service)),
    runsOnce: known(runsOnce),
    healthcheck: readHealth(draft, at("healthcheck")),
    logging: readLogging(draft, at("logging")),
    stopTimeout: readSeconds(draft, at("stop_grace_period")),
    stopSignal: text("stopSignal", "stop_signal"),
    dependsOn: isUnknown(dependencies)
      ? dependencies
      : known(nameDependencies(draft, dependencies.known, around.containerOf)),
    deviceRules: list("deviceRules", "device_cgroup_rules", LIST, (value) => readNames(draft, "deviceRules", value)),
    gpus: readGpus(draft, at("gpus"), reservedDevices(service)),
    buildArguments: readBuildArguments(draft, at("build")),
    volumesFrom: list("volumesFrom", "volumes_from", LIST, (value) => readNames(draft, "volumesFrom", value)),
    links: list("links", "links", LIST, (value) => readNames(draft, "links", value)),
    terminal: readEither(flag("terminal", "tty"), flag("terminal", "stdin_open")),
    apiSocket: flag("apiSocket", "use_api_socket"),
  };
  // With all keys from the start: an object that grows by that many is slow to read, and every rule reads it.
  const container: Record<string, unknown> = { locate: (field: string) => draft.locate(field, service), ...fields };
  for (const [field, reading] of Object.entries(fields)) put(container, field, reading);
  complainOfKeys(draft, service);
  hideDeployed(draft, service, container);
  hideInherited(draft, service, container);
  return container as unknown as Container;
}

/** A reading for each field; optional ones may be left out. */
type Readings<T> = { readonly [K in keyof T]: Reading<T[K]> };

type LimitReader<T> = (draft: Draft, field: string, value: Value | undefined) => Reading<T | undefined>;

const LIST: readonly Kind[] = ["list"];

function readList<T>(
  draft: Draft,
  field: string,
  value: Value | undefined,
  kinds: readonly Kind[],
  read: (value: Value) => T[],
): Reading<T[]> {
  if (value === undefined) return known([]);
  draft.place(field, value);
  const wanted = kinds.map((kind) => `a ${kind}`).join(" or ");
  return kinds.includes(kindOf(value)) ? known(read(value)) : draft.refuseKind(value, wanted, `write ${wanted}`);
}

/** True as soon as one of them is. */
function readEither(one: Reading<boolean>, other: Reading<boolean>): Reading<boolean> {
  return one.known === true || (isUnknown(one) && other.known !== true) ? one : other;
}

/** A list to which a file that is not read may add, so that it is asked for even where the key is absent. */
function readExtensible<T>(
  draft: Draft,
  field: string,
  value: Value | undefined,
  read: (value: Value | undefined) => T[],
): Reading<T[]> {
  return value === undefined ? known(read(undefined)) : readList(draft, field, value, ["list", "map"], read);
}

function words(draft: Draft, field: string, value: Value | undefined): ReturnType<typeof readWords> {
  return value === undefined ? known([]) : readWords(draft, field, draft.place(field, value));
}

function readImage(draft: Draft, service: Value): Reading<Image | undefined> {
  const image = entryOf(service, "image");
  if (image !== undefined) return draft.parsed(draft.place("image", image), "an image reference", parseImage);
  const build = entryOf(service, "build");
  if (build !== undefined || entryOf(service, "extends") !== undefined) {
    if (build !== undefined) draft.place("image", build);
    return known(undefined);
  }
  return draft.refuse(service, "has neither image nor build", "name an image");
}

function readHealth(draft: Draft, value: Value | undefined): Reading<Container["healthcheck"]> {
  return value === undefined ? known(undefined) : readHealthcheck(draft, draft.place("healthcheck", value));
}

function reservedDevices(service: Value): Value | undefined {
  return entryOf(entryOf(entryOf(entryOf(service, "deploy"), "resources"), "reservations"), "devices");
}

/** Whole seconds, cut as compose does. */
function readSeconds(draft: Draft, value: Value | undefined): Reading<number | undefined> {
  if (value === undefined) return known(undefined);
  return draft.parsed(draft.place("stopTimeout", value), "a duration such as 1m30s", (text) => {
    const milliseconds = parseDuration(text);
    return milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000);
  });
}

function complainOfKeys(draft: Draft, service: Value): void {
  for (const [key, value] of entriesOf(service))
    if (!SERVICE_KEYS.has(key) && !isExtension(key))
      draft.complain(value, "is no key that compose knows, so it has no effect; correct it or take it out.");
}

/** Fields that `deploy` may hold are unknown where it cannot be read. */
function hideDeployed(draft: Draft, service: Value, container: object): void {
  const deploy = entryOf(service, "deploy");
  const resources = entryOf(deploy, "resources");
  const groups = [deploy, resources, entryOf(resources, "limits"), entryOf(resources, "reservations")];
  const flawed = groups.find((group) => group !== undefined && kindOf(group) !== "map");
  if (flawed === undefined) return;
  const flaw = draft.refuseKind(flawed, "a map", "write its settings below it");
  for (const field of ["memory", "memoryReservation", "cpus", "pidsLimit", "restart", "gpus"])
    defineUnknown(container, field, flaw.unknown, flaw.cure);
}

/** What `extends` adds to instead of leaving it alone. */
const COMBINED: ReadonlySet<string> = new Set(
  `env labels files ports networks dns mounts devices capAdd capDrop securityOptions sysctls ulimits groups
  healthcheck logging dependsOn deviceRules gpus buildArguments volumesFrom links`.split(/\s+/),
);
const OWN: ReadonlySet<string> = new Set("stack name source locate publishAllPorts runsOnce".split(" "));

/** With an `extends` that could not be resolved, what the service does not say itself is not known. */
function hideInherited(draft: Draft, service: Value, container: object): void {
  const inherited = entryOf(service, "extends");
  if (inherited === undefined) return;
  const { why, cure } =
    inherited.made?.kind === "unreadable" ? inherited.made : { why: describeUnreadable(inherited), cure: "correct it" };
  draft.complain(inherited, `${why}, so what the service inherits was not judged; ${cure}.`);
  for (const field of Object.keys(container))
    if (!OWN.has(field) && (COMBINED.has(field) || !draft.places.has(field)))
      defineUnknown(container, field, inherited.path, cure);
}
