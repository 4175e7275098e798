import type { Container } from "../../model/container.ts";
import {
  type Beside,
  type Change,
  Entry,
  NoWords,
  type Path,
  parsePath,
  type Spelling,
  type Written,
} from "./change.ts";
import type { Edit, Secret, Wanted, WantedEntry, WantedMount } from "./edit.ts";
import { changed, type ElementField, elementField, elementsOf, nameOf, partOf } from "./field.ts";
import { newNames } from "./new-names.ts";

const MEBIBYTE = 1024 * 1024;

type Write = (value: Wanted) => Written;

const asIs: Write = (value) => value;
const megabytes: Write = (value) => (value === -1 ? -1 : Math.ceil(Number(value) / MEBIBYTE));
const duration: Write = (value) => `${Number(value) / 1000}s`;

/**
 * Settings of the model as arguments of docker.Container (@pulumi/docker 5).
 * https://www.pulumi.com/registry/packages/docker/api-docs/container/
 */
const SETTINGS: Readonly<Record<string, readonly [keys: readonly string[], write: Write]>> = {
  name: [["name"], asIs],
  image: [["image"], asIs],
  user: [["user"], asIs],
  networkMode: [["networkMode"], asIs],
  publishAllPorts: [["publishAllPorts"], asIs],
  readOnly: [["readOnly"], asIs],
  shmSize: [["shmSize"], megabytes],
  privileged: [["privileged"], asIs],
  pidMode: [["pidMode"], asIs],
  ipcMode: [["ipcMode"], asIs],
  usernsMode: [["usernsMode"], asIs],
  cgroupnsMode: [["cgroupnsMode"], asIs],
  cgroupParent: [["cgroupParent"], asIs],
  runtime: [["runtime"], asIs],
  memory: [["memory"], megabytes],
  memorySwap: [["memorySwap"], megabytes],
  memoryReservation: [["memoryReservation"], megabytes],
  cpus: [["cpus"], String],
  stopTimeout: [["stopTimeout"], asIs],
  "restart.policy": [["restart"], asIs],
  "restart.maxRetries": [["maxRetryCount"], asIs],
  "healthcheck.test": [["healthcheck", "tests"], asIs],
  "healthcheck.timeout": [["healthcheck", "timeout"], duration],
  "logging.driver": [["logDriver"], asIs],
  "deployment.attach": [["attach"], asIs],
  "deployment.destroyGrace": [["destroyGraceSeconds"], asIs],
  "deployment.logs": [["logs"], asIs],
  "deployment.rm": [["rm"], asIs],
  "deployment.start": [["start"], asIs],
  "deployment.wait": [["wait"], asIs],
  "deployment.waitTimeout": [["waitTimeout"], asIs],
};

/** Lists of the model whose elements stand in one list of the arguments. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  groups: ["groupAdds"],
  env: ["envs"],
  labels: ["labels"],
  files: ["uploads"],
  ports: ["ports"],
  networks: ["networksAdvanced"],
  dns: ["dns"],
  devices: ["devices"],
  capAdd: ["capabilities", "adds"],
  capDrop: ["capabilities", "drops"],
  securityOptions: ["securityOpts"],
  command: ["command"],
  entrypoint: ["entrypoints"],
  "healthcheck.test": ["healthcheck", "tests"],
  ulimits: ["ulimits"],
  deviceRules: ["deviceCgroupRules"],
  gpus: ["deviceRequests"],
  volumesFrom: ["volumes"],
};

/**
 * Spells edits as changes of the arguments of docker.Container.
 *
 * @throws NoWords where it has no argument for one of them.
 */
export function spellPulumi(container: Container, edits: readonly Edit[]): Spelling {
  const changes: Change[] = [];
  const beside: Beside[] = [];
  for (const edit of edits) {
    if (edit.kind === "plain-volume") {
      beside.push({ kind: "plain-volume", name: edit.volume, ...decided(edit) });
      continue;
    }
    beside.push(...newNames(container, edit));
    changes.push(...spell(container, edit));
  }
  return { changes, beside };
}

type ContainerEdit = Exclude<Edit, { kind: "plain-volume" }>;

function spell(container: Container, edit: ContainerEdit): Change[] {
  if (edit.kind === "join") return [added(container, "networks", ["networksAdvanced"], { name: edit.network }, edit)];
  if (edit.kind === "add") return [addition(container, edit)];
  const element = elementField(edit.field);
  if (element !== undefined) return element.list === "mounts" ? mount(container, edit) : [inList(container, edit)];
  if (edit.field === "terminal")
    return ["tty", "stdinOpen"].map((key) => ({ op: "remove", keys: [key], place: [key] }));
  if (edit.field === "gpus" && edit.kind === "set")
    return [
      { op: "remove", keys: ["gpus"], place: ["gpus"] },
      added(container, "", ["deviceRequests"], request(edit.value), edit),
    ];
  const option = /^(sysctls|logging\.options)\.(.+)$/.exec(edit.field);
  if (option !== null) {
    const keys = [option[1] === "sysctls" ? "sysctls" : "logOpts", option[2] as string];
    return [setting(keys, asIs, edit)];
  }
  const list = LISTS[edit.field];
  if (list !== undefined && edit.kind === "remove")
    return [{ op: "remove", keys: list, place: list, ...decided(edit) }];
  const known = SETTINGS[edit.field];
  if (known === undefined) throw new NoWords(edit.field);
  return [setting(...known, edit)];
}

function setting(keys: readonly string[], write: Write, edit: ContainerEdit): Change {
  return edit.kind === "set"
    ? { op: "set", keys, place: keys, value: write(edit.value), ...decided(edit) }
    : { op: "remove", keys, place: keys, ...decided(edit) };
}

function addition(container: Container, edit: Extract<Edit, { kind: "add" }>): Change {
  const { field, value } = edit;
  if (field === "mounts") {
    const wanted = value as WantedMount;
    if (wanted.type === "tmpfs") {
      const keys = ["tmpfs", wanted.target];
      return { op: "set", keys, place: keys, value: "", ...decided(edit) };
    }
    return added(container, "mounts", ["volumes"], volume(changed(wanted)), edit);
  }
  const keys = LISTS[field];
  if (keys === undefined) throw new NoWords(field);
  if (field === "env" || field === "labels")
    return added(container, field, keys, entry(field, value as WantedEntry), edit);
  return added(container, field, keys, value as string, edit);
}

function added(
  container: Container,
  list: string,
  keys: readonly string[],
  value: Written,
  edit: { readonly decide?: string },
): Change {
  return { op: "add", keys, place: keys, value, others: elementsOf(container, list).length > 0, ...decided(edit) };
}

function inList(container: Container, edit: Extract<Edit, { kind: "set" | "remove" }>): Change {
  const field = elementField(edit.field) as ElementField;
  const { list, index } = field;
  const part = partOf(field);
  const keys = LISTS[list];
  if (keys === undefined) throw new NoWords(edit.field);
  const elements = elementsOf(container, list);
  const element = elements[index];
  const at = list === "gpus" ? `deviceRequests.${index}` : `${list}.${index}`;
  const place = placeOf(container, at, [...keys, index]);
  const about = { name: nameOf(list, index, element), others: elements.length > 1 };
  if (edit.kind === "remove")
    return {
      op: "remove",
      keys,
      place,
      element: { inner: [], name: about.name },
      others: about.others,
      ...decided(edit),
    };
  const whole = rewritten(list, changed(element ?? {}, part, edit.value));
  const inner = isText(list) ? [] : [part === "key" ? "label" : part];
  return {
    op: "set",
    keys,
    place,
    value: inner.length === 0 ? whole : edit.value,
    element: { inner, whole, name: about.name },
    others: about.others,
    ...decided(edit),
  };
}

/** Lists whose elements are texts in the arguments. */
function isText(list: string): boolean {
  return !["labels", "files", "ports", "networks", "devices", "ulimits"].includes(list);
}

/** The parts of an element that one of its kind has; only those are read. */
interface Known {
  readonly key: string;
  readonly value: string | Secret;
  readonly name: string;
  readonly target: string;
  readonly content: Written;
  readonly internal: number | undefined;
  readonly external: number | undefined;
  readonly ip: string;
  readonly protocol: string;
}

/** An element of the model as the arguments hold it; nothing of its value but what the edit brings. */
function rewritten(list: string, element: Record<string, unknown>): Written {
  const { key, value, name, target, content, internal, external, ip, protocol } = element as unknown as Known;
  switch (list) {
    case "ports":
      return present({
        internal,
        external,
        ip: ip === "0.0.0.0" ? undefined : ip,
        protocol: protocol === "tcp" ? undefined : protocol,
      });
    case "env":
    case "labels":
      return entry(list, { key, value });
    case "securityOptions":
      return `${key}:${value}`;
    case "files":
      return present({ file: target, content });
    case "gpus":
      return request(name);
    default:
      return value ?? name;
  }
}

/** `gpus` takes nothing but all of them. */
function request(id: Wanted): Written {
  return { driver: "nvidia", deviceIds: [id as string], capabilities: ["gpu"] };
}

function entry(list: "env" | "labels", { key, value }: WantedEntry): Written {
  return list === "labels" ? { label: key, value } : new Entry(key, value);
}

/** `volumes`, `mounts` and `tmpfs` share the model's list; only `mounts` knows propagation. */
function mount(container: Container, edit: Extract<Edit, { kind: "set" | "remove" }>): Change[] {
  const { index, part } = elementField(edit.field) as ElementField;
  const elements = elementsOf(container, "mounts");
  const element = elements[index] ?? {};
  const now = changed(element);
  const name = nameOf("mounts", index, element);
  const key = now.type === "tmpfs" ? "tmpfs" : now.propagation === undefined ? "volumes" : "mounts";
  const place = placeOf(container, `mounts.${index}`, key === "tmpfs" ? [key, String(now.target)] : [key, index]);
  const list = String(place[0]);
  const others = elements.length > 1;
  if (list === "tmpfs") {
    const keys = ["tmpfs", String(place[1])];
    if (edit.kind === "remove") return [{ op: "remove", keys, place, ...decided(edit) }];
    return [{ op: "set", keys, place, value: edit.value, ...decided(edit) }];
  }
  const gone: Change = { op: "remove", keys: [list], place, element: { inner: [], name }, others };
  if (edit.kind === "remove") return [{ ...gone, ...decided(edit) }];
  const after = changed(element, part, edit.value);
  if (part === "propagation" && list === "volumes")
    return [gone, { op: "add", keys: ["mounts"], place: ["mounts"], value: typed(after), ...decided(edit) }];
  const whole = list === "volumes" ? volume(after) : typed(after);
  const inner = innerOf(list, part, now.type);
  return [
    {
      op: "set",
      keys: [list],
      place,
      value: edit.value,
      element: { inner, whole, name },
      others,
      ...decided(edit),
    },
  ];
}

function innerOf(list: string, part: string | undefined, type: unknown): readonly string[] {
  if (part === "propagation") return ["bindOptions", "propagation"];
  if (part === "source" && list === "volumes") return [type === "bind" ? "hostPath" : "volumeName"];
  return [part ?? ""];
}

function volume({ type, source, target, readOnly }: Record<string, unknown>): Written {
  return present({
    [type === "bind" ? "hostPath" : "volumeName"]: source,
    containerPath: target,
    readOnly: readOnly === true ? true : undefined,
  });
}

function typed({ type, source, target, readOnly, propagation }: Record<string, unknown>): Written {
  return present({
    type,
    source,
    target,
    readOnly: readOnly === true ? true : undefined,
    bindOptions: propagation === undefined ? undefined : { propagation },
  });
}

function placeOf(container: Container, field: string, usual: Path): Path {
  const found = container.source === "pulumi" ? parsePath(container.locate(field).path) : undefined;
  return found ?? usual;
}

function present(parts: Readonly<Record<string, unknown>>): Written {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Written;
}

function decided({ decide }: { readonly decide?: string }): { readonly decide?: string } {
  return decide === undefined ? {} : { decide };
}
