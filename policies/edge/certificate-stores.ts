import { edgesOf, isTraefik } from "../../edge/traefik/of-stack.ts";
import type { RuntimeConfiguration } from "../../edge/traefik/runtime.ts";
import type { Container } from "../../model/container.ts";

/** Where a resolver of certificates keeps what it was given. */
export interface CertificateStore {
  /** Name of the resolver. */
  readonly resolver: string;
  /** Absolute, inside the container. */
  readonly path: string;
}

/** The stores of a Traefik whose configuration is known, one for each resolver that asks an authority. */
export function storesOf(runtime: RuntimeConfiguration): CertificateStore[] {
  return [...runtime.static.certificatesResolvers.values()].flatMap(({ name, acme, storage }) => {
    if (!acme || storage === undefined) return [];
    return { resolver: name, path: storage.startsWith("/") ? storage : `/${storage.replace(/^\.\//, "")}` };
  });
}

/** The same of a container by itself; undefined where it is Traefik and nobody can tell. */
export function storesIn(container: Container): CertificateStore[] | undefined {
  if (!isTraefik(container)) return [];
  const nothing = { networks: [], volumes: [], problems: [], secrets: new Set<string>() };
  const [edge] = edgesOf({ name: container.stack, containers: [container], ...nothing });
  return edge?.runtime === undefined ? undefined : storesOf(edge.runtime);
}
