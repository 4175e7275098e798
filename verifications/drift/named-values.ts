import { shown } from "../../policies/shown.ts";
import { type Difference, isHidden } from "./check.ts";

interface NamedValue {
  readonly at: string;
  readonly key: string;
  readonly value: string | undefined;
}

/**
 * Compares variables or labels by their names.
 *
 * @param own what the image brings; undefined where it was not inspected.
 */
export function* differentValues(
  thing: string,
  field: string,
  declared: readonly NamedValue[],
  running: readonly NamedValue[],
  own: ReadonlyMap<string, string> | undefined,
): Iterable<Difference> {
  const found = new Map(running.map(({ key, value }) => [key, value]));
  const wanted = new Map(declared.map((one) => [one.key, one]));
  for (const { at, key, value } of wanted.values()) {
    const name = shown(key);
    const undecided = (why: string): Difference => ({
      at,
      detail: name,
      message: `${thing} ${name} ${why}`,
      undecided: true,
    });
    if (value === undefined) {
      if (found.has(key)) yield undecided("takes its value from the shell that deploys, which is not known here");
    } else if (!found.has(key)) yield { at, detail: name, message: `${thing} ${name} is declared and not there` };
    else if (isHidden(value)) yield undecided("is a secret that is not decrypted here");
    else if (found.get(key) !== value)
      yield { at, detail: name, message: `${thing} ${name} has another value than declared` };
  }
  for (const [key, value] of found) {
    if (wanted.has(key)) continue;
    const name = shown(key);
    if (own === undefined)
      yield {
        at: field,
        detail: name,
        message: `${thing} ${name} is not declared, and whether the image brings it was not inspected`,
        undecided: true,
      };
    else if (own.get(key) !== value)
      yield { at: field, detail: name, message: `${thing} ${name} is there and neither declared nor the image's` };
  }
}
