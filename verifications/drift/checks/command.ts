import type { Text } from "../../../model/container.ts";
import { type DriftCheck, imageNeeded, NOT_AS_JUDGED, REFRESH, sameWords } from "../check.ts";

export const command: DriftCheck = {
  id: "drift-command",
  title: "It runs another command than declared",
  why: "Options that were declared are not in force, or others are.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: REFRESH,
  *check({ declared, running, image }) {
    const own = (words: readonly string[] | undefined, found: readonly Text[], at: string): readonly Text[] => {
      if (words !== undefined) return words.map((value) => ({ at, value, secret: false }));
      if (found.length > 0) throw imageNeeded(at, "its command");
      return [];
    };
    const { entrypoint, command } = declared;
    const start = entrypoint.length > 0 ? entrypoint : own(image?.entrypoint, running.entrypoint, "entrypoint");
    if (!sameWords(start, running.entrypoint, "entrypoint"))
      yield { at: "entrypoint", detail: "entrypoint", message: "its entry point is not the declared one" };
    // An entry point of its own takes the image's command away: https://docs.docker.com/reference/cli/docker/container/run/#entrypoint
    const rest =
      command.length > 0 || entrypoint.length > 0 ? command : own(image?.command, running.command, "command");
    if (!sameWords(rest, running.command, "command"))
      yield { at: "command", detail: "command", message: "its command is not the declared one" };
  },
};
