import { databaseOf, keepsData, layoutsOf } from "../../images/database.ts";
import type { Database } from "../../images/table.ts";
import { outlivesContainer } from "../../mounts/kept.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

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
