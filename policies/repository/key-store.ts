/**
 * Says what key material the bytes of a file hold, whatever the file is called: PEM, base64 inside
 * JSON, keys of OpenSSH, age and PuTTY, and the stores of PKCS #12 and Java. A header without a key
 * behind it is none.
 */
export function keyStore(bytes: Buffer): string | undefined {
  return binaryStore(bytes) ?? textStore(bytes);
}

/** JKS and JCEKS (JavaKeyStore.java); PKCS #12: SEQUENCE, version 3 (RFC 7292, 4); PKCS #1 and #8: SEQUENCE, version 0. */
function binaryStore(bytes: Buffer): string | undefined {
  if (bytes.length < 64) return undefined;
  const magic = bytes.readUInt32BE(0);
  if (magic === 0xfeedfeed || magic === 0xcececece) return "a key store of Java";
  if (bytes[0] !== 0x30) return undefined;
  const head = derHeader(bytes);
  if (head === undefined) return undefined;
  const [tag, length, value, next] = bytes.subarray(head, head + 4);
  if (tag !== 0x02 || length !== 1) return undefined;
  if (value === 3 && next === 0x30) return "a key store of the form PKCS #12";
  if ((value === 0 && (next === 0x02 || next === 0x30)) || (value === 1 && next === 0x04)) return "a private key";
  return undefined;
}

/** Where the content of the outermost element begins, where its length agrees with that of the file. */
function derHeader(bytes: Buffer): number | undefined {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return bytes.length === first + 2 ? 2 : undefined;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  return bytes.readUIntBE(2, count) + 2 + count === bytes.length ? 2 + count : undefined;
}

const PEM = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const BODY = /[A-Za-z0-9+/=]{32,}/;
const WRAPPED = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{30,200}/g;
const AGE = /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b/;
const PUTTY = /^PuTTY-User-Key-File-\d/;
/** `account.key` of Traefik's store is DER in base64: a SEQUENCE begins with `MI`. */
const ACCOUNT = /"(?:PrivateKey|privateKey|private_key)"\s{0,20}:\s{0,20}"MI[A-Za-z0-9+/\\]{60}/;
/** A private key as JSON (RFC 7517, 6). */
const JWK = /"kty"\s{0,20}:\s{0,20}"(?:RSA|EC|OKP|oct)"/;
const JWK_PRIVATE = /"(?:d|k)"\s{0,20}:\s{0,20}"[A-Za-z0-9_-]{32,}"/;

function textStore(bytes: Buffer): string | undefined {
  const text = bytes.toString("latin1");
  const wrapped = [...text.matchAll(WRAPPED)].some(([found]) => decodesToKey(found));
  if (ACCOUNT.test(text) || (wrapped && /"(?:Certificates|certificates|Account)"/.test(text)))
    return "the private keys of an ACME store";
  if ([...text.matchAll(PEM)].some(({ index, 0: header }) => hasBody(text.slice(index + header.length, index + 2_000))))
    return "a private key";
  if (wrapped) return "a private key in base64";
  if (AGE.test(text)) return "an age key";
  if (PUTTY.test(text)) return "a private key of PuTTY";
  return JWK.test(text) && JWK_PRIVATE.test(text) ? "a private key as JSON (JWK)" : undefined;
}

/** True where base64 of a text that begins with `-----BEGIN` holds a private key. */
export function decodesToKey(wrapped: string): boolean {
  return Buffer.from(wrapped.slice(0, 60), "base64").toString("latin1").includes("PRIVATE KEY");
}

/** True where key material follows a header; a header alone is an example or a pattern. */
export function hasBody(behind: string): boolean {
  const body = (behind.split("-----END")[0] ?? "").replace(/\\[nr]/g, "\n");
  const found = BODY.exec(body);
  return found !== null && new Set(found[0]).size > 10;
}

const NAMES =
  /(?:^|\/)(?:acme[\w.-]*\.json|id_(?:rsa|dsa|ecdsa|ed25519)[\w.-]*|.*\.(?:pem|key|p12|pfx|jks|jceks|keystore|ppk|der|pk8|ovpn|age|kdbx|gpg)|secring[\w.-]*|.*(?:private|secret)[\w.-]*key[\w.-]*|service[_-]?account[\w.-]*\.json|credentials(?:\.json)?|kubeconfig|ssh_host_[\w.-]*_key)$/i;

/** True for a name that is known for keys: what nobody saw of such a file is not proved to hold none. */
export function isKeyFileName(path: string): boolean {
  return NAMES.test(path) && !/\.pub$/i.test(path);
}

const TEXTS =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|c|h|cc|cpp|cs|swift|css|scss|less|html?|svg|md|mdx|rst|adoc|map|vue|svelte|lock|sum|png|jpe?g|gif|webp|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|m4a|ogg|wav|mov|webm|pdf|wasm|d|po|pot|mo)$/i;

/** False for names of programs, documents and media: their contents are not searched in the history. */
export function mayHoldKeys(path: string): boolean {
  return isKeyFileName(path) || !TEXTS.test(path);
}
