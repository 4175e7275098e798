/**
 * A duration of whole seconds the way Go writes it: `90s` is `1m30s`, `5m` is `5m0s`.
 *
 * The provider compares what was declared with what it reads back as text, so that any other way of
 * writing shows a change on every refresh. https://pkg.go.dev/time#Duration.String
 *
 * @param text hours, minutes and seconds in this order (`1h`, `5m`, `90s`, `1m30s`).
 * @throws RangeError where it is no such duration.
 */
export function goDuration(text: string): string {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (parts === null || text === "") throw new RangeError(`${JSON.stringify(text)} is no duration such as 30s or 5m`);
  const [, h = 0, m = 0, s = 0] = parts;
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const largest = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : "";
  return `${largest}${seconds % 60}s`;
}
