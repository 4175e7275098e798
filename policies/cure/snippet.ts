import type { Container } from "../../model/container.ts";
import type { Remark } from "../verdict.ts";
import type { Spelling } from "./change.ts";
import type { Edit, Plan } from "./edit.ts";
import { printCompose } from "./print-compose.ts";
import { printPulumi } from "./print-pulumi.ts";
import { spellCompose } from "./spell-compose.ts";
import { spellPulumi } from "./spell-pulumi.ts";

/** The exact change that cures one finding, as a report shows it. */
export interface CureText {
  /** TypeScript over `args: docker.ContainerArgs`; null where Pulumi has no words for it. */
  readonly pulumi: string | null;
  /** The part of a compose file that is different; null where compose has no words for it. */
  readonly compose: string | null;
  /** `same` where it is proved that the running service behaves the same afterwards. */
  readonly behaviour: Plan["behaviour"];
  /** What a person has to decide before the proposed values are right. */
  readonly decide: string | null;
}

/**
 * The cure of a remark as a report shows it. A cure that cannot be worked out is none: what is wrong is
 * said either way.
 */
export function cureOf({ cure }: Remark): CureText | null {
  try {
    const plan = cure?.plan();
    return cure === undefined || plan === undefined ? null : cureText(cure.container, plan);
  } catch {
    return null;
  }
}

/** Writes a plan in the words of both sources, each when it is asked for: most reports show one of them. */
export function cureText(container: Container, { edits, behaviour }: Plan): CureText {
  const decide = edits.flatMap((edit) => edit.decide ?? []);
  return later(
    () => inWords(container, edits, spellPulumi, printPulumi),
    () => inWords(container, edits, spellCompose, printCompose),
    { behaviour, decide: decide.length === 0 ? null : [...new Set(decide)].join("; ") },
  );
}

/** The same cure with its texts rewritten. */
export function rewriteCure(cure: CureText, rewrite: (text: string) => string): CureText {
  const { behaviour, decide } = cure;
  return later(
    () => cure.pulumi && rewrite(cure.pulumi),
    () => cure.compose && rewrite(cure.compose),
    { behaviour, decide },
  );
}

function later(
  pulumi: () => string | null,
  compose: () => string | null,
  rest: Pick<CureText, "behaviour" | "decide">,
): CureText {
  const texts: { pulumi?: string | null; compose?: string | null } = {};
  return {
    get pulumi() {
      if (texts.pulumi === undefined) texts.pulumi = pulumi();
      return texts.pulumi;
    },
    get compose() {
      if (texts.compose === undefined) texts.compose = compose();
      return texts.compose;
    },
    ...rest,
  };
}

function inWords(
  container: Container,
  edits: readonly Edit[],
  spell: (container: Container, edits: readonly Edit[]) => Spelling,
  print: (container: Container, spelling: Spelling) => string,
): string | null {
  try {
    return print(container, spell(container, edits));
  } catch {
    // Without words for it, or a value that is not known: what is wrong is told either way.
    return null;
  }
}
