import { dataOf, type Use } from "../../backups/data.ts";
import { usesOf } from "../../backups/uses.ts";
import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default stackRule<readonly Use[]>({
  id: "backup-policies-contradict",
  title: "Two containers say different things about the backup of the same data",
  why: "Only one of them can hold, nobody can tell which, and so none of it is verified.",
  premises: { precondition: "none", impact: "container" },
  references: [page("Volumes", "https://docs.docker.com/engine/storage/volumes/")],
  remedy: "Declare the backup next to one of the mounts and leave it out next to the others.",
  cure: ({ at }) => [remove(at, "which of them holds")],
  appliesTo: (container) =>
    usesOf(container).some(({ declared }) => declared !== null) || "it declares no backup for data that it writes",
  collect: (container) => usesOf(container).filter(({ declared }) => declared !== null),
  *check(contributions) {
    const containers = new Map(contributions.map(({ container }) => [container.name, container]));
    for (const { storage, said } of dataOf(contributions.flatMap(({ value }) => value))) {
      const [first, ...others] = said;
      for (const { container: name, declared } of others) {
        const container = containers.get(name);
        if (container !== undefined && declared !== null && first !== undefined)
          yield {
            container,
            at: declared.at,
            detail: storage.source,
            message: `it says something else about the backup of ${shown(storage.source)} than ${shown(first.container)} does`,
          };
      }
    }
  },
});
