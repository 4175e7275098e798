import test from "ava";
import { backupLabel } from "../../model/backup.ts";
import { readStack } from "../../model/from-pulumi/stack.ts";
import { readState } from "../../model/from-state/read-state.ts";
import type { Stack } from "../../model/stack.ts";
import { expectData } from "../../verifications/expect/data.ts";
import { asCompose } from "../policies/support/as-compose.ts";
import { asInspect } from "../policies/support/as-inspect.ts";
import type { Case } from "../policies/support/case.ts";
import { checked } from "../policies/support/checked.ts";
import { resourcesOf } from "../support/stack.ts";

const DATA = "/var/lib/postgresql/data";
const POLICY =
  'tool=restic; to=nightly; schedule=daily 02:30; keep=7 daily, 4 weekly; rpo=26h; rto=1h; consistent=dump; dump=/srv/dumps/odoo\'s "own" $x.sql.gz';
const pulumi = {
  db: {
    image: "postgres:16.4",
    mounts: [{ type: "volume", source: "pg", target: DATA, readOnly: false }],
    labels: [{ label: backupLabel(DATA), value: POLICY }],
  },
  app: {
    image: "app:1.4",
    mounts: [
      { type: "bind", source: "/srv/app", target: "/app", readOnly: false },
      { type: "volume", source: "cache", target: "/cache", readOnly: false },
    ],
    labels: [
      { label: backupLabel("/app"), value: "tool=tar; rpo=soon" },
      { label: backupLabel("/cache"), value: "none; reason=filled again at the next start" },
    ],
  },
};
const example = {
  rule: "",
  state: "pass",
  situation: "",
  file: "case.yaml",
  pulumi,
  networks: {},
  volumes: {},
  compose: undefined,
  expect: undefined,
  says: undefined,
  vpn: undefined,
  settings: undefined,
} as const satisfies Case;

const state = {
  deployment: {
    resources: resourcesOf(pulumi).map(({ type, name, inputs }) => ({
      type,
      urn: `urn:pulumi:case::lab::${type}::${name}`,
      inputs,
    })),
  },
};
const readers: Readonly<Record<string, () => Stack | undefined>> = {
  "the provider's Check": () => readStack("case", checked(resourcesOf(pulumi))),
  compose: () => asCompose(example),
  "docker inspect": () => asInspect(example),
  "a state": () => readState({ stack: "case", document: state, file: "state.json" }),
};

for (const [name, read] of Object.entries(readers))
  test(`the backup of a mount is the same through ${name} as from the inputs`, (t) => {
    const stack = read();
    t.truthy(stack);
    const declared = expectData(readStack("case", resourcesOf(pulumi)));
    t.deepEqual(
      declared.data.map(({ source, backup, unclear }) => [source, backup?.tool, unclear === undefined]),
      [
        ["/srv/app", undefined, false],
        ["cache", "none", true],
        ["pg", "restic", true],
      ],
    );
    if (stack !== undefined) t.deepEqual(expectData(stack), declared);
  });
