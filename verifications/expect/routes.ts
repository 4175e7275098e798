import type { Container } from "../../model/container.ts";
import { urlLabel } from "../../model/expectations.ts";
import { labelsNamed } from "../../model/labels.ts";
import { declaredServicePort, type Router, routersOf } from "../../model/routes/router.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { accessOf } from "../../policies/guards.ts";
import type { ExpectedRoute } from "../expectation.ts";
import { waysOf } from "./rule.ts";

/** The routes of a stack, and those of which no request can be made, in words. */
export interface Routes {
  readonly routes: readonly ExpectedRoute[];
  readonly problems: readonly string[];
}

const NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const PATH = /^\/[^\s\\?#"<>^`{|}]{0,1000}$/;

/** What a stack routes, one entry for each name and path. A router of which no request follows is a problem, never left out. */
export function routesOf(stack: Stack): Routes {
  const routes = new Map<string, ExpectedRoute>();
  const problems: string[] = [];
  for (const container of stack.containers) {
    const routers = attempt(() => routersOf(container));
    if (routers === undefined) problems.push(`${container.name}: not all of its routers are known`);
    for (const router of routers ?? [])
      try {
        const found = requestsOf(container, router);
        if (found.length === 0) problems.push(withoutUrl(container, router));
        for (const route of found) routes.set([route.router, route.host, route.path].join(" "), route);
      } catch (error) {
        if (!(error instanceof UnknownValue)) throw error;
        problems.push(`${container.name}: the router ${router.name} is not known`);
      }
  }
  return { routes: [...routes.values()], problems };
}

function requestsOf(container: Container, router: Router): ExpectedRoute[] {
  const { rule } = router;
  const ways = rule === undefined ? undefined : waysOf(rule);
  const requests = (ways ?? []).map(({ host, path = "/", conditional }) =>
    conditional || host === undefined ? undefined : { host, path },
  );
  const declared = declaredUrl(container, router);
  const used = requests.length > 0 && !requests.includes(undefined) ? requests : [...requests, declared];
  // A way without a request of its own and without a declared one would vanish from what there is to prove.
  if (used.length > requests.length && declared === undefined) return [];
  return used.flatMap((request) =>
    request === undefined || !NAME.test(request.host) || !PATH.test(request.path)
      ? []
      : {
          router: router.name,
          container: container.name,
          host: request.host,
          path: request.path,
          access: accessOf(container, router)?.access,
          middlewares: [...router.middlewares],
          entryPoints: [...(router.entryPoints ?? [])],
          tls: router.tls,
          port: declaredServicePort(container, router),
        },
  );
}

function declaredUrl(container: Container, { name }: Router): { host: string; path: string } | undefined {
  const [label, ...more] = labelsNamed(container, urlLabel(name));
  if (label === undefined || more.length > 0) return undefined;
  const url = URL.canParse(label.value) ? new URL(label.value) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.search === "";
  return isPlain ? { host: url.hostname.toLowerCase(), path: url.pathname } : undefined;
}

function withoutUrl(container: Container, { name }: Router): string {
  return `${container.name}: no request follows from the rule of the router ${name}; name one in the label ${urlLabel(name)}`;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}
