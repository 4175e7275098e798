import { Readable } from "node:stream";
import { ended, start } from "./git.ts";

/** The size of each object in bytes; undefined of one that is not there. */
export async function* blobSizes(
  top: string,
  blobs: Iterable<string>,
): AsyncIterable<{ readonly blob: string; readonly size: number | undefined }> {
  const child = start(top, ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"]);
  const end = ended(child);
  Readable.from(lines(blobs)).pipe(child.stdin);
  let rest = "";
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const parts = (rest + chunk.toString("latin1")).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const [blob = "", type, size] = part.split(" ");
      yield { blob, size: type === "blob" ? Number(size) : undefined };
    }
  }
  await end;
}

/**
 * Reads contents one after the other, each whole in memory and none for longer than it is looked at.
 *
 * @throws Error where git gives fewer than were asked for, because what is missing was not searched.
 */
export async function* readBlobs(
  top: string,
  blobs: readonly string[],
): AsyncIterable<{ readonly blob: string; readonly bytes: Buffer }> {
  if (blobs.length === 0) return;
  const child = start(top, ["cat-file", "--batch"]);
  const end = ended(child);
  Readable.from(lines(blobs)).pipe(child.stdin);
  let chunks: Buffer[] = [];
  let length = 0;
  let head: { readonly blob: string; readonly size: number } | undefined;
  let given = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (head !== undefined && length <= head.size) continue;
    let whole = chunks.length === 1 ? chunk : Buffer.concat(chunks, length);
    for (;;) {
      if (head === undefined) {
        const newline = whole.indexOf(10);
        if (newline < 0) break;
        const [blob = "", , size] = whole.toString("latin1", 0, newline).split(" ");
        head = { blob, size: Number(size) };
        whole = whole.subarray(newline + 1);
        if (!Number.isSafeInteger(head.size)) throw new Error("git gives an answer that is no content");
      }
      if (whole.length <= head.size) break;
      yield { blob: head.blob, bytes: whole.subarray(0, head.size) };
      given++;
      whole = whole.subarray(head.size + 1);
      head = undefined;
    }
    chunks = [whole];
    length = whole.length;
  }
  if ((await end) !== 0 || given !== blobs.length)
    throw new Error("git did not give all contents of the history, so it was not searched whole");
}

function* lines(words: Iterable<string>): Iterable<string> {
  for (const word of words) yield `${word}\n`;
}
