import test from "ava";
import { liveProgress } from "../../cli/progress.ts";
import { failed, seen } from "../verifications/support/run.ts";

const KEYS = [
  "docker.container master engine web",
  "docker.container master engine db",
  "dns.address lady outside x",
].map((name) => seen(name, true));
const QUESTIONS = KEYS.map((key) => ({ key }));

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = {
    isTTY,
    columns: 60,
    write: (text: string) => {
      written.push(text);
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  return { written, stream };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 130));

test("a terminal shows for each host what is done, what runs, for how long, and what waits, and is left clean", async (t) => {
  const { written, stream } = terminal(true);
  let now = 0;
  const progress = liveProgress(QUESTIONS, stream, () => now);
  const [web, db, name] = KEYS;
  if (web === undefined || db === undefined || name === undefined) return t.fail();
  progress.started(web);
  progress.started(name);
  progress.finished(failed("dns.address lady outside x", "timeout"));
  now = 2_300;
  await pause();
  const picture = written.join("");
  t.true(picture.includes("master: 0 of 2 done, 1 run: docker.container master engin"));
  t.true(picture.includes("lady: 1 of 1 done, 1 not seen"));
  t.true(picture.includes("2.3 s"));
  for (const line of picture.split("\n")) t.true(line.length < 70, line);
  progress.stop();
  t.is(written.at(-1), "\u001b[3A\u001b[J");
  const drawn = written.length;
  await pause();
  t.is(written.length, drawn, "nothing is drawn after the end");
});

test("where there is no terminal nothing is shown", async (t) => {
  const { written, stream } = terminal(false);
  const progress = liveProgress(QUESTIONS, stream);
  const [web] = KEYS;
  if (web === undefined) return t.fail();
  progress.started(web);
  progress.finished(web);
  await pause();
  progress.stop();
  t.deepEqual(written, []);
});

test("a hostile name moves nothing on the terminal", async (t) => {
  const { written, stream } = terminal(true);
  const key = { source: "s", host: "\u001b[2Jh\n", vantage: "v", subject: "\u001b[31m\r" };
  const progress = liveProgress([{ key }], stream);
  progress.started(key);
  await pause();
  progress.stop();
  const text = written.join("").replaceAll("\u001b[2A\u001b[J", "");
  t.false(text.includes("\u001b"));
  t.false(text.includes("\r"));
});
