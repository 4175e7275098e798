import { execFile } from "node:child_process";
import { promisify } from "node:util";
import test from "ava";
import { tarOf } from "../../lab/tar.ts";

for (const length of [0, 1, 511, 512, 513])
  test(`an archive of a file of ${length} bytes is read by tar as it was written`, async (t) => {
    const archive = tarOf("fault.json", "x".repeat(length), 0o640);
    const read = (...words: string[]) => {
      const running = promisify(execFile)("tar", words);
      running.child.stdin?.end(archive);
      return running;
    };
    t.is((await read("-xO", "-f", "-")).stdout, "x".repeat(length));
    t.regex(
      (await read("-tv", "--numeric-owner", "-f", "-")).stdout,
      new RegExp(`^-rw-r----- 0/0 +${length} .*fault\\.json$`, "m"),
    );
  });
