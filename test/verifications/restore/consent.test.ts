import test from "ava";
import { consentedHosts } from "../../../verifications/restore/consent.ts";
import type { Consent } from "../../../verifications/settings/settings.ts";

const consent = (host: string, until = "2026-12-31", allows: Consent["allows"] = ["restore"]): Consent => ({
  host,
  allows,
  container: undefined,
  reason: "a machine of the test",
  owner: "ops",
  until,
});
const TODAY = "2026-11-23";

test("all hosts that agreed are restored on, on the last day too, and no other", (t) => {
  const consents = [consent("master", TODAY), consent("lady", "2026-12-31", ["engine-restart"])];
  t.deepEqual([...consentedHosts(consents, ["master", "lady"], false, TODAY)], ["master"]);
});

test("a host that is named needs its consent", (t) => {
  t.throws(() => consentedHosts([consent("master")], ["master", "lady"], true, TODAY), {
    message: /nobody agreed to it for lady; write a consent .*allows: \[restore\]/,
  });
});

test("a consent to another drill, of another host or of yesterday is none", (t) => {
  for (const consents of [[], [consent("lady")], [consent("master", "2026-12-31", ["engine-restart"])]])
    t.throws(() => consentedHosts(consents, ["master"], false, TODAY), { message: /nobody agreed/ });
  t.throws(() => consentedHosts([consent("master", "2026-11-22")], ["master"], false, TODAY), {
    message: /the consent for master ended on 2026-11-22/,
  });
});
