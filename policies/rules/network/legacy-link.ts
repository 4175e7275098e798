import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "legacy-link",
  title: "A container is reached by a legacy link",
  why: "Links hand the other one's environment over, secrets too, and break when it is created anew.",
  premises: { precondition: "foothold", impact: "neighbours", qualifiers: ["disclosure-only"] },
  references: [page("Legacy container links", "https://docs.docker.com/engine/network/links/")],
  remedy: "Remove it: containers on one network reach each other by name.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ source, links }) =>
    source === "pulumi"
      ? "docker.Container has no input for it"
      : links !== undefined || "what reads this source does not read links",
  check: ({ links = [] }) =>
    each(links, ({ at, name }) => {
      const other = shown(name.split(":", 1)[0] ?? "");
      return { at, detail: other, message: `it reaches ${other} by a legacy link` };
    }),
});
