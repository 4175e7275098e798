import { Unseen } from "../../source.ts";

/** How many there are of a kind, as Traefik counts them. */
export type Count = { readonly total: number; readonly warnings: number; readonly errors: number };

/** Value of `traefik.overview`. */
export type Overview = { readonly routers: Count; readonly services: Count; readonly middlewares: Count };

/** What Traefik says is wrong, by kind: its own words may quote passwords of a middleware. */
export const ERRORS = [
  "middleware-missing",
  "service-missing",
  "entry-point-missing",
  "rule-invalid",
  "resolver-missing",
  "other",
] as const;
export type ErrorKind = (typeof ERRORS)[number];

/** `enabled`, `disabled`, or `warning`: it works, and something of it does not. */
export type Status = "enabled" | "disabled" | "warning" | "unknown";

export type LoadedRouter = {
  /** With its provider: `web@docker`. */
  readonly name: string;
  readonly provider: string;
  readonly status: Status;
  readonly errors: readonly ErrorKind[];
  readonly rule: string;
  readonly priority: number | null;
  readonly service: string;
  readonly entryPoints: readonly string[];
  /** Those of its entry points included, with their provider. */
  readonly middlewares: readonly string[];
  readonly tls: boolean;
};

/** Value of `traefik.routers`. */
export type Routers = { readonly routers: readonly LoadedRouter[] };

export type LoadedService = {
  readonly name: string;
  readonly status: Status;
  readonly errors: readonly ErrorKind[];
  readonly servers: readonly { readonly url: string; readonly up: boolean }[];
  /** Without one every server is `UP`, whatever it does. */
  readonly healthCheck: boolean;
};

/** Value of `traefik.services`. */
export type Services = { readonly services: readonly LoadedService[] };

export type LoadedMiddleware = {
  readonly name: string;
  readonly type: string;
  readonly status: Status;
  readonly errors: readonly ErrorKind[];
  /** Routers that use it. */
  readonly usedBy: number;
};

/** Value of `traefik.middlewares`. */
export type Middlewares = { readonly middlewares: readonly LoadedMiddleware[] };

type Raw = Readonly<Record<string, unknown>>;

/** @throws Unseen where it is not what Traefik answers. */
export function overviewOf(answer: unknown): Overview {
  const http = object(object(answer).http);
  return { routers: count(http.routers), services: count(http.services), middlewares: count(http.middlewares) };
}

function count(value: unknown): Count {
  const { total, warnings, errors } = object(value);
  return { total: natural(total), warnings: natural(warnings), errors: natural(errors) };
}

export function routerOf(value: unknown): LoadedRouter {
  const raw = object(value);
  return {
    ...common(raw),
    provider: text(raw.provider),
    rule: text(raw.rule, 1000),
    priority: typeof raw.priority === "number" ? raw.priority : null,
    service: text(raw.service),
    entryPoints: texts(raw.entryPoints),
    middlewares: texts(raw.middlewares),
    tls: typeof raw.tls === "object" && raw.tls !== null,
  };
}

export function serviceOf(value: unknown): LoadedService {
  const raw = object(value);
  const status = typeof raw.serverStatus === "object" && raw.serverStatus !== null ? (raw.serverStatus as Raw) : {};
  const balancer = typeof raw.loadBalancer === "object" && raw.loadBalancer !== null ? (raw.loadBalancer as Raw) : {};
  return {
    ...common(raw),
    servers: Object.entries(status)
      .slice(0, MOST)
      .map(([url, state]) => ({ url: url.replace(/\/\/[^/]*@/, "//").slice(0, 200), up: state === "UP" })),
    healthCheck: typeof balancer.healthCheck === "object" && balancer.healthCheck !== null,
  };
}

export function middlewareOf(value: unknown): LoadedMiddleware {
  const raw = object(value);
  return { ...common(raw), type: text(raw.type), usedBy: Array.isArray(raw.usedBy) ? raw.usedBy.length : 0 };
}

function common(raw: Raw): { name: string; status: Status; errors: ErrorKind[] } {
  const name = text(raw.name);
  if (name === "") throw odd();
  const status = (["enabled", "disabled", "warning"] as const).find((one) => one === raw.status) ?? "unknown";
  return { name, status, errors: [...new Set(texts(raw.error, 2000).map(kindOf))] };
}

/** Words of Traefik v3 (pkg/server/router, pkg/server/service, pkg/server/middleware, pkg/config/runtime). */
const KINDS: readonly (readonly [RegExp, ErrorKind])[] = [
  [/^middleware "[^"]*" does not exist|^invalid middleware /, "middleware-missing"],
  [/service "[^"]*" does not exist/, "service-missing"],
  [/entryPoint "[^"]*" doesn't exist|no valid entryPoint for this router/i, "entry-point-missing"],
  [/while parsing rule|rule/, "rule-invalid"],
  [/certificate resolver|certResolver/i, "resolver-missing"],
];

function kindOf(message: string): ErrorKind {
  return KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? "other";
}

const MOST = 100;

function object(value: unknown): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw odd();
  return value as Raw;
}

function natural(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw odd();
  return value;
}

function text(value: unknown, longest = 200): string {
  return typeof value === "string" ? value.slice(0, longest) : "";
}

function texts(value: unknown, longest = 200): string[] {
  return Array.isArray(value) ? value.slice(0, MOST).map((one) => text(one, longest)) : [];
}

export function odd(): Unseen {
  return new Unseen("protocol", "Traefik's API was not seen: what answers is not what Traefik answers");
}
