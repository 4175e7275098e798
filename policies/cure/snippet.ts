import type { Container } from "../../model/container.ts";
import { NoWords, type Spelling } from "./change.ts";
import { type Edit, type Plan, planOf } from "./edit.ts";
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

/** Writes a plan in the words of both sources. */
export function cureText(container: Container, plan: Plan): CureText {
  const decide = plan.edits.flatMap((edit) => edit.decide ?? []);
  return {
    pulumi: inWords(container, plan.edits, spellPulumi, printPulumi),
    compose: inWords(container, plan.edits, spellCompose, printCompose),
    behaviour: plan.behaviour,
    decide: decide.length === 0 ? null : [...new Set(decide)].join("; "),
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
  } catch (error) {
    if (error instanceof NoWords) return null;
    throw error;
  }
}

export { planOf };
