import { invoked } from "../shell/script.ts";
import { curlOf } from "./curl.ts";
import type { Test } from "./test.ts";

/** Whom a test asks. */
export interface Target {
  readonly host: string;
  /** Undefined where the client's own default counts, which the image may have changed. */
  readonly port: number | undefined;
}

/** What a test looks at, as far as its words tell. */
export type Look =
  /** It asks these, and nothing else decides. */
  | { readonly kind: "asks"; readonly targets: readonly Target[] }
  /** It looks at a program or a file that is there whether the service lives or not. */
  | { readonly kind: "blind" }
  /** Nobody can tell from the words. */
  | { readonly kind: "unclear" };

const UNCLEAR: Look = { kind: "unclear" };
const IDLE: ReadonlySet<string> = new Set([":", "true", "false", "echo", "printf", "sleep", "exit", "set", "grep"]);
const URL_LIKE =
  /^(?:(https?):\/\/)?(?:[^@/\s]{0,200}@)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?:[/?#]|$)/i;
const FOLDER_OF_THE_IMAGE = /^\/(?:etc|usr|bin|sbin|lib|lib64|opt|app|home|root|srv)(?:\/|$)/;
const LONGEST_WORD = 2_000;

/** Judges the commands of a test one by one; a single one that is not understood makes it unclear. */
export function lookOf({ commands }: Test): Look {
  if (commands === undefined) return UNCLEAR;
  const targets: Target[] = [];
  let blind = false;
  for (const command of commands) {
    const [program = "", ...words] = invoked(command);
    if (IDLE.has(program)) continue;
    if (words.some((word) => word.length > LONGEST_WORD)) return UNCLEAR;
    if (isBlind(program, words)) {
      blind = true;
      continue;
    }
    const asked = asksOf(program, words);
    if (asked === undefined || asked.length === 0) return UNCLEAR;
    targets.push(...asked);
  }
  return targets.length > 0 ? { kind: "asks", targets } : blind ? { kind: "blind" } : UNCLEAR;
}

/** A readiness file below /tmp or /run is written by the service, so asking for it is no blind test. */
function isBlind(program: string, words: readonly string[]): boolean {
  const [first = "", second = ""] = words;
  if (words.some((word) => word === "--version" || word === "--help") && words.length <= 2) return true;
  if (words.length === 1 && /^-(?:v|V|version)$/.test(first)) return true;
  switch (program) {
    case "nginx":
      return words.length > 0 && /^-[tTvVq]+$/.test(first);
    case "pwd":
    case "whoami":
    case "id":
    case "hostname":
    case "uname":
    case "date":
    case "which":
      return true;
    case "ls":
    case "cat":
    case "stat":
      return words.length > 0 && words.every((word) => word.startsWith("-") || isOfTheImage(word));
    case "test":
      return /^-[defrsxw]$/.test(first) && (first === "-d" || isOfTheImage(second));
    case "[":
      return words.length === 3 && /^-[defrsxw]$/.test(first) && (first === "-d" || isOfTheImage(second));
    default:
      return false;
  }
}

function isOfTheImage(path: string): boolean {
  return FOLDER_OF_THE_IMAGE.test(path) || path === "/" || path === "." || /^\d?>/.test(path) || path === "/dev/null";
}

function asksOf(program: string, words: readonly string[]): Target[] | undefined {
  switch (program) {
    case "curl":
      return all(curlOf(words).targets.map(urlTarget));
    case "wget":
      return all(words.filter((word) => /^(?:https?:\/\/|localhost[:/]|127\.)/i.test(word)).map(urlTarget));
    case "nc":
    case "ncat":
    case "netcat":
      return connection(words.filter((word) => !word.startsWith("-") && !/^\d?[<>]/.test(word)));
    case "pg_isready":
    case "redis-cli":
    case "valkey-cli":
    case "mysqladmin":
    case "mariadb-admin":
      return option(words);
    default:
      return undefined;
  }
}

function urlTarget(text: string): Target | undefined {
  const match = URL_LIKE.exec(text);
  if (match === null) return undefined;
  const [, scheme, host = "", port] = match;
  return {
    host: host.toLowerCase(),
    port: port !== undefined ? Number(port) : scheme?.toLowerCase() === "https" ? 443 : 80,
  };
}

function connection(words: readonly string[]): Target[] | undefined {
  const [host, port] = words.slice(-2);
  if (host === undefined || port === undefined || !/^\d{1,5}$/.test(port) || !/^[A-Za-z0-9._:-]+$/.test(host))
    return undefined;
  return [{ host: host.toLowerCase(), port: Number(port) }];
}

/** Clients of databases take the host behind `-h` and ask their own machine without it. */
function option(words: readonly string[]): Target[] | undefined {
  const flag = words.findIndex((word) => word === "-h" || word === "--host" || word.startsWith("--host="));
  const word = words[flag] ?? "";
  const host = flag < 0 ? "localhost" : word.startsWith("--host=") ? word.slice(7) : (words[flag + 1] ?? "");
  // A path is a socket in the container itself.
  if (host.startsWith("/")) return [{ host: "localhost", port: undefined }];
  return /^[A-Za-z0-9._:-]+$/.test(host) ? [{ host: host.toLowerCase(), port: undefined }] : undefined;
}

function all(targets: readonly (Target | undefined)[]): Target[] | undefined {
  return targets.includes(undefined) ? undefined : (targets as Target[]);
}
