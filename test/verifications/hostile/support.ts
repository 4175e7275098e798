import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionContext } from "ava";
import type { Fact, Failure } from "../../../verifications/fact.ts";
import { WORD } from "./peers.ts";

/** What a machine that does other things at the same time may add, in milliseconds. */
const SLACK = 8000;
/** Sockets, pipes and processes; a socket that was just closed goes with the next turn of the loop. */
const HANDLES = /^(?:TCP|TLS|UDP|Pipe|Process|Connect|Shutdown|GetAddrInfo)/;

/** Every fact came in its time, tells why nothing was seen, and repeats nothing of the peer. */
export function held(
  t: ExecutionContext,
  what: string,
  facts: readonly Fact[],
  ends: readonly Failure[],
  deadline: number,
  maySee = false,
): void {
  t.true(facts.length > 0, what);
  for (const { source, started, finished, observation } of facts) {
    const took = Date.parse(finished) - Date.parse(started);
    t.true(took < deadline + SLACK, `${what}: ${source} took ${took} ms`);
    if (observation.status === "seen") t.true(maySee, `${what}: ${source} saw ${JSON.stringify(observation.value)}`);
    else {
      t.true(ends.includes(observation.failure), `${what}: ${source} ended in ${observation.failure}`);
      t.regex(observation.message, /\w+ \w+ \w+/, `${what}: ${source} does not say why`);
    }
  }
  t.false(JSON.stringify(facts).includes(WORD), `${what}: a word of the peer was kept`);
}

/** Runs a piece of work and holds that it leaves no open handle and takes no more than this of memory. */
export async function leavingNothing(t: ExecutionContext, megabytes: number, work: () => Promise<void>): Promise<void> {
  const open = () => process.getActiveResourcesInfo().filter((name) => HANDLES.test(name));
  const before = open().length;
  const memory = process.resourceUsage().maxRSS;
  await work();
  for (let turn = 0; turn < 100 && open().length > before; turn++) await sleep(20);
  t.true(open().length <= before, `still open: ${open().join(", ")}`);
  const grown = Math.round((process.resourceUsage().maxRSS - memory) / 1024);
  t.true(grown < megabytes, `${grown} MB more than before`);
}
