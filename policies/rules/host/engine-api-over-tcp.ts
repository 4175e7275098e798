import type { Container } from "../../../model/container.ts";
import { portName } from "../../../model/port.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { dockerHost, namesInStack, plainEngineHost } from "../../images/engine-address.ts";
import { factsOf } from "../../images/table.ts";
import { page } from "../../references.ts";
import { type Contribution, type StackOffence, stackRule, type Undecided } from "../../rule.ts";

/** The port of the engine's API without TLS. https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option */
const PLAIN_API = 2375;

interface Part {
  readonly at: string;
  readonly detail: string;
}

interface Engine {
  /** What opens an engine to others. */
  readonly served: readonly (Part & { readonly message: string })[];
  /** Where this container is a client without TLS, and of whom. */
  readonly used: readonly (Part & { readonly host: string })[];
  /** True for what may be asked over TCP: a proxy that filters, or an engine that is not the host's. */
  readonly accepted: boolean;
  readonly names: ReadonlySet<string>;
  /** What was not known while this was gathered. */
  readonly unknown: readonly UnknownValue[];
}

export default stackRule<Engine>({
  id: "engine-api-over-tcp",
  title: "The API of a container engine is reached over TCP without TLS",
  why: "There is no login on that port: whoever reaches it starts a privileged container and is root on the host.",
  premises: { precondition: "reach", impact: "host" },
  references: [
    page("Protect the Docker daemon socket", "https://docs.docker.com/engine/security/protect-access/"),
    page("Docker in Docker with TLS", "https://hub.docker.com/_/docker#tls"),
  ],
  remedy:
    "Publish nothing on port 2375; ask a socket proxy of the same stack over an internal network, or use TLS with client certificates (port 2376).",
  collect(container) {
    const unknown: UnknownValue[] = [];
    return {
      served: gather(served(container), unknown),
      used: gather(used(container), unknown),
      accepted: isProxy(container) || isEngine(container),
      names: namesInStack(container),
      unknown,
    };
  },
  *check(contributions, { unknown }) {
    for (const { container, value } of contributions) {
      for (const { at, detail, message } of value.served) yield { container, at, detail, message };
      for (const { at, detail, host } of value.used) {
        const judged = ask(container, at, detail, host, contributions, unknown);
        if (judged !== undefined) yield judged;
      }
      for (const { path } of value.unknown)
        yield { container, at: "", undecided: `${path} is not known yet, so it may point at an engine without TLS` };
    }
  },
});

function ask(
  container: Container,
  at: string,
  detail: string,
  host: string,
  contributions: readonly Contribution<Engine>[],
  unknown: readonly Container[],
): StackOffence | Undecided | undefined {
  if (contributions.some(({ value }) => value.accepted && value.names.has(host))) return undefined;
  if (unknown.some(({ name }) => name === host))
    return { container, at, undecided: "whether the engine it asks over TCP is a socket proxy is not known yet" };
  return {
    container,
    at,
    detail,
    message: `${detail} points at an engine's API without TLS that is no socket proxy of this stack`,
  };
}

/** What is certain, although something else is not known. */
function gather<T>(parts: Iterable<T>, unknown: UnknownValue[]): T[] {
  const gathered: T[] = [];
  try {
    for (const part of parts) gathered.push(part);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    unknown.push(error);
  }
  return gathered;
}

function isProxy(container: Container): boolean {
  return factsOf(container.image)?.host?.engineSocket !== undefined;
}

/** Docker in Docker, by the tag that says so. */
function isEngine({ image }: Container): boolean {
  return image?.repository === "docker" && /(^|-)dind(-|$)/.test(image.tag ?? "");
}

function* served(container: Container): Iterable<Part & { message: string }> {
  for (const port of container.ports)
    if (port.protocol === "tcp" && (holds(port.internal, port.count) || holds(port.external, port.count)))
      yield {
        at: port.at,
        detail: portName(port),
        message: `${portName(port)} is published, the port of the engine's API without TLS`,
      };
  if (container.networkMode === "host" && isProxy(container))
    yield {
      at: "networkMode",
      detail: "host",
      message:
        "it hands the engine's API on and uses the host's network, so that API is open on every address of the host",
    };
  if (!isEngine(container)) return;
  for (const { at, key, value } of container.env) {
    if (key !== "DOCKER_TLS_CERTDIR") continue;
    if (value === undefined) throw new UnknownValue(at, "Declare a value for DOCKER_TLS_CERTDIR.");
    if (value === "")
      yield { at, detail: key, message: "DOCKER_TLS_CERTDIR is empty, so this engine serves its API without TLS" };
  }
}

function holds(first: number | undefined, count: number): boolean {
  return first !== undefined && first <= PLAIN_API && PLAIN_API < first + count;
}

function* used(container: Container): Iterable<Part & { host: string }> {
  for (const { at, value } of [...container.entrypoint, ...container.command]) {
    const host = plainEngineHost(value);
    if (host !== undefined && !isEngine(container)) yield { at, detail: "its command", host };
  }
  for (const { at, key, value } of container.env) {
    if (value === undefined) continue;
    const host = key === "DOCKER_HOST" ? dockerHost(value) : plainEngineHost(value);
    if (host !== undefined && !(key === "DOCKER_HOST" && usesTls(container)))
      yield { at, detail: key.slice(0, 64), host };
  }
}

function usesTls({ env }: Container): boolean {
  return env.some(
    ({ key, value }) => (key === "DOCKER_TLS_VERIFY" || key === "DOCKER_TLS") && value !== "" && value !== "0",
  );
}
