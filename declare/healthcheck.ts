/** A healthcheck together with what its success proves. */
export interface ProvingHealthcheck extends Timing {
  /** One line: what is true of the service when the test succeeds. */
  readonly proves: string;
  /** With its leading `CMD` or `CMD-SHELL`. */
  readonly test: readonly string[];
}

/** Says that there is no healthcheck, and why there can be none. */
export interface NoHealthcheck {
  readonly absent: string;
}

/** Go durations (`30s`, `5m`). */
export interface Timing {
  readonly interval?: string;
  readonly timeout?: string;
  /** Failures in a row that make the container unhealthy. */
  readonly retries?: number;
  /** Failures in this time after the start do not count. */
  readonly startPeriod?: string;
}

/** What holds where a healthcheck says nothing else. */
export const DEFAULT_TIMING: Required<Timing> = {
  interval: "30s",
  timeout: "10s",
  retries: 3,
  startPeriod: "30s",
};

/** What a test proves, and its timing where it is not the usual one. */
export interface Proof extends Timing {
  readonly proves: string;
}

/** A program of the image with its arguments, without a shell. */
export function exec(words: readonly string[], proof: Proof): ProvingHealthcheck {
  return { ...proof, test: ["CMD", ...words] };
}

/** A line for the image's /bin/sh. */
export function shell(line: string, proof: Proof): ProvingHealthcheck {
  return { ...proof, test: ["CMD-SHELL", line] };
}

/** Lines for bash, for images that have it but no HTTP client. */
export function bash(script: string, proof: Proof): ProvingHealthcheck {
  return exec(["bash", "-c", script], proof);
}

/** An answer that must match, besides its status. */
export interface Answer {
  /** Basic regular expression, as grep reads it; no single quotes. */
  readonly matching?: string;
  /** Header lines to send, `Host: example.org`; no single quotes. */
  readonly header?: string;
}

/**
 * GET with wget (busybox or GNU). Succeeds on a 2xx answer, or with `matching` on a body that matches.
 * Use 127.0.0.1, since busybox takes `localhost` for ::1 first.
 */
export function wget(url: string, proof: Proof & Answer): ProvingHealthcheck {
  return get(
    ["wget", "-q", ...(url.startsWith("https:") ? ["--no-check-certificate"] : [])],
    "-O",
    "--header",
    url,
    proof,
  );
}

/** GET with curl. Succeeds on a status below 400, or with `matching` on a body that matches as well. */
export function curl(url: string, proof: Proof & Answer): ProvingHealthcheck {
  return get(["curl", "-fsS", ...(url.startsWith("https:") ? ["-k"] : [])], "-o", "-H", url, proof);
}

/** GET through bash's /dev/tcp, for images without an HTTP client. Succeeds on status 200. */
export function bashGet(port: number, path: string, proof: Proof): ProvingHealthcheck {
  const request = `GET ${path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n`;
  return bash(
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf '${request}' >&3 && head -n 1 <&3 | grep -q ' 200 '`,
    proof,
  );
}

/** Reads the greeting of a line protocol (SMTP, IMAP) through bash's /dev/tcp. */
export function bashGreeting(port: number, start: string, proof: Proof): ProvingHealthcheck {
  return bash(`exec 3<>/dev/tcp/127.0.0.1/${port} && read -t 8 -r line <&3 && [[ "$line" == "${start}"* ]]`, proof);
}

function get(
  program: readonly string[],
  output: string,
  headerOption: string,
  url: string,
  { matching, header, ...proof }: Proof & Answer,
): ProvingHealthcheck {
  const headers = header === undefined ? [] : [headerOption, header];
  if (matching === undefined) return exec([...program, output, "/dev/null", ...headers, url], proof);
  const quoted = headers.map((word) => (word === header ? quote(word) : word));
  return shell(`${[...program, output, "-", ...quoted, quote(url)].join(" ")} | grep -q ${quote(matching)}`, proof);
}

function quote(word: string): string {
  if (word.includes("'"))
    throw new RangeError("A healthcheck holds a single quote where a shell would end a word: use shell()");
  return `'${word}'`;
}
