import { isKeyFileName, keyStore, mayHoldKeys } from "../../policies/repository/key-store.ts";
import type { HistoricFile, History } from "../../policies/repository/repository.ts";
import { blobSizes, readBlobs } from "./blobs.ts";
import { ask, ended, start } from "./git.ts";

/** Bytes of a blob that is searched for keys; ACME stores of many domains are the longest of them. */
const LONGEST = 1024 * 1024;
/** Bytes of all blobs that are searched; more is said to be unseen. */
const MOST = 1024 * 1024 * 1024;
const ABBREVIATED = 10;

/** Where a content was met: a blob goes by the newest commit that brought it, and by every path. */
interface Meeting {
  readonly path: string;
  first: string;
  last: string;
}

/**
 * Searches every commit that a reference reaches for files with keys. Each content is read once,
 * whatever number of commits and paths has it; memory grows with the number of contents, not with their size.
 *
 * @param top top folder of the repository.
 * @throws GitError
 */
export async function readHistory(top: string): Promise<History> {
  const gaps: string[] = [];
  if (ask(top, ["rev-parse", "--is-shallow-repository"]).trim() !== "false")
    gaps.push("the clone is shallow, so its older commits are not here; fetch them with git fetch --unshallow");
  if (isPartial(top)) gaps.push("the clone is partial, so contents are missing; clone it without a filter");
  const meetings = new Map<string, Meeting[]>();
  const complete = await walk(top, (commit, blob, path) => {
    if (!mayHoldKeys(path)) return;
    const met = meetings.get(blob) ?? [];
    const here = met.find((one) => one.path === path);
    if (here === undefined) met.push({ path, first: commit, last: commit });
    else here.first = commit;
    meetings.set(blob, met);
  });
  if (!complete) gaps.push("git did not list all commits, so the history was not seen whole; run git fsck");
  if (refersToNoCommit(top))
    gaps.push(
      "a reference leads to a file or a folder instead of a commit, and was not searched; delete it or judge it by hand",
    );
  const files = new Map<string, HistoricFile>();
  const wanted: string[] = [];
  let total = 0;
  for await (const { blob, size } of blobSizes(top, meetings.keys())) {
    const met = meetings.get(blob) ?? [];
    if (size === undefined) gaps.push(`${met[0]?.path ?? "a file"} cannot be read from the history; run git fsck`);
    else if (size > LONGEST)
      gaps.push(
        ...met
          .filter(({ path }) => isKeyFileName(path))
          .map(
            ({ path }) =>
              `${path} was committed with more than ${LONGEST / 1024 / 1024} MiB, which nobody searched for keys`,
          ),
      );
    else if (total + size > MOST) gaps.push("the history holds more than is searched for keys");
    else {
      total += size;
      wanted.push(blob);
    }
  }
  for await (const { blob, bytes } of readBlobs(top, wanted)) {
    const keys = keyStore(bytes);
    if (keys === undefined) continue;
    for (const { path, first, last } of meetings.get(blob) ?? []) note(files, { path, keys, first, last, versions: 1 });
  }
  return { files: [...files.values()], gaps: [...new Set(gaps)] };
}

/** Contents are met newest first, so that an earlier one knows the last commit and a later one the first. */
function note(files: Map<string, HistoricFile>, found: HistoricFile): void {
  const known = files.get(found.path);
  files.set(found.path, known === undefined ? found : { ...known, first: found.first, versions: known.versions + 1 });
}

function isPartial(top: string): boolean {
  // Exit code 1 of git config means that there is none, which `ask` cannot tell from a refusal.
  return /^(?:extensions\.partialclone|remote\..*\.(?:promisor|partialclonefilter))=/im.test(
    ask(top, ["config", "--list", "--includes"]),
  );
}

function refersToNoCommit(top: string): boolean {
  return ask(top, ["for-each-ref", "--format=%(objecttype) %(*objecttype)"])
    .split("\n")
    .some((line) => /^(?:blob|tree)|^tag (?:blob|tree)/.test(line));
}

/**
 * Tells every content that any commit brought, newest commit first; of a merge what none of its
 * parents had.
 *
 * @returns false where git ended in failure.
 */
async function walk(top: string, tell: (commit: string, blob: string, path: string) => void): Promise<boolean> {
  const commits = start(top, ["rev-list", "--all"]);
  const changes = start(top, [
    "diff-tree",
    "--stdin",
    "-r",
    "-c",
    "-z",
    "--root",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
  ]);
  commits.stdout.pipe(changes.stdin);
  const ends = Promise.all([ended(commits), ended(changes)]);
  let commit = "";
  let blob: string | undefined;
  for await (const field of fields(changes.stdout)) {
    if (blob !== undefined) {
      if (!/^0+$/.test(blob)) tell(commit, blob, field);
      blob = undefined;
    } else if (field.startsWith(":")) blob = newBlob(field);
    else if (/^[0-9a-f]{40,64}$/.test(field)) commit = field.slice(0, ABBREVIATED);
  }
  return (await ends).every((code) => code === 0);
}

/** `:100644 100644 <old> <new> M`, with one more colon, mode and id for each parent of a merge. */
function newBlob(field: string): string {
  const parents = /^:+/.exec(field)?.[0].length ?? 1;
  const words = field.slice(parents).split(" ");
  const mode = words[parents] ?? "";
  // Links hold a path and submodules no content.
  return mode.startsWith("100") ? (words[2 * parents + 1] ?? "0") : "0";
}

/** The parts of a stream between NUL characters. */
async function* fields(stream: AsyncIterable<Buffer>): AsyncIterable<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = whole.indexOf(0, from); end >= 0; end = whole.indexOf(0, from)) {
      yield whole.toString("utf8", from, end);
      from = end + 1;
    }
    rest = whole.subarray(from);
  }
  if (rest.length > 0) yield rest.toString("utf8");
}
