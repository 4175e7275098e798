import { basename } from "node:path";
import type { Stack } from "../stack.ts";

/** Stands for the stack of a file that could not be opened; `refused` goes on after the file's name. */
export function unreadStack(file: string, refused: string): Stack {
  const message = `${file} ${refused}, so nothing in it was judged`;
  return {
    name: basename(file),
    containers: [],
    networks: [],
    volumes: [],
    secrets: new Set(),
    problems: [{ container: undefined, message, location: { path: "", file } }],
  };
}
