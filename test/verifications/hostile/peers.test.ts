import test from "ava";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { HTTP_PEERS, LINE_PEERS } from "./peers.ts";
import { held, leavingNothing } from "./support.ts";
import { deadlineFor, HTTP_WAYS, LINE_WAYS, meet, pair } from "./ways.ts";

/** Megabytes: the bomb alone has fifty, and the header a thousand. */
const MEMORY = 200;

for (const way of HTTP_WAYS)
  test.serial(
    `whatever answers in place of ${way.name}, each question costs its deadline at most and says why`,
    async (t) => {
      t.timeout(120_000);
      const folder = temporaryFolder(t);
      pair(folder);
      await leavingNothing(t, MEMORY, async () => {
        for (const peer of HTTP_PEERS) {
          const facts = await meet(way, folder, peer);
          held(t, peer.what, facts, peer.ends, deadlineFor(peer.ends), peer.seen === "page" && way.pages === true);
        }
      });
    },
  );

for (const way of LINE_WAYS)
  test.serial(
    `whatever is said before TLS in place of ${way.name}, each question costs its deadline at most`,
    async (t) => {
      t.timeout(120_000);
      const folder = temporaryFolder(t);
      pair(folder);
      await leavingNothing(t, MEMORY, async () => {
        for (const peer of LINE_PEERS)
          held(t, peer.what, await meet(way, folder, peer), peer.ends, deadlineFor(peer.ends));
      });
    },
  );
