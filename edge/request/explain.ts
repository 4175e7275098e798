import { inRanges, type Ranges } from "../../model/address.ts";
import type { Stack } from "../../model/stack.ts";
import type { Visitor } from "../authelia/decide.ts";
import { edgesOf } from "../traefik/of-stack.ts";
import type { RuntimeConfiguration } from "../traefik/runtime.ts";
import { outsideAddress } from "./addresses.ts";
import { doorsOf, enter } from "./doors.ts";
import type { Journey } from "./journey.ts";
import { placesOf } from "./names.ts";
import { travellerOf } from "./of-stack.ts";
import { browse } from "./visitors.ts";

/** A request that somebody asks about. */
export interface Question {
  readonly url: URL;
  readonly method: string;
  /** An address from outside where it is undefined. */
  readonly from: string | undefined;
  readonly visitor: Visitor;
}

/** The way of a request through one edge. */
export interface Explained {
  readonly stack: string;
  readonly journey: Journey;
}

/** What is wrong with a question. */
export class QuestionError extends Error {
  override readonly name = "QuestionError";
}

/**
 * The way of a request through the edge of each stack that has a route of its name; where none has one, of each that
 * answers it at all.
 *
 * @throws QuestionError where no stack has an edge that is known.
 */
export function explain(stacks: readonly Stack[], vpn: Ranges, question: Question): readonly Explained[] {
  const { url, method, visitor } = question;
  const scheme = url.protocol === "https:" ? "https" : "http";
  const client = question.from ?? outsideAddress(vpn) ?? "203.0.113.9";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  const visit = {
    ...browse({ client, visitor, inside: false }, { method, scheme, host, port, path: url.pathname }),
    query: url.search.replace(/^\?/, ""),
  };
  const all: Explained[] = [];
  const named = new Set<number>();
  const problems: string[] = [];
  for (const stack of stacks)
    for (const edge of edgesOf(stack)) {
      const traveller = travellerOf(edge, stack);
      const { runtime } = edge;
      if (traveller === undefined || runtime === undefined)
        problems.push(`${stack.name}/${edge.traefik.name}: ${edge.problem}`);
      else {
        all.push({
          stack: stack.name,
          journey: enter(traveller, doorsOf(edge.traefik, runtime, vpn), visit, inRanges(vpn, client)),
        });
        if (declares(runtime, host)) named.add(all.length - 1);
      }
    }
  if (all.length === 0)
    throw new QuestionError(problems.join("; ") || "no Traefik is declared, so nobody can tell what answers");
  if (named.size > 0) return all.filter((_, at) => named.has(at));
  const taken = all.filter(
    ({ journey: { end } }) => end.kind !== "nothing" && !(end.kind === "refused" && end.status === 0),
  );
  return taken.length > 0 ? taken : all;
}

function declares({ routers }: RuntimeConfiguration, host: string): boolean {
  for (const { parsed } of routers.values())
    if (parsed !== undefined && placesOf(parsed).some((place) => place.host === host.toLowerCase())) return true;
  return false;
}
