import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { unknownPath } from "./reading.ts";

const root = mkdtempSync(join(tmpdir(), "compose-"));
const directory = join(root, "project");
mkdirSync(join(directory, "conf"), { recursive: true });
writeFileSync(join(root, "outside.txt"), "outside");
writeFileSync(join(directory, "conf", "app.ini"), "inside = $HOME");
writeFileSync(join(directory, "large"), Buffer.alloc(300 * 1024, "x"));
writeFileSync(join(directory, "binary"), Buffer.from([0, 1, 2]));
writeFileSync(join(directory, "latin1"), Buffer.from([0xff, 0x41]));
symlinkSync(join(root, "outside.txt"), join(directory, "link"));
execFileSync("mkfifo", [join(directory, "pipe")]);
test.after.always(() => rmSync(root, { recursive: true }));

const read = (config: string, entry = "app", folder: string | undefined = directory) =>
  readCompose({
    file: "web.yaml",
    text: `services:\n  web:\n    image: x\n    configs: [${entry}]\nconfigs:\n  app: ${config}\n`,
    ...(folder === undefined ? {} : { directory: folder }),
  });
const content = (config: string, folder?: string) => read(config, "app", folder).containers[0]?.files[0]?.content;

test("an inline config is a file with its content, at the target that the service names", (t) => {
  const [short] = read("{content: 'a$$b'}").containers[0]?.files ?? [];
  t.like(short, { target: "/app", content: "a$b" });
  const [long] = read("{content: c}", "{source: app, target: /etc/app.ini}").containers[0]?.files ?? [];
  t.like(long, { target: "/etc/app.ini", content: "c" });
});

test("a small text file beside the compose file is read as it is", (t) => {
  t.is(content("{file: ./conf/app.ini}"), "inside = $HOME");
});

test("nothing outside the folder is opened, whichever way a path leads there", (t) => {
  for (const path of [
    "../outside.txt",
    join(root, "outside.txt"),
    "link",
    "conf/../../outside.txt",
    "/etc/passwd",
    ".",
    "..",
  ])
    t.is(content(`{file: ${path}}`), undefined, path);
});

test("what is large, binary, absent, a folder or a pipe has no content, and nobody waits for it", (t) => {
  for (const path of ["large", "binary", "latin1", "absent", "conf", "pipe"])
    t.is(content(`{file: ${path}}`), undefined, path);
});

test("without a folder no file is opened", (t) => {
  const { containers, problems } = readCompose({
    file: "web.yaml",
    text: "services: {web: {image: x, configs: [a]}}\nconfigs: {a: {file: ./web.yaml}}",
  });
  t.is(containers[0]?.files[0]?.content, undefined);
  t.deepEqual(problems, []);
});

test("a config that nobody declares, or whose content hangs on a variable, is unknown", (t) => {
  const missing = read("{content: x}", "other");
  t.is(
    unknownPath(() => missing.containers[0]?.files[0]?.content),
    "services.web.configs[0]",
  );
  t.is(missing.problems.length, 1);
  t.is(
    unknownPath(() => content('{content: "${' + 'X}"}')),
    "configs.app.content",
  );
});
