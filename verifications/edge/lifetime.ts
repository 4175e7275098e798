/** How much of a certificate's life is left. */
export interface Remaining {
  /** `12 d`, `5 h` */
  readonly left: string;
  /** Of the whole life, 0 to 1. */
  readonly share: number;
  /** Milliseconds. */
  readonly rest: number;
  readonly life: number;
  readonly ended: boolean;
  readonly begun: boolean;
}

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** @param now ISO 8601 */
export function remaining(
  { notBefore, notAfter }: { readonly notBefore: string; readonly notAfter: string },
  now: string,
): Remaining {
  const [start, end, at] = [Date.parse(notBefore), Date.parse(notAfter), Date.parse(now)];
  const life = end - start;
  const rest = end - at;
  return {
    left: rest >= 2 * DAY ? `${Math.floor(rest / DAY)} d` : `${Math.max(0, Math.floor(rest / HOUR))} h`,
    share: life > 0 ? rest / life : 0,
    rest,
    life,
    ended: !(rest > 0),
    begun: at >= start,
  };
}
