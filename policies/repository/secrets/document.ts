import type { Candidate } from "./search.ts";
import { isPasswordName, promisesSecret } from "./value.ts";

interface Cell {
  readonly text: string;
  readonly index: number;
}

const HEADING = /^(?:pass(?:word|wd|wort)?|kennwort|credentials?|secrets?|tokens?|api[ _-]?keys?|pin)$/i;

/** Follows the tables of a document: a column or a row whose heading names a secret holds one in each cell. */
export class Tables {
  #columns: readonly string[] | undefined;

  /** Takes the next line, and gives what its cells hold. */
  *follow(line: string): Iterable<Candidate> {
    if (!line.includes("|")) {
      this.#columns = undefined;
      return;
    }
    const cells = cellsOf(line);
    if (cells.length < 2) return;
    if (this.#columns === undefined) {
      this.#columns = cells.map(({ text }) => text);
      return;
    }
    for (const [column, { text, index }] of cells.entries()) {
      const heading = this.#columns[column] ?? "";
      const row = column === 1 ? (cells[0]?.text ?? "") : "";
      const key = [heading, row].find((one) => HEADING.test(one) || (one.length < 40 && isPasswordName(one)));
      if (key !== undefined && promisesSecret(key)) yield { key, value: text, index };
    }
  }
}

function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  for (const part of line.split("|").slice(0, 40)) {
    const text = part.replace(/[`*_]/g, "").trim();
    const lead = part.search(/[^\s`*_]/);
    if (text !== "") cells.push({ text, index: from + Math.max(lead, 0) });
    from += part.length + 1;
  }
  return cells;
}
