import type { Image } from "../../model/image.ts";
import { normalise } from "./normalise.ts";

const DATABASE = ["/run/mysqld", "/tmp"];

/**
 * Where an image writes beside its data. Sources: "Running nginx in read-only mode" on
 * https://hub.docker.com/_/nginx; "Arbitrary --user Notes" and "read-only" in the tests of
 * https://github.com/docker-library/official-images (test/tests/postgres-basics, mysql-basics).
 */
const SCRATCH: ReadonlyMap<string, readonly string[]> = new Map([
  ["nginx", ["/run", "/var/cache/nginx"]],
  ["nginxinc/nginx-unprivileged", ["/tmp"]],
  ["postgres", ["/run/postgresql"]],
  ["mariadb", DATABASE],
  ["mysql", DATABASE],
]);

/**
 * Images whose browser dies of Docker's 64 MB of shared memory.
 * https://github.com/SeleniumHQ/docker-selenium#--shm-size2g, https://github.com/puppeteer/puppeteer/blob/main/docs/troubleshooting.md
 */
const BROWSERS: ReadonlySet<string> = new Set([
  "browserless/chrome",
  "ghcr.io/browserless/chrome",
  "ghcr.io/browserless/chromium",
  "selenium/node-chrome",
  "selenium/node-edge",
  "selenium/node-firefox",
  "selenium/standalone-chrome",
  "selenium/standalone-chromium",
  "selenium/standalone-edge",
  "selenium/standalone-firefox",
]);

/** Folders that the image has to write to while it works; undefined where nobody looked. */
export function scratchOf(image: Image | undefined): readonly string[] | undefined {
  return image === undefined ? undefined : SCRATCH.get(normalise(image));
}

/** True for an image that is known to need more shared memory than Docker gives. */
export function needsSharedMemory(image: Image | undefined): boolean {
  return image !== undefined && BROWSERS.has(normalise(image));
}
