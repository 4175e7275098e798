import type { Container } from "../../../model/container.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { askItself } from "../../cure/healthcheck.ts";
import { hasTest, testOf } from "../../healthcheck/test.ts";
import { factsOf } from "../../images/table.ts";
import { cis, page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";
import { invoked, programOf } from "../../shell/script.ts";

type Tool = "curl" | "wget";
/** Programs that ask nobody. */
const IDLE: ReadonlySet<string> = new Set([":", "echo", "exit", "false", "printf", "return", "sleep", "true"]);
const SHELLS: ReadonlySet<string> = new Set(["ash", "bash", "dash", "sh"]);

export default rule({
  id: "healthcheck-tool-missing",
  title: "The test of a healthcheck calls a tool that the image does not have",
  why: "The test fails for ever: the container is unhealthy while its service is well, and whatever waits for it never starts.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy:
    "Ask the service with what the image has: wget on alpine and busybox, the program's own check on images without a shell.",
  cure: (_, container) => [askItself(container)],
  appliesTo(container) {
    const tested = hasTest(container);
    if (tested !== true) return tested;
    return (
      clientsOf(container).length > 0 ||
      lacksShell(container) ||
      "its test calls neither curl nor wget, and its image is not known to have no shell"
    );
  },
  *check(container) {
    const has = factsOf(container.image)?.tools ?? {};
    const clients = clientsOf(container);
    const missing = clients.filter((client) => has[client] === false);
    const alternative = hasAlternative(container);
    if (lacksShell(container)) yield offence("a shell");
    else if (missing.length > 0 && (!alternative || missing.length === clients.length))
      yield offence(missing.join(" and "));
    else if (
      alternative
        ? !clients.some((client) => has[client] === true)
        : clients.some((client) => has[client] === undefined)
    )
      throw new UnknownValue(
        "healthcheck.test",
        "Run the test once in the image; where it answers, nothing has to be done.",
        "whether the image has what its healthcheck calls is not in the table of images",
      );
  },
});

function offence(tool: string): Offence {
  return {
    at: "healthcheck.test",
    detail: tool,
    message: `its healthcheck needs ${tool}, which this image does not have`,
  };
}

function clientsOf(container: Container): readonly Tool[] {
  const { commands = [] } = testOf(container);
  const programs = commands.map((command) => invoked(command)[0]);
  return (["curl", "wget"] as const).filter((tool) => programs.includes(tool));
}

function lacksShell({ healthcheck, image }: Container): boolean {
  const runs = healthcheck?.kind === "shell" || SHELLS.has(programOf(healthcheck?.test[0]?.value.slice(0, 256) ?? ""));
  return runs && factsOf(image)?.tools?.shell === false;
}

/** True where something else than an exit stands behind an `||`. */
function hasAlternative(container: Container): boolean {
  const { commands = [] } = testOf(container);
  return commands.some(({ next }, index) => {
    const other = commands[index + 1];
    return next === "||" && other !== undefined && !IDLE.has(invoked(other)[0] ?? "");
  });
}
