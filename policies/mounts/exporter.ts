import type { Container } from "../../model/container.ts";
import { factsOf } from "../images/table.ts";

/** True for exporters whose purpose is to see every file system of the host. */
export function needsRoot(container: Container): boolean {
  return factsOf(container.image)?.host?.root !== undefined;
}
