import type { Container } from "../../../model/container.ts";
import { add, type Cure, type Edit, remove } from "../../cure/edit.ts";
import { plainName } from "../../cure/values.ts";
import { databaseOf, keepsData, layoutsOf } from "../../images/database.ts";
import type { Database } from "../../images/table.ts";
import { cleanPath, isWithin } from "../../mounts/host-path.ts";
import { outlivesContainer } from "../../mounts/kept.ts";
import { page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";

export default rule({
  id: "database-without-storage",
  title: "A database keeps its data inside the container",
  why: "The data is gone with the next update of the image, without any warning and without anybody's attack.",
  premises: { precondition: "none", impact: "container" },
  references: [
    page("Volumes", "https://docs.docker.com/engine/storage/volumes/"),
    page("PGDATA and where to mount", "https://hub.docker.com/_/postgres#pgdata"),
  ],
  remedy: "Mount a named volume or a host folder exactly on the data folder.",
  cure: keep,
  appliesTo(container) {
    const database = databaseOf(container);
    if (database === undefined) return "its image is not known as a database";
    return keepsData(container, database) || `${database.name} is a cache here, which loses nothing of value`;
  },
  *check(container) {
    const database = databaseOf(container);
    if (database === undefined) return;
    const isKept = layoutsOf(container, database).some(({ dataPaths, volumes = dataPaths }) =>
      dataPaths.every((path) => outlivesContainer(path, container.mounts, volumes)),
    );
    if (!isKept)
      yield {
        at: "mounts",
        message: `no named volume and no host folder keeps the data of ${database.name}, so it is gone with the container`,
        remedy: `Mount a named volume or a host folder exactly on ${usualFolders(database)}.`,
      };
  },
});

function usualFolders(database: Database): string {
  const folders = [database, ...(database.since === undefined ? [] : [database.since])].map(
    ({ dataPaths, volumes = dataPaths }) => volumes[0],
  );
  const usual = folders.join(database.since === undefined ? "" : ` (from version ${database.since.major} on: `);
  const closed = database.since === undefined ? usual : `${usual})`;
  return database.dataPathVariable === undefined ? closed : `${closed}, or where ${database.dataPathVariable} puts it`;
}

const MOVE = "how the data that the container holds now gets into the volume";

/**
 * A named volume on each data folder that nothing keeps, in the place of what lies over it. A variable
 * that moves the folder is taken out, because its value is not quoted.
 */
function keep(_offence: Offence, container: Container): Cure {
  const database = databaseOf(container);
  if (database === undefined) return [];
  const moving = container.env.filter(({ key }) => key === database.dataPathVariable);
  const unmoved: Container = Object.create(container, { env: { value: [] } });
  const { dataPaths = [], volumes = dataPaths } = layoutsOf(unmoved, database).at(-1) ?? {};
  const edits = dataPaths
    .filter((path) => !outlivesContainer(path, container.mounts, volumes))
    .flatMap((path, index): Edit[] => {
      const target = volumes.find((volume) => isWithin(path, volume)) ?? path;
      const over = container.mounts.filter((mount) => {
        const folder = cleanPath(mount.target);
        return isWithin(path, folder) && folder.length >= target.length;
      });
      const source = `${plainName(container.name)}-data${index === 0 ? "" : `-${index + 1}`}`;
      return [...over.map(({ at }) => remove(at)), add("mounts", { type: "volume", source, target }, MOVE)];
    });
  return [...moving.map(({ at }) => remove(at)), ...edits];
}
