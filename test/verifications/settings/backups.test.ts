import { readFileSync } from "node:fs";
import test from "ava";
import { SettingsError } from "../../../policies/settings/document.ts";
import { readSettings } from "../../../policies/settings/settings.ts";
import { readVerifierSettings } from "../../../verifications/settings/settings.ts";

const ALL = `
hosts:
  master: { provider: { contabo: 12345, backupAddOn: 1501 } }
  lady: { provider: { contabo: 54321 } }
backups:
  nightly:
    host: master
    tool: restic
    repository: sftp:backup@lady:/srv/restic
    passwordFile: /root/restic.key
    timer: restic-backup@master.timer
    log: /var/log/restic.log
    copies:
      - { host: lady, repository: /srv/restic, passwordFile: /root/restic.key }
  files: { host: lady, tool: borg, repository: "ssh://borg@u1.example:23/./lady", cron: /etc/cron.d/borg, borgmatic: /etc/borgmatic/config.yaml }
  dumps: { host: lady, tool: tar, repository: /srv/dumps }
`;
const read = (text: string) => readVerifierSettings("readiness.yaml", text);

test("places of backups are read, and the machines of a provider", (t) => {
  const { backups, hosts } = read(ALL);
  t.deepEqual(backups[0], {
    name: "nightly",
    host: "master",
    tool: "restic",
    repository: "sftp:backup@lady:/srv/restic",
    passwordFile: "/root/restic.key",
    job: { timer: "restic-backup@master.timer" },
    log: "/var/log/restic.log",
    borgmatic: undefined,
    copies: [{ host: "lady", repository: "/srv/restic", passwordFile: "/root/restic.key" }],
  });
  t.like(backups[1], { job: { cron: "/etc/cron.d/borg" }, borgmatic: "/etc/borgmatic/config.yaml", copies: [] });
  t.like(backups[2], { name: "dumps", job: undefined, passwordFile: undefined });
  t.deepEqual(hosts.get("master")?.provider, { contabo: 12345, backupAddOn: 1501 });
  t.deepEqual(hosts.get("lady")?.provider, { contabo: 54321, backupAddOn: undefined });
  t.deepEqual(read("resolvers: []").backups, []);
  t.notThrows(() => readSettings("readiness.yaml", ALL, new Set()));
});

const place = (fields: string) =>
  `backups: { nightly: { host: master, tool: restic, repository: /srv/restic, ${fields} } }`;

test("a place that is misspelt or impossible is refused with its line, and nothing of it is repeated", (t) => {
  for (const wrong of [
    "backups: [geheim]",
    "backups: { nightly: geheim }",
    "backups: { '-geheim': {} }",
    "backups: { nightly: { host: master, repository: /geheim } }",
    "backups: { nightly: { host: master, tool: geheim, repository: /geheim } }",
    "backups: { nightly: { tool: restic, repository: /geheim } }",
    "backups: { nightly: { host: master, tool: restic } }",
    "backups: { nightly: { host: master, tool: restic, repository: geheim } }",
    "backups: { nightly: { host: master, tool: restic, repository: '-geheim' } }",
    "backups: { nightly: { host: master, tool: tar, repository: 'sftp:geheim' } }",
    "backups: { nightly: { host: master, tool: restic, repository: 'sftp://me:geheim@lady/srv' } }",
    "backups: { nightly: { host: master, tool: restic, repository: 'rest:https://me:geheim@lady/srv' } }",
    "backups: { nightly: { host: master, tool: borg, repository: 'ssh://me:gehe@im@lady/srv' } }",
    place("geheim: x"),
    place("password: geheim"),
    place("passwordFile: geheim"),
    place("timer: geheim.service"),
    place("timer: '-x.timer'"),
    place("timer: 'a b.timer'"),
    place("timer: a.timer, cron: /etc/cron.d/geheim"),
    place("log: geheim"),
    place("borgmatic: /etc/geheim"),
    place("copies: geheim"),
    place("copies: [{ host: lady }]"),
    place("copies: [{ host: lady, repository: 'sftp://me:geheim@lady/srv' }]"),
    "hosts: { master: { provider: geheim } }",
    "hosts: { master: { provider: {} } }",
    "hosts: { master: { provider: { contabo: geheim } } }",
    "hosts: { master: { provider: { contabo: 1, backupAddOn: 0 } } }",
    "hosts: { master: { provider: { contabo: 1, password: geheim } } }",
  ]) {
    const error = t.throws(() => read(wrong), { instanceOf: SettingsError }, wrong);
    t.regex(error?.message ?? "", /^readiness\.yaml:1:\d+ /);
    t.false(
      /gehe|im@/.test(error?.message.replace(/backups\.nightly\.geheim|backups\.-geheim/, "") ?? ""),
      `${error?.message}`,
    );
  }
});

test("the settings in the documentation are ones that are taken", (t) => {
  const page = readFileSync(new URL("../../../docs/backup.md", import.meta.url), "utf8");
  const block = /^```yaml\n(hosts:\n[\s\S]*?)^```/m.exec(page)?.[1] ?? "";
  t.deepEqual(
    read(block).backups.map(({ name, tool }) => [name, tool]),
    [
      ["nightly", "restic"],
      ["files", "borg"],
      ["dumps", "tar"],
    ],
  );
});
