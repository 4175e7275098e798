import test from "ava";
import { written } from "./support/declared.ts";

const writing = (service: string, files: { envFiles?: { file: string; text: string }[] } = {}) =>
  written({
    file: "compose.yaml",
    text: `name: shop\nservices:\n  web:\n    image: nginx:1.27.3\n${service}`,
    ...files,
  }).written;

test("a value that names or shows a secret stays out of the program", (t) => {
  const { text, secrets } = writing(`    environment:
      DB_PASSWORD: marker-aaaaaaa1
      ADDRESS: postgres://shop:marker-bbbbbbb2@db/shop
      LOG_LEVEL: debug
    labels:
      app.api-key: marker-ccccccc3
    command: ["redis-server", "--requirepass", "marker-ddddddd4", "--port", "6379"]
    healthcheck: { test: ["CMD", "redis-cli", "-a", "marker-eeeeeee5", "ping"] }
`);
  t.notRegex(text, /marker-/);
  t.regex(text, /LOG_LEVEL: "debug"/);
  t.regex(text, /"--port", "6379"/);
  t.deepEqual(
    secrets.map(({ uses }) => uses),
    [
      ["word 3 of the command of shop-web-1"],
      ["variable DB_PASSWORD of shop-web-1"],
      ["variable ADDRESS of shop-web-1"],
      ["label app.api-key of shop-web-1"],
      ["word 3 of the healthcheck of shop-web-1"],
    ],
  );
});

test("what a variable brought into the file stays out of the program, and a default that stands in it does not", (t) => {
  const { text, secrets } = writing(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own variables
    "    environment: { PLAIN: '${GIVEN}', DEFAULT: '${NOT_GIVEN:-utc}', OPEN: '${NOT_GIVEN}' }\n",
    { envFiles: [{ file: "x.env", text: "GIVEN=marker-of-a-variable\n" }] },
  );
  t.notRegex(text, /marker-/);
  t.regex(text, /DEFAULT: "utc"/);
  t.deepEqual(
    secrets.map(({ key }) => key),
    ["webPlain", "webOpen"],
  );
});

test("one value that is used twice is one secret", (t) => {
  const { secrets } = writing("    environment: { A_PASSWORD: marker-aaaaaaa1, B_PASSWORD: marker-aaaaaaa1 }\n");
  t.is(secrets.length, 1);
  t.is(secrets[0]?.uses.length, 2);
});

test("two values of one name are two secrets", (t) => {
  const text = ["a", "b"]
    .map(
      (name) =>
        `  ${name}-x: { image: "nginx:1.27.3", container_name: ${name}_x, environment: { PASSWORD: marker-${name}-123 } }\n`,
    )
    .join("")
    .replace("b_x", "a.x");
  const { secrets } = written({ file: "compose.yaml", text: `services:\n${text}` }).written;
  t.deepEqual(
    secrets.map(({ key }) => key),
    ["aXPassword", "aXPassword2"],
  );
});

test("a file of settings with a secret in it is a secret as a whole", (t) => {
  const { text, secrets } = written({
    file: "compose.yaml",
    text: `services: { web: { image: "nginx:1.27.3", configs: [{ source: c, target: /etc/app.conf }] } }
configs: { c: { content: "port: 1\\npassword: marker-Zx81kQ\\nhost: a\\n" } }
`,
  }).written;
  t.notRegex(text, /marker-/);
  t.is(secrets.length, 1);
});
