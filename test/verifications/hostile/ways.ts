import { writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";
import type { Fact, Failure } from "../../../verifications/fact.ts";
import { dockerSource } from "../../../verifications/facts/docker/source.ts";
import { httpSource } from "../../../verifications/facts/http/source.ts";
import { tlsSource } from "../../../verifications/facts/tls/source.ts";
import { traefikSource } from "../../../verifications/facts/traefik/source.ts";
import { printer } from "../../../verifications/print.ts";
import type { Reach } from "../../../verifications/reach.ts";
import { gather } from "../../../verifications/run/gather.ts";
import type { FactSource } from "../../../verifications/source.ts";
import { authority } from "../support/certificates.ts";
import { reachTo } from "../support/engine.ts";
import { expectationOf, type Sketch } from "../support/expectation.ts";
import { reachOf } from "../support/reach.ts";
import type { Peer } from "./peers.ts";

/** Milliseconds that each question is given: what ends by itself has to do so long before. */
export const deadlineFor = (ends: readonly Failure[]) => (ends.includes("timeout") ? 500 : 20_000);

export const print = printer();
const CONTAINERS = { hosts: [{ name: "master", containers: ["web", "db", "cache"].map((name) => ({ name })) }] };
const ROUTE = (tls: boolean): Sketch => ({ hosts: [{ name: "master", routes: [{ host: "a.example.org", tls }] }] });
const PORTAL: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "authelia", image: "authelia/authelia:4" }],
      routes: [{ host: "auth.example.org", container: "authelia" }],
    },
  ],
};
const TRAEFIK: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "traefik", image: "traefik:v3" }],
      routes: [{ host: "a.example.org", access: "vpn-only", container: "traefik" }],
    },
  ],
};
const MAIL: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [
        {
          name: "mail",
          ports: [25, 110, 143, 4190].map((port) => ({ ip: "0.0.0.0", external: port, internal: port, public: true })),
        },
      ],
      routes: [{ host: "mail.example.org", tls: false }],
    },
  ],
};

/** A way in, with a peer that speaks at its end. */
export interface Way {
  readonly name: string;
  /** What the peer speaks over: TLS is agreed upon by itself, or is up to the peer. */
  readonly over: "plain" | "tls" | "unix";
  /** An answer of any status is one here. */
  readonly pages?: boolean;
  /** What is declared of the host that it leads to. */
  readonly sketch: Sketch;
  look(folder: string, at: number | string, deadline: number): Promise<readonly Fact[]>;
}

export const HTTP_WAYS: readonly Way[] = [
  {
    name: "an engine on a socket",
    sketch: CONTAINERS,
    over: "unix",
    look: (_, at, deadline) => engine(`unix://${at}`, deadline),
  },
  {
    name: "an engine over TCP",
    sketch: CONTAINERS,
    over: "plain",
    look: (_, at, deadline) => engine(`tcp://127.0.0.1:${at}`, deadline),
  },
  {
    name: "an engine over TLS",
    sketch: CONTAINERS,
    over: "tls",
    look: (folder, at, deadline) => engine(`tcp://localhost:${at}`, deadline, { certificates: folder }),
  },
  {
    name: "a page over HTTP",
    pages: true,
    sketch: ROUTE(false),
    over: "plain",
    look: (folder, at, deadline) => pages(folder, Number(at), deadline, ROUTE(false), "http.route"),
  },
  {
    name: "a page over HTTPS",
    sketch: ROUTE(true),
    over: "tls",
    pages: true,
    look: (folder, at, deadline) => pages(folder, Number(at), deadline, ROUTE(true), "http.route"),
  },
  {
    name: "a portal",
    pages: true,
    sketch: PORTAL,
    over: "tls",
    look: (folder, at, deadline) => pages(folder, Number(at), deadline, PORTAL, "http.portal"),
  },
  {
    name: "the API of Traefik",
    sketch: TRAEFIK,
    over: "tls",
    look: (folder, at, deadline) => traefik(folder, Number(at), deadline),
  },
];

export const LINE_WAYS: readonly Way[] = [
  {
    name: "a page over HTTPS",
    sketch: ROUTE(true),
    over: "plain",
    look: (folder, at, deadline) => pages(folder, Number(at), deadline, ROUTE(true), "http.route"),
  },
  {
    name: "an engine over TLS",
    sketch: CONTAINERS,
    over: "plain",
    look: (folder, at, deadline) => engine(`tcp://localhost:${at}`, deadline, { certificates: folder }),
  },
  {
    name: "the certificates of a name and of mail",
    sketch: MAIL,
    over: "plain",
    look: (folder, at, deadline) => certificates(folder, Number(at), deadline),
  },
];

/** Lets a peer speak, asks it, and takes it away again. */
export async function meet(way: Way, folder: string, { speak, ends }: Peer): Promise<readonly Fact[]> {
  const open = new Set<Socket>();
  const careful = (socket: Socket) => speak(socket.on("error", () => {}));
  const server: Server = way.over === "tls" ? createTls(pair(folder), careful) : createServer(careful);
  server.on("connection", (socket: Socket) => {
    open.add(socket.on("error", () => {}));
    socket.on("close", () => open.delete(socket));
  });
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sock`);
  await new Promise<void>((resolve) => {
    if (way.over === "unix") server.listen(path, resolve);
    else server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  try {
    return await way.look(
      folder,
      typeof address === "object" && address !== null ? address.port : path,
      deadlineFor(ends),
    );
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const pairs = new Map<string, { readonly key: string; readonly cert: string }>();

/** The certificate of every peer of a folder, where the files of Docker lie too. */
export function pair(folder: string): { readonly key: string; readonly cert: string } {
  const known = pairs.get(folder);
  if (known !== undefined) return known;
  const made = authority(folder).issue(["localhost", "a.example.org", "auth.example.org"]);
  writeFileSync(join(folder, "cert.pem"), made.cert);
  writeFileSync(join(folder, "key.pem"), made.key);
  pairs.set(folder, made);
  return made;
}

export async function asked(source: FactSource, sketch: Sketch, reach: Reach, only = ""): Promise<Fact[]> {
  return gather(source.plan(expectationOf(sketch), reach).filter(({ key }) => key.source.startsWith(only)));
}

interface Engine {
  readonly certificates?: string;
  readonly ssh?: string;
}

export async function engine(address: string, deadline: number, { certificates, ssh }: Engine = {}): Promise<Fact[]> {
  const source = dockerSource({
    print,
    steady: 0,
    deadline,
    env: certificates === undefined ? {} : { DOCKER_CERT_PATH: certificates },
    ...(ssh === undefined ? {} : { ssh }),
  });
  try {
    const facts = await asked(source, CONTAINERS, reachTo({ master: { engine: address } }));
    return facts.filter((fact) => fact.source !== "docker.steady");
  } finally {
    source.close();
  }
}

async function pages(folder: string, port: number, deadline: number, sketch: Sketch, only: string): Promise<Fact[]> {
  const source = httpSource({ deadline, ports: { http: port, https: port } });
  return asked(source, sketch, reachOf({ authority: join(folder, "ca.pem") }), only);
}

async function traefik(folder: string, port: number, deadline: number): Promise<Fact[]> {
  const source = traefikSource({ deadline, port, login: () => "name:password" });
  return asked(source, TRAEFIK, reachOf({ authority: join(folder, "ca.pem") }));
}

async function certificates(folder: string, port: number, deadline: number): Promise<Fact[]> {
  const source = tlsSource({ deadline, ports: new Map([25, 110, 143, 443, 4190].map((one) => [one, port])) });
  const reach = reachOf({ authority: join(folder, "ca.pem") });
  return [...(await asked(source, MAIL, reach)), ...(await asked(source, ROUTE(true), reach))];
}
