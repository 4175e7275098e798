import type { Container } from "../../../model/container.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { propose } from "../../cure/edit.ts";
import { findKnown } from "../../each.ts";
import { factsOf, type ImageFacts } from "../../images/table.ts";
import { cis, owasp, page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";

/** A command that hides the program the entrypoint looks for. */
const SHELL = /^(\/(usr\/)?bin\/)?(ba|da|a)?sh$/;

export default rule({
  id: "root-user",
  title: "The main process runs as root",
  why: "A flaw in the service is then root in the container, which is one flaw in the kernel or one careless mount away from root on the host.",
  premises: { precondition: "foothold", impact: "container" },
  references: [cis("4.1"), owasp("2"), page("USER", "https://docs.docker.com/reference/dockerfile/#user")],
  remedy: 'Set `user` to a user of the image that is not root, for example "1000:1000", and give it the data folders.',
  cure: ({ at, detail }) => [
    propose(
      detail === undefined ? "user" : `${at}.value`,
      detail === undefined ? "1000:1000" : "1000",
      "which user owns its data",
    ),
  ],
  appliesTo(container) {
    if (container.user !== undefined) return true;
    const facts = factsOf(container.image)?.user;
    return facts?.runsAs !== "root-by-nature" || `this image needs root: ${facts.because}`;
  },
  *check(container) {
    if (container.user !== undefined) {
      if (isRoot(container.user)) yield { at: "user", message: "its user is declared as root" };
    } else yield* byImage(container, factsOf(container.image));
  },
});

/** Judges the part before `:`; the engine reads an empty one as root. `1000:0` is a user with the group root. */
function isRoot(user: string): boolean {
  const colon = user.indexOf(":");
  const name = colon < 0 ? user : user.slice(0, colon);
  return name === "root" || /^0*$/.test(name);
}

function* byImage(container: Container, facts: ImageFacts | undefined): Iterable<Offence> {
  const user = facts?.user;
  if (user === undefined)
    throw new UnknownValue(
      "user",
      'Declare `user`, for example "1000:1000".',
      "no user is declared and the one that the image chooses is not in the table of images",
    );
  if (user.runsAs === "root-by-choice")
    yield {
      at: "user",
      message: "no user is declared, and this image then runs as root although it works as another user",
      remedy: user.instead,
    };
  if (user.runsAs !== "drops-privileges") return;
  if (container.entrypoint.length > 0 || SHELL.test(container.command[0]?.value.slice(0, 64) ?? ""))
    throw new UnknownValue(
      container.entrypoint.length > 0 ? "entrypoint" : "command",
      'Declare `user`, for example "1000:1000".',
      "the image gives root up in its own entrypoint and for its own command, and one of them is replaced",
    );
  yield* byVariable(container, user.by ?? [], user.mustChoose === true);
}

function* byVariable(container: Container, variables: readonly string[], mustChoose: boolean): Iterable<Offence> {
  let chosen = false;
  for (const variable of variables) {
    const declared = findKnown(container.env, ({ key }) => key === variable);
    if (declared === undefined) continue;
    chosen = true;
    if (declared.value === undefined)
      throw new UnknownValue(declared.at, `Declare a value for ${variable} instead of taking the deploying shell's.`);
    if (/^0+$/.test(declared.value))
      yield {
        at: declared.at,
        detail: variable,
        message: `${variable} makes this image keep root instead of giving it up`,
      };
  }
  if (mustChoose && !chosen)
    yield {
      at: "user",
      message: `neither a user nor ${variables.join(" or ")} is declared, and this image then stays root`,
      remedy: `Set ${variables.join(" and ")} to a user that is not root.`,
    };
}
