import { NotEditable } from "../model/from-compose/edit-text.ts";
import type { ComposeInput, ComposeText } from "../model/from-compose/input.ts";
import { readCompose } from "../model/from-compose/read-compose.ts";
import type { Stack } from "../model/stack.ts";
import { type Plan, Secret } from "../policies/cure/edit.ts";
import { editCompose } from "../policies/cure/edit-compose.ts";
import type { Curable } from "../policies/cure/plan.ts";
import { spellCompose } from "../policies/cure/spell-compose.ts";
import type { Finding } from "../policies/judge/finding.ts";
import { judge } from "../policies/judge/judge.ts";
import { findingsOf, judgeStacks } from "../policies/judge/judgement.ts";
import { levelOf } from "../policies/packs/pack.ts";
import { RULES } from "../policies/rules/index.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings, type Settings } from "../policies/settings/settings.ts";
import { NO_WAIVERS, type Waivers } from "../policies/settings/waivers.ts";
import { type CheckOptions, composeProjects } from "./check.ts";
import { isSameBut } from "./fix/same-model.ts";

/** A file that cures would change. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Keys of services whose values were edited: `cap_add`, `logging`. */
  readonly keys: readonly string[];
}

/** A finding whose cure was worked into the text. */
export interface Fixed {
  readonly finding: Finding;
  readonly behaviour: Plan["behaviour"];
}

/** A finding whose cure cannot be worked into the text, and why. */
export interface Unfixed {
  readonly finding: Finding;
  readonly why: string;
}

export interface Fixes {
  readonly files: readonly FixedFile[];
  readonly fixed: readonly Fixed[];
  readonly unfixed: readonly Unfixed[];
}

export interface FixOptions extends CheckOptions {
  /** Cures after which the running service may behave differently, too. */
  readonly behaviourChanging?: boolean;
}

/** Cures worked into one project; each is judged again. */
const MOST_FIXED = 200;

/**
 * Works cures into the texts of compose files, one after the other, and writes nothing. A cure is kept
 * only where the text that it makes says the same as before but for what was cured, the offence is gone
 * and nothing that refuses has come up.
 *
 * @throws SettingsError where the settings cannot be read.
 */
export function fixFiles({
  settings: folder,
  profile,
  today,
  behaviourChanging = false,
  ...options
}: FixOptions): Fixes {
  const { settings, waivers } =
    folder === undefined ? { settings: defaultSettings(profile), waivers: NO_WAIVERS } : loadSettings(folder, profile);
  const around = { settings, waivers, today, behaviourChanging };
  const fixes = composeProjects(options.files, options).flatMap((project) =>
    "refused" in project ? [] : [fixProject(project, around)],
  );
  return {
    files: fixes.flatMap(({ files }) => files),
    fixed: fixes.flatMap(({ fixed }) => fixed),
    unfixed: fixes.flatMap(({ unfixed }) => unfixed),
  };
}

interface Around {
  readonly settings: Settings;
  readonly waivers: Waivers;
  readonly today: string;
  readonly behaviourChanging: boolean;
}

function fixProject(original: ComposeInput, around: Around): Fixes {
  let project = original;
  const fixed: Fixed[] = [];
  const unfixed = new Map<string, Unfixed>();
  const keys = new Map<string, Set<string>>();
  while (fixed.length < MOST_FIXED) {
    const stack = readCompose(project);
    const next = candidates(stack, around).find(({ finding }) => !unfixed.has(keyOf(finding)));
    if (next === undefined) break;
    try {
      const { project: edited, file, edits } = apply(project, stack, next, around);
      project = edited;
      fixed.push({ finding: next.finding, behaviour: next.plan.behaviour });
      keys.set(file, new Set([...(keys.get(file) ?? []), ...edits]));
    } catch (error) {
      if (!(error instanceof NotEditable)) throw error;
      unfixed.set(keyOf(next.finding), { finding: next.finding, why: error.message });
    }
  }
  const before = new Map(texts(original).map(({ file, text }) => [file, text]));
  return {
    files: texts(project).flatMap(({ file, text }) =>
      before.get(file) === text
        ? []
        : [{ file, before: before.get(file) ?? "", after: text, keys: [...(keys.get(file) ?? [])].sort() }],
    ),
    fixed,
    unfixed: [...unfixed.values()],
  };
}

interface Candidate {
  readonly finding: Finding;
  readonly curable: Curable;
  readonly plan: Plan;
}

/** What is found, not accepted, and has a cure of the kind that is asked for. */
function candidates(stack: Stack, { settings, waivers, today, behaviourChanging }: Around): Candidate[] {
  const rules = RULES.filter((rule) => typeof rule.cure !== "string" && levelOf(settings.pack, rule) !== "disabled");
  return judge(stack, rules, settings.context).flatMap((verdict) => {
    const findings = findingsOf(verdict, { rules, pack: settings.pack, waivers, today }, new Set());
    return findings.flatMap((finding, index): Candidate[] => {
      const curable = verdict.remarks[index]?.cure;
      if (finding.waiver !== null || finding.verdict !== "fail" || curable === undefined) return [];
      const plan = curable.plan();
      if (plan === undefined || (plan.behaviour !== "same" && !behaviourChanging)) return [];
      return [{ finding, curable, plan }];
    });
  });
}

function apply(
  project: ComposeInput,
  stack: Stack,
  { finding, curable: { container }, plan }: Candidate,
  around: Around,
): { readonly project: ComposeInput; readonly file: string; readonly edits: readonly string[] } {
  const { file } = container.locate("");
  const source = texts(project).find((text) => text.file === file);
  if (file === undefined || source === undefined) throw new NotEditable("it stands in a file that was not named");
  for (const { field } of plan.edits)
    if (container.locate(field).file !== file) throw new NotEditable("it stands in another file than its service");
  if (plan.edits.some((edit) => edit.kind === "set" && edit.value instanceof Secret))
    throw new NotEditable("its value has to be set outside of the file first");
  const spelling = spellCompose(container, plan.edits);
  const edited = withText(project, file, editCompose(source.text, container, spelling));
  const after = readCompose(edited);
  const fields = new Set(plan.edits.map(({ field }) => field.split(".", 1)[0] as string));
  const besides = new Set(spelling.beside.map((part) => (part.kind === "setting" ? "" : part.name)));
  if (!isSameBut(stack, after, container.name, fields, besides))
    throw new NotEditable("the text would say something else besides");
  const all = {
    rules: RULES,
    ...around,
    pack: around.settings.pack,
    context: around.settings.context,
    otherStacks: [],
  };
  const [was, is] = [stack, after].map((one) => judgeStacks({ ...all, stacks: [one] }).findings) as [
    readonly Finding[],
    readonly Finding[],
  ];
  const known = new Set(was.map(keyOf));
  const counts = ({ level }: Finding) => plan.behaviour === "same" || level === "mandatory";
  if (is.some((one) => keyOf(one) === keyOf(finding)))
    throw new NotEditable("the text that it would take does not cure it");
  if (is.some((one) => counts(one) && !known.has(keyOf(one)))) throw new NotEditable("something else would come up");
  return { project: edited, file, edits: spelling.changes.map(({ keys }) => keys[0] as string) };
}

/** What names a finding from one text to the next. */
function keyOf({ rule, subject, detail, location, verdict }: Finding): string {
  return JSON.stringify([
    rule,
    verdict,
    subject.stack,
    subject.container,
    detail ?? location.path.replace(/\[\d+\]/g, ""),
  ]);
}

function texts(project: ComposeInput): ComposeText[] {
  const overrides = (project.overrides ?? []).filter((one): one is ComposeText => "text" in one);
  return [{ file: project.file, text: project.text }, ...overrides];
}

function withText(project: ComposeInput, file: string, text: string): ComposeInput {
  if (project.file === file) return { ...project, text };
  const overrides = (project.overrides ?? []).map((one) => (one.file === file ? { file, text } : one));
  return { ...project, overrides };
}
