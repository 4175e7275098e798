import type { Container } from "../model/container.ts";
import { parseImage } from "../model/image.ts";
import { backupsBesideMounts } from "./backups.ts";
import { type Code, type Entry, list, literal, object } from "./code.ts";
import { flag, listOf, map, names, pairs, text } from "./entries.ts";
import { mountEntries, type Needs } from "./mounts.ts";
import { networkingEntries } from "./networking.ts";
import type { Notes } from "./notes.ts";
import { healthcheckEntry, limitEntries, restartEntries } from "./operation.ts";
import type { Secrets } from "./secrets.ts";

/** What writing down one container needs to know of the others. */
export interface Around {
  readonly secrets: Secrets;
  readonly needs: Needs;
  /** Name of the container behind a name that compose uses for a service. */
  containerOf(service: string): string;
  /** Names of the containers that are declared before or after this one and do not wait for it. */
  mayWaitFor(name: string): boolean;
  /** What the source says beyond the model. */
  readonly beyond: readonly Entry[];
}

/**
 * The fields of one container as `asFound` takes them.
 *
 * @returns undefined, and said, where there is nothing that could be declared.
 */
export function containerCode(container: Container, short: string, around: Around, notes: Notes): Code | undefined {
  const image = imageOf(container, notes);
  if (image === undefined) return undefined;
  const backups = backupsBesideMounts(container);
  const entries: Entry[] = [
    ["name", literal(container.name)],
    ["image", literal(image)],
    ...processEntries(container, short, around, notes),
    ...around.beyond,
    ...textEntries(container, short, backups.labels, around, notes),
    ...networkingEntries(container, around, notes),
    ...mountEntries(container, backups.byMount, around.needs, notes),
    ...deviceEntries(container, notes),
    ...isolationEntries(container, around, notes),
    ...limitEntries(container, notes),
    ...restartEntries(container, notes),
    healthcheckEntry(container, short, around.secrets, notes),
    ...orderEntries(container, around, notes),
  ];
  const comments = notes.all.map(({ message }) => message);
  return object([["", undefined, comments], ...entries], true);
}

/** The declared image, or the name that compose gives to the one it builds. */
function imageOf(container: Container, notes: Notes): string | undefined {
  const image = notes.known("the container", () => ({ declared: container.image }));
  if (image === undefined) return undefined;
  if (image.declared !== undefined) return image.declared.text;
  const service = serviceOf(container);
  const built = `${container.stack}-${service}`.toLowerCase();
  if (service === undefined || parseImage(built) === undefined) {
    notes.unread("the container is not declared: it has no image");
    return undefined;
  }
  notes.lost("its image is built by compose and named by it; build it where the engine finds it, or name another one");
  return built;
}

/** Key of the service in a compose file that a container was read from. */
export function serviceOf(container: Container): string | undefined {
  const match = /^services(?:\.([\w-]+)|\[("(?:[^"\\]|\\.)*")\])$/.exec(container.locate("").path);
  if (match === null) return undefined;
  return match[1] ?? (JSON.parse(match[2] as string) as string);
}

function processEntries(container: Container, short: string, { secrets }: Around, notes: Notes): Entry[] {
  const words = (what: "command" | "entrypoint"): Code | undefined => {
    const found = notes.known(`its ${what}`, () => container[what]);
    if (found === undefined || found.length === 0) return undefined;
    if (found.some((word) => isEmpty(word))) {
      notes.unread(`its ${what} is not declared: it holds an empty word, which the provider refuses`);
      return undefined;
    }
    return list(secrets.words(short, container.name, what, found));
  };
  return [
    ["command", words("command")],
    ["entrypoint", words("entrypoint")],
    ["user", text(notes.known("its user", () => container.user))],
    ["groups", names(container, "groups", notes)],
    ...terminalEntries(container, notes),
  ];
}

function isEmpty(word: { readonly value: string }): boolean {
  try {
    return word.value === "";
  } catch {
    // Its value comes from the configuration.
    return false;
  }
}

/** Of the model only; a source that tells both apart says them itself. */
function terminalEntries(container: Container, notes: Notes): Entry[] {
  if (container.source === "compose") return [];
  return [["tty", flag(notes.known("its terminal", () => container.terminal === true))]];
}

function textEntries(
  container: Container,
  short: string,
  elsewhere: ReadonlySet<string>,
  { secrets }: Around,
  notes: Notes,
): Entry[] {
  const { name } = container;
  const variables = lastOfEach(
    "variable",
    notes,
    () => container.env,
    ({ key }) => /^[^=]+$/.test(key),
  );
  const labels = lastOfEach(
    "label",
    notes,
    () => container.labels.filter(({ at }) => !elsewhere.has(at)),
    () => true,
  );
  const files = notes.each(
    "a file",
    () => container.files,
    (file) => {
      const code = secrets.file(short, name, file, contentCode);
      if ("plain" in code && code.plain === '""') {
        notes.lost(`the file ${file.target} is not declared: it is empty, and the provider does not write such a file`);
        return undefined;
      }
      return object([
        ["path", literal(file.target)],
        ["content", code],
      ]);
    },
  );
  return [
    ["env", map(variables.map((variable) => [variable.key, secrets.variable(short, name, variable)]))],
    ["labels", map(labels.map((label) => [label.key, secrets.label(short, name, label)]))],
    ["files", files.length === 0 ? undefined : list(files)],
  ];
}

/** One for each key, which is the last one, as it is for compose and for the engine. */
function lastOfEach<T extends { readonly key: string }>(
  what: string,
  notes: Notes,
  items: () => readonly T[],
  isUsable: (item: T) => boolean,
): readonly T[] {
  const found = new Map<string, T>();
  notes.each(`a ${what}`, items, (item) => {
    if (!isUsable(item)) notes.lost(`a ${what} is not declared: its name is none`);
    else if (found.has(item.key)) notes.lost(`the ${what} ${item.key} stands there twice; its last value is declared`);
    if (isUsable(item)) found.set(item.key, item);
    return undefined;
  });
  return [...found.values()];
}

/** Longer texts are a list of lines. */
function contentCode(content: string): Code {
  const lines = content.split("\n");
  if (lines.length < 3) return literal(content);
  const code = list(lines.map(literal), true);
  return "open" in code ? { ...code, close: '].join("\\n")' } : code;
}

function deviceEntries(container: Container, notes: Notes): Entry[] {
  const devices = notes.each(
    "a device",
    () => container.devices,
    ({ host, container: inside, permissions }) =>
      object([
        ["host", literal(host)],
        ["container", inside === host ? undefined : literal(inside)],
        ["permissions", permissions === "rwm" ? undefined : literal(permissions)],
      ]),
  );
  const gpus = notes.each(
    "a graphics processor",
    () => container.gpus ?? [],
    ({ name }) => name,
  );
  if (gpus.some((name) => name !== "all"))
    notes.lost("it gets some of the graphics processors, and here none: a declaration can only ask for all of them");
  return [
    ["devices", devices.length === 0 ? undefined : list(devices)],
    ["deviceRules", names(container, "deviceRules", notes)],
    ["gpus", gpus.includes("all") ? literal("all") : undefined],
  ];
}

function isolationEntries(container: Container, around: Around, notes: Notes): Entry[] {
  const add = names(container, "capAdd", notes);
  const drop = names(container, "capDrop", notes);
  const options = notes.each(
    "a security option",
    () => container.securityOptions,
    ({ key, value }) => literal(`${key}:${value}`),
  );
  const uts = notes.known("its uts mode", () => container.utsMode);
  if (uts !== undefined) notes.lost(`its uts mode ${uts} is not declared: the provider has no input for it`);
  const namespaceOf = (what: "pidMode" | "ipcMode") => {
    const mode = notes.known(`its ${what}`, () => container[what]);
    return text(mode?.startsWith("service:") ? `container:${around.containerOf(mode.slice(8))}` : mode);
  };
  const mode = (what: "usernsMode" | "cgroupnsMode" | "cgroupParent" | "runtime") =>
    text(notes.known(`its ${what}`, () => container[what]));
  return [
    ["readOnly", flag(notes.known("its file system", () => container.readOnly))],
    ["privileged", flag(notes.known("whether it is privileged", () => container.privileged))],
    [
      "capabilities",
      add === undefined && drop === undefined
        ? undefined
        : object([
            ["add", add],
            ["drop", drop],
          ]),
    ],
    ["securityOptions", options.length === 0 ? undefined : list(options)],
    ["pidMode", namespaceOf("pidMode")],
    ["ipcMode", namespaceOf("ipcMode")],
    ["usernsMode", mode("usernsMode")],
    ["cgroupnsMode", mode("cgroupnsMode")],
    ["cgroupParent", mode("cgroupParent")],
    ["runtime", mode("runtime")],
    ["init", flag(notes.known("its init", () => container.init))],
    ["sysctls", map(pairs("a kernel setting", notes, () => container.sysctls))],
    [
      "ulimits",
      listOf(
        notes.each(
          "a limit",
          () => container.ulimits,
          ({ name, soft, hard }) =>
            object([
              ["name", literal(name)],
              ["soft", literal(soft)],
              ["hard", literal(hard)],
            ]),
        ),
      ),
    ],
  ];
}

function orderEntries(container: Container, around: Around, notes: Notes): Entry[] {
  const links = notes.each(
    "a link",
    () => container.links ?? [],
    ({ name }) => name,
  );
  if (links.length > 0)
    notes.lost(
      "its links are not declared: the provider has no input for them; on a network containers find each other by name",
    );
  const waits = new Set<string>();
  notes.each(
    "what it waits for",
    () => container.dependsOn,
    ({ name, condition }) => {
      if (!around.mayWaitFor(name)) {
        notes.lost(`it does not wait for ${name}, which is not declared or waits for it`);
        return;
      }
      waits.add(name);
      if (condition === "service_healthy" || condition === "service_completed_successfully")
        notes.lost(
          `it waits until ${name} is made, not until it is ${condition === "service_healthy" ? "healthy" : "done"}`,
        );
    },
  );
  return [["dependsOn", listOf([...waits].map(literal))]];
}
