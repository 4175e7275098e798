import type { Container, Label } from "../container.ts";
import { UnknownValue } from "../unknown.ts";

/** One option of a router, middleware or service; reading its value may raise `UnknownValue`. */
export interface Option {
  /** Field of the model that holds the value. */
  readonly at: string;
  readonly text: string;
  /** The text split on commas, or the elements of a list in a file; trimmed, without empty ones. */
  readonly list: readonly string[];
}

/** Options by their path in lower case, because Traefik ignores the case of option names: `tls.certresolver`. */
export type Options = ReadonlyMap<string, Option>;

/** What the labels of one container tell Traefik. Names keep their case. */
export interface TraefikLabels {
  /** `traefik.enable`; undefined where it is not declared. */
  readonly enabled: boolean | undefined;
  readonly routers: ReadonlyMap<string, Options>;
  readonly middlewares: ReadonlyMap<string, Options>;
  readonly services: ReadonlyMap<string, Options>;
  /** True where a TCP or UDP router or service is declared. */
  readonly streams: boolean;
}

const KEY = /^traefik\.(http|tcp|udp)\.(routers|middlewares|services)\.([^.]+)(?:\.(.+))?$/i;
const NO_LABELS: TraefikLabels = {
  enabled: undefined,
  routers: new Map(),
  middlewares: new Map(),
  services: new Map(),
  streams: false,
};
const known = new WeakMap<Container, TraefikLabels>();

/**
 * Sorts the labels of a container by what they configure.
 * Grammar: https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/
 *
 * @throws UnknownValue where the name of a label is not known: it could be any option.
 */
export function traefikLabels(container: Container): TraefikLabels {
  let labels = known.get(container);
  if (labels === undefined) {
    labels = read(container);
    known.set(container, labels);
  }
  return labels;
}

function read(container: Container): TraefikLabels {
  const parts = {
    routers: new Map<string, Map<string, Option>>(),
    middlewares: new Map<string, Map<string, Option>>(),
    services: new Map<string, Map<string, Option>>(),
  };
  let enable: Label | undefined;
  let streams = false;
  let any = false;
  for (const label of container.labels) {
    const { key } = label;
    if (key.length < 14 || key.slice(0, 8).toLowerCase() !== "traefik.") continue;
    any = true;
    if (key.toLowerCase() === "traefik.enable") enable = label;
    const match = KEY.exec(key);
    if (match === null) continue;
    const [, protocol = "", part = "", name = "", path = ""] = match;
    if (protocol.toLowerCase() !== "http") {
      streams = true;
      continue;
    }
    const byName = parts[part.toLowerCase() as keyof typeof parts];
    const options = byName.get(name) ?? new Map<string, Option>();
    byName.set(name, options);
    const option = path.toLowerCase();
    const earlier = options.get(option);
    options.set(option, earlier === undefined ? optionOf(container, label) : declaredTwice(container, label));
  }
  if (!any) return NO_LABELS;
  return { enabled: enable && isTrue(enable.value), ...parts, streams };
}

/** Longer values than anybody writes are not read, so nothing can pass on them. */
const LONGEST = 100_000;

function optionOf(container: Container, label: Label): Option {
  const value = () => {
    if (label.value.length <= LONGEST) return label.value;
    throw new UnknownValue(container.locate(label.at).path, `Keep it below ${LONGEST} characters.`);
  };
  return {
    at: `${label.at}.value`,
    get text() {
      return value().trim();
    },
    get list() {
      return splitList(value());
    },
  };
}

/** Which of two labels of one name reaches the engine is chance, so neither value is known. */
function declaredTwice(container: Container, label: Label): Option {
  const raise = (): never => {
    throw new UnknownValue(
      container.locate(label.at).path,
      "Declare the label once; which of the two counts is chance.",
    );
  };
  return {
    at: `${label.at}.key`,
    get text() {
      return raise();
    },
    get list() {
      return raise();
    },
  };
}

/** Splits on commas as Traefik does: entries trimmed, empty ones left out. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** Go's strconv.ParseBool; whatever is not plainly false counts as true here, so that its routes are judged. */
function isTrue(text: string): boolean {
  return !/^(?:0|f|false)$/i.test(text.trim());
}
