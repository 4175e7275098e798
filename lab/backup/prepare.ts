import { chown, rm } from "node:fs/promises";
import { join } from "node:path";
import type { HostName } from "../../stacks/settings.ts";
import { DATA, servicesOf } from "../estate.ts";
import { putFile } from "../host/machine.ts";

/** User of PostgreSQL in its image. */
const POSTGRES = 70;

/** Puts in place what backups need of a host: folders for repositories, programs' own, and a folder for a server that is not root. */
export async function prepareBackups(host: HostName, root: string): Promise<void> {
  for (const path of ["srv/backup", "srv/dumps", "var/lib/readiness-backup", "etc/systemd/system"])
    await putFile(root, path);
  if (host !== "lady") return;
  await putFile(root, `${DATA}/odoo/db`);
  await chown(join(root, DATA, "odoo/db"), POSTGRES, POSTGRES);
}

/** Takes away what comes back from a backup, and leaves what is put there by hand or by a playbook. */
export async function takeAwayData(host: HostName, root: string): Promise<void> {
  const binds = servicesOf(host).flatMap(({ mounts = [] }) =>
    mounts.flatMap((mount) => ("bind" in mount ? mount : [])),
  );
  for (const { bind, backup } of binds)
    if (backup !== undefined && backup.tool !== "none") await rm(join(root, bind), { recursive: true, force: true });
}
