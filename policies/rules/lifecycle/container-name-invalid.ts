import { propose } from "../../cure/edit.ts";
import { plainName } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

/** https://github.com/moby/moby/blob/master/daemon/names/names.go */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{1,254}$/;

export default stackRule<string>({
  id: "container-name-invalid",
  title: "The name of a container is none that the engine takes",
  why: "The engine refuses to create it, so a deployment ends half-way.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker container run: --name", "https://docs.docker.com/reference/cli/docker/container/run/#name"),
  ],
  remedy: "Use letters, digits, and behind the first of them also _ . and -.",
  cure: (_, { name }) => [propose("name", plainName(name), "the name")],
  collect: ({ name }) => name,
  *check(contributions, { stack }) {
    const doubtful = new Set(stack.problems.map(({ container, location }) => `${container} ${location.path}`));
    for (const { container, value } of contributions)
      if (doubtful.has(`${value} ${container.locate("name").path}`))
        yield { container, at: "name", undecided: "its name on the host is not known yet" };
      else if (!NAME.test(value)) yield { container, at: "name", message: "its name is none that the engine takes" };
  },
});
