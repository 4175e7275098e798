import { NotSeen, type Subject } from "../check.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";

/** @throws NotSeen where the declaration has no such host. */
export function hostOf({ host }: Subject, { hosts }: Expectation): ExpectedHost {
  const found = hosts.find(({ name }) => name === host);
  if (found === undefined) throw new NotSeen(host, `${host} is not declared`);
  return found;
}
