import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerOf } from "./portal.ts";

/** Back ends that say who they are and what reached them, a login portal and a bouncer; all on loopback. */
export interface Servers {
  /** Dynamic configuration of the services, by name. */
  readonly services: Readonly<Record<string, object>>;
  /** Address of the login portal's endpoint, of a bouncer, and of nobody. */
  readonly addresses: Readonly<Record<"portal" | "bouncer" | "nobody", string>>;
  /** Gives the portal other rules. */
  rule(rules: readonly PortalRule[]): void;
  close(): void;
}

/** One rule of the portal's access control; an empty list matches everything. */
export interface PortalRule {
  readonly domain: string;
  readonly resources: readonly string[];
  readonly methods: readonly string[];
  /** Beginning of addresses: `127.0.100.`. */
  readonly from: readonly string[];
  readonly groups: readonly string[];
  readonly policy: "bypass" | "one_factor" | "two_factor" | "deny";
}

const BACK_ENDS = ["one", "two", "three"];

export async function startServers(): Promise<Servers> {
  let rules: readonly PortalRule[] = [];
  const open: Server[] = [];
  const serve = async (handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
    const server = createServer(handler);
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const services: Record<string, object> = {};
  for (const name of BACK_ENDS) {
    const url = await serve((request, response) => {
      response.setHeader("X-Back-End", name);
      response.setHeader("X-Path", request.url ?? "");
      response.end();
    });
    services[name] = { loadBalancer: { servers: [{ url }] } };
  }
  services.both = { weighted: { services: [{ name: "one", weight: 0 }, { name: "two" }] } };
  services.copied = { mirroring: { service: "three", mirrors: [{ name: "one", percent: 100 }] } };
  const portal = await serve((request, response) => {
    const { status, location } = answerOf(request.headers, rules);
    if (location !== undefined) response.setHeader("Location", location);
    response.writeHead(status).end();
  });
  const bouncer = await serve((_, response) => void response.end());
  return {
    services,
    addresses: {
      portal: `${portal}/api/authz/forward-auth`,
      bouncer: `${bouncer}/api/v1/forwardAuth`,
      nobody: "http://127.0.0.1:1/",
    },
    rule(next) {
      rules = next;
    },
    close() {
      for (const server of open) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
