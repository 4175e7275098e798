import { unreadable } from "../../judge/judgement.ts";
import type { Remark, Verdict } from "../../verdict.ts";
import type { Wanted } from "../judge.ts";
import { REPOSITORY, type TrackedFile } from "../repository.ts";
import { CONTAINER_IN_NO_PLAYBOOK } from "../rules.ts";
import { deployedBy } from "./deploys.ts";
import { parseYaml } from "./document.ts";
import { Files } from "./files.ts";
import { globalVariables, isPlaybook, unfold } from "./play.ts";
import { fits } from "./variables.ts";

const RULE = CONTAINER_IN_NO_PLAYBOOK;
const SHOWN = 3;

/** What a playbook deploys. */
interface Playbook {
  readonly file: string;
  readonly names: readonly string[];
  /** What it may deploy besides, with `*` for what nobody knows. */
  readonly patterns: readonly string[];
}

/** Judges for each container that there must be whether any playbook deploys it, by what its tasks do. */
export function playbookVerdicts(tracked: readonly TrackedFile[], wanted: Wanted): Verdict[] {
  const playbooks = readPlaybooks(tracked);
  const whole = { stack: REPOSITORY, container: "playbooks" };
  if (playbooks.length === 0)
    return [
      { rule: RULE.id, subject: whole, state: "not-applicable", reason: "the repository has no playbook", remarks: [] },
    ];
  if (wanted === undefined || wanted.every(({ containers }) => containers.length === 0)) {
    const message = `${playbooks.length} playbooks deploy containers, and nobody said which ones there must be`;
    const remedy =
      "Name the files that declare them with --declared, or let the program of the project say it with --program.";
    return [
      ...unread(wanted),
      {
        rule: RULE.id,
        subject: whole,
        state: "unknown",
        remarks: [{ state: "unknown", message, location: { path: "playbooks" }, remedy }],
      },
    ];
  }
  const names = new Set(playbooks.flatMap((playbook) => playbook.names));
  const verdicts = wanted.flatMap(({ name: stack, containers }) =>
    containers.map((container): Verdict => {
      const subject = { stack, container: container.name };
      if (names.has(container.name)) return { rule: RULE.id, subject, state: "pass", remarks: [] };
      const remark = missing(container.name, container.locate(""), playbooks);
      return { rule: RULE.id, subject, state: remark.state, remarks: [remark] };
    }),
  );
  return [...unread(wanted), ...verdicts];
}

function unread(wanted: Wanted): Verdict[] {
  return (wanted ?? []).flatMap(unreadable);
}

function missing(name: string, location: Remark["location"], playbooks: readonly Playbook[]): Remark {
  const maybe = playbooks.filter(({ patterns }) => patterns.some((pattern) => fits(name, pattern)));
  if (maybe.length === 0)
    return {
      state: "fail",
      message: `${name} is deployed by none of ${playbooks.length} playbooks, so that the recovery cannot bring it back`,
      location,
      remedy: RULE.remedy,
    };
  const files = maybe.slice(0, SHOWN).map(({ file }) => file);
  const more = maybe.length > SHOWN ? ` and ${maybe.length - SHOWN} more` : "";
  return {
    state: "unknown",
    message: `${name} is deployed by no playbook that can be read, and ${files.join(", ")}${more} may deploy it under a name that only a run knows`,
    location,
    remedy:
      "Write the names of the containers out in the playbook, and keep the roles and compose files that it uses in the repository.",
  };
}

/** Every playbook among the files, with what it deploys. */
function readPlaybooks(tracked: readonly TrackedFile[]): Playbook[] {
  const files = new Files(tracked);
  const globals = globalVariables(files);
  const found: Playbook[] = [];
  for (const { path, text } of tracked) {
    if (!/\.ya?ml$/.test(path) || !/\b(?:hosts|import_playbook)[ \t]{0,10}:/.test(text)) continue;
    const documents = parseYaml(text);
    if (documents === undefined) {
      // A file that looks like a playbook and cannot be read may deploy anything.
      if (/^-[ \t]{1,10}(?:name|hosts)[ \t]{0,5}:/m.test(text) && /^[ \t]{0,10}(?:- )?hosts[ \t]{0,5}:/m.test(text))
        found.push({ file: path, names: [], patterns: ["*"] });
      continue;
    }
    for (const plays of documents.filter(isPlaybook)) {
      const { tasks, open } = unfold(path, plays, files, globals);
      const { names, patterns } = deployedBy(tasks, files);
      found.push({ file: path, names, patterns: open ? [...patterns, "*"] : patterns });
    }
  }
  return found;
}
