import type { Container, EnvVar, Port, Text } from "../../model/container.ts";
import { portName } from "../../model/port.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { findKnown } from "../each.ts";
import { factsOf } from "../images/table.ts";
import { dockerHost, plainEngineHost } from "./address.ts";

/** The port of the engine's API without TLS. https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option */
const PLAIN_API = 2375;

/** A place in the declaration, and what tells it from others. */
interface Part {
  readonly at: string;
  readonly detail: string;
}

export interface Served extends Part {
  readonly message: string;
}

export interface Used extends Part {
  /** Host name or address. */
  readonly host: string;
}

/** What one container has to do with an engine's API over TCP. */
export interface EngineApi {
  /** What opens an engine to others. */
  readonly served: readonly Served[];
  /** Where this container is a client without TLS, and of whom. */
  readonly used: readonly Used[];
  /** True for what may be asked over TCP: a proxy that filters, or an engine that is not the host's. */
  readonly accepted: boolean;
  /** What was not known while this was gathered. */
  readonly unknown: readonly UnknownValue[];
}

/** False for a container that can neither open an engine nor ask one, as far as it declares anything. */
export function mayConcernEngineApi(container: Container): boolean {
  return findKnown(CONCERNS, (concerns) => concerns(container)) !== undefined;
}

const CONCERNS: readonly ((container: Container) => boolean)[] = [
  ({ env }) => env.length > 0,
  ({ ports }) => ports.length > 0,
  ({ command }) => command.length > 0,
  ({ entrypoint }) => entrypoint.length > 0,
  isEngine,
  isProxy,
];

/** Reads it from one container. */
export function readEngineApi(container: Container): EngineApi {
  const unknown: UnknownValue[] = [];
  const isOne = isEngine(container);
  return {
    served: [
      ...gather(() => container.ports, published, unknown),
      ...gather(() => [container], handedOn, unknown),
      ...(isOne ? gather(() => container.env, withoutTls, unknown) : []),
    ],
    used: [
      ...(isOne ? [] : gather(() => [...container.entrypoint, ...container.command], askedByCommand, unknown)),
      ...gather(
        () => container.env,
        (variable) => askedByVariable(variable, container),
        unknown,
      ),
    ],
    accepted: isOne || isProxy(container),
    unknown,
  };
}

/** What is certain, although something else is not known. */
function gather<E, T>(elements: () => readonly E[], read: (element: E) => T | undefined, unknown: UnknownValue[]): T[] {
  const gathered: T[] = [];
  const attempt = (step: () => void) => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown.push(error);
    }
  };
  attempt(() => {
    for (const element of elements())
      attempt(() => {
        const part = read(element);
        if (part !== undefined) gathered.push(part);
      });
  });
  return gathered;
}

function isProxy(container: Container): boolean {
  return factsOf(container.image)?.host?.engineSocket !== undefined;
}

/** Docker in Docker, by the tag that says so. */
function isEngine({ image }: Container): boolean {
  return image?.repository === "docker" && /(^|-)dind(-|$)/.test(image.tag ?? "");
}

function published(port: Port): Served | undefined {
  if (port.protocol !== "tcp" || !(holds(port.internal, port.count) || holds(port.external, port.count)))
    return undefined;
  const message = `${portName(port)} is published, the port of the engine's API without TLS`;
  return { at: port.at, detail: portName(port), message };
}

function holds(first: number | undefined, count: number): boolean {
  return first !== undefined && first <= PLAIN_API && PLAIN_API < first + count;
}

function handedOn(container: Container): Served | undefined {
  if (container.networkMode !== "host" || !isProxy(container)) return undefined;
  const message =
    "it hands the engine's API on over the host's network, so that API is open on every address of the host";
  return { at: "networkMode", detail: "host", message };
}

function withoutTls({ at, key, value }: EnvVar): Served | undefined {
  if (key !== "DOCKER_TLS_CERTDIR") return undefined;
  if (value === undefined) throw new UnknownValue(at, "Declare a value for DOCKER_TLS_CERTDIR.");
  if (value !== "") return undefined;
  return { at, detail: key, message: "DOCKER_TLS_CERTDIR is empty, so this engine serves its API without TLS" };
}

function askedByCommand({ at, value }: Text): Used | undefined {
  const host = plainEngineHost(value);
  return host === undefined ? undefined : { at, detail: "its command", host };
}

function askedByVariable({ at, key, value }: EnvVar, container: Container): Used | undefined {
  if (key !== "DOCKER_HOST") {
    const host = value === undefined ? undefined : plainEngineHost(value);
    return host === undefined ? undefined : { at, detail: key.slice(0, 64), host };
  }
  if (value === undefined)
    throw new UnknownValue(at, "Declare a value for DOCKER_HOST instead of taking the deploying shell's.");
  const host = dockerHost(value);
  return host === undefined || usesTls(container) ? undefined : { at, detail: key, host };
}

function usesTls({ env }: Container): boolean {
  const isOn = ({ key, value }: EnvVar) =>
    (key === "DOCKER_TLS_VERIFY" || key === "DOCKER_TLS") && value !== "" && value !== "0";
  return findKnown(env, isOn) !== undefined;
}
