/** Where a value stands in the text or the inputs it was read from. */
export interface Location {
  /** Path in the source's own words: `ports[0].ip` in Pulumi inputs, `services.web.ports[0]` in compose. */
  readonly path: string;
  /** File name as it was given to the reader. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** Maps a field of the model (`ports.0.ip`) to the place it was read from. */
export type Locate = (field: string) => Location;

/** `file:line:column path`, as far as they are known; the form editors and terminals can follow. */
export function describeLocation(location: Location): string {
  if (location.file === undefined) return location.path;
  const position = [location.file, location.line, location.column].filter((part) => part !== undefined).join(":");
  return `${position} ${location.path}`;
}
