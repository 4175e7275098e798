import { readFile } from "node:fs/promises";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { Unseen } from "../../source.ts";

/** Longer files are no authority. */
const LONGEST = 1024 * 1024;

/**
 * Whom to trust: the well-known authorities, and the one of the settings besides them. Read once, when it is
 * first asked for, since reading all of them for each connection would take longer than the connection.
 */
export function trust(authority: string | undefined): () => Promise<SecureContext | undefined> {
  let context: Promise<SecureContext | undefined> | undefined;
  return () => {
    context ??= read(authority);
    return context;
  };
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
