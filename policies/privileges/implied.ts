import type { Container } from "../../model/container.ts";
import type { Applies } from "../rule.ts";

/** Says of what a privileged container has anyway that it is not worth a finding of its own. */
export function unlessPrivileged(container: Container): Applies {
  return !container.privileged || "a privileged container has all of this anyway, which the rule privileged says once";
}
