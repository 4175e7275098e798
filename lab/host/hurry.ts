import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";

/** The longest that a health check waits for its first look in the lab, in nanoseconds. */
export const LONGEST_WAIT = 15e9;

/** The same of the proxy, which is made anew whenever it has to show another certificate. */
const PROXY_WAIT = 2e9;

/** A request to make a container may ask for a shorter wait, in nanoseconds: somebody waits for this one alone. */
export const WAIT_HEADER = "x-lab-longest-wait";

/** As much as is read of a request that has to be changed, in bytes. */
const LARGEST = 8 * 1024 * 1024;

interface Health {
  Interval?: number;
}

/**
 * Stands before an engine and hurries health checks, of which some of the estate look once in ten minutes: a
 * container that is made through it looks every 15 seconds at the latest. What the engine says of the container is
 * what was declared; nothing else is changed on the way.
 */
export async function hurryHealth(engine: string, socket: string): Promise<Server> {
  const declared = new Map<string, number>();
  const server = createServer((asked, answer) => {
    const path = (asked.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*$/, "");
    if (asked.method === "POST" && path === "/containers/create") create(engine, asked, answer, declared);
    else if (asked.method === "GET" && /^\/containers\/[^/]+\/json$/.test(path))
      inspect(engine, asked, answer, declared);
    else forward(engine, asked, answer);
  });
  // Attached and interactive connections are handed over as they are.
  server.on("upgrade", (asked, near, head) => {
    const far = connect(engine, () => {
      const headers = asked.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
      far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
      far.write(head);
      far.pipe(near).pipe(far);
    });
    for (const end of [near, far])
      end.on("error", () => {
        near.destroy();
        far.destroy();
      });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  return server;
}

function ask(engine: string, asked: IncomingMessage, take: (reply: IncomingMessage) => void, answer: ServerResponse) {
  const headers = { ...asked.headers };
  const call = request({ socketPath: engine, method: asked.method, path: asked.url, headers }, take);
  call.once("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  answer.once("close", () => call.destroy());
  return call;
}

function forward(engine: string, asked: IncomingMessage, answer: ServerResponse): void {
  const call = ask(
    engine,
    asked,
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
    },
    answer,
  );
  asked.pipe(call);
}

async function create(
  engine: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  declared: Map<string, number>,
): Promise<void> {
  const container = JSON.parse((await readAll(asked)).toString("utf8")) as {
    Image?: string;
    Healthcheck?: Health | null;
  };
  const interval = container.Healthcheck?.Interval ?? 0;
  const wished = Number(asked.headers[WAIT_HEADER] ?? LONGEST_WAIT);
  const longest = container.Image?.startsWith("traefik:") ? PROXY_WAIT : wished;
  const hurried = interval === 0 || interval > longest;
  if (hurried && container.Healthcheck != null) container.Healthcheck.Interval = longest;
  const body = Buffer.from(JSON.stringify(container));
  asked.headers["content-length"] = String(body.length);
  delete asked.headers["transfer-encoding"];
  ask(
    engine,
    asked,
    async (reply) => {
      const text = await readAll(reply);
      if (hurried && container.Healthcheck != null && reply.statusCode === 201)
        declared.set((JSON.parse(text.toString("utf8")) as { Id: string }).Id, interval);
      answer.writeHead(reply.statusCode ?? 502, reply.headers).end(text);
    },
    answer,
  ).end(body);
}

function inspect(engine: string, asked: IncomingMessage, answer: ServerResponse, declared: Map<string, number>): void {
  ask(
    engine,
    asked,
    async (reply) => {
      let text = await readAll(reply);
      if (reply.statusCode === 200) {
        const container = JSON.parse(text.toString("utf8")) as { Id: string; Config: { Healthcheck?: Health } };
        const interval = declared.get(container.Id);
        if (interval !== undefined && container.Config.Healthcheck !== undefined) {
          if (interval === 0) delete container.Config.Healthcheck.Interval;
          else container.Config.Healthcheck.Interval = interval;
          text = Buffer.from(JSON.stringify(container));
        }
      }
      const headers = { ...reply.headers, "content-length": String(text.length) };
      delete headers["transfer-encoding"];
      answer.writeHead(reply.statusCode ?? 502, headers).end(text);
    },
    answer,
  ).end();
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > LARGEST) throw new RangeError("lab: a message to an engine is larger than any that the lab sends");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
