import test from "ava";
import { CHECK_IDS } from "../../../policies/settings/check-ids.ts";
import { loadSettings } from "../../../policies/settings/load.ts";
import { CHECKS } from "../../../verifications/checks/index.ts";
import { inFolder } from "../../support/cli.ts";

test("the waiver file may name every check, and no other name", (t) => {
  t.deepEqual(
    CHECK_IDS,
    CHECKS.map(({ id }) => id),
    "run `npm run generate`",
  );
});

const fileOf = (rule: string, subject: string) => ({
  "waivers.yaml": `waivers:\n  - {rule: ${rule}, subject: "${subject}", reason: known and looked after, owner: ops, expires: 2027-01-01}\n`,
});
const ID = CHECK_IDS[0] ?? "";

test("a waiver of a check waits while the declaration is judged, and is there when a run is judged", (t) => {
  for (const subject of ["master/web", "master/-", "master/https://www.example.org/path"])
    inFolder(fileOf(ID, subject), (folder) => {
      const gate = loadSettings(folder).waivers;
      t.deepEqual([gate.waivers.length, gate.invalid.length], [0, 0], subject);
      const { waivers, invalid } = loadSettings(folder, undefined, folder, new Set(CHECK_IDS)).waivers;
      t.deepEqual(invalid, []);
      t.is(`${waivers[0]?.stack}/${waivers[0]?.container}`, subject);
    });
});

test("a waiver whose subject is neither a container nor an address accepts nothing", (t) => {
  for (const subject of ["master", "master/", "/web", "a/b/c", "master/ftp://x/y"])
    inFolder(fileOf(ID, subject), (folder) => {
      const { waivers, invalid } = loadSettings(folder, undefined, folder, new Set(CHECK_IDS)).waivers;
      t.deepEqual([waivers.length, invalid.length], [0, 1], subject);
    });
});
