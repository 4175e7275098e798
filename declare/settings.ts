import { isIPv4 } from "node:net";
import * as pulumi from "@pulumi/pulumi";

/** One value of the stack configuration: what it is, and how to tell. */
export interface Setting<T> {
  /** Completes "... is not": `an IPv4 address`. */
  readonly kind: string;
  /** What depends on it, as a sentence. */
  readonly why: string;
  /** Undefined where the text is not of this kind. */
  parse(text: string): T | undefined;
  /** Holds where the stack says nothing. */
  readonly otherwise?: T;
}

/** The values of settings, by their keys. */
export type SettingsOf<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/**
 * Reads all settings of a stack.
 *
 * @throws RunError naming each key that is missing or wrong, the stack's file and what to do. Quotes no value.
 */
export function readSettings<S extends Readonly<Record<string, Setting<unknown>>>>(
  settings: S,
  config: pulumi.Config,
): SettingsOf<S> {
  const stack = pulumi.getStack();
  const problems: string[] = [];
  const values = Object.entries(settings).map(([key, setting]) => {
    const text = config.get(key);
    const value = text === undefined ? setting.otherwise : setting.parse(text);
    if (value === undefined)
      problems.push(
        `${config.name}:${key} in Pulumi.${stack}.yaml is ${text === undefined ? "not set" : `not ${setting.kind}`}. ${setting.why} Set it: pulumi config set ${key} <${setting.kind}> --stack ${stack}`,
      );
    return [key, value] as const;
  });
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  return Object.fromEntries(values) as SettingsOf<S>;
}

/** An IPv4 address; `otherwise` where the stack says nothing. */
export function ipv4Setting(why: string, otherwise?: string): Setting<string> {
  return setting("an IPv4 address", why, (text) => (isIPv4(text) ? text : undefined), otherwise);
}

/** A domain of at least two labels, lower case. */
export function domainSetting(why: string): Setting<string> {
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  const pattern = new RegExp(`^${label}(?:\\.${label})+$`);
  return setting("a domain in lower case", why, (text) => (text.length < 254 && pattern.test(text) ? text : undefined));
}

/** An absolute path other than `/`, without `.`, `..` and a slash at its end. */
export function pathSetting(why: string, otherwise?: string): Setting<string> {
  const parse = (text: string) =>
    /^(\/[A-Za-z0-9._-]+)+$/.test(text) && !/\/\.{1,2}(\/|$)/.test(text) ? text : undefined;
  return setting("an absolute path", why, parse, otherwise);
}

/** One of a few words. */
export function choiceSetting<const W extends string>(why: string, words: readonly W[], otherwise?: W): Setting<W> {
  return setting(`one of ${words.join(", ")}`, why, (text) => words.find((word) => word === text), otherwise);
}

function setting<T>(
  kind: string,
  why: string,
  parse: (text: string) => T | undefined,
  otherwise?: T | undefined,
): Setting<T> {
  return otherwise === undefined ? { kind, why, parse } : { kind, why, parse, otherwise };
}
