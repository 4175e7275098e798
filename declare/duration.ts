/**
 * A duration the way Go writes it: `90s` is `1m30s`, `5m` is `5m0s`, `1500ms` is `1.5s`.
 *
 * The provider compares what was declared with what it reads back as text, so that any other way of
 * writing shows a change on every refresh. https://pkg.go.dev/time#Duration.String
 *
 * @param text hours, minutes, seconds and milliseconds in this order (`1h`, `5m`, `90s`, `1m30s`, `500ms`).
 * @throws RangeError where it is no such duration.
 */
export function goDuration(text: string): string {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,9})ms)?$/.exec(text);
  if (parts === null || text === "") throw new RangeError(`${JSON.stringify(text)} is no duration such as 30s or 5m`);
  const [, h = 0, m = 0, s = 0, ms = 0] = parts;
  const milliseconds = (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000 + Number(ms);
  if (milliseconds > 0 && milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = Math.floor(milliseconds / 1000);
  const fraction =
    milliseconds % 1000 === 0
      ? ""
      : `.${String(milliseconds % 1000)
          .padStart(3, "0")
          .replace(/0+$/, "")}`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const largest = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : "";
  return `${largest}${seconds % 60}${fraction}s`;
}
