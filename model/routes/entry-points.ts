import { inRanges, isLoopback, type Ranges } from "../address.ts";
import type { Container } from "../container.ts";
import type { Stack } from "../stack.ts";
import { UnknownValue } from "../unknown.ts";
import type { Router } from "./router.ts";
import { isTraefik, traefikFiles } from "./traefik-files.ts";
import { splitList } from "./traefik-labels.ts";

/** An entry point of Traefik, as far as flags, variables and static configuration tell. */
export interface EntryPoint {
  readonly name: string;
  /** Port in Traefik's container. */
  readonly port: number | undefined;
  readonly tls: boolean;
  /** Names that stand before the middlewares of every router; a bare name has no provider yet. */
  readonly middlewares: readonly string[];
  /** True where it sends every visitor on to another entry point before any router is asked. */
  readonly redirects: boolean;
}

type Settings = Map<string, Map<string, string>>;

const FLAG = /^--?entrypoints\.([a-z0-9_-]{1,64})\.([a-z.]{1,100})(?:=(.*))?$/i;
const VARIABLE = /^traefik_entrypoints_([a-z0-9-]{1,64})_([a-z_]{1,100})$/i;
const known = new WeakMap<Stack, ReadonlyMap<string, EntryPoint>>();

/** The entry points that the Traefik containers of a stack declare, by name in lower case. */
export function entryPointsOf(stack: Stack): ReadonlyMap<string, EntryPoint> {
  let entryPoints = known.get(stack);
  if (entryPoints === undefined) {
    const settings: Settings = new Map();
    for (const container of stack.containers) if (isTraefik(container)) readInto(settings, container);
    entryPoints = new Map([...settings].map(([name, options]) => [name, entryPoint(name, options)]));
    known.set(stack, entryPoints);
  }
  return entryPoints;
}

/**
 * True where visitors of a router come by plain http and only so; false where they may come by https;
 * undefined where nobody can say. Without static configuration the customary names decide.
 */
export function isPlainHttp(router: Router, entryPoints: ReadonlyMap<string, EntryPoint>): boolean | undefined {
  if (router.tls) return false;
  let plain: boolean | undefined = true;
  for (const name of router.entryPoints ?? [...entryPoints.keys()]) {
    const point = entryPoints.get(name.toLowerCase());
    if (point?.tls === true || ["https", "websecure"].includes(name.toLowerCase())) return false;
    if (point === undefined && !["http", "web"].includes(name.toLowerCase())) plain = undefined;
  }
  return router.entryPoints === undefined && entryPoints.size === 0 ? undefined : plain;
}

/** True where every entry point of the router sends its visitors away before the router is asked. */
export function isOutranked(router: Router, entryPoints: ReadonlyMap<string, EntryPoint>): boolean {
  return router.entryPoints?.every((name) => entryPoints.get(name.toLowerCase())?.redirects === true) ?? false;
}

/**
 * True where strangers reach the entry point, by the port that Traefik publishes for it; undefined
 * where the declaration does not tell.
 */
export function isPublic(name: string, stack: Stack, vpn: Ranges): boolean | undefined {
  const { port } = entryPointsOf(stack).get(name.toLowerCase()) ?? {};
  if (port === undefined) return ["http", "https", "web", "websecure"].includes(name.toLowerCase()) ? true : undefined;
  return stack.containers.some(
    (container) =>
      isTraefik(container) &&
      (container.networkMode === "host" ||
        container.ports.some(
          ({ ip, internal, count }) =>
            internal <= port && port < internal + count && !isLoopback(ip) && !inRanges(vpn, ip),
        )),
  );
}

function entryPoint(name: string, options: ReadonlyMap<string, string>): EntryPoint {
  const port = /:(\d{1,5})(?:\/(?:tcp|udp))?$/.exec(options.get("address") ?? "")?.[1];
  const tls = [...options].some(
    ([key, value]) => (key === "http.tls" || key.startsWith("http.tls.")) && value !== "false",
  );
  return {
    name,
    port: port === undefined ? undefined : Number(port),
    tls,
    middlewares: splitList(options.get("http.middlewares") ?? ""),
    redirects: (options.get("http.redirections.entrypoint.to") ?? "") !== "",
  };
}

function readInto(settings: Settings, container: Container): void {
  const set = (name: string, option: string, value: string) => {
    const options = settings.get(name.toLowerCase()) ?? new Map<string, string>();
    settings.set(name.toLowerCase(), options.set(option.toLowerCase(), value.trim()));
  };
  for (const [name, options] of traefikFiles(container).entryPoints)
    for (const [option, { list }] of options) set(name, option, list.join(","));
  for (const text of [...whatIsKnown(() => container.entrypoint), ...whatIsKnown(() => container.command)])
    whatIsKnown(() => {
      const match = text.value.length > 2000 ? null : FLAG.exec(text.value);
      if (match !== null) set(match[1] as string, match[2] as string, match[3] ?? "true");
      return [];
    });
  for (const variable of whatIsKnown(() => container.env))
    whatIsKnown(() => {
      const match = VARIABLE.exec(variable.key);
      if (match !== null) set(match[1] as string, (match[2] as string).replaceAll("_", "."), variable.value ?? "");
      return [];
    });
}

/** An entry point that is not known is one that is not declared: routers are then judged by what they carry themselves. */
function whatIsKnown<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValue) return [];
    throw error;
  }
}
