#!/usr/bin/env node
import { existsSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `readiness needs Node.js 22.18 or newer and was started with ${process.versions.node}; put a newer node first on PATH (in this repository \`npm ci\` brings one)\n`,
  );
  process.exit(64);
}
const { keepCompiled } = (await import("./sources.cjs")).default;
keepCompiled();
// A checkout holds the sources, the published package only what is compiled from them.
const source = new URL("../cli/main.ts", import.meta.url);
const { main } = await import(existsSync(source) ? source.href : new URL("../dist/cli/main.js", import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
