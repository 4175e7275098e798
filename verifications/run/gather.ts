import { createHash } from "node:crypto";
import { type Fact, type FactKey, factId, type Observation } from "../fact.ts";
import { type Observed, type Question, Unseen } from "../source.ts";
import { excerptOf } from "./excerpt.ts";

/** What happens while facts come in, for a person who waits. */
export interface Progress {
  started?(key: FactKey): void;
  finished?(fact: Fact): void;
}

export interface Gathering extends Progress {
  /** Questions that one host is asked at a time by one source. */
  readonly atOnce?: number;
  /** Ends everything that still runs; what has not been seen then is `aborted`. */
  readonly signal?: AbortSignal;
  /** Values that no excerpt may show. */
  readonly secrets?: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * Enough to hide the round trips, and few enough that a small host answers others meanwhile. Each source has its own
 * places at a host: its engine, its shell and its pages answer side by side, and none waits until another has done.
 */
const AT_ONCE = 8;
/** How long a question may ignore its signal before its fact is written without it, in milliseconds. */
const GRACE = 50;

/**
 * Asks all questions, those of different hosts at the same time, and returns one fact for each, in the
 * order of the questions. Never throws and never takes longer than the questions' deadlines allow.
 */
export async function gather(questions: readonly Question[], options: Gathering = {}): Promise<Fact[]> {
  const queues = Map.groupBy(
    questions.map((question, index) => ({ question, index })),
    ({ question: { key } }) => `${key.host} ${key.source.split(".")[0]}`,
  );
  const facts: Fact[] = [];
  const workers: Promise<void>[] = [];
  for (const queue of queues.values()) {
    const next = queue[Symbol.iterator]();
    for (let worker = 0; worker < Math.min(options.atOnce ?? AT_ONCE, queue.length); worker++)
      workers.push(
        (async () => {
          for (const { question, index } of next) facts[index] = await observe(question, options);
        })(),
      );
  }
  await Promise.all(workers);
  return facts;
}

/** Asks one question within its deadline. */
async function observe({ key, deadline, ask }: Question, options: Gathering): Promise<Fact> {
  const { clock = Date.now, signal, secrets } = options;
  options.started?.(key);
  const started = clock();
  const within = new AbortController();
  const end = (failure: "timeout" | "aborted") => within.abort(failure);
  const timer = setTimeout(() => end("timeout"), deadline);
  const abort = () => end("aborted");
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  let observed: Observed | undefined;
  let observation: Observation;
  try {
    observed = await Promise.race([
      within.signal.aborted ? ended(within.signal) : ask(within.signal),
      ended(within.signal),
    ]);
    observation = { status: "seen", value: observed.value };
  } catch (error) {
    observation = failed(key, deadline, within.signal, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
  const fact: Fact = {
    source: key.source,
    host: key.host,
    subject: key.subject,
    vantage: key.vantage,
    started: new Date(started).toISOString(),
    finished: new Date(clock()).toISOString(),
    observation,
    excerpt: observed === undefined ? null : excerptOf(observed.raw, secrets),
    digest: observed === undefined ? null : createHash("sha256").update(observed.raw).digest("hex"),
  };
  options.finished?.(fact);
  return fact;
}

/** Rejects a moment after the signal, so that a question that heeds it can say itself what it saw. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => setTimeout(() => reject(signal.reason), GRACE);
    if (signal.aborted) late();
    else signal.addEventListener("abort", late, { once: true });
  });
}

function failed(key: FactKey, deadline: number, signal: AbortSignal, error: unknown): Observation {
  if (error instanceof Unseen) return { status: "failed", failure: error.failure, message: error.message };
  const subject = factId(key);
  if (signal.reason === "timeout")
    return { status: "failed", failure: "timeout", message: `${subject} was not answered within ${deadline} ms` };
  if (signal.aborted)
    return { status: "failed", failure: "aborted", message: `${subject} was not answered before the run was ended` };
  const name = error instanceof Error ? error.name : typeof error;
  return { status: "failed", failure: "protocol", message: `${subject} could not be asked (${name})` };
}
