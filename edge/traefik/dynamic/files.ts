import type { Dropped, Origin, Unknown } from "../runtime.ts";
import { decode } from "../schema/decode.ts";
import { formatOf, nodeFromDocument } from "../schema/documents.ts";
import { Refused } from "../schema/node.ts";
import { ROOTS, structureOf } from "../schema/structures.ts";
import {
  type Declared,
  type DeclaredRouter,
  type DeclaredService,
  entries,
  member,
  type Options,
  type ProviderConfiguration,
  serversOf,
} from "./declared.ts";

/** One file of dynamic configuration. */
export interface DynamicFile {
  /** Path inside Traefik's container. */
  readonly path: string;
  /** Undefined where it is there and nobody knows what it holds. */
  readonly content: string | undefined;
  readonly origin: Origin;
}

/**
 * What the file provider makes of its files, in the order of their names (pkg/provider/file): the first file that
 * declares a name wins, and one file that cannot be read takes all others with it.
 */
export function fileConfiguration(files: readonly DynamicFile[]): ProviderConfiguration {
  const maps = {
    routers: new Map<string, DeclaredRouter>(),
    services: new Map<string, DeclaredService>(),
    middlewares: new Map<string, Declared>(),
    tcpRouters: new Map<string, Declared>(),
  };
  const serversTransports = new Set<string>();
  const tlsOptions = new Set<string>();
  const dropped: Dropped[] = [];
  const unknown: Unknown[] = [];
  for (const { path, content, origin } of files) {
    const origins = [origin];
    const missing = (why: string) => unknown.push({ subject: path, why, container: origin.container });
    if (content === undefined) {
      missing("its content is not in the declaration");
      continue;
    }
    if (content.includes("{{")) {
      missing("it is a template, which only Traefik renders; write the configuration out");
      continue;
    }
    let options: Options;
    try {
      options = read(path, content);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const message = `${path}: ${error.message}, so no file of this provider counts`;
      dropped.push({ what: "file", name: path, reason: "invalid-file", message, origins });
      return { ...EMPTY, dropped, unknown };
    }
    const http = member(options, "http");
    for (const [name, each] of entries(http, "routers"))
      if (!maps.routers.has(name)) maps.routers.set(name, { options: each, origins, defaultRule: false });
    for (const [name, each] of entries(http, "services"))
      if (!maps.services.has(name)) maps.services.set(name, { options: each, origins, servers: serversOf(each) });
    for (const [name, each] of entries(http, "middlewares"))
      if (!maps.middlewares.has(name)) maps.middlewares.set(name, { options: each, origins });
    for (const [name, each] of entries(member(options, "tcp"), "routers"))
      if (!maps.tcpRouters.has(name)) maps.tcpRouters.set(name, { options: each, origins });
    for (const [name] of entries(http, "serverstransports")) serversTransports.add(name);
    for (const [name] of entries(member(options, "tls"), "options")) tlsOptions.add(name);
  }
  return { provider: "file", ...maps, serversTransports, tlsOptions, dropped, unknown };
}

const EMPTY: ProviderConfiguration = {
  provider: "file",
  routers: new Map(),
  services: new Map(),
  middlewares: new Map(),
  tcpRouters: new Map(),
  serversTransports: new Set(),
  tlsOptions: new Set(),
  dropped: [],
  unknown: [],
};

function read(path: string, content: string): Options {
  const format = formatOf(path);
  if (format === undefined) throw new Refused("the name of the file ends in no format that Traefik reads");
  const node = nodeFromDocument(content, format, new Set(structureOf(ROOTS.dynamic).fields.keys()));
  return node.children.length === 0 ? {} : (decode(node, "dynamic", "file") as Options);
}

/** The files of a folder and its subfolders that Traefik reads, in its order. */
export function filesIn(folder: string, files: readonly DynamicFile[]): DynamicFile[] {
  const root = folder.endsWith("/") ? folder : `${folder}/`;
  const byPath = (a: DynamicFile, b: DynamicFile) => comparePaths(a.path, b.path);
  return files.filter(({ path }) => path.startsWith(root) && /\.(?:toml|ya?ml)$/i.test(path)).toSorted(byPath);
}

/** Folder by folder, so that `a/z.yml` comes where `a` comes. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one = "", other = ""] = [left[at], right[at]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
