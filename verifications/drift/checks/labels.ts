import { type DriftCheck, REPLACE, WIDENS } from "../check.ts";
import { differentValues } from "../named-values.ts";

/** What compose and the provider put on containers by themselves. */
const TOOLS = /^(com\.docker\.compose\.|com\.docker\.stack\.|desktop\.docker\.io\/)/;

export const labels: DriftCheck = {
  id: "drift-labels",
  title: "Its labels are not the declared ones",
  why: "Labels open routes and set their guards, and `pulumi refresh` does not read them back.",
  premises: WIDENS,
  references: [],
  remedy: REPLACE,
  *check({ declared, running, image }) {
    const there = running.labels.filter(({ key }) => !TOOLS.test(key));
    yield* differentValues("the label", "labels", declared.labels, there, image?.labels);
  },
};
