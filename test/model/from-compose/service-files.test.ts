import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import type { Container } from "../../../model/container.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { inProject, stackIn } from "./project.ts";
import { one, stackOf, unknownPath } from "./reading.ts";

const env = (container: Container | undefined) => container?.env.map(({ key, value }) => `${key}=${value}`);
const service = (text: string) => `services:\n  web:\n    image: x\n    ${text}\n`;

test("the variables of env files are the container's, later ones first, and environment before all", (t) => {
  const { containers, problems } = stackIn({
    "compose.yaml": service("environment: {A: own}\n    env_file: [one.env, {path: two.env, format: raw}]"),
    "one.env": "A=1\nB=1\nC='c $B'\n",
    "two.env": "B='2'\nPASSED\n",
  });
  t.deepEqual(problems, []);
  t.deepEqual(env(containers[0]), ["A=own", "B='2'", "C=c $B", "PASSED=undefined"]);
  t.like(containers[0]?.locate("env.1"), { file: "two.env", line: 1, path: "B" });
  t.like(containers[0]?.locate("env.2"), { file: "one.env", line: 3, path: "C" });
});

test("a label file is read the same way", (t) => {
  const { containers } = stackIn({ "compose.yaml": service("label_file: l\n    labels: [a=1]"), l: "b=2\n" });
  t.deepEqual(
    containers[0]?.labels.map(({ key, value }) => `${key}=${value}`),
    ["a=1", "b=2"],
  );
});

test("an env file that is not here may be on the host, required or not: unknown, and no problem", (t) => {
  for (const file of ["none.env", "[{path: none.env, required: false}]", "[{path: none.env}]"]) {
    const { containers, problems } = stackIn({ "compose.yaml": service(`env_file: ${file}`) });
    t.deepEqual(problems, []);
    t.truthy(unknownPath(() => containers[0]?.env.map(({ key }) => key)));
  }
});

test("an env file that cannot be read is a problem that quotes nothing, and nobody waits for a pipe", (t) => {
  inProject({ "bad.env": "A='s3cret\n", "dir/x": "", big: "A=1\n".repeat(100_000) }, (folder) => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    symlinkSync("/etc/hostname", join(folder, "link"));
    for (const file of ["bad.env", "dir", "big", "pipe", "link", "../x.env", "/etc/passwd"]) {
      const { problems, containers } = readCompose({
        file: "compose.yaml",
        text: service(`env_file: ${file}`),
        directory: folder,
      });
      t.is(problems.length, 1, file);
      t.true((problems[0]?.location.line ?? 0) > 0, file);
      t.false(JSON.stringify(problems).includes("s3cret"), file);
      t.truthy(
        unknownPath(() => containers[0]?.env.map(({ key }) => key)),
        file,
      );
    }
  });
});

test("taking an env file away never turns what was found into a pass", (t) => {
  const files = { "compose.yaml": service("env_file: a.env"), "a.env": "DOCKER_HOST=tcp://x\n" };
  const found = (container: Container | undefined) => container?.env.some(({ key }) => key === "DOCKER_HOST");
  t.true(found(stackIn(files).containers[0]));
  const { "a.env": _, ...without } = files;
  t.truthy(unknownPath(() => found(stackIn(without).containers[0])));
});

test("secrets are files whose content nobody reads, configs are files that are read where they can be", (t) => {
  const { containers, problems } = stackIn({
    ".env": "CONF=from env",
    "s.txt": "s3cret",
    "c.txt": "config",
    "compose.yaml": `${service("secrets: [s, {source: s, target: t}, {source: s, target: /abs}, out]\n    configs: [c, e, x]")}
secrets: {s: {file: s.txt}, out: {external: true}}
configs: {c: {file: c.txt}, e: {environment: CONF}, x: {external: true}}
`,
  });
  t.deepEqual(problems, []);
  t.deepEqual(
    containers[0]?.files.map(({ target, content, secret }) => [target, content, secret]),
    [
      ["/c", "config", false],
      ["/e", "from env", true],
      ["/x", undefined, false],
      ["/run/secrets/s", undefined, true],
      ["/run/secrets/t", undefined, true],
      ["/abs", undefined, true],
      ["/run/secrets/out", undefined, true],
    ],
  );
});

test("a secret that nobody declares is a problem", (t) => {
  t.is(stackOf("image: x\n    secrets: [none]").problems[0]?.location.path, "services.web.secrets[0]");
  t.is(stackOf("image: x\n    secrets: none").problems[0]?.location.path, "services.web.secrets");
});

test("a service in a profile is judged like any other", (t) => {
  t.is(one("image: x\n    profiles: [debug]\n    privileged: true").privileged, true);
});

test("several copies of what can be had once are a problem, and of what can be had often are none", (t) => {
  const problems = (text: string) => stackOf(`image: x\n    ${text}`).problems.map(({ location }) => location.path);
  t.deepEqual(problems("scale: 2\n    container_name: a"), ["services.web.scale"]);
  t.deepEqual(problems("deploy: {replicas: 3}\n    ports: ['80:80']"), ["services.web.deploy.replicas"]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is a variable of compose
  t.deepEqual(problems('scale: "${N}"\n    ports: [{target: 80, published: 80}]'), ["services.web.scale"]);
  for (const text of [
    "scale: 1\n    container_name: a",
    "scale: 0\n    ports: ['80:80']",
    "scale: 2\n    ports: ['80', '8000-8010:80']",
  ])
    t.deepEqual(problems(text), [], text);
});
