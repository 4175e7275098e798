import type { Container } from "../container.ts";
import { mayBeTraefik, traefikFiles } from "./traefik-files.ts";
import { type Options, traefikLabels } from "./traefik-labels.ts";

/** Who hands a router or a middleware to Traefik. */
export type Provider = "docker" | "file";

/** One HTTP router; reading a field may raise `UnknownValue`. */
export interface Router {
  /** Field of the model it was read from, for messages about the router as a whole. */
  readonly at: string;
  readonly name: string;
  readonly provider: Provider;
  /** Undefined where Traefik makes the rule up from the name of the container. */
  readonly rule: string | undefined;
  /** Undefined means every entry point that is open by default. */
  readonly entryPoints: readonly string[] | undefined;
  /** Names as `vpn-only@file`; a bare name belongs to the provider of the router. */
  readonly middlewares: readonly string[];
  /** Field of the model that names the middlewares. */
  readonly middlewaresAt: string;
  readonly tls: boolean;
  /** As declared, with its provider where one is given: `api@internal`. */
  readonly service: string | undefined;
  readonly priority: string | undefined;
  /** True where no router is declared and Traefik makes one for an enabled container. */
  readonly implicit: boolean;
}

/**
 * The HTTP routers that the labels of a container declare, none where `traefik.enable` is false, and
 * those in the dynamic configuration that a Traefik container carries.
 * An enabled container without any router gets one made up by Traefik, with the rule
 * ``Host(`<name of the container>`)`` and no middleware
 * (https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/, `defaultRule`).
 *
 * @throws UnknownValue where the name of a label is not known, or a file in which Traefik may find more
 * routers, or whether a container that carries such a file is Traefik.
 */
export function routersOf(container: Container): readonly Router[] {
  let routers = known.get(container);
  if (routers === undefined) {
    routers = [...labelRouters(container), ...fileRouters(container)];
    known.set(container, routers);
  }
  return routers;
}

const known = new WeakMap<Container, readonly Router[]>();

/** Routers of the file provider belong to the Traefik container that carries the file. */
function fileRouters(container: Container): Router[] {
  if (!mayBeTraefik(container)) return [];
  const { routers, unread } = traefikFiles(container);
  if (unread !== undefined) throw unread;
  // Raises where the image is not known and the files would make routers if it were Traefik's.
  if (routers.length > 0) void container.image;
  return routers.map(({ name, options, at }) => routerFrom(name, "file", options, at));
}

function labelRouters(container: Container): Router[] {
  const labels = traefikLabels(container);
  if (labels.enabled === false) return [];
  const routers = [...labels.routers].map(([name, options]) => routerFrom(name, "docker", options, firstAt(options)));
  if (routers.length === 0 && labels.enabled === true && !labels.streams) routers.push(implicitRouter(container));
  return routers;
}

/** A router from its options, whatever they were read from. */
export function routerFrom(name: string, provider: Provider, options: Options, at: string): Router {
  let middlewares: readonly string[] | undefined;
  let entryPoints: readonly string[] | undefined;
  const text = (option: string) => options.get(option)?.text || undefined;
  return {
    at,
    name,
    provider,
    get rule() {
      return text("rule");
    },
    get entryPoints() {
      entryPoints ??= options.get("entrypoints")?.list ?? [];
      return entryPoints.length === 0 ? undefined : entryPoints;
    },
    get middlewares() {
      middlewares ??= (options.get("middlewares")?.list ?? []).map((reference) => qualified(reference, provider));
      return middlewares;
    },
    middlewaresAt: options.get("middlewares")?.at ?? at,
    get tls() {
      const own = options.get("tls");
      if (own !== undefined) return own.text.toLowerCase() !== "false";
      for (const option of options.keys()) if (option.startsWith("tls.")) return true;
      return false;
    },
    get service() {
      return text("service");
    },
    get priority() {
      return text("priority");
    },
    implicit: false,
  };
}

/** `vpn-only` used by a router of the docker provider is `vpn-only@docker`. */
export function qualified(reference: string, provider: Provider): string {
  return reference.includes("@") ? reference : `${reference}@${provider}`;
}

/**
 * The service a router of a container leads to: the one it names, else the only one that the
 * container declares, else the one that Traefik names after the container.
 */
export function serviceOf(container: Container, router: Router): string {
  const { service } = router;
  if (service !== undefined) return service;
  const { services } = traefikLabels(container);
  const [only] = services.keys();
  return services.size === 1 && only !== undefined ? only : container.name;
}

/** The container port a router leads to, as its service declares it; undefined where it does not. */
export function declaredServicePort(container: Container, router: Router): number | undefined {
  const name = serviceOf(container, router).replace(/@docker$/, "");
  const port = traefikLabels(container).services.get(name)?.get("loadbalancer.server.port")?.text;
  return port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : undefined;
}

function implicitRouter(container: Container): Router {
  const at = container.labels.find(({ key }) => key.toLowerCase() === "traefik.enable")?.at ?? "labels";
  return { ...routerFrom(container.name, "docker", new Map(), at), implicit: true };
}

function firstAt(options: Options): string {
  const [first] = options.values();
  return first?.at ?? "labels";
}
