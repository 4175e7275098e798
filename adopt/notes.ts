import type { Container } from "../model/container.ts";
import { UnknownValue } from "../model/unknown.ts";
import { remark } from "./code.ts";

/** What has to be said about a declaration that was written for somebody. Quotes no value. */
export interface Note {
  /** Undefined for the stack as a whole. */
  readonly container: string | undefined;
  readonly message: string;
  /** True where something was there to declare and could not be read; false where Pulumi has no word for it. */
  readonly unread: boolean;
}

/** Collects what has to be said about one container, or about the stack around it. */
export class Notes {
  readonly all: Note[] = [];
  readonly #container: string | undefined;

  constructor(container?: Container) {
    this.#container = container === undefined ? undefined : remark(container.name);
  }

  /** Says what a declaration cannot express. */
  lost(message: string): void {
    this.#add(message, false);
  }

  /** Says what could not be read, so that it is not declared. */
  unread(message: string): void {
    this.#add(message, true);
  }

  /** Reads a part of the model; undefined, and said, where it is not known. */
  known<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      this.unread(
        `${what} is not declared: ${error.path} is not known${error.cure === undefined ? "" : `; ${error.cure}`}`,
      );
      return undefined;
    }
  }

  /** The same for each element of a list. */
  each<T, U>(what: string, items: () => readonly T[], use: (item: T) => U | undefined): U[] {
    return (this.known(what, items) ?? []).flatMap((item, index) => {
      const used = this.known(`${what}, number ${index + 1},`, () => use(item));
      return used === undefined ? [] : [used];
    });
  }

  #add(message: string, unread: boolean): void {
    this.all.push({ container: this.#container, message: remark(message), unread });
  }
}
