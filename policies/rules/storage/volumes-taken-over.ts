import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "volumes-taken-over",
  title: "A container takes over all mounts of another one",
  why: "It gets more than it needs, a socket or a secret too, and what it gets changes with the other one, which nobody sees here.",
  premises: { precondition: "foothold", impact: "neighbours", qualifiers: ["disclosure-only"] },
  references: [
    page(
      "docker container run: --volumes-from",
      "https://docs.docker.com/reference/cli/docker/container/run/#volumes-from",
    ),
  ],
  remedy: "Mount the volumes that it needs by their names.",
  cure: ({ at }) => [remove(at, "which of the volumes it needs, each to be mounted by its name")],
  appliesTo: ({ volumesFrom }) => volumesFrom !== undefined || "what reads this source does not read volumes_from",
  check: ({ volumesFrom = [] }) =>
    each(volumesFrom, ({ at, name }) => {
      const other = shown(name.replace(/^container:/, "").split(":", 1)[0] ?? "");
      return { at, detail: other, message: `it takes over all mounts of ${other}` };
    }),
});
