import { basename, resolve } from "node:path";
import type { Container } from "../container.ts";
import type { Problem, Stack } from "../stack.ts";
import { Draft, isUnknown, known, type Reading } from "./draft.ts";
import type { ComposeInput } from "./input.ts";
import { readDependencies } from "./lifecycle.ts";
import { defaultNetwork, projectName, readNetworks, readVolumes } from "./names.ts";
import { loadProject, type Project } from "./project.ts";
import { complainOfCopies } from "./replicas.ts";
import { type Preview, readService, type Surroundings } from "./service.ts";
import { Exhausted, entriesOf, entryOf, kindOf, type Value } from "./value.ts";
import type { Variables } from "./variables.ts";

export type { ComposeInput, ComposeText } from "./input.ts";

/**
 * Reads a compose project into the model. https://github.com/compose-spec/compose-spec/blob/main/spec.md
 *
 * Never throws for what a file holds. What cannot be read is a problem of the stack and unknown in
 * the model, and each service is a container of the stack, is named in a problem, or both.
 *
 * - The stack is called as the project: top-level `name:`, else the file's own name (`lady.yaml` is
 *   `lady`), else, for `compose.yaml` and the like, its folder's name.
 * - A container is called `container_name`, else `<project>-<service>-1`. Where a variable without a
 *   value hides the name, the second one stands in for it, and a problem says so.
 * - Networks and volumes go by their real names; dependencies by the names of containers.
 * - Variables come from `.env` beside the file (or {@link ComposeInput.envFiles}), and from the environment only
 *   where it is handed over, so that the verdict is the same on every machine. A variable without a
 *   value is unknown unless it has a default; a required one is a problem. Text that a variable fills
 *   in is marked as secret, because it is not written in the declaration.
 * - `extends`, `include` and override files are merged by compose's rules, and each value knows the
 *   file that it comes from. What cannot be read leaves a problem, and all that it may bring is unknown.
 * - `env_file` and `label_file` are read; of one that cannot be, there is one variable or label of which
 *   nothing is known, so that a rule that has to look at all of them cannot pass.
 * - Services with `profiles` are judged like all others, because somebody starts them some day.
 * - Nothing outside of the project's folder is opened, and all reading is bounded.
 * - `secrets` of the stack is empty: nothing in a compose file is marked as a secret.
 */
export function readCompose(input: ComposeInput): Stack {
  const file = new Draft(undefined);
  try {
    const project = loadProject(input, file);
    return project.root === undefined
      ? emptyStack(input, file.problems)
      : readProject(input, project, project.root, file);
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
    const location = { path: "", file: input.file, line: 1, column: 1 };
    const message = `${input.file} ${EXHAUSTED}`;
    return emptyStack(input, [...file.problems, { container: undefined, message, location }]);
  }
}

const EXHAUSTED = "repeats itself through aliases beyond all measure, so it was not judged; write it out.";

function readProject(input: ComposeInput, { variables, files }: Project, root: Value, file: Draft): Stack {
  const services = entryOf(root, "services");
  if (kindOf(root) !== "map" || services === undefined || kindOf(services) !== "map") {
    const whole = new Draft(undefined);
    whole.complain(
      services ?? root,
      "declares no services, so nothing was judged; write them as a map under the key services.",
    );
    return emptyStack(input, [...whole.problems, ...file.problems]);
  }
  const project = readName(input, root, variables, file);
  complainOfChoice(input, root, variables, file);
  const drafts: Draft[] = [];
  const draftFor = () => {
    const draft = new Draft(undefined);
    drafts.push(draft);
    return draft;
  };
  const networks = readNetworks(draftFor, entryOf(root, "networks"), project);
  const volumes = readVolumes(draftFor, entryOf(root, "volumes"), project);
  const previews = previewServices(services, project, drafts);
  const names = new Map(previews.map(({ key, name }) => [key, name]));
  let usesDefault = false;
  const around: Surroundings = {
    project,
    sections: { configs: entryOf(root, "configs"), secrets: entryOf(root, "secrets"), files },
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
    containerOf: (service) => names.get(service) ?? service,
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

function readName(input: ComposeInput, root: Value, variables: Variables, file: Draft): string {
  const forced = variables.values.get("COMPOSE_PROJECT_NAME");
  if (forced !== undefined && PROJECT_NAME.test(forced)) return forced;
  if (forced)
    file.complain(
      root,
      "is given a COMPOSE_PROJECT_NAME that is not known or no project name; write letters and digits.",
    );
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

/** `COMPOSE_FILE` in `.env` makes compose read other files than those that it finds by their names. */
function complainOfChoice(input: ComposeInput, root: Value, variables: Variables, file: Draft): void {
  const choice = variables.values.get("COMPOSE_FILE");
  if (!input.discovered || !choice) return;
  const separator = variables.values.get("COMPOSE_PATH_SEPARATOR") || ":";
  // What was discovered lies in one folder.
  const inFolder = (path: string) => resolve(input.directory ?? ".", path);
  const chosen = choice.split(separator).map(inFolder);
  const read = [input, ...(input.overrides ?? [])].map((one) => inFolder(basename(one.file)));
  if (chosen.join("\n") !== read.join("\n"))
    file.complain(root, "is not all that COMPOSE_FILE chooses; name those files in their order with --merge.");
}

function hiddenName(draft: Draft, value: Value, cure: string): void {
  if (draft.problems.every(({ location }) => location.path !== value.path))
    draft.complain(value, `is not known, so a made-up name stands in for it; ${cure}.`);
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
  complainOfCopies(draft, service);
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
