import type { Ranges } from "../model/address.ts";
import type { Container } from "../model/container.ts";
import type { Stack } from "../model/stack.ts";
import type { Cure } from "./cure/edit.ts";
import type { Reference } from "./references.ts";
import type { Premises } from "./severity.ts";

/** What a rule finds wrong in one place. */
export interface Offence {
  /** Field of the model, `ports.0.ip`; becomes the place in the source. */
  readonly at: string;
  /** Subject first: what is wrong and why it matters. Never quotes a value that could be a secret. */
  readonly message: string;
  /**
   * Tells offences of one rule on one container apart (`8080/tcp`, `NET_ADMIN`), the same on every
   * run and in every reader. A waiver names it, so that it cannot cover a later, different offence.
   */
  readonly detail?: string;
  /** Overrides the rule's remedy for this offence; the rule's own words, without any value of the declaration. */
  readonly remedy?: string;
}

/** What the person's settings tell a rule. */
export interface Context {
  /** Address ranges whose clients are on the VPN. */
  readonly vpn: Ranges;
  /** Registries that images may come from; undefined where nobody made a list. */
  readonly registries?: readonly string[];
  /** Labels that every container must have; undefined where nobody made a list. */
  readonly labels?: readonly string[];
  /** Control groups that a container may name as its parent; undefined where nobody made a list. */
  readonly cgroupParents?: readonly string[];
}

interface Description {
  /** File name without `.ts`. */
  readonly id: string;
  /** A sentence that is true of what fails. */
  readonly title: string;
  /** What happens to whom if nobody acts. */
  readonly why: string;
  readonly premises: Premises;
  readonly references: readonly Reference[];
  /** What to do, in one or two sentences with the exact setting. */
  readonly remedy: string;
}

/** What a rule that compares containers knows besides its settings. */
export type StackContext = Context & { readonly stack: Stack };

/** `true`, or in words why the rule says nothing about this subject. */
export type Applies = true | string;

/** A rule over one container. Reads the model as if everything in it were known. */
export interface ContainerRule extends Description {
  readonly scope: "container";
  appliesTo?(container: Container, context: Context): Applies;
  check(container: Container, context: Context): Iterable<Offence>;
  /** The edits that cure one of its offences, or in words why none can be written down. */
  readonly cure: string | ((offence: Offence, container: Container, context: Context) => Cure);
}

/** An offence of a rule that compares containers. */
export interface StackOffence extends Offence {
  readonly container: Container;
}

/** What one container contributes to a comparison. */
export interface Contribution<T> {
  readonly container: Container;
  readonly value: T;
}

/**
 * A rule over all containers of a stack. `collect` reads one container; where that touches a value
 * that is not known, that container's verdict is `unknown` and `check` is told about it.
 */
export interface StackRule<T = unknown> extends Description {
  readonly scope: "stack";
  /** Compares the containers of all stacks that are judged together, not of each by itself. */
  readonly acrossStacks?: boolean;
  appliesTo?(container: Container, context: Context): Applies;
  collect(container: Container, context: Context): T;
  check(
    contributions: readonly Contribution<T>[],
    context: Context & {
      readonly stack: Stack;
      /** Containers whose contribution is not known: what is absent from the rest may be theirs. */
      readonly unknown: readonly Container[];
    },
  ): Iterable<StackOffence | Undecided>;
  /** The edits that cure one of its offences, or in words why none can be written down. */
  readonly cure: string | ((offence: Offence, container: Container, context: StackContext) => Cure);
}

/** Says that a stack rule cannot decide about a container, and why. */
export interface Undecided {
  readonly container: Container;
  readonly at: string;
  readonly undecided: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what a stack rule collects is its own affair
export type Rule = ContainerRule | StackRule<any>;

/** Declares a rule over one container. */
export function rule(description: Omit<ContainerRule, "scope">): ContainerRule {
  return { scope: "container", ...description };
}

/** Declares a rule that compares the containers of a stack. */
export function stackRule<T>(description: Omit<StackRule<T>, "scope">): StackRule<T> {
  return { scope: "stack", ...description };
}
