import http from "node:http";
import https from "node:https";
import { ANONYMOUS } from "../../../../edge/authelia/decide.ts";
import type { Journey, Visit } from "../../../../edge/request/journey.ts";
import type { Ports } from "./edge.ts";
import { PORTAL, USERS } from "./portal.ts";

/** A request as a test writes it. */
export interface Asked {
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly host: string;
  /** With the query. */
  readonly path: string;
  /** Address of loopback that the connection comes from. */
  readonly from: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the user that is logged in. */
  readonly as: string | undefined;
}

/** What came of it, as both sides can say it. */
export interface Outcome {
  readonly router: string | undefined;
  readonly status: number;
  readonly backEnd: string | undefined;
  /** Path that the back end got. */
  readonly location: string | undefined;
}

export function visitOf({ method, scheme, host, path, from, headers, as }: Asked, ports: Ports): Visit {
  const question = path.indexOf("?");
  const user = as === undefined ? undefined : USERS[as];
  return {
    method,
    scheme,
    host,
    port: scheme === "https" ? ports.websecure : ports.web,
    path: question < 0 ? path : path.slice(0, question),
    query: question < 0 ? "" : path.slice(question + 1),
    client: from,
    headers: new Map(Object.entries(sent(headers, as)).map(([name, value]) => [name.toLowerCase(), [value]])),
    visitor: user === undefined ? ANONYMOUS : { ...user, user: as as string },
  };
}

function sent(headers: Asked["headers"], as: string | undefined): Record<string, string> {
  return as === undefined ? headers : { ...headers, Cookie: `session=${as}` };
}

/** Sends it to the real Traefik; which router took it stands in the log. */
export async function send(asked: Asked, ports: Ports, number: number): Promise<Omit<Outcome, "router">> {
  const { method, scheme, host, path, from, headers, as } = asked;
  const port = scheme === "https" ? ports.websecure : ports.web;
  const options = {
    method,
    host: "127.0.0.1",
    port,
    path,
    localAddress: from,
    agent: false,
    headers: { Host: `${host}:${port}`, "X-Visit": String(number), ...sent(headers, as) },
    timeout: 10_000,
  };
  return new Promise((resolve, reject) => {
    const request =
      scheme === "https"
        ? https.request({ ...options, servername: host.replace(/\.$/, ""), rejectUnauthorized: false })
        : http.request(options);
    // Nobody listens where the TCP routers of the tests lead.
    request.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" ? resolve({ status: 0, backEnd: undefined, location: undefined }) : reject(error),
    );
    request.on("timeout", () => request.destroy(new Error(`no answer to ${host}${path}`)));
    request.on("response", (response) => {
      response.resume();
      const one = (name: string) => response.headers[name] as string | undefined;
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          backEnd: backEnd(one("x-back-end"), one("x-path")),
          location: one("location"),
        }),
      );
    });
    request.end();
  });
}

function backEnd(name: string | undefined, path: string | undefined): string | undefined {
  return name === undefined ? undefined : `${name} ${path}`;
}

/** The simulator's outcome in the same words; the path that the back end gets is its own affair. */
export function foreseen({ end, router }: Journey): Outcome | undefined {
  const base = { router, backEnd: undefined, location: undefined };
  switch (end.kind) {
    case "served":
      return { ...base, status: 200, backEnd: SERVED_BY[end.service] ?? end.service };
    case "redirected":
      return { ...base, status: end.status, location: end.location };
    case "login":
      return { ...base, status: end.status, location: end.portal };
    case "refused":
    case "answered":
    case "nothing":
    case "broken":
      return { ...base, status: end.status };
    case "passed-on":
      return { ...base, status: 0 };
    case "unknown":
      return undefined;
  }
}

const SERVED_BY: Readonly<Record<string, string>> = {
  "one@file": "one",
  "two@file": "two",
  "three@file": "three",
  "both@file": "two",
  "copied@file": "three",
};

/** The answer of Traefik as far as the simulator says anything about it. */
export function seen(
  { status, backEnd: served, location }: Omit<Outcome, "router">,
  router: string | undefined,
): Outcome {
  const portal = location?.startsWith(`${PORTAL}/?rd=`) === true ? PORTAL : location;
  return { router, status, backEnd: served?.split(" ")[0], location: portal };
}
