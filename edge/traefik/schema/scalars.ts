import { Refused } from "./node.ts";
import type { Scalar } from "./structures.ts";

/** Go's strconv.ParseBool. @throws Refused */
export function parseBool(text: string): boolean {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw new Refused("a switch is neither true nor false");
}

/** Go's strconv.ParseInt in base 10. @throws Refused */
export function parseWhole(text: string, bits: number, signed = true): bigint {
  if (!/^[+-]?\d{1,40}$/.test(text) || (!signed && !/^\d/.test(text))) throw new Refused("a number is not whole");
  const value = BigInt(text.replace(/^\+/, ""));
  const most = 1n << BigInt(signed ? bits - 1 : bits);
  if (value >= most || value < (signed ? -most : 0n)) throw new Refused("a number is out of range");
  return value;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const LONGEST_DURATION = 1n << 63n;

/** A duration in nanoseconds: a plain number counts `unit`, everything else is Go's time.ParseDuration. @throws Refused */
export function parseDuration(text: string, unit: bigint): bigint {
  if (/^[+-]?\d{1,19}$/.test(text)) return BigInt.asIntN(64, parseWhole(text, 64) * unit);
  const match = /^([+-]?)((?:\d*(?:\.\d*)?(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/.exec(text.slice(0, 200));
  if (match === null) throw new Refused("a duration cannot be read");
  let total = 0n;
  for (const [, whole = "", fraction, name = ""] of (match[2] ?? "").matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g,
  )) {
    if (whole === "" && (fraction ?? "") === "") throw new Refused("a duration cannot be read");
    const scale = UNITS[name] as bigint;
    total += BigInt(whole || "0") * scale;
    if (fraction) total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  if (total >= LONGEST_DURATION) throw new Refused("a duration is out of range");
  return match[1] === "-" ? -total : total;
}

/** @throws Refused where the text is not of this kind. */
export function parseScalar(text: string, type: Scalar): string | boolean | bigint | number {
  switch (type) {
    case "string":
    case "any":
      return text;
    case "bool":
      return parseBool(text);
    case "seconds":
      return parseDuration(text, 1_000_000_000n);
    case "nanoseconds":
      return parseDuration(text, 1n);
    case "float64": {
      if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) throw new Refused("a number cannot be read");
      return Number(text);
    }
    default: {
      const bits = Number(/\d+$/.exec(type)?.[0] ?? 64);
      return parseWhole(text, bits, !type.startsWith("u"));
    }
  }
}
