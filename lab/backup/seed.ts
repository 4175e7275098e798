import { HOSTS } from "../../stacks/settings.ts";
import { servicesOf } from "../estate.ts";
import type { Lab } from "../lab.ts";
import { onHost } from "./host.ts";

/** The databases of the lab that are real, with a question whose answer only their own rows give. */
export const ASKED = {
  "odoo-db": "psql -X -A -t -U odoo -d odoo -c 'SELECT count(*), max(name) FROM res_partner'",
  "nextcloud-db": databaseOf("nextcloud", "SELECT COUNT(*), MAX(name) FROM oc_filecache"),
  "mailcowdockerized-mysql-mailcow-1": databaseOf("mailcow", "SELECT COUNT(*), MAX(name) FROM mailbox"),
} as const;

/** Fills what the hosts keep: rows in the databases, and files in every folder and volume. */
export async function seed(lab: Lab): Promise<void> {
  const rows = "SELECT generate_series AS id, 'partner ' || generate_series AS name FROM generate_series(1, 2000)";
  await inContainer(lab, "odoo-db", `psql -X -q -U odoo -d odoo -c "CREATE TABLE res_partner AS ${rows}"`);
  for (const [container, database, table] of [
    ["nextcloud-db", "nextcloud", "oc_filecache"],
    ["mailcowdockerized-mysql-mailcow-1", "mailcow", "mailbox"],
  ] as const)
    await inContainer(
      lab,
      container,
      databaseOf(
        database,
        `CREATE TABLE ${table} AS SELECT seq AS id, CONCAT('${table} ', seq) AS name FROM seq_1_to_1500`,
      ),
    );
  for (const host of HOSTS) {
    const mounts = servicesOf(host).flatMap(({ mounts = [] }) => mounts);
    const kept = mounts.filter(
      (mount) =>
        "backup" in mount &&
        mount.backup !== undefined &&
        mount.backup.tool !== "none" &&
        // What comes back by a dump holds what its database says, and nothing beside.
        (typeof mount.backup.consistent === "string" || mount.backup.consistent.kind !== "dump"),
    );
    const places = kept.flatMap((mount) =>
      "bind" in mount
        ? [`'${mount.bind}'`]
        : "volume" in mount
          ? [`"$(docker volume inspect --format '{{.Mountpoint}}' ${mount.volume})"`]
          : [],
    );
    await onHost(
      lab,
      host,
      `for place in ${[...new Set(places)].join(" ")}; do
        if [ -d "$place" ]; then mkdir -p "$place/kept"; echo "$place" >"$place/kept/name"; head -c 20000 /dev/urandom >"$place/kept/bytes"; fi
      done`,
    );
  }
}

/** What the databases answer. */
export async function answers(lab: Lab): Promise<string[]> {
  const all = [];
  for (const [container, question] of Object.entries(ASKED))
    all.push((await inContainer(lab, container, question)).trim());
  return all;
}

/** A sum over the files that were seeded on a host. */
export function sumOf(lab: Lab, host: "master" | "lady"): Promise<string> {
  const folders = "/srv/docker /var/lib/docker/volumes";
  return onHost(lab, host, `find ${folders} -path '*/kept/*' -type f -exec sha256sum {} + | sort`);
}

function inContainer(lab: Lab, container: string, command: string): Promise<string> {
  return onHost(lab, "lady", `docker exec -i ${container} sh <<'END'\n${command}\nEND`);
}

function databaseOf(name: string, statement: string): string {
  return `MYSQL_PWD="$(cat /run/secrets/db-root-password)" mariadb --user=root --database=${name} --batch --skip-column-names --execute="${statement}"`;
}
