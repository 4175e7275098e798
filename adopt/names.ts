/** Words that are no names in a module, and those that would hide what the program uses. */
const TAKEN: ReadonlySet<string> = new Set(
  `arguments as asFound asFoundHost async await bind break case catch class config consecutive const continue debugger
  declareHost default delete do else enum eval export extends false finally folder for from function get home if
  implements import in instanceof interface let new null of package private protected public pulumi readOnly return
  secret set stack stacks static super switch this throw true try typeof undefined var void volume while with yield
  globalThis Object Map process require module exports`.split(/\s+/),
);
const LONGEST = 60;

/** `postgres_PASSWORD` and `db-1` are `postgresPassword` and `db1`; empty where nothing is left. */
export function camelCase(text: string): string {
  const words = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").match(/[A-Za-z0-9]+/g) ?? [];
  return words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("")
    .slice(0, LONGEST);
}

/** A name that a program can use for something called `text`. */
export function identifier(text: string, otherwise: string): string {
  const name = camelCase(text);
  const startsWell = /^[a-z]/i.test(name) ? name : `${otherwise}${name}`;
  return TAKEN.has(startsWell) ? `${startsWell}Containers` : startsWell;
}

/** Hands out each name once; a repeated one gets a number. */
export class Names {
  readonly #given = new Set<string>();

  /** @param joint between the name and its number. */
  unique(name: string, joint = ""): string {
    let chosen = name;
    for (let count = 2; this.#given.has(chosen.toLowerCase()); count++) chosen = `${name}${joint}${count}`;
    this.#given.add(chosen.toLowerCase());
    return chosen;
  }
}
