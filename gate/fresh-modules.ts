import { createRequire, registerHooks } from "node:module";
import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const MARK = "readiness-stack";
const imported = new Set<string>();

/**
 * Imports a program so that its own modules run anew for every stack, as they do when the engine
 * starts a process for each; what lies in node_modules is shared. Modules are told apart by a query
 * that is handed on from importer to imported.
 *
 * @param folder only modules below it run anew.
 */
export async function importFresh(entry: string, folder: string, stack: string): Promise<unknown> {
  if (!imported.has(entry)) {
    // Hooks slow every module down, so the first time, which loads the SDKs, goes without.
    imported.add(entry);
    return await import(pathToFileURL(entry).href);
  }
  const own = (path: string) => path.startsWith(folder + sep) && !path.includes(`${sep}node_modules${sep}`);
  const cache = createRequire(entry).cache;
  for (const path of Object.keys(cache)) if (own(path)) delete cache[path];
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const mark = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get(MARK);
      if (mark === null || !resolved.url.startsWith("file:") || resolved.format === "commonjs") return resolved;
      if (!own(fileURLToPath(resolved.url))) return resolved;
      const url = new URL(resolved.url);
      url.searchParams.set(MARK, mark);
      return { ...resolved, url: url.href };
    },
  });
  try {
    const url = pathToFileURL(entry);
    url.searchParams.set(MARK, stack);
    return await import(url.href);
  } finally {
    hooks.deregister();
  }
}
