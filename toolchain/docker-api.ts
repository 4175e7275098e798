import { request } from "node:http";
import type { Readable } from "node:stream";

/** The version of the API that we speak: every daemon from 20.10 to the newest understands it. */
export const DOCKER_API_VERSION = "1.41";

/** How long the daemon may take to answer one request, in milliseconds. */
const DEADLINE = 60_000;

/** A request to a Docker daemon at its unix socket. */
export type DockerRequest = {
  method?: "GET" | "POST" | "DELETE" | undefined;
  /** Below `/v1.41`, with the query. */
  path: string;
  /** A tar stream, or something to be sent as JSON. */
  body?: Readable | object | undefined;
  /** Milliseconds until the request is given up. */
  deadline?: number;
};

/** Asks the daemon and returns its answer: parsed where it is JSON, text where it is not. Fails on a status from 400. */
export async function askDocker(socket: string, asked: DockerRequest): Promise<unknown> {
  const { method = "GET", path, body } = asked;
  const stream = body !== undefined && "pipe" in body ? (body as Readable) : undefined;
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        socketPath: socket,
        method,
        path: `/v${DOCKER_API_VERSION}${path}`,
        headers: { "content-type": stream ? "application/x-tar" : "application/json" },
        signal: AbortSignal.timeout(asked.deadline ?? DEADLINE),
      },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          answer += part;
        });
        response.once("error", reject).once("end", () => {
          const status = response.statusCode ?? 500;
          if (status < 400) resolve(answer);
          else reject(new Error(`Docker daemon at ${socket}: ${method} ${path} was refused (${status}): ${answer}`));
        });
      },
    );
    call.once("error", reject);
    if (stream !== undefined) stream.once("error", (error) => call.destroy(error)).pipe(call);
    else call.end(body === undefined ? undefined : JSON.stringify(body));
  });
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
