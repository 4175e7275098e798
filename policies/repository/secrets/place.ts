import { shown } from "../../shown.ts";

interface Level {
  readonly indent: number;
  readonly key: string;
}

const ENTRY = /^([ \t]{0,200})((?:-[ \t]{1,20}){0,5})(["']?)([\w$@./ -]{1,80}?)\3[ \t]{0,10}:(?:[ \t{["']|$)/;
const ITEM = /^([ \t]{0,200})-(?:[ \t]|$)/;
const SECTION = /^[ \t]{0,20}\[{1,2}([\w.\-" ]{1,100})\]{1,2}[ \t]*(?:[#;].*)?$/;
const NAME = /^(?:name|id|job_name|receiver|title)$/;

/**
 * Follows the keys above a line by indentation: what stands in YAML, in JSON that is written over many
 * lines, and in sections of INI and TOML. Needs no valid document, because a template is none. An item
 * of a list goes by its name and, where it has none, by nothing, so that its position does not matter.
 */
export class Place {
  #levels: Level[] = [];
  #section = "";

  /** Takes the next line. */
  follow(line: string): void {
    const section = SECTION.exec(line);
    if (section !== null) {
      this.#section = section[1] ?? "";
      this.#levels = [];
      return;
    }
    const entry = ENTRY.exec(line);
    if (entry === null) {
      const item = ITEM.exec(line);
      if (item !== null) this.#close((item[1] ?? "").length + 1);
      return;
    }
    const [whole, before = "", dashes = "", , key = ""] = entry;
    if (dashes !== "") this.#close(before.length + 1);
    const indent = before.length + dashes.length;
    this.#close(indent);
    if (dashes !== "" && NAME.test(key)) {
      const value = line
        .slice(whole.length - 1)
        .replace(/#.*$/, "")
        .replace(/["',]/g, "")
        .trim();
      // Stands for the item whose name it is, one step above its fields.
      if (/^[\w ./-]{1,60}$/.test(value)) this.#levels.push({ indent: indent - 0.5, key: value });
      return;
    }
    this.#levels.push({ indent, key });
  }

  /** The keys down to the line that was followed last, without `key` itself where it is the last of them. */
  above(key: string): string[] {
    const keys = this.#levels.map((level) => level.key);
    if (keys.at(-1) === key) keys.pop();
    return [this.#section, ...keys].filter((one) => one !== "");
  }

  /** The nearest key under which an item of a list stands. */
  get nearest(): string {
    return this.#levels.at(-1)?.key ?? "";
  }

  #close(indent: number): void {
    while ((this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop();
  }
}

const MOST = 8;

/** Keys as one path, `receivers.ntfy.basic_auth.password`. */
export function keyPath(above: readonly string[], key: string): string {
  return [...above.slice(-MOST), key].map((one) => shown(one.replaceAll(" ", "_"))).join(".");
}
