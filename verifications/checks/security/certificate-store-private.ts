import { check, type Subject } from "../../check.ts";
import { storesOfHost } from "../../edge/store.ts";
import { needsEngine, ofEngine } from "../../expected.ts";
import type { StoreValue } from "../../facts/docker/values.ts";

/** Everything that others than the owner may do. */
const OTHERS = 0o077;

export default check<Subject>({
  id: "certificate-store-private",
  criterion: "security",
  lines: [],
  title: "Others than Traefik may read the file that holds its private keys",
  why: "Traefik refuses such a store and serves every name with a certificate of its own, and whoever reads it can pretend to be each of the names.",
  proof:
    "`HEAD /containers/{name}/archive` for each declared store of a certificate resolver: its mode gives nothing to group and others (0600). The file itself is never read.",
  remedy: "`chmod 600` on the file of the host behind it, then restart Traefik; keep it out of every repository.",
  references: [
    {
      title: "Traefik: ACME, storage",
      url: "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: ({ hosts }) => hosts.flatMap(storesOfHost),
  blockedBy: needsEngine,
  *judge(subject, look) {
    const { mode } = look.value(ofEngine("store", subject)) as unknown as StoreValue;
    if ((mode & OTHERS) !== 0)
      yield {
        message: `${subject.name} has the mode 0${mode.toString(8)} and must have 0600: Traefik refuses it, and no certificate resolver works`,
        cause: "store-readable",
      };
  },
});
