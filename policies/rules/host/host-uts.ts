import { remove } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-uts",
  title: "The container shares the host's name",
  why: "It sees the host's name and, should it ever gain SYS_ADMIN, changes it for everything on the host.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["integrity-only"] },
  references: [cis("5.21"), page("UTS settings", "https://docs.docker.com/engine/containers/run/#uts-settings---uts")],
  remedy: "Remove the uts mode.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ source }) => source !== "pulumi" || "docker.Container has no input for it",
  *check({ utsMode }) {
    if (utsMode === "host") yield { at: "utsMode", message: "its uts mode is host, so it shares the host's name" };
  },
});
