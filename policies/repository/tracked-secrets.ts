import { shown } from "../shown.ts";
import type { Remark, Verdict } from "../verdict.ts";
import type { Repository, UnreadFile } from "./repository.ts";
import { DEFAULT_PASSWORD, SECRET_IN_REPOSITORY } from "./rules.ts";
import { type Found, searchText } from "./secrets/search.ts";
import { verdictOn } from "./verdict.ts";

const FILES = "files";

/** Judges the tracked files: secrets in clear text, and passwords that anybody would guess. */
export function secretVerdicts({ tracked, unread }: Repository): Verdict[] {
  const secrets: Remark[] = [];
  const guessable: Remark[] = [];
  for (const { path, text, keys } of tracked) {
    if (keys !== undefined)
      secrets.push({
        state: "fail",
        message: `${path} is ${keys} and is tracked, so that everybody who reads the repository has it`,
        location: { path: "", file: path },
        detail: path,
        remedy: SECRET_IN_REPOSITORY.remedy,
      });
    for (const found of searchText(path, text))
      (found.judged === "secret" ? secrets : guessable).push(remarkOn(path, found));
  }
  return [
    verdictOn(FILES, SECRET_IN_REPOSITORY.id, [
      ...secrets,
      ...unread.filter(({ suspicious }) => suspicious).map(unseen),
    ]),
    verdictOn(FILES, DEFAULT_PASSWORD.id, guessable),
  ];
}

function remarkOn(path: string, { judged, key, line, column }: Found): Remark {
  const secret = judged === "secret";
  return {
    state: "fail",
    message: secret
      ? `${path} holds a secret in clear text (${key}), so that everybody who reads the repository has it`
      : `${path} sets a password that anybody would guess (${key}), which opens the service where nobody replaces it`,
    location: { path: key, file: path, line, column },
    detail: `${path} ${key}`,
    remedy: (secret ? SECRET_IN_REPOSITORY : DEFAULT_PASSWORD).remedy,
  };
}

function unseen({ path, why }: UnreadFile): Remark {
  return {
    state: "unknown",
    message: `${shown(path)} ${why}, so nobody can say whether it holds a secret`,
    location: { path: "", file: path },
    detail: path,
    remedy:
      "Make it a file that can be read here, take it out of the repository, or accept it by a waiver that names it.",
  };
}
