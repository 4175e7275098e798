import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { readCompose } from "../../../../model/from-compose/read-compose.ts";
import type { Judgement } from "../../../../policies/judge/judgement.ts";
import { DEFAULT } from "../../../../policies/packs/default.ts";
import { judgeRepository } from "../../../../policies/repository/judge.ts";
import type { Repository } from "../../../../policies/repository/repository.ts";
import { NO_WAIVERS } from "../../../../policies/settings/waivers.ts";
import type { VerdictState } from "../../../../policies/verdict.ts";

/**
 * One example of a rule over the repository, a YAML file named after its verdict.
 *
 * ```yaml
 * files: { "host_vars/web.yml": "cf_token: <secret-1>" }   # tracked files
 * commits: [{ files: {...}, deleted: [...] }]              # instead of files: the history, oldest first
 * shallow: true                                            # the clone has the newest commit only
 * declared: { master: "services: {...}" }                  # compose files of the containers there must be
 * expect: ["repository/files host_vars/web.yml cf_token"]  # subject and detail of every finding of the rule
 * ```
 * `<secret-1>` stands for a value that looks random, `<pem>`, `<acme-store>` and `<base64-pem>` for key
 * material; they are made while the case is read, so that this repository holds none.
 */
export interface Case {
  readonly rule: string;
  readonly state: VerdictState;
  readonly file: string;
  readonly files: Readonly<Record<string, string>>;
  readonly commits: readonly Commit[] | undefined;
  readonly shallow: boolean;
  readonly declared: Readonly<Record<string, string>> | undefined;
  readonly expect: readonly string[];
}

export interface Commit {
  readonly files?: Readonly<Record<string, string>>;
  readonly deleted?: readonly string[];
}

const FOLDER = fileURLToPath(new URL("../", import.meta.url));
const KEYS = new Set(["files", "commits", "shallow", "declared", "expect"]);

export function repositoryCases(): Case[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const content = parse(readFileSync(join(FOLDER, file), "utf8")) as Record<string, unknown>;
      for (const key of Object.keys(content))
        if (!KEYS.has(key)) throw new Error(`${file}: ${key} is no part of a case`);
      return {
        rule: basename(join(file, "..")),
        state: basename(file).split(".")[0] as VerdictState,
        file,
        files: filled(content.files as Record<string, string> | undefined),
        commits: (content.commits as Commit[] | undefined)?.map(({ files, deleted = [] }) => ({
          files: filled(files),
          deleted,
        })),
        shallow: content.shallow === true,
        declared: content.declared as Record<string, string> | undefined,
        expect: (content.expect as string[] | undefined) ?? [],
      };
    });
}

/** Judges the tracked files of a case; nothing of it touches a disk. */
export function judgeCase(
  { files, declared }: Case,
  history: Repository["history"] = { files: [], gaps: [] },
): Judgement {
  return judgeRepository({
    repository: { tracked: Object.entries(files).map(([path, text]) => ({ path, text })), unread: [], history },
    wanted: declared && Object.entries(declared).map(([name, text]) => readCompose({ file: `${name}.yaml`, text })),
    pack: DEFAULT,
    waivers: NO_WAIVERS,
    today: "2026-11-23",
  });
}

/** Subject and detail of every finding of a rule, sorted. */
export function reportsOf({ findings }: Judgement, rule: string): string[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ subject, detail }) => [`${subject.stack}/${subject.container}`, detail].filter(Boolean).join(" "))
    .sort();
}

export function worst({ findings }: Judgement, rule: string): "fail" | "unknown" | "quiet" {
  const states = findings.filter((finding) => finding.rule === rule).map(({ verdict }) => verdict);
  return states.includes("fail") ? "fail" : states.length > 0 ? "unknown" : "quiet";
}

/** The made-up values that stand in a case, none of which a report may hold. */
export function secretsIn(text: string): string[] {
  return [...text.matchAll(/<secret-(\d)>/g)].map(([, number = ""]) => secret(number));
}

function filled(files: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(files ?? {}).map(([path, text]) => [path, fill(text)]));
}

export function fill(text: string): string {
  return text
    .replaceAll(/<secret-(\d)>/g, (_, number: string) => secret(number))
    .replaceAll("<base64-pem>", Buffer.from(pem()).toString("base64"))
    .replaceAll("<pem>", pem())
    .replaceAll("<acme-store>", acmeStore());
}

function secret(number: string): string {
  return `${noise(`secret ${number}`)
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 18)}7q`;
}

function noise(seed: string): string {
  return createHash("sha512").update(seed).digest("base64");
}

function pem(): string {
  const kind = "PRIVATE KEY";
  return `-----BEGIN ${kind}-----\n${noise("pem").slice(0, 64)}\n${noise("more").slice(0, 48)}\n-----END ${kind}-----\n`;
}

/** What Traefik writes: the account's key as DER in base64, those of certificates as PEM in base64. */
export function acmeStore(): string {
  const key = Buffer.from(pem()).toString("base64");
  const certificate = {
    domain: { main: "*.example.net" },
    certificate: Buffer.from("a chain").toString("base64"),
    key,
  };
  const account = { Email: "ops@example.net", PrivateKey: `MIIJKQIBAAKCAgEA${noise("account")}` };
  return JSON.stringify({ letsencrypt: { Account: account, Certificates: [certificate] } }, null, 2);
}
