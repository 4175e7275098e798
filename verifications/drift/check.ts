import type { Container, Text } from "../../model/container.ts";
import { MISSING_SECRET } from "../../model/expectations.ts";
import type { ObservedContainer } from "../../model/from-docker/read-inspect.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { Reference } from "../../policies/references.ts";
import type { Applies } from "../../policies/rule.ts";
import type { Premises } from "../../policies/severity.ts";

/** A container as it was declared, and as it is on the host. */
export interface Pair {
  readonly declared: Container;
  /** With all that its image brings. */
  readonly running: Container;
  readonly image: ObservedContainer["image"];
  readonly state: ObservedContainer["state"];
  /** Limits that the engine of this host cannot enforce. */
  readonly notEnforced: ReadonlySet<string>;
}

/** A property in which both differ, or of which nobody can say. */
export interface Difference {
  /** Field of the declaration; becomes the place in the source. */
  readonly at: string;
  /** Subject first. Names properties, never a value that could be a secret. */
  readonly message: string;
  /** Tells differences of one check on one container apart. */
  readonly detail?: string;
  /** True where it cannot be decided; `message` says why. */
  readonly undecided?: true;
}

/** Compares one property, or several that change together, of a container with its declaration. */
export interface DriftCheck {
  /** `drift-image`; findings and waivers name it. */
  readonly id: string;
  /** A sentence that is true of what differs. */
  readonly title: string;
  readonly why: string;
  readonly premises: Premises;
  readonly references: readonly Reference[];
  /** What really applies the declaration again. */
  readonly remedy: string;
  appliesTo?(pair: Pair): Applies;
  check(pair: Pair): Iterable<Difference>;
}

/** What runs is not what was judged: that is the harm, whatever the property does. */
export const NOT_AS_JUDGED: Premises = { precondition: "none", impact: "container" };
/** The same where it opens the host or its other containers. */
export const WIDENS: Premises = { precondition: "reach", impact: "neighbours" };

/** How `pulumi up` is brought to make a container anew although it sees no change. */
export const REPLACE =
  "Make it anew: `pulumi up --replace URN`, or `docker compose up --force-recreate`; `pulumi up` alone sees no change here.";
/** For what refresh reads back. */
export const REFRESH = "Run `pulumi up --refresh`, or `docker compose up`, after a look at who changed it.";

/** True where the declaration stands with a secret that nobody has decrypted here. */
export function isHidden(text: string): boolean {
  return text.includes(MISSING_SECRET);
}

/** What has to be known for a comparison and is not. */
export function imageNeeded(at: string, what: string): UnknownValue {
  return new UnknownValue(
    at,
    "Inspect the image too (`docker image inspect`), or let the engine be asked with --docker.",
    `what its image brings as ${what} was not inspected`,
  );
}

/** A secret that is in the way of a comparison. */
export function secretNeeded(at: string): UnknownValue {
  return new UnknownValue(
    at,
    "Take the declaration from `pulumi stack export --show-secrets` by --declared, and delete that file afterwards.",
    "a secret in it is not decrypted here",
  );
}

/**
 * True where both lists of words are the same.
 *
 * @throws UnknownValue where only a hidden secret could tell them apart.
 */
export function sameWords(declared: readonly Text[], running: readonly Text[], at: string): boolean {
  if (declared.length !== running.length) return false;
  let hidden = false;
  for (const [index, { value }] of declared.entries())
    if (isHidden(value)) hidden = true;
    else if (value !== running[index]?.value) return false;
  if (hidden) throw secretNeeded(at);
  return true;
}

/** What is in one set of names and not in the other. */
export function* differentNames(
  at: string,
  declared: readonly string[],
  running: readonly string[],
  thing: string,
): Iterable<Difference> {
  const [wanted, found] = [new Set(declared), new Set(running)];
  for (const name of wanted)
    if (!found.has(name)) yield { at, detail: name, message: `${thing} ${name} is declared and not in force` };
  for (const name of found)
    if (!wanted.has(name)) yield { at, detail: name, message: `${thing} ${name} is in force and not declared` };
}

/** A single value that differs. */
export function* differs(at: string, same: boolean, what: string, detail?: string): Iterable<Difference> {
  if (!same) yield { at, message: `${what} is not as declared`, ...(detail === undefined ? {} : { detail }) };
}
