import { OUTSIDE } from "../edge/route.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";
import type { Fact, FactKey, Json } from "../fact.ts";
import type { Reach } from "../reach.ts";
import type { FactSource } from "../source.ts";
import type { ControlledEngine } from "./engine.ts";
import type { HostShell } from "./shell.ts";

/** Trials that change something on a host, each only with written consent. */
export const DRILLS = ["container-comes-back", "portal-down-opens-nothing", "engine-restart"] as const;
export type DrillName = (typeof DRILLS)[number];
/** What somebody can agree to: a restore touches nothing that serves, and takes disk and load of a host. */
export const AGREEABLE = [...DRILLS, "restore"] as const;
export type Agreeable = (typeof AGREEABLE)[number];

/** One drill on one host. */
export interface Step {
  readonly drill: DrillName;
  readonly host: string;
  /** The container that is touched; undefined where it is the engine. */
  readonly container: string | undefined;
}

/** Times in milliseconds. */
export interface Pace {
  /** Between two looks. */
  readonly poll: number;
  /** On top of what its test needs, for a container to be well again. */
  readonly margin: number;
  /** For an engine to answer again. */
  readonly engine: number;
  /** How long a stop may go on after whoever asked for it is gone. */
  readonly settle: number;
}

/** A stop takes ten seconds before the engine kills; a container has to come up beside all others of its host. */
export const PACE: Pace = { poll: 500, margin: 30_000, engine: 60_000, settle: 15_000 };

/** The host that a drill happens on. */
export interface Site {
  readonly step: Step;
  readonly host: ExpectedHost;
  readonly expectation: Expectation;
  readonly reach: Reach;
  /** How routes are visited: the source `http`. */
  readonly visits: FactSource;
  readonly engine: ControlledEngine;
  readonly shell: HostShell;
  readonly pace: Pace;
  /** Ends the waiting; a change that has begun is waited for all the same. */
  readonly signal: AbortSignal;
}

/** What a drill has seen: one of them becomes one fact. */
export interface Sight {
  readonly key: FactKey;
  readonly started: string;
  readonly finished: string;
  readonly value: Json;
}

/** A drill saw values of its own, and facts of other sources under another name. */
export type Seen = Sight | Fact;

/** A drill that did not begin, or broke off; subject first, without anything that was answered. */
export class DrillError extends Error {
  override readonly name = "DrillError";
}

/** Names of the facts of drills, by host. */
export function drillFact(source: string, host: string, subject = "-", vantage = "engine"): FactKey {
  return { source: `drill.${source}`, host, subject, vantage };
}

/**
 * What a stranger was answered while a portal was down.
 *
 * @param visit the address of a route; with `#script` behind it, as a script.
 */
export function visitFact(host: string, portal: string, visit: string): FactKey {
  return drillFact("visit", host, `${portal} ${visit}`, OUTSIDE);
}
