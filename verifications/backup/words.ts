const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** Seconds in the two largest units that they fill, cut: `1 d 2 h`. */
export function duration(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const index = Math.max(
    0,
    UNITS.findIndex(([, size]) => whole >= size),
  );
  const [unit, size] = whole === 0 ? (["s", 1] as const) : (UNITS[index] as (typeof UNITS)[number]);
  const next = whole === 0 ? undefined : UNITS[index + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[1]);
  return `${Math.floor(whole / size)} ${unit}${next === undefined || rest === 0 ? "" : ` ${rest} ${next[0]}`}`;
}

/** Bytes in the largest unit that they fill, cut to one decimal: `5.6 kB`. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : (Math.floor(value * 10) / 10).toFixed(1)} ${units[unit]}`;
}
