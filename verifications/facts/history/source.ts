import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { homeOf, routeSubjects } from "../../edge/route.ts";
import { baselineFact, FEWEST_SAMPLES, percentile, type Times, timesFact } from "../../edge/times.ts";
import { factId } from "../../fact.ts";
import { type RecordedRun, readRecord } from "../../run/record.ts";
import { type FactSource, type Question, Unseen } from "../../source.ts";

/** Records that are read, the newest by the name of their file. */
const MOST = 20;
/** Bytes of a record that is read. */
const LARGEST = 64 * 1024 * 1024;
const DEADLINE = 10_000;

/** What earlier runs saw. @param folder of their records; undefined where nobody named one. */
export function historySource(folder: string | undefined): FactSource {
  return {
    id: "history",
    title: "Records of earlier runs",
    plan(expectation, reach) {
      let runs: readonly RecordedRun[] | undefined;
      return routeSubjects(expectation).flatMap(({ host, name, route }): Question[] => {
        if (!reach.hosts.has(host)) return [];
        const vantage = homeOf(route);
        return [
          {
            key: baselineFact(host, name, vantage),
            deadline: DEADLINE,
            ask: async () => {
              if (folder === undefined)
                throw new Unseen("not-asked", "this run knows no earlier ones; name the folder of their records");
              runs ??= recordsIn(folder);
              const id = factId(timesFact(host, name, vantage));
              const value = { runs: runs.flatMap((run) => medianOf(run, id) ?? []) };
              return { value, raw: JSON.stringify(value) };
            },
          },
        ];
      });
    },
  };
}

function medianOf({ facts, finished }: RecordedRun, id: string): { finished: string; median: number } | undefined {
  const observation = facts.find((fact) => factId(fact) === id)?.observation;
  if (observation?.status !== "seen") return undefined;
  const { answers } = observation.value as unknown as Times;
  if (!Array.isArray(answers) || answers.length < FEWEST_SAMPLES) return undefined;
  const times = answers.map(({ timing, status }) => (status < 400 || status === 401 ? timing.total : Number.NaN));
  const median = percentile(times, 0.5);
  return times.every(Number.isFinite) ? { finished, median } : undefined;
}

/** Records that can be read and were not changed after their run, oldest first, each once. @throws Unseen */
function recordsIn(folder: string): RecordedRun[] {
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((file) => file.endsWith(".jsonl"))
      .sort()
      .slice(-MOST);
  } catch {
    throw new Unseen("not-asked", "the folder with records of earlier runs cannot be read");
  }
  const runs = new Map<string, RecordedRun>();
  for (const file of files)
    try {
      const path = join(folder, file);
      if (statSync(path).size > LARGEST) continue;
      const run = readRecord(file, readFileSync(path, "utf8"));
      runs.set(run.digest, run);
    } catch {
      // One that is no record, or was changed, proves nothing; `readiness report` tells of it.
    }
  return [...runs.values()].sort((a, b) => (a.finished < b.finished ? -1 : a.finished > b.finished ? 1 : 0));
}
