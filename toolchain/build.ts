// Makes the Pulumi engine and Traefik ready: `node toolchain/build.ts`. What is installed is used, what is missing is built from
// source into the user's cache, and a second run finds all of it there.
import { isAbsent } from "./absent.ts";
import { cacheRoot } from "./cache.ts";
import { ensureEngine } from "./engine.ts";
import { buildTraefik } from "./traefik.ts";

const started = Date.now();
const engine = await ensureEngine({ build: true });
if (isAbsent(engine)) {
  console.error(engine.absent);
  process.exitCode = 1;
} else {
  for (const part of engine.parts) console.error(`${part.name}: ${part.origin}, ${part.file}`);
  console.error(`The engine is ready after ${((Date.now() - started) / 1000).toFixed(1)} s; cache: ${cacheRoot()}`);
}
try {
  console.error(`traefik: ${await buildTraefik()}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
