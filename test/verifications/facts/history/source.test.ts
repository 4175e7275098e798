import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { baselineFact, percentile, slowAllowed, type Times } from "../../../../verifications/edge/times.ts";
import { historySource } from "../../../../verifications/facts/history/source.ts";
import type { Answer } from "../../../../verifications/facts/http/answer.ts";
import { httpSource } from "../../../../verifications/facts/http/source.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { writeRecord } from "../../../../verifications/run/record.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { authority } from "../../support/certificates.ts";
import { reachTo, seen } from "../../support/engine.ts";
import { expectationOf, type Sketch } from "../../support/expectation.ts";
import { ask, reachOf, seenIn } from "../../support/reach.ts";
import { seen as fact, runOf } from "../../support/run.ts";
import { serve } from "../../support/serve.ts";

const SKETCH: Sketch = { hosts: [{ name: "master", routes: [{ host: "a.example.org", access: "public" }] }] };
const URL = "https://a.example.org/";
const NAME = `http.times master outside ${URL}`;

async function visits(t: ExecutionContext, samples: number, delays: readonly number[]) {
  const ca = authority(temporaryFolder(t));
  const ports = new Set<number | undefined>();
  let at = 0;
  const https = await serve(
    t,
    createServer(ca.issue(["a.example.org"]), (request, response) => {
      ports.add(request.socket.remotePort);
      setTimeout(() => response.end("a page"), delays[at++] ?? 0);
    }),
  );
  const source = httpSource({ samples, ports: { https, http: 1 } });
  const [found] = await ask(source, SKETCH, reachOf({ authority: ca.file }), NAME);
  return { found, ports };
}

test.serial("a route is visited as often as it is asked for, each time on a connection of its own", async (t) => {
  const { found, ports } = await visits(t, 5, []);
  const { wanted, answers } = seenIn<Answer>(found) as unknown as Times;
  t.is(wanted, 5);
  t.is(answers.length, 5);
  t.is(ports.size, 5);
  for (const { timing } of answers) t.true(timing.tls !== null && timing.tls <= timing.total);
});

test.serial("visits end as soon as enough of them were too slow", async (t) => {
  const { found } = await visits(t, 5, [0, 2100]);
  t.is((seenIn<Answer>(found) as unknown as Times).answers.length, 2);
});

test.serial("a run that measures no times says so", async (t) => {
  const { found } = await visits(t, 0, []);
  t.is(found?.observation.status === "failed" && found.observation.failure, "not-asked");
});

test("percentiles are nearest ranks, and of five visits none may be slow", (t) => {
  t.is(percentile([5, 1, 4, 2, 3], 0.95), 5);
  t.is(percentile([5, 1, 4, 2, 3], 0.5), 3);
  t.is(percentile([], 0.5), Number.NaN);
  t.deepEqual([1, 5, 19, 20, 40].map(slowAllowed), [0, 0, 0, 1, 2]);
});

const answer = (total: number, status = 200) => ({ status, timing: { connect: 1, tls: 2, firstByte: 3, total } });
const record = (finished: string, ...answers: ReturnType<typeof answer>[]) =>
  writeRecord({ ...runOf(SKETCH, [fact(NAME, { wanted: 5, answers })]), finished });

async function baseline(folder: string | undefined) {
  const source = historySource(folder);
  const facts = await gather(source.plan(expectationOf(SKETCH), reachTo({ master: {} })));
  return seen(facts, baselineFact("master", URL, "outside"));
}

test("earlier runs give a median each, and what is no record, was changed or saw too little gives none", async (t) => {
  const folder = temporaryFolder(t);
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const five = [100, 120, 110, 130, 900].map((time) => answer(time));
  put("2.jsonl", record("2026-11-21T12:00:00.000Z", ...five));
  put("1.jsonl", record("2026-11-20T12:00:00.000Z", ...five.map(() => answer(50))));
  put("1-again.jsonl", record("2026-11-20T12:00:00.000Z", ...five.map(() => answer(50))));
  put("3.jsonl", record("2026-11-22T12:00:00.000Z", ...five.slice(1)));
  put("4.jsonl", record("2026-11-22T13:00:00.000Z", ...five.slice(1), answer(3, 500)));
  put("5.jsonl", record("2026-11-22T14:00:00.000Z", ...five).replace('"total":900', '"total":1'));
  put("6.jsonl", "geheim");
  put("7.json", record("2026-11-22T15:00:00.000Z", ...five));
  t.deepEqual(await baseline(folder), {
    runs: [
      { finished: "2026-11-20T12:00:00.000Z", median: 50 },
      { finished: "2026-11-21T12:00:00.000Z", median: 120 },
    ],
  });
});

test("without a folder, or with one that cannot be read, nobody was asked", async (t) => {
  t.is(await baseline(undefined), "not-asked");
  t.is(await baseline(join(temporaryFolder(t), "gone")), "not-asked");
  t.deepEqual(await baseline(temporaryFolder(t)), { runs: [] });
});
