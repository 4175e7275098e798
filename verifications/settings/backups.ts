import { BACKUP_TOOLS, type BackupTool } from "../../model/backup.ts";
import type { Entry } from "../../policies/settings/document.ts";
import type { BackupCopy, BackupStore } from "../expectation.ts";
import { folderOf, holdsPassword } from "../facts/backup/repository.ts";
import { fieldsOf, namedEntries, text, wrong } from "./fields.ts";

const STORE = ["host", "tool", "repository", "passwordFile", "timer", "cron", "log", "borgmatic", "copies"];
const COPY = ["host", "repository", "passwordFile"];

/**
 * Reads `backups`: the places that backups go to, by name. Strict as all settings.
 *
 * @throws SettingsError naming file, line and field; it quotes nothing of an address.
 */
export function readBackups(entry: Entry | undefined): BackupStore[] {
  return namedEntries(entry, "a map from the name of a place to what lies there").map(([name, value]) => {
    const fields = fieldsOf(value, STORE, `a map with ${STORE.join(", ")}`);
    const tool = text(fields.get("tool"), BACKUP_TOOLS.join(", "), isTool) as BackupTool | undefined;
    if (tool === undefined) throw wrong(value, `does not say its \`tool\`: ${BACKUP_TOOLS.join(", ")}`);
    const borgmatic = path(fields.get("borgmatic"));
    if (borgmatic !== undefined && tool !== "borg")
      throw wrong(fields.get("borgmatic") as Entry, "goes with the tool borg, which borgmatic runs");
    return {
      name,
      host: host(value, fields),
      tool,
      repository: repository(value, fields, tool),
      passwordFile: path(fields.get("passwordFile")),
      job: job(value, fields),
      log: path(fields.get("log")),
      borgmatic,
      copies: copies(fields.get("copies"), tool),
    };
  });
}

type Fields = ReadonlyMap<string, Entry>;

function host(entry: Entry, fields: Fields): string {
  const name = text(fields.get("host"), "the name of a host");
  if (name === undefined) throw wrong(entry, "does not say the `host` that fills it");
  return name;
}

function repository(entry: Entry, fields: Fields, tool: BackupTool): string {
  const given = fields.get("repository");
  const address = text(given, tool === "tar" ? "the absolute path of a folder" : "a folder or an address", isWord);
  if (given === undefined || address === undefined) throw wrong(entry, "does not say its `repository`");
  if (holdsPassword(address))
    throw wrong(given, "holds a password; keep it in a file or in the configuration of ssh on the host");
  if (tool === "tar" && folderOf(address) !== address) throw wrong(given, "is not the absolute path of a folder");
  if (tool !== "tar" && folderOf(address) === undefined && !isElsewhere(address))
    throw wrong(given, "is neither an absolute path nor an address; a shell of the host begins in no certain folder");
  return address;
}

function job(entry: Entry, fields: Fields): BackupStore["job"] {
  const timer = text(fields.get("timer"), "the name of a timer, restic.timer", isTimer);
  const cron = path(fields.get("cron"));
  if (timer !== undefined && cron !== undefined)
    throw wrong(entry, "is started by a `timer` or by `cron`, not by both");
  return timer !== undefined ? { timer } : cron !== undefined ? { cron } : undefined;
}

function copies(entry: Entry | undefined, tool: BackupTool): BackupCopy[] {
  if (entry === undefined) return [];
  if (entry.items === undefined) throw wrong(entry, `is not a list of copies with ${COPY.join(", ")}`);
  return entry.items.map((item) => {
    const fields = fieldsOf(item, COPY, `a map with ${COPY.join(", ")}`);
    return {
      host: host(item, fields),
      repository: repository(item, fields, tool),
      passwordFile: path(fields.get("passwordFile")),
    };
  });
}

function path(entry: Entry | undefined): string | undefined {
  return text(entry, "an absolute path on the host", (value) => value.startsWith("/") && isWord(value));
}

const isTool = (value: string) => BACKUP_TOOLS.some((tool) => tool === value);
const isWord = (value: string) => !value.includes("\0") && value.length <= 4096;
const isTimer = (value: string) => /^[A-Za-z0-9:_.@\\][A-Za-z0-9:_.@\\-]{0,200}\.timer$/.test(value);
/** `sftp:host:path`, `ssh://host/path`, `s3:…`, `host:path`. */
const isElsewhere = (value: string) => /^[A-Za-z0-9][^\s:/]*:./s.test(value);
