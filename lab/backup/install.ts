import { randomBytes } from "node:crypto";
import { HOSTS } from "../../stacks/settings.ts";
import { peerOf } from "../estate.ts";
import type { Lab } from "../lab.ts";
import { inProject, onHost } from "./host.ts";

/** Gives both hosts keys, places and the job, as the page about backups says it is done once. */
export async function installBackups(lab: Lab): Promise<void> {
  const key = randomBytes(24).toString("hex");
  for (const host of HOSTS)
    for (const name of HOSTS) await onHost(lab, host, `umask 077; echo ${key}-${name} >/root/backup-${name}.key`);
  for (const host of HOSTS)
    for (const place of [host, peerOf(host)])
      await onHost(
        lab,
        place,
        `restic init --quiet --repo /srv/backup/${host} --password-file /root/backup-${host}.key`,
      );
  for (const host of HOSTS) {
    const at = `ssh "root@$(pulumi config get vpnAddress --stack ${host})"`;
    await inProject(lab, [
      `npx readiness recovery job --stack ${host} >job`,
      `${at} 'cat >/usr/local/sbin/readiness-backup-${host} && chmod 700 /usr/local/sbin/readiness-backup-${host}' <job`,
      ...["service", "timer"].flatMap((kind) => [
        `npx readiness recovery job --stack ${host} --print ${kind} >job`,
        `${at} 'cat >/etc/systemd/system/readiness-backup.${kind}' <job`,
      ]),
      `${at} systemctl enable --now readiness-backup.timer`,
      "rm job",
    ]);
  }
}

/** Runs the job of each host once, as its timer would. */
export async function runJobs(lab: Lab): Promise<void> {
  for (const host of HOSTS)
    await onHost(
      lab,
      host,
      "systemctl start readiness-backup.service || { tail -n 60 /var/log/readiness-backup.log; exit 1; }",
    );
}
