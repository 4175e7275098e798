import type { Subject } from "../check.ts";
import type { ExpectedHost } from "../expectation.ts";

/** Files that hold private keys of certificates on a host, as `container:/path`. */
export function storesOfHost({ name: host, containers }: ExpectedHost): Subject[] {
  return containers.flatMap(({ name, stores = [] }) => stores.map((path) => ({ host, name: `${name}:${path}` })));
}
