import { remove } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** Runtimes that separate at least as well as the engine's own, by the names their makers give them. */
const KNOWN: ReadonlySet<string> = new Set([
  "crun",
  "io.containerd.kata.v2",
  "io.containerd.runc.v2",
  "io.containerd.runsc.v1",
  "kata",
  "kata-runtime",
  "nvidia",
  "runc",
  "runsc",
  "sysbox-runc",
  "youki",
]);

export default rule({
  id: "runtime-unknown",
  title: "The container runs under a runtime that is not known",
  why: "Namespaces, seccomp and capabilities are the runtime's work: what another one leaves out nobody sees in the declaration.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [page("Alternative container runtimes", "https://docs.docker.com/engine/daemon/alternative-runtimes/")],
  remedy: "Leave the runtime out, or name runc, crun, runsc (gVisor), kata, sysbox-runc or nvidia.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ runtime }) => runtime !== undefined || "it leaves the runtime to the engine",
  *check({ runtime }) {
    if (runtime !== undefined && !KNOWN.has(runtime))
      yield { at: "runtime", message: "its runtime is none that is known here, so nobody can say how it separates" };
  },
});
