import { X509Certificate } from "node:crypto";
import test from "ava";
import { acmeStore, issue, namesOfRouters } from "../../lab/data/certificates.ts";
import { certify, ensureStandIn } from "../../lab/stand-in.ts";
import { absent } from "../../toolchain/absent.ts";
import { findGo } from "../../toolchain/go.ts";
import { present } from "../engine/support/requirements.ts";

test("every name of a host gets a certificate that the lab's authority vouches for", async (t) => {
  const go = (await findGo()) === undefined ? absent("go: is not on PATH.") : { found: true };
  if (present(t, go) === undefined) return;
  const program = await ensureStandIn();
  const { authority } = await certify(program, { authorityName: "Test authority", certificates: [] });
  const root = new X509Certificate(authority.certificate);
  const issued = await issue(program, authority, "lady");
  t.deepEqual(
    issued.proxy.map(({ names }) => names),
    namesOfRouters("lady"),
  );
  for (const { names, pair } of issued.proxy) {
    const certificate = new X509Certificate(pair.certificate);
    t.true(certificate.verify(root.publicKey));
    for (const name of names) t.is(certificate.checkHost(name), name);
    const left = Date.parse(certificate.validTo) - Date.now();
    t.true(
      left > (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 3,
      "it need not be renewed yet",
    );
  }
  const stored = JSON.parse(acmeStore(issued)).cloudflare.Certificates as { certificate: string }[];
  t.is(stored.length, issued.proxy.length);
  t.true(
    Buffer.from(stored[0]?.certificate ?? "", "base64")
      .toString()
      .startsWith("-----BEGIN CERTIFICATE-----"),
  );
});
