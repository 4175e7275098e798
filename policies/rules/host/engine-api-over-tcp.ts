import type { Container } from "../../../model/container.ts";
import { namesInStack } from "../../engine-api/address.ts";
import { type EngineApi, mayConcernEngineApi, readEngineApi } from "../../engine-api/read.ts";
import { page } from "../../references.ts";
import { type Contribution, type StackOffence, stackRule, type Undecided } from "../../rule.ts";

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
