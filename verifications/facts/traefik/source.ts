import { apiOf, PARTS, type Part, type TraefikApi, traefikFact } from "../../edge/traefik.ts";
import type { FactKey, Json } from "../../fact.ts";
import type { Reach } from "../../reach.ts";
import { type FactSource, type Observed, Unseen } from "../../source.ts";
import { targetOf } from "../connection/target.ts";
import { trust } from "../connection/trust.ts";
import { type Exchange, exchange } from "../http/exchange.ts";
import { traefikLogins } from "./logins.ts";
import { middlewareOf, odd, overviewOf, routerOf, serviceOf } from "./objects.ts";
import { nextPage } from "./paging.ts";

export interface TraefikOptions {
  /** Milliseconds for one question. */
  readonly deadline?: number;
  /** Port of HTTPS at every host. */
  readonly port?: number;
  /** `name:password` that the API of a host asks for; from the environment by default (see `traefikLogins`). */
  readonly login?: (host: string) => string | undefined;
}

const DEADLINE = 10_000;
const PER_PAGE = 100;
/** Bytes of one page: a hundred routers with long rules. */
const LONGEST_PAGE = 1024 * 1024;
const MOST_PAGES = 20;

/** What Traefik itself says that it has loaded, over the route that the declaration gives its API. */
export function traefikSource({
  deadline = DEADLINE,
  port,
  login = traefikLogins(process.env),
}: TraefikOptions = {}): FactSource {
  return {
    id: "traefik",
    title: "Routers, services and middlewares of Traefik",
    plan(expectation, reach) {
      const get = getter(reach, port, login);
      return expectation.hosts.flatMap((host) =>
        PARTS.map((part) => {
          const key = traefikFact(host, part);
          return {
            key,
            deadline,
            ask: (signal: AbortSignal) => {
              const api = apiOf(host);
              if (api === undefined)
                throw new Unseen("not-asked", `${host.name} declares no route to the API of its Traefik`);
              return READ[part]((path) => get(key, api, path, signal));
            },
          };
        }),
      );
    },
  };
}

type Get = (path: string) => Promise<Exchange>;

const READ: Readonly<Record<Part, (get: Get) => Promise<Observed>>> = {
  overview: async (get) => observed(overviewOf(json(await get("/api/overview")))),
  routers: async (get) => observed({ routers: (await pages(get, "routers")).map(routerOf) }),
  services: async (get) => observed({ services: (await pages(get, "services")).map(serviceOf) }),
  middlewares: async (get) => observed({ middlewares: (await pages(get, "middlewares")).map(middlewareOf) }),
};

/** What is kept is what was understood: middlewares hold passwords, and the answer has them. */
function observed(value: Json): Observed {
  return { value, raw: `${JSON.stringify(value)}\n` };
}

/** All pages of a list. Traefik says `X-Next-Page: 1` on the last one. */
async function pages(get: Get, part: Part): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let page: number | undefined = 1; page !== undefined; ) {
    if (page > MOST_PAGES) throw odd();
    const answer = await get(`/api/http/${part}?page=${page}&per_page=${PER_PAGE}`);
    const list = json(answer);
    if (!Array.isArray(list) || list.length > PER_PAGE) throw odd();
    found.push(...list);
    page = nextPage(page, answer.headers["x-next-page"]);
  }
  return found;
}

function json({ body, truncated }: Exchange): unknown {
  if (truncated) throw new Unseen("protocol", "Traefik's API was not seen: its answer is too long");
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new Unseen("protocol", odd().message, { cause: error });
  }
}

function getter(reach: Reach, port: number | undefined, login: (host: string) => string | undefined) {
  return async (key: FactKey, { hostName }: TraefikApi, path: string, signal: AbortSignal): Promise<Exchange> => {
    const target = targetOf(reach, key.host, key.vantage);
    const credential = login(key.host);
    const secureContext = await trust(reach);
    const answer = await exchange(
      {
        url: `https://${hostName}${path}`,
        method: "GET",
        headers: { Accept: "application/json" },
        target,
        port,
        secureContext,
        longest: LONGEST_PAGE,
        ...(credential === undefined ? {} : { credential }),
      },
      signal,
    );
    if (answer.status === 200) return answer;
    throw new Unseen(...refusal(answer.status, key.host, credential !== undefined));
  };
}

function refusal(
  status: number,
  host: string,
  known: boolean,
): ["denied" | "missing" | "protocol" | "not-asked", string] {
  if (status === 401 && !known)
    return ["not-asked", `The API of Traefik on ${host} asks for a login, and this run has none for it`];
  if (status === 401 || status === 403)
    return ["denied", `The API of Traefik on ${host} answers ${status} to this run`];
  if (status === 404) return ["missing", `Traefik on ${host} answers 404 where its API should be`];
  return ["protocol", `The API of Traefik on ${host} answers ${status}`];
}
