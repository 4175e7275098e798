/** What a file is, by its first bytes alone: a name promises nothing. */
export type Content =
  | "gzip"
  | "zstd"
  | "xz"
  | "bzip2"
  | "tar"
  | "zeros"
  | "sql"
  | "pgdump"
  | "encrypted"
  | "beside"
  | "other";

/** Bytes that are looked at; the sign of a tar ends at the 262nd. */
export const HEAD = 265;

const text = (sign: string) => Buffer.from(sign, "latin1").toString("hex");
const SIGNS: readonly (readonly [RegExp, Content])[] = [
  // https://www.rfc-editor.org/rfc/rfc1952, https://www.rfc-editor.org/rfc/rfc8878, https://tukaani.org/xz/xz-file-format.txt
  [/^1f8b/, "gzip"],
  [/^28b52ffd/, "zstd"],
  [/^fd377a585a00/, "xz"],
  [/^425a68[3][1-9]/, "bzip2"],
  // https://age-encryption.org/v1, https://docs.openssl.org/master/man1/openssl-enc/
  [new RegExp(`^${text("age-encryption.org/")}`), "encrypted"],
  [new RegExp(`^${text("-----BEGIN AGE ENCRYPTED FILE-----")}`), "encrypted"],
  [new RegExp(`^${text("-----BEGIN PGP MESSAGE-----")}`), "encrypted"],
  [new RegExp(`^${text("Salted__")}`), "encrypted"],
  // https://www.rfc-editor.org/rfc/rfc9580: a session key for a public key (version 3 or 6) or for a password (4 to 6) first.
  [/^(?:84..|85....|c1..)0[36]/, "encrypted"],
  [/^(?:8c..|8d....|c3..)0[456]/, "encrypted"],
  [new RegExp(`^${text("PGDMP")}`), "pgdump"],
  [new RegExp(`^${text("--\n-- PostgreSQL database")}`), "sql"],
  [
    new RegExp(`^(?:${text("/*M!999999")}|${text("/*!999999")}|${text("-- MariaDB dump")}|${text("-- MySQL dump")})`),
    "sql",
  ],
  // Sums of files, and what was recorded of a database: they stand beside an archive and are none.
  [/^(?:3[0-9]|6[1-6]){32,128}20(?:20|2a)/, "beside"],
  [new RegExp(`^${text("database\t")}`), "beside"],
];

/** @param head the first bytes as hexadecimal digits. */
export function contentOf(head: string): Content {
  const known = SIGNS.find(([sign]) => sign.test(head));
  if (known !== undefined) return known[1];
  if (head.slice(514, 524) === text("ustar")) return "tar";
  // A tar without any member is nothing but zeros.
  return head.length === HEAD * 2 && /^0+$/.test(head) ? "zeros" : "other";
}

/** Whether nobody can read it without a key; null where nobody knows what it is. */
export function encryptedOf(content: Content | undefined): boolean | null {
  if (content === undefined || content === "other" || content === "beside") return null;
  return content === "encrypted";
}
