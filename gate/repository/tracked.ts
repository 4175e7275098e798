import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { isKeyFileName, keyStore } from "../../policies/repository/key-store.ts";
import type { TrackedFile, UnreadFile } from "../../policies/repository/repository.ts";
import { ask } from "./git.ts";

/** Bytes of one file; a longer text is named in a finding, a longer picture is not. */
const LONGEST = 4 * 1024 * 1024;
/** Bytes of which a look says whether a file is text, as git itself decides (buffer_is_binary in xdiff-interface.c). */
const LOOK = 8_000;
/** Mode of a link and of a submodule in the index. */
const LINK = "120000";
const SUBMODULE = "160000";

export interface Tracked {
  readonly tracked: readonly TrackedFile[];
  readonly unread: readonly UnreadFile[];
}

/**
 * Reads the tracked files of a repository as they stand in the work tree. A link is not followed, a
 * file that is gone from the work tree is read from the index.
 *
 * @param top its top folder.
 * @throws GitError
 */
export function readTracked(top: string): Tracked {
  const tracked: TrackedFile[] = [];
  const unread: UnreadFile[] = [];
  const root = realpathSync(top);
  const seen = new Set<string>();
  for (const entry of ask(top, ["ls-files", "--stage", "-z"]).split("\0")) {
    const [, mode = "", blob = "", path = ""] = /^(\d{6}) ([0-9a-f]{40,64}) \d\t([\s\S]+)$/.exec(entry) ?? [];
    if (path === "" || seen.has(path) || mode === LINK) continue;
    seen.add(path);
    if (mode === SUBMODULE) {
      unread.push({ path, why: "is another repository; judge it there", suspicious: false });
      continue;
    }
    const bytes = readInside(root, path) ?? readIndexed(top, blob);
    if (typeof bytes === "string") unread.push({ path, why: bytes, suspicious: true });
    else take(path, bytes, tracked, unread);
  }
  return { tracked, unread };
}

function take(path: string, content: Content, tracked: TrackedFile[], unread: UnreadFile[]): void {
  const { bytes, size } = content;
  const binary = bytes.subarray(0, LOOK).includes(0) && !isUtf16(bytes);
  if (size > LONGEST) {
    const suspicious = !binary || isKeyFileName(path);
    unread.push({ path, why: `is larger than ${LONGEST / 1024 / 1024} MiB`, suspicious });
    return;
  }
  const keys = binary ? keyStore(bytes) : undefined;
  if (keys !== undefined) tracked.push({ path, text: "", keys });
  else if (!binary) tracked.push({ path, text: decode(bytes) });
  else if (!isEncrypted(bytes)) unread.push({ path, why: "is binary", suspicious: isKeyFileName(path) });
}

interface Content {
  /** The file, or its beginning where it is too long. */
  readonly bytes: Buffer;
  readonly size: number;
}

/** @returns a reason where it cannot be read, and undefined where it does not exist. */
function readInside(root: string, path: string): Content | string | undefined {
  let descriptor: number | undefined;
  try {
    const file = join(root, path);
    const folder = relative(root, realpathSync(dirname(file)));
    if (folder === ".." || folder.startsWith(`..${sep}`) || isAbsolute(folder))
      return "lies behind a link out of the repository";
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) return "is no file in the work tree";
    const bytes = Buffer.alloc(status.size > LONGEST ? LOOK : status.size);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, length), size: status.size };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return code === "ELOOP" ? "is a link in the work tree" : `cannot be opened (${code ?? "unknown error"})`;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The content that the index holds, for what a sparse checkout or a deletion took from the work tree. */
function readIndexed(top: string, blob: string): Content | string {
  const size = Number(ask(top, ["cat-file", "-s", blob]));
  if (size > LONGEST) return `is larger than ${LONGEST / 1024 / 1024} MiB`;
  return { bytes: Buffer.from(ask(top, ["cat-file", "blob", blob]), "utf8"), size };
}

function isUtf16(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
}

function decode(bytes: Buffer): string {
  if (!isUtf16(bytes)) return bytes.toString("utf8");
  return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
}

/** git-crypt and age write what they encrypt with a header; nothing in it is in clear text. */
function isEncrypted(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 40).toString("latin1");
  return head.startsWith("\0GITCRYPT\0") || head.startsWith("age-encryption.org/");
}
