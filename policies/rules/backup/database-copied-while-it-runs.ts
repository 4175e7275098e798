import { formatBackup } from "../../../model/backup-label.ts";
import { dataOf, type Use } from "../../backups/data.ts";
import { type Served, servedFrom } from "../../backups/database.ts";
import { dumpOf } from "../../backups/proposal.ts";
import { keyOf } from "../../backups/storage.ts";
import { usesOf } from "../../backups/uses.ts";
import { propose } from "../../cure/edit.ts";
import { byCodeUnit } from "../../order.ts";
import { page } from "../../references.ts";
import { type Contribution, stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

interface Part {
  readonly uses: readonly Use[];
  readonly served: readonly Served[];
}

export default stackRule<Part>({
  id: "database-copied-while-it-runs",
  title: "The files of a database are copied while it writes them",
  why: "The copy holds pages of different moments: a server that is started on it refuses, or serves damaged tables.",
  premises: { precondition: "none", impact: "container" },
  references: [
    page("PostgreSQL: file system level backup", "https://www.postgresql.org/docs/current/backup-file.html"),
    page("MariaDB: backup and restore overview", "https://mariadb.com/kb/en/backup-and-restore-overview/"),
  ],
  remedy:
    "Let the database write a dump and keep that (consistent=dump; dump=/srv/dumps/name.sql.gz), stop it meanwhile (stop), or freeze the file system (snapshot).",
  cure: ({ at }, container) => {
    const use = usesOf(container).find(({ declared }) => declared?.at === at);
    const read = use?.declared?.read;
    if (read === undefined || !("backup" in read) || read.backup.tool === "none") return [];
    const file = dumpOf(container);
    const value = formatBackup({
      ...read.backup,
      consistent: { kind: "dump", file },
      record: read.backup.record ?? `${file}.record`,
    });
    return [propose(`${at}.value`, value, "what writes the dump, and where")];
  },
  appliesTo: (container) =>
    servedFrom(container).length > 0 ||
    usesOf(container).some(({ declared }) => declared !== null) ||
    "it is no database with data outside of itself, and declares no backup of one",
  collect: (container) => ({ uses: usesOf(container), served: servedFrom(container) }),
  *check(contributions) {
    const containers = new Map(contributions.map(({ container }) => [container.name, container]));
    const servers = serversOf(contributions);
    for (const { storage, said } of dataOf(contributions.flatMap(({ value }) => value.uses))) {
      const own = servers.get(keyOf(storage)) ?? [];
      for (const { container: name, declared } of said) {
        const container = containers.get(name);
        if (container === undefined || declared === null || !("backup" in declared.read)) continue;
        const { backup } = declared.read;
        const server = own.find((one) => one.container === name) ?? own[0];
        if (server === undefined || backup.tool === "none" || backup.consistent.kind !== "none-needed") continue;
        const where = server.container === name ? "" : ` in ${shown(server.container)}`;
        yield {
          container,
          at: declared.at,
          detail: storage.source,
          message: `the files of ${server.name}${where} are copied while it writes them, so what is brought back may not open`,
        };
      }
    }
  },
});

interface Server {
  /** Name of the database. */
  readonly name: string;
  readonly container: string;
}

/** By their data, in the order of the names of their containers. */
function serversOf(contributions: readonly Contribution<Part>[]): ReadonlyMap<string, readonly Server[]> {
  const servers = new Map<string, Server[]>();
  for (const { container, value } of [...contributions].sort((a, b) => byCodeUnit(a.container.name, b.container.name)))
    for (const { database, storage } of value.served) {
      const key = keyOf(storage);
      servers.set(key, [...(servers.get(key) ?? []), { name: database.name, container: container.name }]);
    }
  return servers;
}
