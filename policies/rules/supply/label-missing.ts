import { labelsNamed } from "../../../model/labels.ts";
import { put } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "label-missing",
  title: "A container lacks a label that every one must have",
  why: "Nobody knows whom to call about it, or which project it belongs to.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [page("Docker object labels", "https://docs.docker.com/engine/manage-resources/labels/")],
  remedy: "Add the label.",
  cure: ({ detail = "" }, container) => put(container, "labels", detail, "unknown", "what the label is to say"),
  appliesTo: (_container, { labels }) => labels !== undefined || "the settings ask for no labels",
  *check(container, { labels = [] }) {
    for (const name of labels) {
      const found = labelsNamed(container, name);
      if (!found.some(({ value }) => value.trim() !== ""))
        yield { at: "labels", detail: name, message: `it has no label ${shown(name)}, or an empty one` };
    }
  },
});
