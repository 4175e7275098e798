/** Characters of an answer that a run keeps. */
const LONGEST = 400;
const MASK = "***";
/** Headers and fields whose value is a secret whatever it looks like. */
const NAMED =
  /((?:authorization|cookie|set-cookie|x-api-key|password|passwd|secret|token|api[-_]?key)["']?\s*[:=]\s*["']?)[^"'\s,;&]+(?:\s+[^"'\s,;&]+)?/gi;
const USERINFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const TOKEN = /\b(?:ey[\w-]{10,}\.[\w-]{5,}\.[\w-]*|[A-Za-z0-9+/_-]{40,}={0,2})/g;

/**
 * The beginning of an answer, for a person who wants to see what a fact rests on: control characters
 * escaped, known secrets and whatever looks like one masked.
 */
export function excerptOf(raw: string, secrets: ReadonlySet<string> = new Set()): string {
  let text = raw.slice(0, LONGEST * 4);
  for (const secret of secrets) if (secret.length > 0) text = text.replaceAll(secret, MASK);
  text = text.replace(NAMED, `$1${MASK}`).replace(USERINFO, `$1${MASK}@`).replace(TOKEN, MASK);
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text.toWellFormed();
  return cut.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
