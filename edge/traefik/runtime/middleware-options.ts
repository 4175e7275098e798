import { flag, isOptions, member, type Options, text, texts, whole } from "../dynamic/declared.ts";
import { addressSet } from "../rule/addresses.ts";
import { compile } from "../rule/expression.ts";
import { Unreadable } from "../rule/tokens.ts";

/** What is wrong with the options of a middleware, without quoting them; undefined where nothing is. */
type Judge = (options: Options) => string | undefined;

const NOTHING: Judge = () => undefined;

/**
 * The checks that the constructor of each type makes (pkg/middlewares of Traefik 3.6.6), by the type in lower case.
 * Types that accept everything are here too: a type that is not here does not exist.
 */
export const MIDDLEWARE_TYPES: Readonly<Record<string, Judge>> = {
  addprefix: (options) => (text(options, "prefix") === "" ? "prefix cannot be empty" : undefined),
  basicauth: users(2, "BasicUser"),
  buffering: NOTHING,
  chain: NOTHING,
  circuitbreaker: NOTHING,
  compress,
  contenttype: NOTHING,
  digestauth: users(3, "DigestUser"),
  errors: (options) =>
    [...texts(options, "status"), ...Object.keys(member(options, "statusrewrites") ?? {})].every(isCodeRange)
      ? undefined
      : "a status is no code and no range of codes",
  forwardauth: (options) => expressions([text(options, "authresponseheadersregex")]),
  grpcweb: NOTHING,
  headers: (options) =>
    Object.entries(options).some(([key, value]) => SETS_HEADERS.has(key) && isSet(value))
      ? expressions(texts(options, "accesscontrolalloworiginlistregex"))
      : "headers configuration not valid",
  inflightreq: criterion,
  ipallowlist: (options) => {
    const status = whole(options, "rejectstatuscode");
    if (texts(options, "sourcerange").length === 0) return "sourceRange is empty, IPAllowLister not created";
    if (status !== 0n && !STATUS_CODES.has(Number(status))) return "invalid HTTP status code";
    return addresses(texts(options, "sourcerange")) ?? strategy(member(options, "ipstrategy"));
  },
  ipwhitelist: (options) => {
    if (texts(options, "sourcerange").length === 0) return "sourceRange is empty, IPWhiteLister not created";
    return addresses(texts(options, "sourcerange")) ?? strategy(member(options, "ipstrategy"));
  },
  passtlsclientcert: NOTHING,
  ratelimit: (options) =>
    criterion(options) ?? (whole(options, "period") < 0n ? "negative value not valid for period" : undefined),
  redirectregex: (options) => expressions([text(options, "regex")]),
  redirectscheme: (options) => (text(options, "scheme") === "" ? "you must provide a target scheme" : undefined),
  replacepath: NOTHING,
  replacepathregex: (options) => expressions([text(options, "regex").trim()]),
  retry: (options) => (whole(options, "attempts") <= 0n ? "incorrect (or empty) value for attempt" : undefined),
  stripprefix: NOTHING,
  stripprefixregex: (options) => expressions(texts(options, "regex").map((each) => each.trim())),
};

function users(parts: number, name: string): Judge {
  return (options) =>
    texts(options, "users").every((user) => user.split(":").length === parts) ? undefined : `error parsing ${name}`;
}

function expressions(patterns: readonly string[]): string | undefined {
  try {
    for (const pattern of patterns) compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

function addresses(texts: readonly string[]): string | undefined {
  try {
    addressSet(texts);
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

function strategy(options: Options | undefined): string | undefined {
  if (options === undefined) return undefined;
  const subnet = options.ipv6subnet;
  const wrong = typeof subnet === "bigint" && (subnet <= 0n || subnet > 128n);
  if (whole(options, "depth") > 0n) return wrong ? "invalid IPv6 subnet value" : undefined;
  const excluded = texts(options, "excludedips");
  if (excluded.length > 0) return addresses(excluded);
  return wrong ? "invalid IPv6 subnet value" : undefined;
}

/** Whom a limit counts: by one criterion only (pkg/middlewares/extractor.go). */
function criterion(options: Options): string | undefined {
  const source = member(options, "sourcecriterion");
  const address = member(source, "ipstrategy");
  const header = text(source, "requestheadername") !== "";
  const host = flag(source, "requesthost");
  if ([address !== undefined, header, host].filter(Boolean).length > 1) return "criteria are mutually exclusive";
  return strategy(address);
}

const ENCODINGS = new Set(["zstd", "br", "gzip"]);

function compress(options: Options): string | undefined {
  const excluded = texts(options, "excludedcontenttypes");
  const included = texts(options, "includedcontenttypes");
  if (excluded.length > 0 && included.length > 0)
    return "excludedContentTypes and includedContentTypes options are mutually exclusive";
  if (![...excluded, ...included].every(isMediaType)) return "a media type cannot be read";
  const encodings = texts(options, "encodings");
  if (encodings.length === 0) return "at least one encoding must be specified";
  if (!encodings.every((each) => ENCODINGS.has(each))) return "unsupported encoding";
  const chosen = text(options, "defaultencoding");
  return chosen !== "" && !encodings.includes(chosen) ? "unsupported default encoding" : undefined;
}

/** Go's mime.ParseMediaType as far as content types are written. */
function isMediaType(value: string): boolean {
  return /^\s*[\w!#$%&'*+.^`|~-]+(?:\/[\w!#$%&'*+.^`|~-]+)?\s*(?:;\s*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"[^"]*")\s*)*;?\s*$/.test(
    value,
  );
}

function isCodeRange(value: string): boolean {
  const [low = "", high = low] = value.split("-");
  return /^[+-]?\d+$/.test(low) && /^[+-]?\d+$/.test(high);
}

function isSet(value: Options[string]): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isOptions(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== false && value !== "" && value !== 0n;
}

/** Options of `headers` of which Traefik wants at least one. */
const SETS_HEADERS = new Set(
  `customrequestheaders customresponseheaders accesscontrolallowcredentials accesscontrolallowheaders
  accesscontrolallowmethods accesscontrolalloworiginlist accesscontrolalloworiginlistregex accesscontrolexposeheaders
  accesscontrolmaxage addvaryheader allowedhosts hostsproxyheaders sslredirect ssltemporaryredirect sslforcehost sslhost
  sslproxyheaders stsseconds stsincludesubdomains stspreload forcestsheader framedeny customframeoptionsvalue
  contenttypenosniff browserxssfilter custombrowserxssvalue contentsecuritypolicy contentsecuritypolicyreportonly
  publickey referrerpolicy featurepolicy permissionspolicy isdevelopment`.split(/\s+/),
);

/** Codes that Go has a text for (net/http, `StatusText`). */
const STATUS_CODES = new Set([
  100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400,
  401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425,
  426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
]);
