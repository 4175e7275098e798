import type { Container } from "../../model/container.ts";

/** Longest text that is searched for an address. */
const LONGEST = 2048;

const HOST = "(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253})";
const PLAIN = new RegExp(`(?:tcp|http)://${HOST}:2375\\b`);
const DOCKER_HOST = new RegExp(`^\\s*(?:tcp|http)://${HOST}(?::(\\d{1,5}))?(?:/|\\s*$)`);

/** The host name in an address of an engine without TLS, wherever it stands in the text; undefined where there is none. */
export function plainEngineHost(text: string): string | undefined {
  const start = text.slice(0, LONGEST);
  return start.includes(":2375") ? PLAIN.exec(start)?.[1] : undefined;
}

/** The host name in a DOCKER_HOST without TLS: any TCP port but 2376. https://docs.docker.com/reference/cli/docker/#environment-variables */
export function dockerHost(value: string): string | undefined {
  const match = DOCKER_HOST.exec(value.slice(0, LONGEST));
  return match === null || match[2] === "2376" ? undefined : match[1];
}

/** Names under which the containers of the same stack reach this one. */
export function namesInStack(container: Container): ReadonlySet<string> {
  const names = new Set([container.name, ...container.networks.flatMap(({ aliases }) => aliases)]);
  const service = /^services\.([^.[\]]{1,253})(\.|$)/.exec(container.locate("image").path)?.[1];
  if (service !== undefined) names.add(service);
  return names;
}
