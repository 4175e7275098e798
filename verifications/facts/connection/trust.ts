import { readFile } from "node:fs/promises";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Reach } from "../../reach.ts";
import { Unseen } from "../../source.ts";

/** Longer files are no authority. */
const LONGEST = 1024 * 1024;

const known = new WeakMap<Reach, Promise<SecureContext | undefined>>();

/**
 * Whom to trust: the well-known authorities, and the one of the settings besides them; undefined where the
 * well-known ones do. Read once for each run, since reading all of them takes longer than a connection.
 *
 * @throws Unseen `not-asked` where the file of the settings cannot be read.
 */
export function trust(reach: Reach): Promise<SecureContext | undefined> {
  let context = known.get(reach);
  if (context === undefined) {
    context = read(reach.authority);
    known.set(reach, context);
  }
  return context;
}

async function read(authority: string | undefined): Promise<SecureContext | undefined> {
  if (authority === undefined) return undefined;
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
