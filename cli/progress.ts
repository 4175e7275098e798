import { printable } from "../reports/printable.ts";
import { type Fact, type FactKey, factId } from "../verifications/fact.ts";
import type { Progress } from "../verifications/run/gather.ts";

/** Milliseconds between two pictures. */
const PACE = 100;
/** Questions that a host's line names. */
const NAMED = 2;

interface Host {
  readonly all: number;
  done: number;
  failed: number;
  readonly running: Map<string, number>;
}

export interface LiveProgress extends Required<Progress> {
  /** Takes the picture away; what comes after is printed as if there had been none. */
  stop(): void;
}

/**
 * Shows on a terminal how a run goes on, a line for each host: how many of its questions are answered, how
 * many wait, and which run longest. Shows nothing where the stream is no terminal.
 *
 * @param questions of the run.
 * @param clock milliseconds.
 */
export function liveProgress(
  questions: readonly { readonly key: FactKey }[],
  stream: Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns"> = process.stderr,
  clock: () => number = Date.now,
): LiveProgress {
  const hosts = new Map<string, Host>();
  for (const [host, own] of Map.groupBy(questions, ({ key }) => key.host))
    hosts.set(host, { all: own.length, done: 0, failed: 0, running: new Map() });
  const began = clock();
  let drawn = 0;
  const clear = () => (drawn === 0 ? "" : `\u001b[${drawn}A\u001b[J`);
  const draw = () => {
    const lines = [...hosts].map(([name, host]) => lineOf(name, host, clock()));
    lines.push(`${seconds(clock() - began)} s`);
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    stream.write(`${clear()}${lines.map((line) => `${line.slice(0, width)}\n`).join("")}`);
    drawn = lines.length;
  };
  const timer = stream.isTTY ? setInterval(draw, PACE) : undefined;
  timer?.unref();
  return {
    started(key: FactKey) {
      hosts.get(key.host)?.running.set(factId(key), clock());
    },
    finished(fact: Fact) {
      const host = hosts.get(fact.host);
      if (host === undefined) return;
      host.running.delete(factId(fact));
      host.done += 1;
      if (fact.observation.status === "failed") host.failed += 1;
    },
    stop() {
      clearInterval(timer);
      if (drawn > 0) stream.write(clear());
      drawn = 0;
    },
  };
}

function lineOf(name: string, { all, done, failed, running }: Host, now: number): string {
  const slowest = [...running].sort(([, a], [, b]) => a - b).slice(0, NAMED);
  const named = slowest.map(([id, since]) => `${printable(id)} ${seconds(now - since)} s`).join(", ");
  const parts = [
    `${done} of ${all} done`,
    ...(failed > 0 ? [`${failed} not seen`] : []),
    ...(running.size > 0 ? [`${running.size} run: ${named}`] : []),
    ...(all - done - running.size > 0 ? [`${all - done - running.size} wait`] : []),
  ];
  return `${printable(name)}: ${parts.join(", ")}`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
