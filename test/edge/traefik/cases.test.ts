import test from "ava";
import { resolveAs } from "./oracle/ask.ts";
import { type Case, flagsOf, readCases, said } from "./oracle/case.ts";
import { comparable, differences, resolved } from "./oracle/compare.ts";
import { needTraefik } from "./oracle/need.ts";

const CASES = readCases();
/** What every Traefik of the tests is started with. */
const ALWAYS = ["--api.insecure=true", "--entrypoints.traefik.address=127.0.0.1:1", "--providers.docker"];

for (const each of CASES) {
  const [verdict = "", situation = ""] = each.name.split(".");
  test(`${situation.replaceAll("-", " ")}: ${verdict}`, async (t) => {
    const runtime = resolveAs([...ALWAYS, ...(await flagsOf(each))], each.containers, each.file);
    const subjects = Object.entries(each.expect);
    t.true(subjects.some(([, words]) => verdict === "dropped" || words.startsWith(verdict)));
    for (const [subject, words] of subjects) t.is(said(runtime, subject, words), words, subject);
    t.deepEqual(runtime.unknown, []);
  });
}

test.serial("every case comes out of a real Traefik as it came out here", async (t) => {
  t.timeout(120_000);
  for (const [key, cases] of Map.groupBy(CASES, ({ flags }) => flags.join(" "))) {
    const [first] = cases as [Case];
    const traefik = await needTraefik(t, await flagsOf(first));
    if (traefik === undefined) return;
    for (const { name, containers, file } of cases) {
      const shown = await traefik.ask(containers, new Map([["routes.yml", file]]));
      const ours = resolveAs(traefik.args, containers, file);
      t.deepEqual(differences(resolved(ours), comparable(shown)), [], `${name} ${key}`);
    }
    await traefik.stop();
  }
});
