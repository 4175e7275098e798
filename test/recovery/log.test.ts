import test from "ava";
import { logOf } from "../../verifications/facts/backup/log.ts";

const reply = (lines: readonly string[]) => ({
  parts: new Map([
    ["zone", ["+0000"]],
    ["log", lines],
    ["logend", ["exit 0"]],
  ]),
  ...{ started: 0, heard: 0, ended: { failure: "protocol" as const, message: "" } },
});

test("a run of the job that went well after one that failed is told by itself", (t) => {
  const failed = ["02:30:00Z readiness-backup begins", "02:31:00Z error: mail: failed with status 1"];
  const well = ["02:35:00Z readiness-backup begins", "02:36:00Z snapshot 0123abcd saved", "02:37:00Z ended well"];
  const lines = [...failed, ...well].map((line) => `2026-11-23T${line}`);
  t.deepEqual(logOf(reply(lines), undefined), {
    ...{ time: "2026-11-23T02:37:00.000Z", errors: 0, written: true, archive: "0123abcd" },
  });
  t.is(logOf(reply(lines.slice(0, 2)), undefined).errors, 1);
});
