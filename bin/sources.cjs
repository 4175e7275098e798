"use strict";
/**
 * Makes modules written in TypeScript start as fast as compiled ones: what Node's type stripping
 * makes of a file, and what V8 makes of that, is kept between runs in the user's cache folder, by
 * the content of the file, so that it can never be out of date. Node itself keeps only the latter.
 */
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { enableCompileCache, flushCompileCache, registerHooks, stripTypeScriptTypes } = require("node:module");
const { homedir } = require("node:os");
const { join } = require("node:path");
const { fileURLToPath } = require("node:url");

/** A cache with more files than this is begun anew. */
const MOST = 4000;

/** Returns a function that saves at once, for processes that are ended from outside. */
exports.keepCompiled = function keepCompiled() {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-readiness", process.version);
  enableCompileCache?.(join(folder, "compiled"));
  const file = join(folder, "stripped.json");
  const known = read(file);
  let saved = known.size;
  registerHooks({
    load(url, context, next) {
      if (context.format !== "module-typescript" || !url.startsWith("file:")) return next(url, context);
      const text = readFileSync(fileURLToPath(url), "utf8");
      const key = createHash("sha256").update(text).digest("base64url");
      let source = known.get(key);
      if (source === undefined) {
        source = strip(text);
        if (source === undefined) return next(url, context);
        known.set(key, source);
      }
      return { format: "module", source, shortCircuit: true };
    },
  });
  const save = () => {
    if (known.size !== saved) write(folder, file, known);
    saved = known.size;
  };
  process.on("exit", save);
  return () => {
    save();
    flushCompileCache?.();
  };
};

/** Undefined where Node cannot strip the text; its own loader then says why. */
function strip(text) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function read(file) {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")));
    return new Map(entries.length > MOST ? [] : entries);
  } catch {
    return new Map();
  }
}

/** A cache that cannot be written only costs time. */
function write(folder, file, known) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(known)), { mode: 0o600 });
    renameSync(draft, file);
  } catch {}
}
