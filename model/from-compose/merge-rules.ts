import { cleanPath } from "../path.ts";
import { GAP, interpolate, settledText } from "./interpolate.ts";
import { splitColons } from "./mounts.ts";
import { parseShortPort } from "./ports.ts";
import { entryOf, kindOf, rawText, type Value } from "./value.ts";

/** How one value of a file is merged into the same value of another. */
export interface MergeRule {
  /**
   * - `tree` (the default): maps merge, lists append, anything else is replaced.
   * - `replace`: the later value stands alone.
   * - `assignments`: `KEY=value` lists and maps alike, by key.
   * - `texts`: a list of texts or a single one.
   * - `named`: a list of names is a map of them.
   * - `logging`: replaced where the drivers differ.
   * - `build`: a text is its context.
   * - `subnets`: by subnet.
   */
  readonly how?: "tree" | "replace" | "assignments" | "texts" | "named" | "logging" | "build" | "subnets";
  /** Rules of a map's entries; `any` is for all that have none of their own. */
  readonly fields?: { readonly [key: string]: MergeRule };
  readonly any?: MergeRule;
  /** What makes two elements of a list the same one, of which the later stays; undefined is like no other. */
  readonly same?: (element: Value) => string | undefined;
}

const TREE: MergeRule = {};
const REPLACE: MergeRule = { how: "replace" };
const ASSIGNMENTS: MergeRule = { how: "assignments" };
const TEXTS: MergeRule = { how: "texts" };
const LABELLED: MergeRule = { any: { fields: { labels: ASSIGNMENTS } } };

/**
 * How two declarations of a service become one, for override files and `extends` alike.
 * https://github.com/compose-spec/compose-spec/blob/main/13-merge.md and the tables in
 * https://github.com/compose-spec/compose-go/blob/main/override/merge.go and `uncity.go` beside it
 */
export const SERVICE_RULE: MergeRule = {
  fields: {
    annotations: ASSIGNMENTS,
    build: {
      how: "build",
      fields: {
        args: ASSIGNMENTS,
        additional_contexts: ASSIGNMENTS,
        extra_hosts: ASSIGNMENTS,
        labels: ASSIGNMENTS,
      },
    },
    command: REPLACE,
    configs: { same: (element) => mountedAt(element, "") },
    depends_on: { how: "named" },
    deploy: { fields: { labels: ASSIGNMENTS } },
    devices: { same: targetOf },
    dns: TEXTS,
    dns_opt: TEXTS,
    dns_search: TEXTS,
    entrypoint: REPLACE,
    env_file: TEXTS,
    environment: ASSIGNMENTS,
    extra_hosts: ASSIGNMENTS,
    healthcheck: { fields: { test: REPLACE } },
    label_file: TEXTS,
    labels: ASSIGNMENTS,
    logging: { how: "logging" },
    models: { how: "named" },
    networks: { how: "named" },
    ports: { same: publishedAs },
    secrets: { same: (element) => mountedAt(element, "/run/secrets") },
    sysctls: ASSIGNMENTS,
    tmpfs: { how: "texts", same: (element) => textOf(element)?.split("=", 1)[0] },
    ulimits: { any: REPLACE },
    volumes: { same: targetOf },
  },
};

/** How two files become one. */
export const FILE_RULE: MergeRule = {
  fields: {
    services: { any: SERVICE_RULE },
    networks: { any: { fields: { labels: ASSIGNMENTS, ipam: { fields: { config: { how: "subnets" } } } } } },
    volumes: LABELLED,
    secrets: LABELLED,
    configs: LABELLED,
  },
};

/** The rule for an entry of what `rule` merges. */
export function ruleOf(rule: MergeRule, key: string): MergeRule {
  const own = rule.fields !== undefined && Object.hasOwn(rule.fields, key) ? rule.fields[key] : undefined;
  return own ?? rule.any ?? TREE;
}

/** The interpolated text of a scalar; undefined where it is none or a variable in it has no value. */
export function textOf(value: Value | undefined): string | undefined {
  const raw = value === undefined ? undefined : rawText(value);
  if (value === undefined || raw === undefined) return undefined;
  if (value.made?.kind === "text") return raw.includes(GAP) ? undefined : raw;
  return settledText(interpolate(raw, value.sheet.origin.variables));
}

/** Ports are the same where address, both numbers and protocol are. */
export function publishedAs(port: Value): string | undefined {
  const isLong = kindOf(port) === "map";
  const field = (key: string, absent: string) => {
    const value = entryOf(port, key);
    return value === undefined ? absent : textOf(value);
  };
  const parts = isLong
    ? [field("host_ip", ""), field("published", ""), field("target", ""), field("protocol", "tcp")]
    : undefined;
  if (parts?.includes(undefined)) return undefined;
  const [ip, published, target, protocol] = parts ?? [];
  const address = ip?.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip;
  const short = isLong ? `${address}:${published}:${target}/${protocol}` : textOf(port);
  const read = short === undefined ? undefined : parseShortPort(isLong && ip === "" ? short.slice(1) : short.trim());
  if (read === undefined) return undefined;
  const { external, internal } = read;
  return [read.ip, external?.first, external?.count, internal.first, internal.count, read.protocol].join("|");
}

/** Volumes and devices are the same where they lie at the same path in the container. */
function targetOf(mount: Value): string | undefined {
  if (kindOf(mount) === "map") {
    const target = textOf(entryOf(mount, "target"));
    return target === undefined ? undefined : cleanPath(target);
  }
  const [first, second] = splitColons(textOf(mount)?.trim() ?? "");
  const target = second ?? first;
  return target === undefined || target === "" ? undefined : cleanPath(target);
}

/** Configs and secrets are the same where they are mounted at the same path. */
function mountedAt(element: Value, folder: string): string | undefined {
  if (kindOf(element) !== "map") {
    const name = textOf(element);
    return name === undefined ? undefined : `${folder}/${name}`;
  }
  const target = entryOf(element, "target");
  if (target !== undefined) return textOf(target);
  const source = textOf(entryOf(element, "source"));
  return source === undefined ? undefined : `${folder}/${source}`;
}
