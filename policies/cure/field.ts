import type { Container, Mount, Port } from "../../model/container.ts";
import { portName } from "../../model/port.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { shown } from "../shown.ts";
import type { Wanted } from "./edit.ts";

/** Lists of the model, and the one of words in a healthcheck. */
const ELEMENT =
  /^(groups|env|labels|files|ports|networks|dns|mounts|devices|capAdd|capDrop|securityOptions|command|entrypoint|ulimits|dependsOn|deviceRules|gpus|volumesFrom|links|buildArguments|healthcheck\.test)\.(\d+)(?:\.(\w+))?$/;

/** A field of the model that is an element of a list, or a part of one. */
export interface ElementField {
  readonly list: string;
  readonly index: number;
  /** Undefined for the whole element. */
  readonly part: string | undefined;
}

/** Lists whose elements are one text, by the part that holds it. */
const TEXTS: Readonly<Record<string, string>> = { command: "value", entrypoint: "value", "healthcheck.test": "value" };

/** The part of an element that an edit of the element as a whole means. */
export function partOf({ list, part }: ElementField): string {
  return part ?? TEXTS[list] ?? "name";
}

/** Undefined where the field is none of a list's element. */
export function elementField(field: string): ElementField | undefined {
  const match = ELEMENT.exec(field);
  if (match === null) return undefined;
  const [, list = "", index, part] = match;
  return { list, index: Number(index), part };
}

/** The elements of a list of the model; none where it is not known. */
export function elementsOf(container: Container, list: string): readonly Record<string, unknown>[] {
  const elements = known(() =>
    list === "healthcheck.test" ? container.healthcheck?.test : container[list as keyof Container],
  );
  return Array.isArray(elements) ? elements : [];
}

/** What is read, or undefined where it is not known. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}

/** A copy of an element in which one part has another value; parts that are not known are absent. */
export function changed(element: object, part?: string, value?: Wanted): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(element)) copy[key] = known(() => (element as Record<string, unknown>)[key]);
  if (part !== undefined) copy[part] = value;
  return copy;
}

/**
 * How a person recognises an element, without any value that could be a secret: a word of a command,
 * the value of a variable and the content of a file are none of it.
 */
export function nameOf(list: string, index: number, element: object | undefined): string {
  const position = `element ${index + 1}`;
  if (element === undefined) return position;
  return known(() => recognised(list, element)) ?? position;
}

function recognised(list: string, element: object): string | undefined {
  const { name, key, target, host } = element as Record<string, unknown>;
  if (list === "ports") return portName(element as Port);
  if (list === "command" || list === "entrypoint" || list === "healthcheck.test") return undefined;
  const text = list === "mounts" ? (element as Mount).target : (name ?? key ?? target ?? host);
  return typeof text === "string" ? shown(text) : undefined;
}
