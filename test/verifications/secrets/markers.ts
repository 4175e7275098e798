import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Words that stand for secrets, each at one place. */
export class Markers {
  readonly #places = new Map<string, string>();

  /** A word for this place: long enough that nothing else is like it, with signs that every format escapes. */
  at(place: string): string {
    const core = `q7${Buffer.from(place).toString("hex").slice(-24)}Zx${this.#places.size}Kw`;
    this.#places.set(place, core);
    return `${core}"<&'>+/=${core}`;
  }

  /** The same where only letters and digits may stand. */
  plainAt(place: string): string {
    const word = this.at(place);
    return word.slice(0, word.indexOf('"'));
  }

  get count(): number {
    return this.#places.size;
  }

  /** Places whose word is in these bytes, in any of the forms that texts are written in. */
  foundIn(bytes: Buffer): string[] {
    const text = bytes.toString("latin1").toLowerCase();
    return [...this.#places]
      .filter(([, core]) => formsOf(core).some((form) => text.includes(form)))
      .map(([place]) => place);
  }
}

/**
 * The word itself is all letters and digits, so escapes of JSON, HTML and addresses leave it as it is; in base64 it
 * looks different at each of three places, and the signs at its ends depend on their neighbours.
 */
function formsOf(core: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${"_".repeat(shift)}${core}`)
      .toString("base64")
      .replace(/=+$/, "");
    return encoded.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  const percent = [...core].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join("");
  const entities = [...core].map((sign) => `&#${sign.charCodeAt(0)};`).join("");
  const escapes = [...core].map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`).join("");
  return [core, ...base64, Buffer.from(core).toString("hex"), percent, entities, escapes].map((form) =>
    form.toLowerCase(),
  );
}

/** Every file of a folder with its name; what is linked to is not in it. */
export function filesIn(folder: string): [name: string, content: Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, Buffer] => {
      const file = join(entry.parentPath, entry.name);
      return [file, statSync(file).isFile() ? readFileSync(file) : Buffer.alloc(0)];
    });
}
