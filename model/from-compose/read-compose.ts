import type { Container } from "../container.ts";
import type { Problem, Stack } from "../stack.ts";
import { Draft, isUnknown, known, type Reading } from "./draft.ts";
import { isExtension, TOP_LEVEL_KEYS } from "./keys.ts";
import { readDependencies } from "./lifecycle.ts";
import { defaultNetwork, projectName, readNetworks, readVolumes } from "./names.ts";
import { type Preview, readService, type Surroundings } from "./service.ts";
import { parseSheet, type Sheet } from "./sheet.ts";
import { childPath, Exhausted, entriesOf, entryOf, kindOf, rootOf, type Value } from "./value.ts";

/** A compose file to read. */
export interface ComposeInput {
  /** Its name as the person gave it; findings point at it. */
  readonly file: string;
  readonly text: string;
  /** The folder it lies in. Without it, `configs` with `file:` have no content in the model. */
  readonly directory?: string;
}

/**
 * Reads a compose file into the model. https://github.com/compose-spec/compose-spec/blob/main/spec.md
 *
 * Never throws for what a file holds. What cannot be read is a problem of the stack and unknown in
 * the model, and each service is a container of the stack, is named in a problem, or both.
 *
 * - The stack is called as the project: top-level `name:`, else the file's own name (`lady.yaml` is
 *   `lady`), else, for `compose.yaml` and the like, its folder's name.
 * - A container is called `container_name`, else `<project>-<service>-1`. Where a variable without a
 *   value hides the name, the second one stands in for it, and a problem says so.
 * - Networks and volumes go by their real names; dependencies by the names of containers.
 * - Variables have no values but their defaults. Anchors, aliases and `<<` work.
 * - `extends` and `include` are not read yet: a problem says so, and all that a service may inherit is
 *   unknown. `env_file` and `label_file` are not read either: for each there is one variable or label of
 *   which nothing is known, so that a rule that has to look at all of them cannot pass.
 * - `secrets` of the stack is empty: nothing in a compose file is marked as a secret.
 */
export function readCompose(input: ComposeInput): Stack {
  const sheet = parseSheet(input.file, input.text);
  if ("reason" in sheet) {
    const message = `${input.file} ${sheet.reason}, so nothing in it was judged; ${sheet.cure}.`;
    return emptyStack(input, [{ container: undefined, message, location: sheet.location }]);
  }
  const file = new Draft(undefined);
  try {
    return readSheet(input, sheet, file);
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    file.complain(rootOf(sheet), EXHAUSTED);
    return emptyStack(input, file.problems);
  }
}

const EXHAUSTED = "repeats itself through aliases beyond all measure, so it was not judged; write it out.";

function readSheet(input: ComposeInput, sheet: Sheet, file: Draft): Stack {
  const root = rootOf(sheet);
  const services = entryOf(root, "services");
  if (kindOf(root) !== "map" || services === undefined || kindOf(services) !== "map") {
    file.complain(
      services ?? root,
      "declares no services, so nothing was judged; write them as a map under the key services.",
    );
    return emptyStack(input, file.problems);
  }
  const project = readProject(input, root, file);
  complainOfRoot(root, file);
  const drafts: Draft[] = [];
  const draftFor = () => {
    const draft = new Draft(undefined);
    drafts.push(draft);
    return draft;
  };
  const networks = readNetworks(draftFor, entryOf(root, "networks"), project);
  const volumes = readVolumes(draftFor, entryOf(root, "volumes"), project);
  const previews = previewServices(services, project, drafts);
  const names = new Map(previews.map(({ service, name }) => [service.path, name]));
  let usesDefault = false;
  const around: Surroundings = {
    project,
    directory: input.directory,
    configs: entryOf(root, "configs"),
    networkName: (key, user, draft) => {
      const declared = networks.names.get(key);
      if (declared !== undefined) return declared;
      if (key !== "default")
        return draft.refuse(
          user,
          "names a network that the file does not declare",
          "declare it under the top-level networks",
        );
      usesDefault = true;
      return known(`${project}_default`);
    },
    volumeName: (key, user, draft) =>
      volumes.names.get(key) ??
      draft.refuse(user, "names a volume that the file does not declare", "declare it under the top-level volumes"),
    containerOf: (service) => names.get(childPath(services.path, service)) ?? service,
  };
  const containers = readServices(previews, around);
  return {
    name: project,
    containers,
    networks: usesDefault ? [...networks.all, defaultNetwork(project, services)] : networks.all,
    volumes: volumes.all,
    problems: [file, ...drafts].flatMap((draft) => draft.finish(services)),
    secrets: new Set(),
  };
}

function emptyStack(input: ComposeInput, problems: readonly Problem[]): Stack {
  const name = projectName(undefined, input.file, input.directory);
  return { name, containers: [], networks: [], volumes: [], problems, secrets: new Set() };
}

const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]{0,200}$/;

function readProject(input: ComposeInput, root: Value, file: Draft): string {
  const value = entryOf(root, "name");
  let declared: Reading<string> | undefined;
  if (value !== undefined) {
    declared = file.parsed(value, "a project name: lower case letters, digits, - and _", (text) =>
      PROJECT_NAME.test(text) ? text : undefined,
    );
    if (isUnknown(declared)) hiddenName(file, value, declared.cure);
  }
  return projectName(declared, input.file, input.directory);
}

function hiddenName(draft: Draft, value: Value, cure: string): void {
  if (draft.problems.every(({ location }) => location.path !== value.path))
    draft.complain(value, `is not known, so a made-up name stands in for it; ${cure}.`);
}

function complainOfRoot(root: Value, file: Draft): void {
  for (const [key, value] of entriesOf(root)) {
    if (key === "include")
      file.complain(value, "is not read, so what it includes was not judged; check the included files as well.");
    else if (!TOP_LEVEL_KEYS.has(key) && !isExtension(key))
      file.complain(value, "is no key that compose knows, so it has no effect; correct it or take it out.");
  }
}

const SERVICE_NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** Reads of every service what the others depend on: its name, and whom it waits for. */
function previewServices(services: Value, project: string, drafts: Draft[]): Preview[] {
  const previews: Preview[] = [];
  for (const [key, service] of entriesOf(services)) {
    const fallback = `${project}-${SERVICE_NAME.test(key) ? key : "?"}-1`;
    try {
      const preview = previewService(key, service, fallback);
      drafts.push(preview.draft);
      if (isJudged(preview)) previews.push(preview);
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      const draft = new Draft(fallback);
      draft.complain(service, EXHAUSTED);
      drafts.push(draft);
    }
  }
  return previews;
}

function previewService(key: string, service: Value, fallback: string): Preview {
  const written = entryOf(service, "container_name");
  const before = new Draft(fallback);
  const declared = written === undefined ? undefined : before.text(written, "a name");
  const name = declared?.known || fallback;
  const draft = new Draft(name);
  draft.problems.push(...before.problems);
  if (written !== undefined) draft.place("name", written);
  if (written !== undefined && declared !== undefined && isUnknown(declared)) hiddenName(draft, written, declared.cure);
  return { key, service, draft, name, dependencies: previewDependencies(draft, service) };
}

/** False, with a problem that says why, for what is no container. */
function isJudged({ key, service, draft }: Preview): boolean {
  if (!SERVICE_NAME.test(key))
    draft.refuse(service, "has a name that compose does not allow", "use letters, digits, . _ and -");
  else if (kindOf(service) !== "map") draft.refuseKind(service, "a service", "write its settings below it");
  else if (entryOf(service, "provider") !== undefined)
    draft.complain(
      service,
      "is run by a provider and not as a container, so it was not judged; judge it where it runs.",
    );
  else return true;
  return false;
}

function previewDependencies(draft: Draft, service: Value): Preview["dependencies"] {
  const dependsOn = entryOf(service, "depends_on");
  if (dependsOn === undefined) return known([]);
  draft.place("dependsOn", dependsOn);
  const kind = kindOf(dependsOn);
  if (kind !== "list" && kind !== "map")
    return draft.refuseKind(dependsOn, "a list or a map", "write a list of services");
  return known(readDependencies(draft, dependsOn));
}

function readServices(previews: readonly Preview[], around: Surroundings): Container[] {
  const once = new Set<string>();
  for (const { dependencies } of previews)
    for (const { service, condition } of dependencies.known ?? [])
      if (condition.known === "service_completed_successfully" && service.known !== undefined) once.add(service.known);
  const containers: Container[] = [];
  for (const preview of previews) {
    try {
      containers.push(readService(preview, once.has(preview.key), around));
    } catch (error) {
      if (!(error instanceof Exhausted)) throw error;
      preview.draft.complain(preview.service, EXHAUSTED);
    }
  }
  return containers;
}
