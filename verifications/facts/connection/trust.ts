import { readFile } from "node:fs/promises";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Reach } from "../../reach.ts";
import { Unseen } from "../../source.ts";

/** Longer files are no authority. */
const LONGEST = 1024 * 1024;

const known = new WeakMap<Reach, Promise<SecureContext>>();

/**
 * Whom to trust: the well-known authorities, and the one of the settings besides them. Made once for each run:
 * making it takes longer than a connection.
 *
 * @throws Unseen `not-asked` where the file of the settings cannot be read.
 */
export function trust(reach: Reach): Promise<SecureContext> {
  let context = known.get(reach);
  if (context === undefined) {
    context = read(reach.authority);
    known.set(reach, context);
  }
  return context;
}

async function read(authority: string | undefined): Promise<SecureContext> {
  if (authority === undefined) return createSecureContext();
  try {
    const pem = await readFile(authority, "utf8");
    if (pem.length > LONGEST) throw new RangeError("too long");
    return createSecureContext({ ca: [...rootCertificates, pem] });
  } catch (error) {
    throw new Unseen("not-asked", "The authority of the settings cannot be read, so no certificate can be judged", {
      cause: error,
    });
  }
}
