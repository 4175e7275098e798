import { page } from "../../../policies/references.ts";
import { type DriftCheck, NOT_AS_JUDGED, REPLACE } from "../check.ts";
import { differentValues } from "../named-values.ts";

export const environment: DriftCheck = {
  id: "drift-environment",
  title: "Its variables are not the declared ones",
  why: "`pulumi refresh` does not read variables back, so neither preview nor up ever shows the difference.",
  premises: NOT_AS_JUDGED,
  references: [page("docker.Container", "https://www.pulumi.com/registry/packages/docker/api-docs/container/")],
  remedy: REPLACE,
  *check({ declared, running, image }) {
    yield* differentValues("the variable", "env", declared.env, running.env, image && variablesOf(image.env));
  },
};

function variablesOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.map((text) => [text.split("=", 1)[0] as string, text.slice(text.indexOf("=") + 1)]));
}
