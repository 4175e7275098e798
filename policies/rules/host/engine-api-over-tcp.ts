import type { Container } from "../../../model/container.ts";
import { type Cure, remove, set } from "../../cure/edit.ts";
import { ownNetwork, put } from "../../cure/values.ts";
import { namesInStack } from "../../engine-api/address.ts";
import { type EngineApi, mayConcernEngineApi, readEngineApi } from "../../engine-api/read.ts";
import { page } from "../../references.ts";
import { type Contribution, type Offence, type StackOffence, stackRule, type Undecided } from "../../rule.ts";

export default stackRule<EngineApi>({
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
  cure: closed,
  appliesTo: (container) =>
    mayConcernEngineApi(container) || "it publishes no port and declares no variable and no command",
  collect: readEngineApi,
  *check(contributions, { unknown }) {
    for (const { container, value } of contributions) {
      for (const { at, detail, message } of value.served) yield { container, at, detail, message };
      for (const { at, detail, host } of value.used) {
        const judged = ask(container, at, detail, host, contributions, unknown);
        if (judged !== undefined) yield judged;
      }
      for (const path of new Set(value.unknown.map((error) => error.path)))
        yield { container, at: "", undecided: `${path} is not known yet, so it may point at an engine without TLS` };
    }
  },
});

function ask(
  container: Container,
  at: string,
  detail: string,
  host: string,
  contributions: readonly Contribution<EngineApi>[],
  unknown: readonly Container[],
): StackOffence | Undecided | undefined {
  if (contributions.some((other) => other.value.accepted && namesInStack(other.container).has(host))) return undefined;
  if (unknown.some(({ name }) => name === host))
    return { container, at, undecided: "whether the engine it asks over TCP is a socket proxy is not known yet" };
  return {
    container,
    at,
    detail,
    message: `${detail} points at an engine's API without TLS that is no socket proxy of this stack`,
  };
}

function closed({ at, detail }: Offence, container: Container): Cure {
  if (at.startsWith("ports.")) return [remove(at)];
  if (at === "networkMode") return [remove(at), ownNetwork(container)];
  if (detail === "DOCKER_TLS_CERTDIR") return [set(`${at}.value`, "/certs")];
  if (detail !== "DOCKER_HOST")
    return "The address stands in the midst of a text that is not quoted: let it name a socket proxy of the same stack, or port 2376 with TLS.";
  return [
    ...put(container, "env", "DOCKER_TLS_VERIFY", "1", "the port of the engine with TLS, usually 2376, in DOCKER_HOST"),
    ...put(container, "env", "DOCKER_CERT_PATH", "/certs/client", "where the certificate of this client lies"),
  ];
}
