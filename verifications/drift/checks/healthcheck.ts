import type { Healthcheck } from "../../../model/container.ts";
import { readHealthcheck } from "../../../model/from-docker/health.ts";
import { Inputs } from "../../../model/from-pulumi/inputs.ts";
import { page } from "../../../policies/references.ts";
import { type DriftCheck, imageNeeded, NOT_AS_JUDGED, sameWords } from "../check.ts";

/** Milliseconds, and a count: https://docs.docker.com/reference/dockerfile/#healthcheck */
const DEFAULTS = { interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 } as const;
const PARTS = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];

export const healthcheck: DriftCheck = {
  id: "drift-healthcheck",
  title: "Its healthcheck is not the declared one",
  why: "An edited healthcheck changes the state of Pulumi and never the container, and every later preview is clean.",
  premises: NOT_AS_JUDGED,
  references: [
    page("A changed healthcheck is not applied", "https://github.com/kreuzwerker/terraform-provider-docker/pull/989"),
  ],
  remedy:
    'Make it anew once with `pulumi up --replace URN`, and declare replaceOnChanges: ["healthcheck"]; `docker compose up` applies it.',
  *check({ declared, running, image }) {
    const own = image && (image.healthcheck === undefined ? NONE : { test: ownHealthcheck(image.healthcheck) });
    const wanted = declared.healthcheck;
    const found = running.healthcheck;
    const inherits = wanted === undefined || wanted.kind === "inherit";
    if (inherits && own === undefined && found !== undefined && found.kind !== "disabled")
      throw imageNeeded("healthcheck", "its healthcheck");
    const test = inherits ? own?.test : wanted;
    if (test?.kind === "disabled" || test === undefined) {
      if (found !== undefined && found.kind !== "disabled" && found.kind !== "inherit")
        yield { at: "healthcheck", detail: "test", message: "it has a healthcheck and none is declared" };
      else if (test === undefined && found?.kind === "disabled" && own?.test !== undefined)
        yield { at: "healthcheck", detail: "test", message: "its healthcheck is switched off" };
      return;
    }
    if (found === undefined || found.kind === "disabled" || found.kind === "inherit") {
      yield { at: "healthcheck", detail: "test", message: "its healthcheck is declared and not in force" };
      return;
    }
    if (found.kind !== test.kind || !sameWords(test.test, found.test, "healthcheck.test"))
      yield { at: "healthcheck.test", detail: "test", message: "its healthcheck runs another test than declared" };
    for (const part of PARTS) {
      const set = wanted?.[part] ?? own?.test?.[part];
      const inForce = found[part] ?? DEFAULTS[part];
      if ((set ?? DEFAULTS[part]) === inForce) continue;
      if (set === undefined && own === undefined)
        throw imageNeeded(`healthcheck.${part}`, `the ${WORDS[part]} of its healthcheck`);
      yield {
        at: `healthcheck.${part}`,
        detail: part,
        message: `the ${WORDS[part]} of its healthcheck is not as declared`,
      };
    }
  },
};

const NONE: { readonly test: Healthcheck | undefined } = { test: undefined };
const WORDS = { interval: "interval", timeout: "timeout", startPeriod: "start period", retries: "number of retries" };

function ownHealthcheck(body: object): Healthcheck | undefined {
  const config = Inputs.of({ Healthcheck: body as never }, "image", () => {});
  const read = readHealthcheck(config);
  return read?.kind === "disabled" || read?.kind === "inherit" ? undefined : read;
}
