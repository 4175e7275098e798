import test from "ava";
import fc from "fast-check";
import { type Hunk, hunks, unified } from "../../../gate/fix/diff.ts";
import { shownLine } from "../../../gate/fix/shown-line.ts";

function patched(before: string, found: readonly Hunk[]): string {
  const lines = before.split("\n");
  for (const { at, removed, added } of found.toReversed()) lines.splice(at, removed.length, ...added);
  return lines.join("\n");
}

test("the hunks turn the one text into the other, and name the lines that they take out", (t) => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "")).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const found = hunks(before, after);
      const lines = before.split("\n");
      for (const { at, removed } of found) t.deepEqual(lines.slice(at, at + removed.length), removed);
      t.is(patched(before, found), after);
      t.is(found.length === 0, before === after);
    }),
  );
});

test("texts that share nothing are told apart in good time", (t) => {
  const [before, after] = ["a", "b"].map((sign) => Array.from({ length: 20_000 }, (_, i) => `${sign}${i}`).join("\n"));
  const found = hunks(before as string, after as string);
  t.is(patched(before as string, found), after as string);
});

test("a diff numbers its hunks as patch expects them", (t) => {
  const show = (line: string) => line;
  t.is(unified("f", hunks("a\nb\nc", "a\nc"), show), "--- f\n+++ f\n@@ -2 +1,0 @@\n-b\n");
  t.is(unified("f", hunks("a\nc", "a\nb\nc"), show), "--- f\n+++ f\n@@ -1,0 +2 @@\n+b\n");
  t.is(unified("f", hunks("a\nb", "a\nB"), show), "--- f\n+++ f\n@@ -2 +2 @@\n-b\n+B\n");
});

test("a line that replaces none is shown as the cure wrote it", (t) => {
  t.regex(
    unified("f", hunks("a", "a\nnew: secret"), () => "…"),
    /^\+new: secret$/m,
  );
});

test("a diff shows names, and of everything else only where it stands", (t) => {
  for (const line of [
    "    cap_add: [MKNOD, SYS_CHROOT] # why",
    "  - MKNOD # why",
    "    image: nginx:1.27",
    "    logging:",
    "      - 8080:80",
  ])
    t.is(shownLine(line, true), line);
  for (const [line, shown] of [
    ["      PASSWORD: hunter2", "      PASSWORD: …"],
    ["    environment: { PASSWORD: hunter2 }", "    environment: …"],
    ["      - PASSWORD=hunter2", "      - …"],
    ["    logging: { driver: splunk, options: { splunk-token: hunter2 } }", "    logging: …"],
    ["  web: { image: nginx, environment: { PASSWORD: hunter2 } }", "  web: …"],
    ["    command: serve hunter2", "    command: …"],
    ["      hunter2 goes on", "…"],
    ['    image: "nginx$(hunter2)"', "    image: …"],
  ] as const)
    t.is(shownLine(line, true), shown);
  t.is(shownLine("      - hunter2", false), "      - …");
});
