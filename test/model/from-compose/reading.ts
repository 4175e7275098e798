import type { Container } from "../../../model/container.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";

/** Reads a file with one service `web`, and the rest of the file as given. */
export function stackOf(service: string, { head = "", rest = "" } = {}): Stack {
  return readCompose({ file: "web.yaml", text: `${head}services:\n  web:\n    ${service}\n${rest}` });
}

/** The container of a file with one service `web`, which holds no problem. */
export function one(service: string, around: { head?: string; rest?: string } = {}): Container {
  const { containers, problems } = stackOf(service, around);
  const [container] = containers;
  if (container === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return container;
}

/** The path of the value that is not known; undefined where reading is no problem. */
export function unknownPath(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UnknownValue) return error.path;
    throw error;
  }
}
