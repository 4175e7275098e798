import test from "ava";
import type { BackupPolicy } from "../../../model/backup.ts";
import type { ExpectedData } from "../../../verifications/expectation.ts";
import type { Result } from "../../../verifications/judgement/result.ts";
import { present } from "../../engine/support/requirements.ts";
import { lacking } from "../../recovery/support/databases.ts";
import { makeScene, type Scene, type Wanted } from "./support/scene.ts";

let scene: Scene | undefined;
let healthy: readonly Result[] = [];

test.before(async (t) => {
  t.timeout(300_000);
  if ((await lacking()) !== undefined) return;
  scene = await makeScene();
  healthy = await scene.judge(scene, "all");
  await scene.keep();
});
test.after.always(async () => scene?.stop());

/** One thing that is wrong, and what is blamed for it; everything else that is not known any more hangs on that. */
interface Fault {
  /** `check subject: cause`, with the scene's folder left out. */
  readonly blames: readonly string[];
  /** What nobody can tell any more besides, and does not say why in terms of what is blamed. */
  readonly hides?: readonly string[];
  /** What files alone do not give back. */
  readonly mend?: (scene: Scene) => Promise<void>;
  readonly break: (scene: Scene) => Promise<Wanted | undefined>;
  /** Data that the restore is tried with. */
  readonly restored?: readonly string[];
}

/** What the job of a place writes, with the same line in its log. */
const KEEP = {
  odoo: keptByRestic("odoo-db", "dumps/odoo.sql.gz"),
  nextcloud: keptByRestic("nextcloud-db", "dumps/nextcloud.sql"),
  mail: keptByBorg("mail", "volumes/mail/_data"),
};

async function quietly(running: Promise<string>): Promise<undefined> {
  await running;
}

function keptByRestic(mark: string, path: string): string {
  return [
    `keep() { restic backup --json --host lady --tag ${mark} "$@" $PWD/${path} $PWD/${path}.record | sed -n 's/.*"snapshot_id":"\\([0-9a-f]\\{8\\}\\).*/\\1/p' >id; }`,
    'log() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) snapshot $(cat id) saved" >>log/nightly; }',
    "copy() { RESTIC_REPOSITORY=$PWD/elsewhere/nightly restic -q copy --from-repo $PWD/nightly --from-password-file $PWD/key >/dev/null; }",
  ].join("\n");
}

function keptByBorg(mark: string, path: string): string {
  return [
    `keep() { name=${mark}.$(date -u +%Y%m%dT%H%M%SZ)9; for to in $PWD/borg ssh://master$PWD/elsewhere/borg; do borg create "$@" $to::$name $PWD/${path}; done; }`,
    'log() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) Archive name: $name" >>log/files; }',
  ].join("\n");
}

/** Data of the scene, declared in another way. */
function declaredOtherwise(
  scene: Scene,
  source: string,
  change: (data: ExpectedData) => Partial<ExpectedData>,
): Wanted {
  const data = (scene.declared.data ?? []).map((one) =>
    nameOf(one, scene) === source ? { ...one, ...change(one) } : one,
  );
  return { ...scene, declared: { ...scene.declared, data } };
}

function nameOf({ source }: Pick<ExpectedData, "source">, { at }: Scene): string {
  return source.replace(at("/"), "");
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "an empty archive": {
    break: async ({ sh }) => quietly(sh(`${KEEP.mail}\nkeep --exclude 'sh:**/_data/*'; log`)),
    restored: ["mail"],
    blames: ["backup-plausible mail: empty"],
  },
  "a tar of 87 bytes": {
    break: async ({ sh }) =>
      quietly(
        sh(
          "name=$(ls tars | head -n 1 | sed 's/T[0-9]*Z/T235959Z/'); long=a-name-of-41-signs-which-gzip-writes-down; tar -cf $long -T /dev/null; gzip -c $long >tars/$name; [ $(stat -c %s tars/$name) -eq 87 ]; rm $long; cp -p tars/$name elsewhere/tars/; echo \"$(date -u +%Y-%m-%dT%H:%M:%SZ) $PWD/tars/$name written\" >>log/tars",
        ),
      ),
    restored: ["data/stopped"],
    blames: ["backup-plausible data/stopped: empty"],
  },
  "the wrong name of a volume": {
    break: async (scene) => {
      const wanted = declaredOtherwise(scene, "mail", () => ({ source: "project_mail" }));
      return { ...wanted, declared: { ...wanted.declared, volumes: ["project_mail"] } };
    },
    blames: ["backup-exists project_mail: wrong-name"],
  },
  "a backup that is a day older than may be lost": {
    break: async ({ sh }) =>
      quietly(
        sh(
          `${KEEP.odoo}\nfor at in nightly elsewhere/nightly; do restic -r $PWD/$at forget -q --host lady --path $PWD/dumps/odoo.sql.gz $(restic -r $PWD/$at snapshots --json --path $PWD/dumps/odoo.sql.gz | grep -o '"short_id":"[0-9a-f]*"' | cut -d '"' -f 4); done >/dev/null
keep --time "$(date -u -d '-50 hours' '+%Y-%m-%d %H:%M:%S')"; copy`,
        ),
      ),
    blames: ["backup-fresh data/odoo-db: stale"],
  },
  "a pack of the repository that was cut off": {
    break: async ({ sh }) =>
      quietly(
        sh(
          "pack=$(find nightly/data -type f -printf '%s %p\\n' | sort -rn | head -n 1 | cut -d' ' -f2); chmod 600 $pack; truncate -s 60 $pack",
        ),
      ),
    restored: ["data/odoo-db", "data/nextcloud-db"],
    blames: ["backup-readable nightly: damaged-pack"],
  },
  "the wrong key": {
    break: async ({ sh }) => quietly(sh("echo another >nightly-key")),
    blames: ["backup-readable nightly: wrong-key"],
    hides: ["backup-store-opens nightly"],
  },
  "a dump that was cut in the middle": {
    break: async ({ sh }) =>
      quietly(
        sh(
          `${KEEP.nextcloud}\ncp dumps/nextcloud.sql whole; head -c $(($(stat -c %s whole) * 7 / 10)) whole >dumps/nextcloud.sql; keep; log; copy; rm whole`,
        ),
      ),
    restored: ["data/nextcloud-db"],
    blames: ["restore-proved data/nextcloud-db: cut-off"],
  },
  "a database that was copied while it ran": {
    break: async (scene) => {
      const { sh, at } = scene;
      await sh(
        "cp -a postgresql/data/. data/odoo-db/ 2>/dev/null || mkdir -p data/odoo-db && cp -a postgresql/data/. data/odoo-db/",
      );
      await sh(
        `${KEEP.odoo}\nrestic backup --json --host lady --tag running $PWD/data/odoo-db | sed -n 's/.*"snapshot_id":"\\([0-9a-f]\\{8\\}\\).*/\\1/p' >id; log; copy`,
      );
      const consistent = { kind: "none-needed", reason: "nobody has thought of it" } as const;
      return declaredOtherwise(scene, "data/odoo-db", ({ backup }) => ({
        source: at("data/odoo-db"),
        backup: { ...(backup as BackupPolicy), consistent, record: undefined },
      }));
    },
    restored: ["data/odoo-db"],
    blames: ["backup-complete data/odoo-db: copied-while-running"],
  },
  "a table that the dump does not hold": {
    break: async ({ sh }) =>
      quietly(
        sh(
          `${KEEP.nextcloud}\nsed -i '/INSERT INTO .oc_users/,/UNLOCK TABLES/d; /CREATE TABLE .oc_users/,/;$/d; /oc_users/d' dumps/nextcloud.sql; keep; log; copy`,
        ),
      ),
    restored: ["data/nextcloud-db"],
    blames: ["restore-proved data/nextcloud-db: table-missing"],
  },
  "a volume that no job keeps": {
    break: async (scene) => {
      const mail = (scene.declared.data ?? []).find(({ source }) => source === "mail") as ExpectedData;
      await scene.sh("mkdir -p volumes/photos/_data; echo picture >volumes/photos/_data/one");
      return {
        ...scene,
        declared: { ...scene.declared, data: [...(scene.declared.data ?? []), { ...mail, source: "photos" }] },
      };
    },
    blames: ["backup-exists photos: never-kept"],
  },
  "a retention that is never applied": {
    break: async ({ sh }) =>
      quietly(
        sh(
          `${KEEP.odoo}\nfor day in $(seq 1 30); do keep --time "$(date -u -d "-$day days" '+%Y-%m-%d %H:%M:%S')"; done`,
        ),
      ),
    blames: ["backup-retention nightly: never-applied"],
  },
  "no copy elsewhere": {
    break: async (scene) => ({
      ...scene,
      stores: scene.stores.map((store) => (store.name === "files" ? { ...store, copies: [] } : store)),
    }),
    blames: ["backup-elsewhere files: no-copy"],
  },
  "a full disk at the destination": {
    break: async ({ sh }) =>
      quietly(
        sh(
          "cp -a nightly nightly.kept; mount -t tmpfs -o size=4m none nightly; cp -a nightly.kept/. nightly/; rm -r nightly.kept",
        ),
      ),
    mend: async ({ sh }) => quietly(sh("umount nightly")),
    blames: ["backup-room nightly: no-room"],
  },
  "a timer that was disabled": {
    break: async ({ sh }) => quietly(sh(": >units/files.disabled")),
    blames: ["backup-job-runs files: disabled"],
  },
  "a restore that is slower than declared": {
    break: async (scene) =>
      declaredOtherwise(scene, "data/odoo-db", ({ backup }) => ({
        backup: { ...(backup as BackupPolicy), rto: 0.01 },
      })),
    restored: ["data/odoo-db"],
    blames: ["restore-in-time data/odoo-db: too-slow"],
  },
};

for (const [title, fault] of Object.entries(FAULTS))
  test.serial(`${title} is found by name, and nothing else is`, async (t) => {
    t.timeout(300_000);
    const here = present(t, scene ?? (await lacking()) ?? { absent: "the scene" });
    if (here === undefined || "absent" in here) return;
    try {
      const wanted = (await fault.break(here)) ?? here;
      const results = await here.judge(
        wanted,
        (fault.restored ?? []).map((name) => (name.includes("/") ? here.at(name) : name)),
      );
      t.deepEqual(blamed(results, here), [...fault.blames].sort());
      t.deepEqual(lost(results, here), fault.hides ?? []);
    } finally {
      await fault.mend?.(here);
      await here.giveBack();
    }
  });

/** What fails of itself. */
function blamed(results: readonly Result[], scene: Scene): string[] {
  return results
    .filter(({ state, remarks }) => state === "fail" && remarks.some(({ blockedBy }) => blockedBy === null))
    .flatMap(({ check, subject, remarks }) =>
      remarks.flatMap(({ state, cause }) =>
        state === "fail" ? `${check} ${nameOf({ source: subject.name }, scene)}: ${cause}` : [],
      ),
    )
    .sort();
}

/** What was known and is not any more, without hanging on anything. */
function lost(results: readonly Result[], scene: Scene): string[] {
  const before = new Map(healthy.map((one) => [`${one.check} ${one.subject.name}`, one.state]));
  return results
    .filter(({ state, remarks }) => state === "unknown" && remarks.every(({ blockedBy }) => blockedBy === null))
    .map(({ check, subject }) => `${check} ${subject.name}`)
    .filter((name) => before.get(name) === "pass")
    .map((name) => name.replace(scene.at("/"), ""));
}
