const BYTES = /^(\d{1,15}(?:\.\d{1,15})?) ?([kmgtp]?)i?b?$/i;
const POWERS = "kmgtp";

/**
 * A size as Docker writes it: `512m`, `1g`, `1.5gb`, `64 KiB`, a bare number of bytes. The prefixes
 * are powers of 1024 in every spelling, and case does not matter.
 * Grammar: `RAMInBytes`, https://github.com/docker/go-units/blob/master/size.go
 *
 * @returns whole bytes; undefined where the text is no size, or is more than can be counted exactly.
 */
export function parseBytes(size: string | number): number | undefined {
  const match = BYTES.exec(String(size).trim());
  if (match === null) return undefined;
  const [, digits = "", prefix = ""] = match;
  const power = prefix === "" ? 0 : POWERS.indexOf(prefix.toLowerCase()) + 1;
  const bytes = Math.floor(Number(digits) * 1024 ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const DURATION_PART = /(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(ns|us|µs|μs|ms|s|m|h)/y;
const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const LONGEST_DURATION = 200;

/**
 * A duration as Go and compose write it: `1m30s`, `500ms`, `1.5h`, `0`.
 * Grammar: https://pkg.go.dev/time#ParseDuration
 *
 * @returns milliseconds; undefined for what is no duration, a negative one included, because no
 * setting of a container takes one, and a number without a unit other than `0`.
 */
export function parseDuration(text: string): number | undefined {
  const written = text.trim();
  if (/^\+?0$/.test(written)) return 0;
  if (written === "" || written.length > LONGEST_DURATION) return undefined;
  let sum = 0;
  DURATION_PART.lastIndex = written.startsWith("+") ? 1 : 0;
  while (DURATION_PART.lastIndex < written.length) {
    const match = DURATION_PART.exec(written);
    if (match === null) return undefined;
    sum += Number(match[1]) * (MILLISECONDS[match[2] as string] as number);
  }
  return sum;
}
