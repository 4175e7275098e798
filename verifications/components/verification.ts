import { extname, join, relative } from "node:path";
import { Command } from "@pulumi/command/local/index.js";
import * as pulumi from "@pulumi/pulumi";
import { CRITERIA, type Criterion } from "../check.ts";
import { readSummary, type Summary } from "./summary.ts";

export interface VerificationArgs {
  /** The host that is verified: the name of its stack. The program's own stack where it is left out. */
  readonly host?: string;
  /** What has to be there first: its containers. */
  readonly after: readonly pulumi.Resource[];
  /** Criteria that are judged, whole; where they are left out, the lines that a deployment itself can be held to (docs/score.md). */
  readonly only?: readonly Criterion[];
  /** Seconds that containers may take to become healthy; 600 where it is left out. */
  readonly patience?: number;
  /** Seconds between two looks at every container; what `readiness verify` takes where it is left out. */
  readonly steady?: number;
  /** Folder that gets the report in every format and the record; seen from the program's folder. */
  readonly out?: string;
}

/** Longer than any patience, so that the message is ours. */
const DEADLINE = "30m";
const WORD = /^[A-Za-z0-9][\w.-]{0,100}$/;
const PATH = /^[\w./-]{1,1000}$/;

/**
 * Verifies a host after its containers were deployed, as a part of the deployment: where it is not ready, `pulumi up`
 * fails and names what is wrong, and the next `up` verifies again. Every `up` does, also where nothing has changed.
 *
 * A preview runs nothing and shows no difference, since what changes is ignored in it. An update that is bound to a
 * plan (`--plan`) therefore refuses to verify.
 *
 * What goes into the state is the summary of the run and the time of the look: no fact and no message.
 */
export class Verification extends pulumi.ComponentResource {
  /** `ready`; any other verdict has failed the deployment. */
  readonly verdict: pulumi.Output<Summary["verdict"]>;
  /** What is proved and what is not disproved of the whole estate, of 100. */
  readonly score: pulumi.Output<Summary["score"]>;
  /** SHA-256 of the record of the run, which every report of it names. */
  readonly report: pulumi.Output<string>;

  /** @throws RangeError where a setting would not reach the command as it is. */
  constructor(name: string, args: VerificationArgs, options?: pulumi.ComponentResourceOptions) {
    super("pulumi-readiness:verification:Verification", name, {}, options);
    const look = new Command(
      name,
      {
        create: commandOf(args),
        // A value that differs in every update, so that the command runs again.
        environment: { READINESS_LOOK: new Date().toISOString() },
        // A second run must not find what the first has printed.
        addPreviousOutputInEnv: false,
        logging: "none",
      },
      {
        parent: this,
        dependsOn: [...args.after],
        ignoreChanges: pulumi.runtime.isDryRun() ? ["environment"] : [],
        customTimeouts: { create: DEADLINE, update: DEADLINE },
      },
    );
    const summary = look.stdout.apply(readSummary);
    this.verdict = summary.apply(({ verdict }) => verdict);
    this.score = summary.apply(({ score }) => score);
    this.report = summary.apply(({ report }) => report);
    this.registerOutputs({ verdict: this.verdict, score: this.score, report: this.report });
  }
}

/** The command, the same on every machine where the project lies beside its packages in the same way. */
function commandOf({ host = pulumi.getStack(), only = [], patience, steady, out }: VerificationArgs): string {
  const script = join(import.meta.dirname, `run${extname(import.meta.filename)}`);
  const odd = only.find((criterion) => !CRITERIA.includes(criterion));
  if (odd !== undefined) throw new RangeError(`${odd} is no criterion; there are ${CRITERIA.join(", ")}`);
  if (!WORD.test(host)) throw new RangeError(`${host} cannot be the name of a host that is verified`);
  for (const [what, seconds] of Object.entries({ patience, steady }))
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 0 && seconds < 10_000))
      throw new RangeError(`${what} of a verification is a number of whole seconds, at most 9999`);
  if (out !== undefined && !PATH.test(out))
    throw new RangeError("the folder of a report holds signs that a shell reads");
  const place = relative(process.cwd(), script);
  if (!PATH.test(place)) throw new RangeError("the project lies in a folder whose name holds signs that a shell reads");
  return [
    ...["node", place, "--host", host],
    ...only.flatMap((criterion) => ["--only", criterion]),
    ...(patience === undefined ? [] : ["--patience", String(patience)]),
    ...(steady === undefined ? [] : ["--steady", String(steady)]),
    ...(out === undefined ? [] : ["--out", out]),
  ].join(" ");
}
