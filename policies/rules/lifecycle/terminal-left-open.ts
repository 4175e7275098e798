import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "terminal-left-open",
  title: "A service has a terminal or an open standard input",
  why: "It is a left-over of trying things out: with a terminal the log mixes errors with output, and programs wait for input that never comes.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "docker container run: --tty, --interactive",
      "https://docs.docker.com/reference/cli/docker/container/run/#tty",
    ),
  ],
  remedy: "Remove tty and stdinOpen (compose: stdin_open).",
  cure: ({ at }) => [remove(at)],
  appliesTo({ terminal, runsOnce }) {
    if (terminal === undefined) return "what reads this source does not read terminals";
    return !runsOnce || "it is meant to end";
  },
  *check({ terminal }) {
    if (terminal === true)
      yield { at: "terminal", message: "it is a service with a terminal or an open standard input" };
  },
});
