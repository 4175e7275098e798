import type { Container } from "../../model/container.ts";
import type { ObservedContainer } from "../../model/from-docker/read-inspect.ts";
import type { Location } from "../../model/location.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { INTERNAL_ERROR } from "../../policies/judge/judge.ts";
import type { Remark, Verdict } from "../../policies/verdict.ts";
import type { DriftCheck, Pair } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { MISSING, type Presence, UNMANAGED } from "./presence.ts";

/** All that can be found, for documentation and for help in reports. */
export const DRIFT: readonly Presence[] = [MISSING, UNMANAGED, ...CHECKS];

/** A host as it was seen. */
export interface RunningHost {
  readonly containers: readonly ObservedContainer[];
  /** Containers that are there and could not be looked at. */
  readonly notInspected: readonly string[];
  /** Limits that its kernel does not enforce; empty where nobody asked. */
  readonly notEnforced: ReadonlySet<string>;
}

/** Compares what is declared with what was seen: one verdict for each check and container. */
export function compareHost(declared: Stack, host: RunningHost): Verdict[] {
  const running = new Map(host.containers.map((one) => [one.name, one]));
  const names = new Set(declared.containers.map(({ name }) => name));
  const hidden = new Set(host.notInspected);
  const verdicts = declared.containers.flatMap((container): Verdict[] => {
    const found = running.get(container.name);
    if (found !== undefined) return [quiet(MISSING, container), ...compareContainer(pairOf(container, found, host))];
    if (hidden.has(container.name)) return undecided(container);
    return [
      loud(MISSING, container, {
        state: "fail",
        message: "it is declared and not on the host",
        location: container.locate(""),
        remedy: MISSING.remedy,
      }),
    ];
  });
  const known = (name: string) => names.has(name);
  for (const { name, container } of host.containers)
    verdicts.push(known(name) ? quiet(UNMANAGED, container) : unmanaged(declared.name, name, container.locate("")));
  for (const name of host.notInspected) if (!known(name)) verdicts.push(unmanaged(declared.name, name, { path: name }));
  return verdicts;
}

/**
 * A host that did not answer: nothing is missing and nothing is as declared, because nobody knows. The problem of the
 * host says so once; here it is only counted.
 */
export function compareUnseen(declared: Stack): Verdict[] {
  return declared.containers.flatMap((container) => undecided(container));
}

function pairOf(declared: Container, found: ObservedContainer, { notEnforced }: RunningHost): Pair {
  return { declared, running: found.container, image: found.image, state: found.state, notEnforced };
}

/** Applies all checks to one pair. */
export function compareContainer(pair: Pair): Verdict[] {
  return CHECKS.map((check) => judge(check, pair));
}

function judge(check: DriftCheck, pair: Pair): Verdict {
  const { declared } = pair;
  const remarks: Remark[] = [];
  try {
    const applies = check.appliesTo?.(pair) ?? true;
    if (applies !== true) return { ...quiet(check, declared), state: "not-applicable", reason: applies };
    for (const { at, message, detail, undecided } of check.check(pair))
      remarks.push({
        state: undecided === true ? "unknown" : "fail",
        message,
        location: declared.locate(at),
        remedy: check.remedy,
        ...(detail === undefined ? {} : { detail }),
      });
  } catch (error) {
    if (!(error instanceof UnknownValue)) return broken(check, declared, error);
    remarks.push(notKnown(check, declared, error));
  }
  if (remarks.length === 0) return quiet(check, declared);
  const state = remarks.some((remark) => remark.state === "fail") ? "fail" : "unknown";
  return { rule: check.id, subject: subjectOf(declared), state, remarks };
}

function notKnown({ title }: DriftCheck, declared: Container, { path, cure, why }: UnknownValue): Remark {
  // A path of a source has the source's words, a field of the model has none of them.
  const location = why === undefined ? { ...declared.locate(""), path } : declared.locate(path);
  const question = `${title[0]?.toLowerCase()}${title.slice(1)}`;
  return {
    state: "unknown",
    message: `${why ?? `${path} is not known`}, so nobody can say whether this holds: ${question}`,
    location,
    remedy: cure ?? "Declare the value itself instead of an output that only a deployment knows.",
  };
}

function broken({ id }: DriftCheck, declared: Container, error: unknown): Verdict {
  const name = error instanceof Error ? error.name : typeof error;
  const remark: Remark = {
    state: "fail",
    message: `the comparison ${id} broke on this container (${name}), so it has proved nothing`,
    location: declared.locate(""),
    detail: id,
    remedy: "Report this as a defect of the comparison, with the declaration that it broke on.",
  };
  return { rule: INTERNAL_ERROR, subject: subjectOf(declared), state: "fail", remarks: [remark] };
}

/** Undecided in every respect, without a remark for each. */
function undecided(container: Container): Verdict[] {
  return [MISSING, ...CHECKS].map(({ id }) => ({
    rule: id,
    subject: subjectOf(container),
    state: "unknown",
    remarks: [],
  }));
}

function unmanaged(stack: string, container: string, location: Location): Verdict {
  const remark: Remark = {
    state: "fail",
    message: "it is on the host and nobody declares it",
    location,
    remedy: UNMANAGED.remedy,
  };
  return { rule: UNMANAGED.id, subject: { stack, container }, state: "fail", remarks: [remark] };
}

function quiet({ id }: { readonly id: string }, container: Container): Verdict {
  return { rule: id, subject: subjectOf(container), state: "pass", remarks: [] };
}

function loud({ id }: { readonly id: string }, container: Container, remark: Remark): Verdict {
  return { rule: id, subject: subjectOf(container), state: remark.state, remarks: [remark] };
}

function subjectOf({ stack, name }: Container): Verdict["subject"] {
  return { stack, container: name };
}
