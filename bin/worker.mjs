import { existsSync } from "node:fs";

/** A thread that judges projects; gate/parallel/judge-projects starts it. */
const { keepCompiled } = (await import("./sources.cjs")).default;
keepCompiled();
const source = new URL("../gate/parallel/worker.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/gate/parallel/worker.js", import.meta.url).href);
