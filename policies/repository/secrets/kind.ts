/**
 * What kind of text a tracked file is, because what a value looks like depends on it: a bare word is a
 * value in settings, a name in a program and a word in a document.
 */
export type Kind = "settings" | "script" | "program" | "document" | "lock";

const BY_EXTENSION: Readonly<Record<Kind, readonly string[]>> = {
  settings: words(
    "yaml yml json jsonl ndjson json5 jsonc toml ini conf cfg cnf config env properties tfvars tfstate log out xml plist netrc pgpass htpasswd service timer socket container network rules csv tsv sql",
  ),
  script: words("sh bash zsh ksh fish ps1 psm1 bat cmd mk"),
  program: words(
    "ts mts cts tsx js mjs cjs jsx py pyi go rs rb php java kt kts scala groovy cs fs vb c h cc cpp hpp m mm swift dart lua pl pm r jl ex exs erl hs clj tf hcl nix vue svelte html htm css scss less proto graphql map snap",
  ),
  document: words("md markdown mdx rst txt adoc asciidoc org tex textile wiki eml"),
  lock: words("lock sum lockb"),
};
const KINDS = new Map(
  Object.entries(BY_EXTENSION).flatMap(([kind, extensions]) => extensions.map((one) => [one, kind as Kind] as const)),
);
const LOCKS = new Set(["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.work.sum"]);
/** Endings that say that something stands in for the real file; the one before them says what it is. */
const WRAPPERS = new Set(["j2", "jinja", "jinja2", "tmpl", "tpl", "template", "erb", "bak", "old", "orig", "save"]);
const EXAMPLES = new Set(["example", "sample", "dist", "default", "defaults"]);
const SCRIPTS = /^(?:makefile|gnumakefile|dockerfile|containerfile|jenkinsfile|justfile|procfile|vagrantfile)$/;
const DOCUMENTS = /^(?:readme|license|licence|changelog|changes|notice|authors|contributing|todo|notes?|install|news)$/;
const SETTINGS =
  /^\.?(?:env|envrc|netrc|pgpass|npmrc|pypirc|htpasswd|credentials|config|my\.cnf|s3cfg|boto|dockercfg)$/;

/** The kind of a file by its name and, where that says nothing, by its first line. */
export function kindOf(path: string, text: string): Kind {
  const name = basename(path);
  if (LOCKS.has(name)) return "lock";
  const parts = name.split(".");
  while (parts.length > 1 && (WRAPPERS.has(parts.at(-1) ?? "") || EXAMPLES.has(parts.at(-1) ?? ""))) parts.pop();
  const stem = parts.join(".");
  if (SETTINGS.test(stem) || /^\.env\b/.test(name) || /(?:^|[.-])env$/.test(stem)) return "settings";
  const kind = parts.length > 1 ? KINDS.get(parts.at(-1) ?? "") : undefined;
  if (kind !== undefined) return kind;
  if (SCRIPTS.test(stem) || stem.startsWith("dockerfile.") || text.startsWith("#!")) return programOrScript(text);
  if (DOCUMENTS.test(stem)) return "document";
  return "settings";
}

function programOrScript(text: string): Kind {
  const [line = ""] = text.slice(0, 200).split("\n", 1);
  return line.startsWith("#!") && /\b(?:python|node|deno|bun|ruby|perl|php|lua)/.test(line) ? "program" : "script";
}

/** True for files that show how another one is to be filled in. */
export function isExample(path: string): boolean {
  const name = basename(path);
  return name.split(/[._-]/).some((part) => EXAMPLES.has(part) || part === "template" || part === "examples");
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}

function words(text: string): readonly string[] {
  return text.split(" ");
}

/** The kind of a fenced block in a document, by the word behind the fence. */
export function kindOfFence(word: string): Kind {
  if (/^(?:sh|bash|shell|zsh|console|shell-session|terminal|powershell|ps1|dockerfile|makefile)$/.test(word))
    return "script";
  return (
    KINDS.get(word) ??
    (/^(?:typescript|javascript|python|ruby|golang|rust|java|php|diff)$/.test(word) ? "program" : "document")
  );
}
