import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readOrder } from "../../policies/crossguard/order.ts";
import { scrubbed } from "../../preview/environment.ts";
import { overlayProject } from "../../preview/overlay.ts";
import { findPulumi } from "../../preview/pulumi-cli.ts";
import { runWithDeadline } from "../../preview/run.ts";
import { writeStackFile } from "../../preview/stack-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("no token, key or address of a daemon is handed on, and what a program needs is", (t) => {
  const kept = { PATH: "/bin", HOME: "/home", LC_ALL: "C", TZ: "UTC", https_proxy: "p", NO_PROXY: "x", CI: "1" };
  const secrets = {
    PULUMI_ACCESS_TOKEN: "s",
    PULUMI_CONFIG_PASSPHRASE: "s",
    PULUMI_CONFIG_PASSPHRASE_FILE: "s",
    PULUMI_BACKEND_URL: "s",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_PROFILE: "s",
    GITHUB_TOKEN: "s",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "s",
    CI_JOB_TOKEN: "s",
    NPM_TOKEN: "s",
    npm_config__auth: "s",
    SSH_AUTH_SOCK: "s",
    DOCKER_HOST: "s",
    DOCKER_AUTH_CONFIG: "s",
    KUBECONFIG: "s",
    MY_PASSWORD: "s",
    PATH_TOKEN: "s",
  };
  t.deepEqual(scrubbed({ ...kept, ...secrets }), kept);
});

test("a variable that is named is handed on, and no other", (t) => {
  t.deepEqual(scrubbed({ IMAGE_TAG: "1", IMAGE_TAGS: "2" }, ["IMAGE_TAG"]), { IMAGE_TAG: "1" });
});

test("the settings of a stack are written without credentials and with a host that nobody dials", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "Pulumi.dev.yml"), "config: {}\n");
  await writeStackFile(folder, "dev", {
    values: {
      "docker:host": "unix:///var/run/docker.sock",
      "docker:registryAuth": "[]",
      "docker:certPath": "/certs",
      "app:password": "<secret not set>",
    },
    secretKeys: ["app:password"],
  });
  t.deepEqual(readdirSync(folder), ["Pulumi.dev.yaml"]);
  t.deepEqual(JSON.parse(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")), {
    config: { "app:password": "<secret not set>", "docker:host": "ssh://ci@host.invalid" },
  });
});

test("what is written into the copy of a project does not reach the project", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "Pulumi.yaml"), "name: one\n");
  writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  writeFileSync(join(folder, "index.ts"), "");
  const copy = join(temporaryFolder(t), "project");
  await overlayProject(folder, copy);
  writeFileSync(join(copy, "Pulumi.dev.yaml"), "encryptionsalt: x\n");
  writeFileSync(join(copy, "Pulumi.yaml"), "name: other\n");
  t.is(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"), "config: {}\n");
  t.is(readFileSync(join(folder, "Pulumi.yaml"), "utf8"), "name: one\n");
  t.deepEqual(readdirSync(copy).sort(), readdirSync(folder).sort());
});

test("where there is no Pulumi CLI, the message says what to do", (t) => {
  t.throws(() => findPulumi(temporaryFolder(t), ""), { message: /no `pulumi` on PATH.*install.*`readiness gate`/ });
});

test("a process that does not end is stopped at its deadline and is no success", async (t) => {
  const args = ["-e", "process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up')"];
  const ended = await runWithDeadline(process.execPath, args, { cwd: "/", env: {}, deadline: 1_500 });
  t.is(ended.code, null);
  t.regex(ended.stderr, /stopped at its deadline of 1.5 s/);
});

for (const text of ["", "{", "null", "[]", '{"settings":"/x"}', '{"settings":"/x","from":"/","today":"d","profile":1}'])
  test(`a pack that is given ${JSON.stringify(text)} as its order judges nothing by guess`, (t) => {
    t.throws(() => readOrder({ READINESS_PREVIEW: text }), { message: /READINESS_PREVIEW is set and is no order/ });
  });

test("a pack without an order judges as the project says", (t) => {
  t.is(readOrder({}), undefined);
});
