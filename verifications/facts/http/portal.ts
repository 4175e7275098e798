import type { Observed } from "../../source.ts";
import { Unseen } from "../../source.ts";
import type { Exchange } from "./exchange.ts";

/** One answer of the portal's own interface. */
export type PortalAnswer = {
  readonly status: number;
  /** `status` of the answer: `OK` where Authelia is well; null where it says something else. */
  readonly says: "OK" | "KO" | null;
  /** Level of authentication that a stranger holds: 0 is none; null where the answer does not say. */
  readonly level: number | null;
};

/** Value of `http.portal`: Authelia's `/api/health` and `/api/state` as a stranger sees them (its api/openapi.yml). */
export type PortalHealth = {
  readonly health: PortalAnswer;
  readonly state: PortalAnswer;
};

export const HEALTH = "/api/health";
export const STATE = "/api/state";

/** @throws Unseen where an answer is too long to be the portal's. */
export function observedPortal(health: Exchange, state: Exchange): Observed {
  const value = { health: portalAnswer(health), state: portalAnswer(state) };
  return { value, raw: `${HEALTH} ${JSON.stringify(value.health)}\n${STATE} ${JSON.stringify(value.state)}\n` };
}

function portalAnswer({ status, body, truncated }: Exchange): PortalAnswer {
  if (truncated) throw new Unseen("protocol", "The portal's answer is longer than any answer of its interface");
  const answer = parsed(body.toString("utf8"));
  const data = record(answer.data);
  const level = data.authentication_level;
  return {
    status,
    says: answer.status === "OK" || answer.status === "KO" ? answer.status : null,
    level: typeof level === "number" && Number.isInteger(level) && level >= 0 && level <= 2 ? level : null,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
