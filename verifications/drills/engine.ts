import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { type DockerEnvironment, parseAddress } from "../facts/docker/address.ts";
import { connect, transport } from "../facts/docker/client.ts";
import { EngineError, engineError } from "../facts/docker/engine-error.ts";
import { readContainer, readList } from "../facts/docker/read.ts";
import type { ContainerValue, ListedContainer } from "../facts/docker/values.ts";

/** A container, with what a drill needs besides. */
export type Looked = ContainerValue & {
  /** Of its main process, as the host counts; 0 where it does not run. */
  readonly pid: number;
};

/** An engine that drills change: it starts and stops containers, and nothing else. */
export interface ControlledEngine {
  /** @throws EngineError */
  look(name: string, signal?: AbortSignal): Promise<Looked>;
  /** All containers, running or not. @throws EngineError */
  list(signal?: AbortSignal): Promise<ListedContainer[]>;
  /** One that runs already stays as it is. Ends when the engine has done it. @throws EngineError */
  start(name: string): Promise<void>;
  stop(name: string): Promise<void>;
  close(): void;
}

/** Milliseconds that an answer may take; a stop takes as long as the container lets it, which is declared in minutes at most. */
const DEADLINE = 10_000;
const CHANGE_DEADLINE = 180_000;

/** @throws EngineError, AddressError */
export function control(address: string, env: DockerEnvironment = {}, ssh?: string): ControlledEngine {
  const parsed = parseAddress(address, env);
  const client = connect(parsed, { deadline: DEADLINE, ...(ssh === undefined ? {} : { ssh }) });
  const { options, agent, isTls } = transport(parsed, ssh);
  const send = isTls ? requestTls : requestPlain;
  const change = (name: string, what: "start" | "stop") =>
    new Promise<void>((resolve, reject) => {
      const within = AbortSignal.timeout(CHANGE_DEADLINE);
      const fail = (error: unknown) => reject(engineError(within.aborted ? within.reason : error));
      const path = `/containers/${encodeURIComponent(name)}/${what}`;
      const call = send({ ...options, agent, path, method: "POST", headers: { host: "docker" }, signal: within });
      call.once("error", fail).once("response", (response) => {
        const status = response.statusCode ?? 0;
        response.resume().once("error", fail);
        response.once("end", () => {
          // 304: it is so already.
          if (status === 204 || status === 304) resolve();
          else reject(new EngineError(`it answers ${status} to the ${what} of ${name}`, status));
        });
      });
      call.end();
    });
  return {
    async look(name, signal) {
      const body = await client.get(`/containers/${encodeURIComponent(name)}/json`, signal);
      const { State } = body as { State?: { Pid?: unknown } };
      const pid = State?.Pid;
      const value = readContainer(body, undefined, () => "-");
      return { ...value, pid: typeof pid === "number" && Number.isSafeInteger(pid) && pid > 1 ? pid : 0 };
    },
    list: async (signal) => readList(await client.get("/containers/json?all=true", signal)),
    start: (name) => change(name, "start"),
    stop: (name) => change(name, "stop"),
    close() {
      client.close();
      agent.destroy();
    },
  };
}
