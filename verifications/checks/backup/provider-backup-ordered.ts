import { ofProvider } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import { hostsIn } from "../../expected.ts";
import type { ProviderValue } from "../../facts/backup/values.ts";

export default check({
  id: "provider-backup-ordered",
  criterion: "backup",
  lines: ["BK-1"],
  title: "The provider's automatic backup of a host is not ordered",
  why: "Whoever counts on it finds nothing there, and it ends silently with a change of the contract.",
  proof:
    "`GET /v1/compute/instances` names the add-on of the backup. No interface tells that one was made: that it runs somebody has to attest.",
  remedy: "Order it, or take it out of the plan for the worst case.",
  references: [{ title: "Contabo API: instances", url: "https://api.contabo.com/#tag/Instances" }],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  *judge({ host }, look) {
    const { ordered } = look.value<ProviderValue>(ofProvider(host));
    if (ordered === null)
      throw new NotSeen(
        "provider.snapshots",
        `the settings do not say which add-on of ${host} is the automatic backup`,
      );
    if (!ordered) yield { message: `${host} has no automatic backup ordered with its provider`, cause: "not-ordered" };
  },
});
