import test from "ava";
import { secretKeys } from "../../declare/index.ts";
import { MISSING_SECRET } from "../../model/expectations.ts";
import { declared } from "./support/declared.ts";
import { ofKind, runProgram } from "./support/program.ts";

const SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

for (const host of ["master", "lady"] as const) {
  const keys = secretKeys(declared(host));

  test.serial(`a preview of ${host} works on a fresh clone, with a placeholder for each secret`, async (t) => {
    const run = await runProgram({ stack: host });
    t.is(run.error, undefined);
    t.true(keys.length > 5);
    t.true(JSON.stringify(run.resources).includes(MISSING_SECRET));
  });

  test.serial(`an update of ${host} without its secrets names every one of them and registers nothing`, async (t) => {
    const run = await runProgram({ stack: host, preview: false });
    t.deepEqual(run.resources, []);
    const named = [...(run.error ?? "").matchAll(/pulumi config set --secret (\w+) --stack (\w+)/g)];
    t.deepEqual(
      named.map(([, key]) => key),
      [...keys],
    );
    t.true(named.every(([, , stack]) => stack === host));
    t.regex(
      run.error ?? "",
      new RegExp(`^Stack ${host}: ${keys.length} secrets are not set, so nothing was changed\\.`),
    );
  });

  test.serial(`an update of ${host} with all secrets but one names that one alone`, async (t) => {
    const [last = "", ...others] = [...keys].reverse();
    const secrets = Object.fromEntries(others.map((key) => [key, `value of ${key}`]));
    const run = await runProgram({ stack: host, preview: false, secrets });
    t.deepEqual(run.resources, []);
    t.regex(run.error ?? "", /1 secret is not set/);
    t.true(run.error?.includes(` ${last} `));
    t.notRegex(run.error ?? "", /value of/);
  });

  test.serial(`every secret of ${host} reaches its container, and only marked as a secret`, async (t) => {
    const secrets = Object.fromEntries(keys.map((key) => [key, `<<${key}>>`]));
    const run = await runProgram({ stack: host, preview: false, secrets });
    t.is(run.error, undefined);
    const containers = ofKind(run, "Container");
    for (const key of keys)
      t.true(
        containers.some(({ inputs }) => JSON.stringify(inputs).includes(`<<${key}>>`)),
        key,
      );
    for (const { name, inputs } of containers) t.notRegex(JSON.stringify(inputs, withoutSecrets), /<<\w+>>/, name);
    t.notRegex(JSON.stringify(containers), new RegExp(MISSING_SECRET));
  });
}

function withoutSecrets(_: string, value: unknown): unknown {
  const marked = typeof value === "object" && value !== null && Object.values(value).includes(SIGNATURE);
  return marked ? undefined : value;
}
