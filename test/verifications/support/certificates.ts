import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate with its key, in PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** An authority that nobody but the tests trusts. Its certificates are made by the system's `openssl`. */
export interface Authority {
  /** PEM file. */
  readonly file: string;
  readonly cert: string;
  issue(names: readonly string[], options?: Issue): KeyPair;
}

export interface Issue {
  readonly commonName?: string;
  /** Days from now on; the certificate has ended long ago where negative. */
  readonly days?: number;
  readonly selfSigned?: boolean;
}

export function authority(folder: string): Authority {
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  openssl("req", "-x509", ...KEY, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "30");
  let made = 0;
  return {
    file: join(folder, "ca.pem"),
    cert: read("ca.pem"),
    issue(names, { commonName = names[0] ?? "nobody", days = 30, selfSigned = false } = {}) {
      const name = `leaf-${made++}`;
      const alternatives = names.length === 0 ? "" : `subjectAltName=${names.map((one) => `DNS:${one}`).join(",")}\n`;
      writeFileSync(join(folder, `${name}.ext`), `basicConstraints=CA:FALSE\n${alternatives}`);
      openssl("req", "-new", ...KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${commonName}`);
      const signer = selfSigned
        ? ["-signkey", `${name}.key`]
        : ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
      openssl(
        ...["x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signer],
        ...["-days", String(days), "-extfile", `${name}.ext`],
      );
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
    },
  };
}
