import type { Container } from "../../model/container.ts";
import type { Visitor } from "../authelia/decide.ts";

/** One request from outside, and who makes it. */
export interface Visit {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** Name asked for, without port. */
  readonly host: string;
  /** Port of the host that is called. */
  readonly port: number;
  /** Escaped path, beginning with a slash. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Address that the connection comes from. */
  readonly client: string;
  /** Values by the name of the header in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Who the login portal takes the visitor for. */
  readonly visitor: Visitor;
}

/** One station on the way of a request, with the reason for what happens there. */
export interface Step {
  readonly at: "entry-point" | "router" | "middleware" | "access-control" | "service";
  /** Qualified name: `https`, `grafana@docker`, `vpn-only@file`. */
  readonly name: string;
  /** What happens there and why, in one sentence without the name. */
  readonly says: string;
}

/** Where the way ends. */
export type End =
  /** The application answers, or Traefik's own interface where there is no container. */
  | { readonly kind: "served"; readonly service: string; readonly container: Container | undefined }
  /** Sent to, or told of, a login; `portal` is where, if anybody knows. */
  | { readonly kind: "login"; readonly status: number; readonly portal: string | undefined }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "redirected"; readonly status: number; readonly location: string | undefined }
  /** A middleware answers by itself, as one does to a browser that asks whether it may ask. */
  | { readonly kind: "answered"; readonly status: number; readonly by: string }
  /** No router takes it. */
  | { readonly kind: "nothing"; readonly status: 404 }
  /** A router takes it and cannot serve it. */
  | { readonly kind: "broken"; readonly status: number }
  /** A TCP router hands it on, past every HTTP middleware; what answers decides by itself. */
  | { readonly kind: "passed-on"; readonly router: string }
  /** Nobody can tell; the last step says why. */
  | { readonly kind: "unknown" };

/** The way of one request through the edge. */
export interface Journey {
  readonly visit: Visit;
  readonly steps: readonly Step[];
  /** The router that takes it; undefined where none does. */
  readonly router: string | undefined;
  readonly end: End;
  /** What could not be read and may change the way of any request; undefined where everything was read. */
  readonly doubt: string | undefined;
}

/** One sentence for a table: what the visitor gets. */
export function describeEnd(end: End): string {
  switch (end.kind) {
    case "served":
      return end.container === undefined ? `served by ${end.service}` : `served by ${end.container.name}`;
    case "login":
      return end.status === 401 ? "401 until logged in" : `${end.status} to the login`;
    case "refused":
      return end.status === 0 ? "no connection" : `${end.status} refused`;
    case "redirected":
      return `${end.status} to ${end.location ?? "another address"}`;
    case "answered":
      return `${end.status} answered by ${end.by}`;
    case "nothing":
      return "404 no router";
    case "broken":
      return `${end.status} broken`;
    case "passed-on":
      return `passed on by ${end.router}, past every HTTP guard`;
    case "unknown":
      return "unknown";
  }
}
