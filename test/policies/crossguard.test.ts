import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import test from "ava";
import { defaultContext } from "../../policies/context.ts";
import { policiesOf } from "../../policies/crossguard/policies.ts";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { DEFAULT } from "../../policies/packs/default.ts";
import { RULES } from "../../policies/rules/index.ts";
import { NO_WAIVERS, readWaivers } from "../../policies/settings/waivers.ts";
import { judging, resourcesOf, SOUND, secret, stackOf, UNKNOWN_STRING } from "../support/stack.ts";
import { checked } from "./support/checked.ts";

// What the SDK itself does with a request of the engine; upstream's own tests use the same entry (server.ts).
const require = createRequire(import.meta.url);
const server = require("@pulumi/policy/server");
const messages = require("@pulumi/pulumi/proto/analyzer_pb.js");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");

interface Diagnostic {
  readonly policyname: string;
  readonly message: string;
  readonly enforcementlevel: number;
  readonly severity: number;
  readonly urn: string;
}
const LEVELS = ["advisory", "mandatory", "disabled", "remediate"];

/** Speaks to the policies as the engine does in a preview: remediation and analysis of each, then of the stack. */
async function preview(policies: Policies, containers: Record<string, Record<string, unknown>>) {
  const resources = checked(resourcesOf(containers));
  const call = (make: string, request: object): Promise<{ diagnosticsList: Diagnostic[] }> =>
    new Promise((resolve, reject) =>
      server[make](
        "readiness",
        "1.0.0",
        "mandatory",
        policies,
      )({ request }, (error: Error, response: { toObject(): never }) =>
        error ? reject(error) : resolve(response.toObject()),
      ),
    );
  const said: Diagnostic[] = [];
  const fill = (
    message: Record<string, (value: unknown) => void>,
    { type, name, inputs }: (typeof resources)[number],
  ) => {
    message.setType?.(type);
    message.setName?.(name);
    message.setUrn?.(`urn:pulumi:test::app::${type}::${name}`);
    message.setProperties?.(Struct.fromJavaScript(inputs));
    return message;
  };
  for (const resource of resources) {
    const request = fill(new messages.AnalyzeRequest(), resource);
    request.setOptions?.(new messages.AnalyzerResourceOptions());
    await call("makeRemediateRpcFun", request);
    said.push(...(await call("makeAnalyzeRpcFun", request)).diagnosticsList);
  }
  const stack = new messages.AnalyzeStackRequest();
  stack.setResourcesList(
    resources.map((resource) => {
      const message = fill(new messages.AnalyzerResource(), resource);
      message.setOptions?.(new messages.AnalyzerResourceOptions());
      return message;
    }),
  );
  said.push(...(await call("makeAnalyzeStackRpcFun", stack)).diagnosticsList);
  return said.map(({ policyname, message, enforcementlevel, severity, urn }) => ({
    policy: policyname,
    message,
    level: LEVELS[enforcementlevel],
    severity,
    name: urn.split("::").at(-1),
  }));
}

const pack = (waivers = NO_WAIVERS, rules = RULES) =>
  policiesOf({
    rules,
    settings: { context: defaultContext(), pack: DEFAULT, waivers: "waivers.yaml" },
    waivers,
    today: "2026-11-23",
  });

test("the engine hears exactly what the gate says of the same containers", async (t) => {
  const containers = {
    sound: SOUND,
    open: { ...SOUND, ports: [{ internal: 80, external: 8080 }] },
    twin: { ...SOUND, ports: [{ internal: 81, external: 8080, ip: "127.0.0.1" }] },
    bare: { image: "nginx:latest", privileged: true },
    odd: { ...SOUND, memory: "much" },
    late: { ...SOUND, user: UNKNOWN_STRING, ports: [{ internal: 80, external: 90, ip: UNKNOWN_STRING }] },
  };
  const heard = await preview(pack(), containers);
  const judged = judgeStacks(judging([stackOf(containers)]));
  const line = (rule: string, name: string | null | undefined, level: string | undefined) => `${rule} ${name} ${level}`;
  t.deepEqual(
    heard.map(({ policy, name, level }) => line(policy, name, level)).sort(),
    judged.findings.map(({ rule, subject, level }) => line(rule, subject.container, level)).sort(),
  );
});

test("a value that is not known refuses, although the SDK would make it advice", async (t) => {
  const heard = await preview(pack(), {
    web: { ...SOUND, ports: [{ internal: 80, external: 90, ip: UNKNOWN_STRING }] },
  });
  const said = heard.find(({ policy }) => policy === "port-on-every-address");
  t.is(said?.level, "mandatory");
  t.regex(said?.message ?? "", /ports\[0\]\.ip is not known yet/);
});

test("a waived finding is advice that shows reason, owner and end", async (t) => {
  const text =
    "waivers:\n  - {rule: port-on-every-address, subject: test/web, detail: 80/tcp, reason: the page is public, owner: ops, expires: 2027-01-01}\n";
  const heard = await preview(pack(readWaivers("waivers.yaml", text, new Set(RULES.map(({ id }) => id)))), {
    web: { ...SOUND, ports: [{ internal: 80, external: 80 }] },
  });
  t.deepEqual(
    heard.map(({ level }) => level),
    ["advisory"],
  );
  t.regex(heard[0]?.message ?? "", /Accepted until 2027-01-01 by ops: the page is public/);
});

test("an unused and an expired waiver refuse", async (t) => {
  const text =
    "waivers:\n  - {rule: privileged, subject: test/web, reason: was needed once, owner: ops, expires: 2027-01-01}\n  - {rule: privileged, subject: test/app, reason: was needed once, owner: ops, expires: 2026-01-01}\n  - {rule: privileged, subject: elsewhere/app, reason: another stack, owner: ops, expires: 2027-01-01}\n";
  const heard = await preview(pack(readWaivers("waivers.yaml", text, new Set(RULES.map(({ id }) => id)))), {
    web: SOUND,
  });
  t.deepEqual(heard.map(({ policy, level }) => `${policy} ${level}`).sort(), [
    "waiver-expired mandatory",
    "waiver-unused mandatory",
  ]);
});

test("a rule that throws refuses instead of aborting the preview or passing", async (t) => {
  const broken = {
    ...(RULES[0] as (typeof RULES)[number]),
    scope: "container" as const,
    appliesTo: undefined,
    check: () => {
      throw new Error("x");
    },
  };
  // biome-ignore lint/suspicious/noExplicitAny: a rule that no type allows
  const heard = await preview(pack(NO_WAIVERS, [broken as any]), { web: SOUND });
  t.deepEqual(
    heard.map(({ policy, level }) => `${policy} ${level}`),
    ["internal-error mandatory"],
  );
});

test("a secret from the configuration is told from a literal, and neither is printed", async (t) => {
  const marked = await preview(pack(), { web: { ...SOUND, envs: secret(["DB_PASSWORD=marker-of-a-secret-1"]) } });
  t.deepEqual(marked, []);
  const literal = await preview(pack(), { web: { ...SOUND, envs: ["DB_PASSWORD=marker-of-a-literal-2"] } });
  t.deepEqual(
    literal.map(({ policy }) => policy),
    ["secret-in-environment"],
  );
  t.false(JSON.stringify(literal).includes("marker-of-a-literal-2"));
});

test("every rule for single containers is a policy with severity, remedy and a reference", (t) => {
  const policies = new Map(pack().map((policy) => [policy.name, policy]));
  for (const rule of RULES.filter(({ scope }) => scope === "container")) {
    const policy = policies.get(rule.id);
    t.truthy(policy?.severity, rule.id);
    t.truthy(policy?.remediationSteps, rule.id);
    t.truthy(policy?.enforcementLevel, rule.id);
    t.truthy(policy?.url, rule.id);
  }
});

test("resources other than containers are none of the pack's business", async (t) => {
  t.deepEqual(await preview(pack(), {}), []);
});
