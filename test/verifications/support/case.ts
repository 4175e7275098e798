import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Expectation } from "../../../verifications/expectation.ts";
import type { Fact, Failure, Json } from "../../../verifications/fact.ts";
import { expectationOf, type Sketch } from "./expectation.ts";

/** When the facts of cases are judged. */
export const NOW = "2026-11-23T12:00:00.000Z";

/** One situation that a check is shown, and what it has to say. */
export interface Case {
  readonly check: string;
  readonly state: "pass" | "fail" | "unknown";
  readonly situation: string;
  readonly expectation: Expectation;
  readonly facts: readonly Fact[];
  /** Every remark that has to be made, in order; a remark that nobody wrote down is too much. */
  readonly remarks: readonly Expected[];
}

export interface Expected {
  /** `master/web` */
  readonly on: string;
  readonly detail?: string;
  readonly cause?: string;
  /** A part of its message. */
  readonly says?: string;
}

interface Written {
  readonly expectation: Sketch;
  readonly facts?: readonly WrittenFact[];
  readonly remarks?: readonly Expected[];
}

/** `fact` is the name of a fact, `docker.container master engine web`; it holds a value or a failure. */
interface WrittenFact {
  readonly fact: string;
  readonly value?: Json;
  readonly failure?: Failure;
  readonly message?: string;
  /** Defaults to a minute before it is judged. */
  readonly started?: string;
  readonly finished?: string;
}

const STATES = ["pass", "fail", "unknown"];
const KEYS = new Set(["expectation", "facts", "remarks"]);

/** The cases below `folder`: `<criterion>/<check>/<state>.<situation>.yaml`. */
export function cases(folder: string): Case[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => read(folder, file));
}

function read(folder: string, file: string): Case {
  const [, check = "", name = ""] = file.split("/");
  const [state = "", situation = ""] = name.split(".");
  if (!STATES.includes(state) || situation === "") throw new Error(`${file} is not named <state>.<situation>.yaml`);
  const written = parse(readFileSync(join(folder, file), "utf8")) as Written;
  const odd = Object.keys(written).find((key) => !KEYS.has(key));
  if (odd !== undefined) throw new Error(`${file}: ${odd} is no part of a case`);
  return {
    check,
    state: state as Case["state"],
    situation,
    expectation: expectationOf(written.expectation),
    facts: (written.facts ?? []).map((fact) => factOf(fact, file)),
    remarks: written.remarks ?? [],
  };
}

function factOf({ fact, value, failure, message, started, finished }: WrittenFact, file: string): Fact {
  const [source = "", host = "", vantage = "", ...subject] = fact.split(" ");
  if (subject.length === 0 || (value === undefined) === (failure === undefined))
    throw new Error(`${file}: ${fact} has to name source, host, vantage and subject, and has one of value and failure`);
  const end = finished ?? "2026-11-23T11:59:00.000Z";
  return {
    source,
    host,
    vantage,
    subject: subject.join(" "),
    started: started ?? end,
    finished: end,
    observation:
      failure === undefined
        ? { status: "seen", value: value as Json }
        : { status: "failed", failure, message: message ?? `${fact} was not seen (${failure})` },
    excerpt: null,
    digest: null,
  };
}
