import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "ulimits-overridden",
  title: "A limit of the engine is overridden",
  why: "It is right where the service asks for it and a hole where it was copied: somebody has to know which.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.19"),
    page("docker container run: --ulimit", "https://docs.docker.com/reference/cli/docker/container/run/#ulimit"),
  ],
  remedy: "Remove it, or confirm it with a waiver that says what needs it.",
  cure: ({ at }) => [remove(at, "whether the service asks for it; then a waiver says so")],
  check: ({ ulimits }) =>
    each(ulimits, ({ at, name }) => ({
      at,
      detail: shown(name),
      message: `the engine's limit for ${shown(name)} is overridden`,
    })),
});
