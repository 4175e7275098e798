import type { Container, Text } from "../../../model/container.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

const BETWEEN = "[^\\n;&|]{0,80}?[ ,\"']";
const INSTALLS = new RegExp(
  `(?:^|[^\\w.-])(?:${[
    `(?:apt|apt-get|aptitude|yum|dnf|microdnf|zypper|gem|cargo|go)${BETWEEN}install`,
    `apk${BETWEEN}add`,
    `pip[23]?(?:\\.\\d+)?${BETWEEN}install`,
    `(?:npm|pnpm)${BETWEEN}(?:install|i|ci|add)`,
    `yarn${BETWEEN}(?:install|add)`,
    `composer${BETWEEN}(?:install|require)`,
  ].join("|")})(?![\\w.-])`,
);
const LONGEST = 100_000;

export default rule({
  id: "packages-installed-at-start",
  title: "A container installs packages every time it starts",
  why: "What runs depends on what a registry serves at that moment, and the service cannot start when the registry does not answer.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["before-foothold"] },
  references: [page("Docker build best practices", "https://docs.docker.com/build/building/best-practices/")],
  remedy: "Build an image that holds the packages and name its version.",
  cure: "An image that holds the packages has to be built; no line of a declaration does that.",
  appliesTo: (container) =>
    PARTS.some(([part]) => part(container).length > 0) || "it leaves what it starts and how it is tested to its image",
  *check(container) {
    for (const [part, name] of PARTS) {
      const texts = part(container);
      const [first] = texts;
      if (first === undefined) continue;
      const text = texts.map(({ value }) => value).join(" ");
      if (INSTALLS.test(text.slice(0, LONGEST)))
        yield {
          at: first.at,
          detail: name,
          message: `its ${name} installs packages at every start, so nobody knows beforehand what runs`,
        };
      else if (text.length > LONGEST)
        throw new UnknownValue(
          container.locate(first.at).path,
          `Keep it below ${LONGEST} characters.`,
          `the ${name} is too long to be searched to its end`,
        );
    }
  },
});

const PARTS: readonly (readonly [(container: Container) => readonly Text[], string])[] = [
  [({ entrypoint }) => entrypoint, "entrypoint"],
  [({ command }) => command, "command"],
  [({ healthcheck }) => healthcheck?.test ?? [], "healthcheck"],
];
