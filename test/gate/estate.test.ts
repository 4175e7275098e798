import test from "ava";
import { readiness } from "../support/cli.ts";

const first = readiness(["gate", "--format", "json"]);
const second = readiness(["gate", "--format", "json"]);
const judgement = JSON.parse(first.stdout);

test("the gate holds for all 62 containers, with nothing open and nothing unknown", (t) => {
  t.is(first.code, 0, first.stderr);
  t.deepEqual(judgement.stacks, ["lady", "master"]);
  t.is(judgement.summary.containers, 62);
  t.is(judgement.summary.fail, 0);
  t.is(judgement.summary.unknown, 0);
});

test("every finding that remains is accepted by somebody, for a reason and not for ever", (t) => {
  t.true(judgement.findings.length > 0);
  for (const { waiver } of judgement.findings) {
    t.true(waiver?.reason.length > 30);
    t.truthy(waiver?.owner);
    t.regex(waiver?.expires, /^20\d\d-/);
  }
});

test("a second run prints the same bytes", (t) => {
  t.is(first.stdout, second.stdout);
});

test("the gate needs neither Pulumi nor Docker, neither a passphrase nor a home", (t) => {
  const { code, stdout } = readiness(["gate", "--format", "json"], undefined, {
    PATH: "/dev/null",
    HOME: "/dev/null",
    XDG_CACHE_HOME: "/dev/null",
    DOCKER_HOST: "tcp://127.0.0.1:1",
    PULUMI_CONFIG_PASSPHRASE: undefined,
    PULUMI_ACCESS_TOKEN: undefined,
  });
  t.is(code, 0);
  t.is(stdout, first.stdout);
});
