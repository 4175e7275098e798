import { NO_WAIVERS } from "../../../policies/settings/waivers.ts";
import { CRITERIA } from "../../../verifications/check.ts";
import type { Fact, Json } from "../../../verifications/fact.ts";
import { NO_ATTESTATIONS } from "../../../verifications/judgement/attestations.ts";
import { type RecordedRun, type Run, readRecord, writeRecord } from "../../../verifications/run/record.ts";
import { expectationOf, type Sketch } from "./expectation.ts";

export const STARTED = "2026-11-23T11:58:00.000Z";
export const FINISHED = "2026-11-23T12:00:00.000Z";

/** A run of the whole definition over two quiet hosts, with what a test says otherwise. */
export function runOf(sketch: Sketch, facts: readonly Fact[] = [], judging: Partial<Run["judging"]> = {}): Run {
  return {
    tool: "1.2.3",
    started: STARTED,
    finished: FINISHED,
    expectation: expectationOf(sketch),
    settings: {},
    judging: { criteria: CRITERIA, waivers: NO_WAIVERS, attestations: NO_ATTESTATIONS, ...judging },
    facts,
  };
}

/** A run as it is read from its record. */
export function recorded(run: Run): RecordedRun {
  return readRecord("run.jsonl", writeRecord(run));
}

/** A fact by its name, `docker.container master engine web`. */
export function seen(name: string, value: Json): Fact {
  const [source = "", host = "", vantage = "", ...subject] = name.split(" ");
  return {
    source,
    host,
    vantage,
    subject: subject.join(" "),
    started: STARTED,
    finished: FINISHED,
    observation: { status: "seen", value },
    excerpt: null,
    digest: null,
  };
}

export function failed(
  name: string,
  failure: "timeout" | "not-asked" | "refused",
  message = `${name} said nothing`,
): Fact {
  return { ...seen(name, null), observation: { status: "failed", failure, message } };
}
