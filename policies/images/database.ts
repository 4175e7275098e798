import type { Container } from "../../model/container.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { findKnown } from "../each.ts";
import { cleanPath } from "../mounts/host-path.ts";
import { type Database, factsOf, type Layout } from "./table.ts";

/** What a container of a database image has to keep; undefined for any other image. */
export function databaseOf(container: Container): Database | undefined {
  return factsOf(container.image)?.database;
}

/**
 * Where the data may lie, by the image's version and the variable that moves it. Two layouts where
 * the tag does not say which version it is.
 */
export function layoutsOf(container: Container, database: Database): readonly Layout[] {
  const since = database.since;
  const major = majorOf(container.image?.tag ?? "");
  const layouts: Layout[] =
    since === undefined
      ? [database]
      : major === undefined
        ? [database, since]
        : [major >= since.major ? since : database];
  const moved = movedTo(container, database.dataPathVariable);
  return moved === undefined
    ? layouts
    : layouts.map((layout) => ({
        ...layout,
        volumes: layout.volumes ?? layout.dataPaths,
        dataPaths: [moved, ...layout.dataPaths.slice(1)],
      }));
}

/** `16-alpine` is 16, and so are `pg16` and `2.17.2-pg16`, which name the version of PostgreSQL beside their own. */
function majorOf(tag: string): number | undefined {
  const digits = (/(?:^|-)pg(\d{1,3})/.exec(tag) ?? /^v?(\d{1,6})/.exec(tag))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function movedTo(container: Container, variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const declared = findKnown(container.env, ({ key }) => key === variable);
  if (declared === undefined) return undefined;
  if (declared.value === undefined)
    throw new UnknownValue(declared.at, `Declare a value for ${variable} instead of taking the deploying shell's.`);
  return declared.value === "" ? undefined : cleanPath(declared.value);
}

/** A cache that was told to write its data down is a database: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ */
export function keepsData(container: Container, database: Database): boolean {
  if (database.cache !== true) return true;
  const line = container.command.map(({ value }) => value.slice(0, 1024)).join(" ");
  return /--appendonly["']?\s+["']?yes\b/.test(line) || /--save["']?\s+["']?\d/.test(line);
}
