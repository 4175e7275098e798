import type { Container } from "../../../model/container.ts";
import type { Image } from "../../../model/image.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { remove } from "../../cure/edit.ts";
import { findKnown } from "../../each.ts";
import { normalise } from "../../images/normalise.ts";
import { majorOf } from "../../images/version.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** A variable that an image no longer accepts, or not beside another one. */
interface Refusal {
  readonly variable: string;
  /** The image refuses it from this major version on. */
  readonly since: number;
  /** The variable that it excludes, where both are switched on. */
  readonly excludes: string;
}

const GRAFANA: readonly Refusal[] = [
  { variable: "GF_ALERTING_ENABLED", since: 11, excludes: "GF_UNIFIED_ALERTING_ENABLED" },
];

/** Legacy alerting is removed: https://grafana.com/docs/grafana/latest/whatsnew/whats-new-in-v11-0/ */
const REFUSALS: ReadonlyMap<string, readonly Refusal[]> = new Map([
  ["grafana/grafana", GRAFANA],
  ["grafana/grafana-enterprise", GRAFANA],
  ["grafana/grafana-oss", GRAFANA],
]);
const ON = /^(?:1|t|true|on|yes)$/i;

export default rule({
  id: "setting-refused-by-image",
  title: "A variable switches on what the image does not accept",
  why: "A container that was created with other values stays healthy; the next one that is created does not start.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("Grafana 11: legacy alerting removed", "https://grafana.com/docs/grafana/latest/whatsnew/whats-new-in-v11-0/"),
  ],
  remedy: "Remove the variable.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ image }) => refusalsOf(image).length > 0 || "no refused setting of its image is known",
  *check(container) {
    for (const { variable, since, excludes } of refusalsOf(container.image)) {
      const at = switchedOn(container, variable);
      if (at === undefined) continue;
      if (switchedOn(container, excludes) !== undefined)
        yield {
          at,
          detail: `${variable} ${excludes}`,
          message: `${variable} is switched on and excludes ${excludes}, which is switched on too`,
        };
      const major = majorOf(container.image);
      if (major === undefined)
        throw new UnknownValue(
          "image",
          "Name the version in the tag.",
          `${variable} is refused from version ${since} on, and the tag does not say which version this is`,
        );
      if (major >= since)
        yield {
          at,
          detail: `${variable} ${since}`,
          message: `${variable} is switched on, which the image does not accept from version ${since} on`,
        };
    }
  },
});

function refusalsOf(image: Image | undefined): readonly Refusal[] {
  return (image && REFUSALS.get(normalise(image))) ?? [];
}

/** Where a variable is switched on; undefined where it is off or absent. */
function switchedOn({ env }: Container, name: string): string | undefined {
  const found = findKnown(env, ({ key }) => key === name);
  if (found === undefined) return undefined;
  if (found.value === undefined)
    throw new UnknownValue(found.at, `Declare a value for ${name} instead of taking the deploying shell's.`);
  return ON.test(found.value.slice(0, 16).trim()) ? found.at : undefined;
}
