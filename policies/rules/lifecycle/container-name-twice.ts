import { propose } from "../../cure/edit.ts";
import { plainName } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

export default stackRule<string>({
  id: "container-name-twice",
  title: "Two containers have the same name",
  why: "The engine refuses the second, so a deployment ends half-way.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("docker container run: --name", "https://docs.docker.com/reference/cli/docker/container/run/#name"),
  ],
  remedy: "Give each container of a host a name of its own.",
  cure: (_, { name }) => [propose("name", `${plainName(name)}-2`, "which of them keeps the name")],
  collect: ({ name }) => name,
  *check(contributions, { stack }) {
    const doubtful = new Set(stack.problems.map(({ container, location }) => `${container} ${location.path}`));
    const counts = new Map<string, number>();
    for (const { value } of contributions) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const { container, value } of contributions)
      if (doubtful.has(`${value} ${container.locate("name").path}`))
        yield { container, at: "name", undecided: "its name on the host is not known yet" };
      else if ((counts.get(value) ?? 0) > 1)
        yield {
          container,
          at: "name",
          detail: value,
          message: `${counts.get(value)} containers of this host are named ${value}`,
        };
  },
});
