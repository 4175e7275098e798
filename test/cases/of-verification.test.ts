import { readdirSync, readFileSync } from "node:fs";
import test from "ava";
import { CHECKS } from "../../verifications/checks/index.ts";
import { OF_VERIFICATION } from "./of-verification.ts";

test("each defect of running hosts has a test that builds its evidence, and a check that there is", (t) => {
  const folder = new URL("live/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
  const text = files.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
  const built = [...text.matchAll(/evidenceOf<(?:[^()]|\((?!"))*>\(\s*"([a-z0-9-]+)",?\s*\)/g)].map(([, id]) => id);
  t.deepEqual([...new Set(built)].sort(), Object.keys(OF_VERIFICATION));
  const ids = new Set(CHECKS.map(({ id }) => id));
  t.deepEqual(
    Object.values(OF_VERIFICATION).filter((id) => !ids.has(id)),
    [],
  );
});
