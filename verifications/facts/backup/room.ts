import type { Reply } from "../host/shell.ts";
import { odd, wellDone } from "./script.ts";
import type { RoomValue } from "./values.ts";

/** What `df -P -k` says of one file system. @throws Unseen */
export function roomOf(reply: Reply): RoomValue {
  const line = wellDone(reply, "room", "df").findLast((one) => one !== "") ?? "";
  const [, size, free] = /\s(\d{1,15})\s+-?\d{1,15}\s+(-?\d{1,15})\s+\d+%\s/.exec(line) ?? [];
  if (size === undefined || free === undefined) return odd("df");
  return { size: Number(size) * 1024, free: Math.max(0, Number(free)) * 1024 };
}
