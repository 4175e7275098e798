import type { DeclaredFile, EnvVar, Label, Text } from "../model/container.ts";
import { UnknownValue } from "../model/unknown.ts";
import { literalSecret } from "../policies/secrets/environment.ts";
import { isWrittenOut, namesSecret } from "../policies/secrets/names.ts";
import { secretForm, secretInCommand, secretInSettings } from "../policies/secrets/patterns.ts";
import { type Code, call, literal } from "./code.ts";
import { camelCase, Names } from "./names.ts";

/** A value that the program takes from the configuration of its stack instead of holding it. */
export interface MovedSecret {
  /** Configuration key without the project's name. */
  readonly key: string;
  /** What it is in the source: `variable DB_PASSWORD of shop-db-1`. Equal values share one key. */
  readonly uses: readonly string[];
}

/** A value as a reader gives it; `value` throws where it is not known. */
interface Valued {
  readonly value: string | undefined;
  readonly secret: boolean;
}

/**
 * Decides which values are written into a program. Kept out of it, and named by a key of the stack's
 * configuration, is a value that
 *
 * - names or shows a secret, by the rules' own judgement,
 * - came from outside of the source (a variable of compose), because it was kept out of the source, or
 * - is not known here, because only whoever deploys can say it.
 */
export class Secrets {
  readonly #uses = new Map<string, string[]>();
  readonly #names = new Names();
  readonly #byValue = new Map<string, string>();

  /** What was kept out so far. */
  get moved(): readonly MovedSecret[] {
    return [...this.#uses].map(([key, uses]) => ({ key, uses }));
  }

  /** @param owner short name of the container, for the key. */
  variable(owner: string, container: string, variable: EnvVar): Code {
    const { key } = variable;
    const hidden = (value: string) => literalSecret({ ...variable, value, secret: false }) || showsSecret(value);
    return this.#code(variable, hidden, keyOf(owner, key), `variable ${key} of ${container}`);
  }

  label(owner: string, container: string, label: Label): Code {
    const { key } = label;
    const hidden = (value: string) => (namesSecret(key) && isWrittenOut(key, value)) || showsSecret(value);
    return this.#code(label, hidden, keyOf(owner, key), `label ${key} of ${container}`);
  }

  /** The words of a command line, which is searched as a whole: a flag and its value can be two words. */
  words(owner: string, container: string, what: string, words: readonly Text[]): Code[] {
    const shown: string[] = [];
    return words.map((word, index) => {
      const hidden = (value: string) =>
        secretForm(value) !== undefined || secretInCommand([...shown, value].join(" ")) !== undefined;
      const code = this.#code(word, hidden, keyOf(owner, what), `word ${index + 1} of the ${what} of ${container}`);
      // A word that was hidden must not make the next one look like its value.
      shown.push("plain" in code && code.plain.startsWith('"') ? (word.value as string) : "-");
      return code;
    });
  }

  file(owner: string, container: string, file: DeclaredFile, written: (content: string) => Code): Code {
    const hidden = (content: string) =>
      secretForm(content) !== undefined ||
      secretInSettings(content) !== undefined ||
      secretInCommand(content) !== undefined;
    const name = keyOf(owner, file.target.split("/").at(-1) ?? "file");
    const value = {
      secret: file.secret,
      get value() {
        return file.content;
      },
    };
    return this.#code(value, hidden, name, `content of ${file.target} of ${container}`, written);
  }

  #code(
    valued: Valued,
    hidden: (value: string) => boolean,
    key: string,
    what: string,
    written: (value: string) => Code = literal,
  ): Code {
    const value = knownValue(valued);
    if (value !== undefined && !valued.secret && !hidden(value)) return written(value);
    const before = value === undefined ? undefined : this.#byValue.get(value);
    const named = before ?? this.#names.unique(key);
    if (value !== undefined) this.#byValue.set(value, named);
    this.#uses.set(named, [...(this.#uses.get(named) ?? []), what]);
    return call("secret", [literal(named)]);
  }
}

function knownValue(valued: Valued): string | undefined {
  try {
    return valued.value;
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}

function showsSecret(value: string): boolean {
  return secretForm(value) !== undefined || secretInCommand(value) !== undefined;
}

/** `dbPassword` for PASSWORD of `db`, and for DB_PASSWORD of `db` too. */
function keyOf(owner: string, name: string): string {
  const [first, second] = [camelCase(owner), camelCase(name)];
  return (second.toLowerCase().startsWith(first.toLowerCase()) ? second : camelCase(`${owner} ${name}`)) || "value";
}
