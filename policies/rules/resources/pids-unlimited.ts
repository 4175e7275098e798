import { propose } from "../../cure/edit.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "pids-unlimited",
  title: "The container has no limit for processes",
  why: "A fork bomb in it takes the process table of the whole host, and nobody can log in to end it.",
  premises: { precondition: "foothold", impact: "host", qualifiers: ["availability-only"] },
  references: [
    cis("5.29"),
    owasp("7"),
    page("docker container run: --pids-limit", "https://docs.docker.com/reference/cli/docker/container/run/"),
  ],
  remedy: "Set pids_limit, for example to 200. A ulimit for nproc counts per user of the host and is no substitute.",
  cure: ({ at }) => [propose(at, 200, "how many processes it was seen to have, and some more")],
  appliesTo: ({ source }) => source !== "pulumi" || "docker.Container has no input for it",
  *check({ pidsLimit }) {
    if (pidsLimit === undefined || pidsLimit <= 0)
      yield { at: "pidsLimit", message: "it has no limit for processes, so a fork bomb in it stops the whole host" };
  },
});
