import { type DriftCheck, NOT_AS_JUDGED } from "../check.ts";

export const stopped: DriftCheck = {
  id: "drift-stopped",
  title: "It is declared to run and does not",
  why: "The service is down, and nothing in the declaration says so.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: "Look why it ended (`docker logs NAME`), then start it; `pulumi up` starts it where mustRun is not false.",
  appliesTo: ({ declared }) =>
    declared.deployment === undefined || declared.deployment.start || "it is declared to be created and not started",
  *check({ declared, state }) {
    const { status, running, exitCode } = state;
    const at = "restart";
    if (running === undefined || status === undefined)
      yield { at, message: "whether it runs was not inspected", undecided: true };
    else if (status === "running") return;
    else if (status === "exited" && exitCode === 0 && declared.runsOnce) return;
    else yield { at, detail: status, message: `it does not run: it is ${status}` };
  },
};
