import { propose } from "../../cure/edit.ts";
import { plainName } from "../../cure/values.ts";
import { databaseOf, keepsData, layoutsOf } from "../../images/database.ts";
import { cleanPath, isWithin } from "../../mounts/host-path.ts";
import { byCodeUnit } from "../../order.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

interface Use {
  readonly at: string;
  /** Volume name or host path. */
  readonly storage: string;
}

export default stackRule<readonly Use[]>({
  id: "volume-shared-by-two-databases",
  title: "Two databases write the same data folder",
  why: "Each believes to be alone with its files: the first time both write, the data of both is destroyed.",
  premises: { precondition: "none", impact: "container" },
  references: [page("Volumes", "https://docs.docker.com/engine/storage/volumes/")],
  remedy: "Give each database a volume of its own.",
  cure: ({ at }, { name, mounts }) => {
    const mount = mounts.find((candidate) => candidate.at === at);
    const own = mount?.type === "bind" ? `${mount.source}-${plainName(name)}` : `${plainName(name)}-data`;
    return [propose(`${at}.source`, own, "which of them keeps the data; the other one starts with none")];
  },
  appliesTo(container) {
    const database = databaseOf(container);
    return (
      (database !== undefined && keepsData(container, database)) ||
      "its image is not known as a database that keeps data"
    );
  },
  collect(container) {
    const database = databaseOf(container);
    const paths = database === undefined ? [] : layoutsOf(container, database).flatMap(({ dataPaths }) => dataPaths);
    return container.mounts.flatMap(({ at, type, source, target, readOnly }) =>
      (type === "volume" || type === "bind") &&
      source !== undefined &&
      !readOnly &&
      paths.some((path) => cleanPath(target) === path || isWithin(path, cleanPath(target)))
        ? [{ at, storage: type === "bind" ? cleanPath(source) : source }]
        : [],
    );
  },
  *check(contributions) {
    const users = new Map<string, string[]>();
    const inOrder = [...contributions].sort((a, b) => byCodeUnit(a.container.name, b.container.name));
    for (const { container, value } of inOrder)
      for (const storage of new Set(value.map((use) => use.storage)))
        users.set(storage, [...(users.get(storage) ?? []), container.name]);
    for (const { container, value } of contributions)
      for (const { at, storage } of value) {
        const others = users.get(storage)?.filter((name) => name !== container.name) ?? [];
        if (others.length > 0)
          yield {
            container,
            at,
            detail: storage,
            message: `${storage} is its data folder and also that of ${others.slice(0, 5).join(", ")}, and two databases destroy each other's files`,
          };
      }
  },
});
