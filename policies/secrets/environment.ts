import type { EnvVar } from "../../model/container.ts";
import { MISSING_SECRET } from "../../model/expectations.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { isWrittenOut, namesSecret } from "./names.ts";

/**
 * True where a variable names a secret and its value is written out. A value that only a deployment
 * knows (`${X}` without a default) is not written out.
 */
export function literalSecret(variable: EnvVar): boolean {
  if (!namesSecret(variable.key)) return false;
  try {
    const { value } = variable;
    if (value === undefined || variable.secret || value.includes(MISSING_SECRET)) return false;
    return isWrittenOut(variable.key, value);
  } catch (error) {
    if (error instanceof UnknownValue) return false;
    throw error;
  }
}
