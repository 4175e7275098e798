import type { Remark, Verdict } from "../verdict.ts";
import type { HistoricFile, History } from "./repository.ts";
import { SECRET_IN_HISTORY } from "./rules.ts";
import { verdictOn } from "./verdict.ts";

/** Judges what any commit ever held: whether a file is ignored, deleted or encrypted today takes nothing back. */
export function historyVerdict({ files, gaps }: History): Verdict {
  return verdictOn("history", SECRET_IN_HISTORY.id, [...files.map(remarkOn), ...gaps.map(unseen)]);
}

/** The last commit is part of the detail, so that an accepted file is a new finding when it is committed anew. */
function remarkOn({ path, keys, first, last, versions }: HistoricFile): Remark {
  const when = first === last ? `in ${last}` : `first in ${first}, last in ${last}, ${versions} versions`;
  return {
    state: "fail",
    message: `${path} was committed with ${keys} (${when}), which count as public until they are issued anew`,
    location: { path: `commit ${last}`, file: path },
    detail: `${path} ${last}`,
    remedy: SECRET_IN_HISTORY.remedy,
  };
}

function unseen(gap: string): Remark {
  return {
    state: "unknown",
    message: `${gap}, so nobody can say that no private key was ever committed`,
    location: { path: "history" },
    detail: gap.length > 200 ? `${gap.slice(0, 200)}…` : gap,
    remedy: "Give it the whole history and judge again.",
  };
}
