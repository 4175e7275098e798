import { ofProvider } from "../../backup/subjects.ts";
import { duration } from "../../backup/words.ts";
import { check } from "../../check.ts";
import { hostsIn } from "../../expected.ts";
import type { ProviderValue } from "../../facts/backup/values.ts";

/** Seconds after which snapshots of Contabo delete themselves. */
const KEPT = 30 * 86_400;

export default check({
  id: "provider-snapshot-recent",
  criterion: "backup",
  lines: ["BK-2"],
  title: "The provider holds no recent snapshot of a host",
  why: "It is the fastest way back from an update that went wrong. It deletes itself after 30 days, and rolling it back takes the whole machine with it: it replaces no backup.",
  proof:
    "`GET /v1/compute/instances/{id}/snapshots` names one that was made within 30 days and has not expired. That one is listed does not prove that it can be restored: somebody has to attest that.",
  remedy: "Make one before the next change, and write down what it was made for.",
  references: [{ title: "Contabo API: snapshots", url: "https://api.contabo.com/#tag/Snapshots" }],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  *judge({ host }, look) {
    const { snapshots } = look.value<ProviderValue>(ofProvider(host));
    const now = Date.parse(look.now);
    const ages = snapshots
      .filter(({ expires }) => expires === null || Date.parse(expires) > now)
      .map(({ created }) => (now - Date.parse(created)) / 1000)
      .filter((age) => age > -300)
      .sort((one, other) => one - other);
    const [newest] = ages;
    if (newest === undefined)
      yield { message: `the provider holds no snapshot of ${host} that has not expired`, cause: "no-snapshot" };
    else if (newest > KEPT)
      yield { message: `the newest snapshot of ${host} is ${duration(newest)} old`, cause: "old-snapshot" };
  },
});
