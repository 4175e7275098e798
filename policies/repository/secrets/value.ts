import { isFilledIn, isWrittenOut, namesSecret } from "../../secrets/names.ts";
import { entropy } from "../../secrets/patterns.ts";
import type { Kind } from "./kind.ts";

/** What a value is, judged by its name and by its form: a secret, or a password that anybody would guess. */
export type Judged = "secret" | "guessable" | undefined;

const LONGEST = 16_384;
/** Names of secrets in other languages and tools, beside those that variables have. */
const MORE_NAMES =
  /(?:passwort|kennwort|mot_?de_?passe|contrase(?:n|ñ)a|pre_?shared_?key|(?:^|[_.-])psk$|private_?key|webhook_?secret|(?:^|[_.-])pin_?code$)/i;
/** Names whose value is a password and nothing else, so that even a word is one. */
const PASSWORD = /(?:password|passwd|passwort|kennwort|passphrase|requirepass|masterauth|(?:^|[_.-])(?:pass|pwd|pw))$/i;

/** True for a name that promises a secret. */
export function promisesSecret(name: string): boolean {
  if (name.length > 200) return false;
  const plain = name.replaceAll(" ", "_");
  if (
    /(?:^|[_.-])(?:no|is|has|use|with|without|show|hide|require|needs?|forgot|set|get|change|invalid|wrong|missing)[_.-]/i.test(
      plain.replace(/([a-z0-9])([A-Z])/g, "$1_$2"),
    )
  )
    return false;
  return namesSecret(plain) || (MORE_NAMES.test(plain) && !/(?:file|path|name|type)$/i.test(plain));
}

/** True where the whole value is a password by its name. */
export function isPasswordName(name: string): boolean {
  return PASSWORD.test(name.replaceAll(" ", "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2"));
}

/** Judges what stands under a name that promises a secret. */
export function judgeValue(name: string, written: string, kind: Kind): Judged {
  const value = written.trim();
  if (value.length < 4 || value.length > LONGEST || kind === "lock") return undefined;
  if (!isWrittenOut(name, value) || isFilledIn(value)) return undefined;
  const password = isPasswordName(name);
  const guess = isGuessable(value);
  if (guess) return password && (kind === "settings" || kind === "script") ? "guessable" : undefined;
  if (isTemplate(value) || isEncrypted(value) || isPlaceholder(value) || isReference(value) || isAbout(name, value))
    return undefined;
  if (/\s/.test(value)) return password && kind === "settings" && isPhrase(value) ? "secret" : undefined;
  if (kind === "settings" || kind === "script") return isLiteral(value, password) ? "secret" : undefined;
  return isRandom(value, password) ? "secret" : undefined;
}

/** Anything that a shell, a template or a program fills in, wherever it stands in the value. */
function isTemplate(value: string): boolean {
  return (
    /\$\{|\$\(|\{\{|\{%|#\{|<[%A-Za-z]|%\(|%[sdv]\b|%\w+%|\$[A-Za-z_]\w*\b(?!.*[^\w$].*\d)|^\{[\w.-]+\}$|\$\$/.test(
      value,
    ) || /^(?:[@&*!|>%]|#[A-Z])/.test(value)
  );
}

function isEncrypted(value: string): boolean {
  return /^(?:ENC\[|\$ANSIBLE_VAULT|vault:v\d|AQICAH|AgA|secure:|v1:[A-Za-z0-9+/=]{8,}:v1:|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED))/.test(
    value,
  );
}

const STANDS_IN =
  /example|sample|place[_-]?holder|dummy|fake|redacted|masked|removed|hidden|censored|insert|replace|your|todo|fixme|tbd|\bsome|x{3,}|\*{2,}|\.{3}|…|_{4,}|#{3,}|•{2,}|^<[^<>]*>?$|^\[[^\]]*\]?$|^\(.*\)$|generate|random|lorem|deadbeef|c0ffee|1234567|abcdefg|0123456/i;

/** What stands in for a value that somebody else has to fill in. */
export function isPlaceholder(value: string): boolean {
  return STANDS_IN.test(value) || new Set(value.toLowerCase()).size <= 2;
}

const GUESSABLE = new Set(
  (
    "changeme change_me change-me changethis changeit admin administrator password passw0rd p@ssw0rd p@ssword pass1234 secret supersecret topsecret " +
    "secret123 s3cr3t s3cret s3kr3t root toor guest test test123 test1234 testing admin123 admin1234 password1 password123 123456 12345678 1234 12345 123456789 " +
    "qwerty qwerty123 letmein postgres mysql mariadb minioadmin minio123 rabbitmq redis mongo demo default welcome welcome1 hunter2 mysecretpassword mypassword " +
    "mysecret my-secret-pw my_secret_password abc123 foobar foobarbaz pass user username raspberry ubnt grafana nextcloud wordpress iloveyou monkey dragon master " +
    "authelia insecure_secret unsecure_password unsecure_session_secret supersecretpassword verysecret secretpassword correcthorsebatterystaple"
  ).split(" "),
);

/** A password from the first page of every list. */
export function isGuessable(value: string): boolean {
  const plain = value.toLowerCase().replace(/[!.]{1,3}$/, "");
  return (
    GUESSABLE.has(plain) ||
    /^change.?(?:me|this|it)\b/.test(plain) ||
    /^(?:my|super|very|top)[-_]?(?:secret|password)/.test(plain)
  );
}

/** The name of something else: a path, an address, a field of a program, a version, a type. */
function isReference(value: string): boolean {
  return (
    /^(?:[.~]{0,2}\/|\.[A-Za-z]|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:(?:\/\/|$)|(?:sha\d+|md5|arn|env|file|ref|secret|data|urn|path|key|var):|(?:process|env|config|self|this|var|local|module|data|secrets?|vault|settings|os|ctx|req|request|args|options|params|props)[.[])/i.test(
      value,
    ) ||
    /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value) ||
    /^[A-Za-z_$][\w$.]*\(.*\)?;?$/.test(value) ||
    /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(value) ||
    /^[~^<>=v]{0,2}\d+(?:\.[\dx*]+){1,3}(?:[-+][\w.]+)?$/i.test(value) ||
    /^\d{4}-\d{2}-\d{2}/.test(value) ||
    /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value) ||
    (/^[\w.-]+\/[\w./-]+$/.test(value) && !/\d/.test(value))
  );
}

const KIND_WORDS =
  /^(?:string|str|text|bytes|number|int|integer|boolean|bool|object|any|void|none|null|nil|undefined|unknown|optional|required|read|write|readonly|basic|bearer|digest|oauth2?|jwt|hs(?:256|384|512)|rs(?:256|384|512)|es(?:256|384|512)|plain|plaintext|auto|inherit|default|env|vault|keyring|file|login|header|cookie|query|body|input|output|secure|sensitive|always|never|prompt|ask)[;,?]?$/i;
/** A word that says what the value is for: names and descriptions hold one, secrets hardly ever. */
const SECRET_WORD = /pass(?:word|wd|phrase)|secret|token|credential|api[_-]?key|auth|private|login|user/i;

function isAbout(name: string, value: string): boolean {
  const flat = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return KIND_WORDS.test(value) || flat(name).endsWith(flat(value)) || isName(value);
}

/** Words with hyphens, dots or capitals in between: `db-secret-2`, `grafanaToken`. */
function isName(value: string): boolean {
  const parts = value.split(/[-_.:/]/);
  const wordy =
    parts.length > 1 && parts.every((part) => /^(?:[A-Za-z]{0,20}|v?\d{1,2}|[A-Za-z]{1,20}\d{1,2})$/.test(part));
  return (
    (wordy && parts.filter((part) => /^[A-Za-z]{3,}/.test(part)).length >= 2) ||
    (SECRET_WORD.test(value) && /^[A-Za-z_.:-]+\d?$/.test(value))
  );
}

/** Three words or so with a number, and no sentence. */
function isPhrase(value: string): boolean {
  return /\d/.test(value) && value.split(/\s+/).length <= 4 && !/[.:?,]$/.test(value) && !/^#/.test(value);
}

/** A value that is written out in settings: any word for a password, what looks random for the rest. */
function isLiteral(value: string, password: boolean): boolean {
  if (password) return value.length >= 5 || /\d/.test(value);
  return isRandom(value, false);
}

/** Letters and digits without a pattern. */
function isRandom(value: string, password: boolean): boolean {
  const length = value.length;
  if (length < (password ? 6 : 8) || entropy(value) < (length < 12 ? 2.5 : 2.8)) return false;
  const letters = /[A-Za-z]/.test(value);
  if (/\d/.test(value) && letters)
    return !(SECRET_WORD.test(value) && /^[A-Za-z]+\d{0,4}$/.test(value)) && !isIdentifier(value);
  if (password && letters && /[!@#$%^&*+=?~]/.test(value) && length >= 8) return !/[({[<>]/.test(value);
  if (/^\d+$/.test(value)) return password && length >= 6;
  return letters && length >= 20 && entropy(value) >= 3.7 && !/^[a-z]+$|^[A-Z]?[a-z]+(?:[A-Z][a-z]+)+$/.test(value);
}

/** `oauth2Token`, `base64`, `getUser2`: words with one digit group, as programs name things. */
function isIdentifier(value: string): boolean {
  return (
    /^[a-z]{2,}\d{1,3}(?:[A-Z][a-z]+)+$/.test(value) ||
    (/^[A-Za-z]{3,}[A-Z]?[a-z]+\d$/.test(value) && value.length < 12)
  );
}
