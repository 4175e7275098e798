import { type DriftCheck, differs, NOT_AS_JUDGED, REFRESH } from "../check.ts";

export const restart: DriftCheck = {
  id: "drift-restart",
  title: "Its restart policy is not the declared one",
  why: "It stays down after the next restart of the host, or comes up although nobody wants it.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: `${REFRESH} \`docker update --restart POLICY NAME\` applies it without a restart.`,
  *check({ declared, running }) {
    yield* differs("restart", declared.restart.policy === running.restart.policy, "its restart policy", "policy");
    if (declared.restart.policy === "on-failure" && running.restart.policy === "on-failure")
      yield* differs(
        "restart",
        declared.restart.maxRetries === running.restart.maxRetries,
        "its number of restarts",
        "retries",
      );
  },
};
