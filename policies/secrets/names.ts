/** What names a secret, at the end or in the middle of a name: `GF_SECURITY_ADMIN_PASSWORD`, `db.apiKey`. */
const SECRET =
  /(?:password|passwd|passphrase|secret|credential|(?:^|[_.-])(?:pass|pwd|pw|token|bearer)(?:$|[_.-])|(?:token|pass)s?$|api[_-]?key|(?:access|private|encryption|encrypt|signing|master|session|auth|cookie|storage|jwt|hmac|secret|bouncer|app|admin)[_-]?key|requirepass|masterauth)/i;
/** Names that describe a secret instead of holding one. */
const ABOUT =
  /(?:[_.-]|^)(?:file|path|dir|directory|location|store|type|name|algorithm|alg|header|issuer|url|uri|endpoint|enabled|enable|disabled|id|user|username|audience|scope|scopes|prefix|method|field|provider|host|port|policy|regex|pattern|mode|format|hint|label|reset|version|scheme)$|(?:^|[_.-])(?:allow[_-]empty|random|bypass|compass|passive|passthrough)(?:$|[_.-])|(?:^|_)(?:old)?pwd$/i;
/** Names of a quantity. */
const QUANTITY =
  /(?:ttl|expir(?:e|es|y|ation)|length|timeout|lifetime|lifespan|duration|min|max|size|count|days|hours|minutes|seconds|age|interval|retries|rounds|cost|iterations|limit|attempts|refresh)(?:$|[_.-])/i;
const QUANTITY_VALUE = /^\d{1,12}(?:\.\d{1,6})?\s*(?:ms|s|sec|m|min|h|d|w|y|k|kb|mb|gb|b)?$/i;
const SWITCH = /^(?:true|false|yes|no|on|off|0|1|enabled?|disabled?)$/i;
const LONGEST_NAME = 200;

/** True for a name that promises a secret as its value. */
export function namesSecret(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET.test(words) && !ABOUT.test(words);
}

/**
 * True where the value of such a name is written out: no switch, no quantity under the name of one,
 * and no reference to where the secret really is.
 */
export function isWrittenOut(name: string, value: string): boolean {
  const text = value.length > 4_000 ? value : value.trim();
  if (text === "" || SWITCH.test(text) || isReference(text)) return false;
  return !(QUANTITY.test(name) && QUANTITY_VALUE.test(text));
}

/** A template, a file of secrets or an address in a vault, as the whole value. */
function isReference(text: string): boolean {
  return (
    /^(?:\$\{[^{}]{1,200}\}|\$__\w{1,20}\{[^{}]{1,200}\}|\{\{[^{}]{1,200}\}\}|<[^<>]{1,60}>|\*{3,}|x{3,})$/i.test(
      text,
    ) || /^(?:\/run\/secrets\/|file:|vault:|op:\/\/)/i.test(text)
  );
}

/** What a shell or a template fills in at run time. */
export function isFilledIn(text: string): boolean {
  return isReference(text) || /^(?:\$\$?[A-Za-z_{(]|\{\{|%[({]|`)/.test(text);
}
