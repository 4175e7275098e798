import { execFile } from "node:child_process";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import test, { type ExecutionContext } from "ava";
import { readStack } from "../../model/from-pulumi/stack.ts";
import type { Finding } from "../../policies/judge/finding.ts";
import { type Judgement, judgeStacks } from "../../policies/judge/judgement.ts";
import { loadSettings } from "../../policies/settings/load.ts";
import { judging } from "../support/stack.ts";
import { BROKEN, breaks, declarations, MANDATORY } from "./fixtures/broken/declarations.ts";
import { LITERAL, type Mistake } from "./fixtures/mistake/mistakes.ts";
import { CHECKOUT, copyCheckout } from "./support/checkout.ts";
import { createSandbox, type Outcome, policyEvents, type Sandbox } from "./support/engine.ts";
import { needEngine } from "./support/requirements.ts";
import { disguises, filesHolding, saidBy, setSecrets, subjectOf } from "./support/said.ts";

const PACK = join(CHECKOUT, "policies");

for (const stack of ["master", "lady"])
  test.serial(`${stack} previews offline and without a secret, passes, and shows what is accepted`, async (t) => {
    const sandbox = await sandboxFor(t, CHECKOUT);
    if (sandbox === undefined) return;
    t.notRegex(await readFile(join(sandbox.project, `Pulumi.${stack}.yaml`), "utf8"), /secure:/);
    const outcome = await sandbox.preview(stack, { pack: PACK });
    t.is(outcome.code, 0, told(outcome));

    const judgement = await gate(stack);
    t.deepEqual(saidBy(outcome), linesOf(judgement.findings));
    const waived = judgement.findings.filter(({ waiver }) => waiver !== null);
    t.true(waived.length > 0);
    for (const { rule, subject, waiver } of waived) {
      const event = policyEvents(outcome).find(
        (event) => event.policyName === rule && subjectOf(event) === subject.container,
      );
      t.is(event?.enforcementLevel, "advisory");
      t.true(event?.message.includes(waiver?.reason ?? rule), `${rule} on ${subject.container}`);
    }
  });

test.serial("every mandatory rule that is broken is refused, in the words of the gate", async (t) => {
  t.deepEqual(
    MANDATORY.filter((rule) => BROKEN.get(rule) === undefined),
    [],
    "these rules have no example that breaks them in Pulumi's words",
  );
  const sandbox = await sandboxFor(t, fixture("broken"));
  if (sandbox === undefined) return;
  const outcome = await sandbox.preview("dev", { pack: PACK });
  t.is(outcome.code, 1, told(outcome));
  t.deepEqual(
    errorsOf(outcome),
    ["preview failed"],
    "an example that the provider refuses hides what the policies say",
  );

  const { findings } = judgeStacks(
    judging([readStack("dev", declarations())], { pack: loadSettings(CHECKOUT).settings.pack }),
  );
  t.deepEqual(saidBy(outcome), linesOf(findings));
  for (const rule of MANDATORY) {
    const found = findings.filter(
      (finding) => finding.rule === rule && finding.verdict === "fail" && breaks(rule, finding.subject.container ?? ""),
    );
    t.true(found.length > 0, rule);
    for (const finding of found)
      t.true(
        policyEvents(outcome).some(
          (event) =>
            event.policyName === rule &&
            event.enforcementLevel === "mandatory" &&
            subjectOf(event) === finding.subject.container &&
            event.message.includes(`: ${finding.message}\nat ${finding.path}\n→ ${finding.remedy}\n`),
        ),
        `${rule} on ${finding.subject.container}`,
      );
  }
});

test.serial("a sound container passes, so that what follows is refused for its one mistake alone", async (t) => {
  const outcome = await previewWith(t, "none");
  if (outcome === undefined) return;
  t.is(outcome.code, 0, told(outcome));
  t.deepEqual(saidBy(outcome), []);
});

const CRITERIA = {
  "port-on-every-address": /\n *app: 8080\/tcp is open on every address of the host\n *at ports\[0\]\.ip\n/,
  "route-without-guard": /\n *app: the route app is open to everyone: .*\n *at labels\[\d\]\.value\n/,
  "healthcheck-missing": /\n *app: it declares no healthcheck .*\n *at healthcheck\n/,
  "restart-policy-missing": /\n *app: it has no restart policy.*\n *at restart\n/,
} as const;

for (const [rule, words] of Object.entries(CRITERIA))
  test.serial(`one mistake against ${rule} in an otherwise sound container is refused by name and place`, async (t) => {
    const outcome = await previewWith(t, rule as keyof typeof CRITERIA);
    if (outcome === undefined) return;
    t.is(outcome.code, 1, told(outcome));
    // The program declares no Traefik, so nobody can tell whether its route is switched on.
    const beside = rule === "route-without-guard" ? ["router-switched-off app advisory"] : [];
    t.deepEqual(saidBy(outcome), [`${rule} app mandatory`, ...beside]);
    const said = policyEvents(outcome).find(({ policyName }) => policyName === rule);
    t.regex(said?.message ?? "", words);
    t.regex(outcome.stdout, words);
  });

test.serial("an address that is not known before the update is refused, not passed", async (t) => {
  const outcome = await previewWith(t, "address-not-known-yet");
  if (outcome === undefined) return;
  t.is(outcome.code, 1, told(outcome));
  t.true(saidBy(outcome).includes("port-on-every-address app mandatory"));
  t.regex(
    outcome.stdout,
    /app: ports\[0\]\.ip is not known yet, so nobody can say whether this holds: a port is published/,
  );
});

test.serial("a label that is not known before the update is refused, not passed", async (t) => {
  const outcome = await previewWith(t, "label-not-known-yet");
  if (outcome === undefined) return;
  t.is(outcome.code, 1, told(outcome));
  t.true(saidBy(outcome).includes("route-without-guard app mandatory"));
  t.regex(outcome.stdout, /app: who may use the route app is not certain: labels\[\d\]\.value is not known yet/);
});

test.serial("a password from the stack's secrets is accepted and written nowhere", async (t) => {
  const sandbox = await sandboxFor(t, fixture("mistake"));
  if (sandbox === undefined) return;
  const password = "marker-of-a-secret-91c7";
  await setSecrets(sandbox, "dev", { password });
  const outcome = await sandbox.preview("dev", {
    pack: PACK,
    config: { "mistake:mistake": "secret-from-configuration" },
  });
  t.is(outcome.code, 0, told(outcome));
  t.deepEqual(saidBy(outcome), []);
  t.true((await filesHolding(sandbox, ["mistake:password"])).includes("project/Pulumi.dev.yaml"));
  for (const disguise of disguises(password)) {
    t.false(told(outcome).includes(disguise));
    t.deepEqual(await filesHolding(sandbox, [disguise]), []);
  }
});

test.serial("a password that stands in the program is refused and not repeated", async (t) => {
  const outcome = await previewWith(t, "literal-password");
  if (outcome === undefined) return;
  t.is(outcome.code, 1, told(outcome));
  t.deepEqual(saidBy(outcome), ["secret-in-environment app mandatory"]);
  t.regex(outcome.stdout, /DB_PASSWORD/);
  const said = [outcome.stdout, outcome.stderr, JSON.stringify(policyEvents(outcome))].join();
  for (const disguise of disguises(LITERAL)) t.false(said.includes(disguise));
});

test.serial("a misspelt setting makes the preview fail instead of judging by defaults", async (t) => {
  const outcome = await previewOfCopy(t, (copy) => appendFile(join(copy, "readiness.yaml"), "\nprofil: strict\n"));
  if (outcome === undefined) return;
  t.not(outcome.code, 0);
  t.regex(told(outcome), /readiness\.yaml:\d+:\d+ profil is no setting/);
});

test.serial("a waiver file that is none makes the preview fail", async (t) => {
  const outcome = await previewOfCopy(t, (copy) => writeFile(join(copy, "waivers.yaml"), "waiver: []\n"));
  if (outcome === undefined) return;
  t.not(outcome.code, 0);
  t.regex(told(outcome), /waivers\.yaml is not a list of waivers/);
});

test.serial("a waiver without a reason accepts nothing and is refused", async (t) => {
  const waiver = "  - { rule: privileged, subject: master/traefik, owner: ops, expires: 2099-01-01 }\n";
  const outcome = await previewOfCopy(t, (copy) => appendFile(join(copy, "waivers.yaml"), `\n${waiver}`));
  if (outcome === undefined) return;
  t.is(outcome.code, 1, told(outcome));
  t.deepEqual(
    policyEvents(outcome)
      .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
      .map(({ policyName }) => policyName),
    ["waiver-invalid"],
  );
  t.regex(outcome.stdout, /it gives no reason for accepting privileged on master\/traefik/);
});

test.serial("a rule that throws refuses every container that it should have judged", async (t) => {
  const outcome = await previewOfCopy(t, async (copy) => {
    const file = join(copy, "policies/rules/privilege/privileged.ts");
    const rule = await readFile(file, "utf8");
    const broken = rule.replace(/\*check\([^)]*\) \{/, "$& throw new RangeError('out of its mind');");
    t.not(broken, rule);
    await writeFile(file, broken);
  });
  if (outcome === undefined) return;
  t.is(outcome.code, 1, told(outcome));
  const refused = policyEvents(outcome).filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  t.deepEqual([...new Set(refused.map(({ policyName }) => policyName))], ["internal-error"]);
  t.is(new Set(refused.map(subjectOf)).size, 25);
});

function fixture(name: string): string {
  return join(import.meta.dirname, "fixtures", name);
}

async function sandboxFor(t: ExecutionContext, project: string): Promise<Sandbox | undefined> {
  const engine = await needEngine(t);
  if (engine === undefined) return undefined;
  const sandbox = await createSandbox(engine, project);
  t.teardown(() => sandbox.remove());
  return sandbox;
}

async function previewWith(t: ExecutionContext, mistake: Mistake): Promise<Outcome | undefined> {
  const sandbox = await sandboxFor(t, fixture("mistake"));
  return sandbox?.preview("dev", { pack: PACK, config: { "mistake:mistake": mistake } });
}

/** A preview of Master in a copy of this project after a change to it. */
async function previewOfCopy(
  t: ExecutionContext,
  change: (copy: string) => Promise<void>,
): Promise<Outcome | undefined> {
  if ((await needEngine(t)) === undefined) return undefined;
  const copy = await copyCheckout(t);
  await change(copy);
  const sandbox = await sandboxFor(t, copy);
  return sandbox?.preview("master", { pack: join(copy, "policies") });
}

/** What `readiness gate` says about the stack. */
async function gate(stack: string): Promise<Judgement> {
  const args = [join(CHECKOUT, "bin/readiness.mjs"), "gate", "--stack", stack, "--format", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: CHECKOUT });
  return JSON.parse(stdout);
}

/** Findings the way that saidBy writes events: what is accepted is advice in the engine. */
function linesOf(findings: readonly Finding[]): string[] {
  return findings
    .map(
      ({ rule, subject, level, waiver }) =>
        `${rule} ${subject.container ?? subject.stack} ${waiver === null ? level : "advisory"}`,
    )
    .sort();
}

/** The errors that are no policy's. */
function errorsOf({ events }: Outcome): string[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
  );
}

function told({ stdout, stderr }: Outcome): string {
  return `${stdout}\n${stderr}`;
}
