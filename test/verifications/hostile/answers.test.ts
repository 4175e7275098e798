import type { Duplex } from "node:stream";
import test from "ava";
import { CHECKS } from "../../../verifications/checks/index.ts";
import { factId } from "../../../verifications/fact.ts";
import { judgeRun } from "../../../verifications/judgement/judge.ts";
import { resultId } from "../../../verifications/judgement/result.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { recorded, runOf } from "../support/run.ts";
import { ANSWERS } from "./answers.ts";
import { WORD } from "./peers.ts";
import { leavingNothing } from "./support.ts";
import { HTTP_WAYS, meet, pair } from "./ways.ts";

/** Megabytes: four answers at a time of some megabytes each, which the peer holds in the same process. */
const MEMORY = 1200;

for (const way of HTTP_WAYS.filter(({ name }) => /socket|portal|Traefik/.test(name)))
  test.serial(`whatever ${way.name} answers in JSON, nothing that counts is made of it`, async (t) => {
    t.timeout(120_000);
    const folder = temporaryFolder(t);
    pair(folder);
    await leavingNothing(t, MEMORY, async () => {
      for (const { what, body } of ANSWERS) {
        const head = `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
        const speak = (socket: Duplex) => {
          socket.on("data", () => socket.write(head + body));
        };
        const facts = await meet(way, folder, { what, speak, ends: [] });
        const kept = JSON.stringify(facts).length;
        t.true(kept < 2_000_000, `${what}: ${kept} characters are kept`);
        for (const { source, observation, started, finished } of facts) {
          if (observation.status === "failed") {
            t.is(observation.failure, "protocol", `${what}: ${source} ${observation.message}`);
            t.false(observation.message.includes(WORD), observation.message);
          }
          t.true(Date.parse(finished) - Date.parse(started) < 8000, `${what}: ${source}`);
        }
        t.is(({} as { polluted?: boolean }).polluted, undefined, what);
        const names = new Set(facts.map(factId));
        const { results } = judgeRun(recorded(runOf(way.sketch, facts)), CHECKS, "1.0.0");
        const rest = results.filter(({ evidence }) => evidence.some((name) => names.has(name)));
        t.true(rest.length > 0);
        for (const result of rest) t.not(result.state, "pass", `${what}: ${resultId(result)}`);
      }
    });
  });
