import test from "ava";
import { factsOf, judged, restore, restored } from "./support.ts";

const stateOf = (compared: number) =>
  judged(factsOf({ [restore("/srv/mail")]: restored({ bytes: 0, files: 0, compared }) })).get(
    "restore-proved /srv/mail",
  )?.state;

test("a folder that is empty is proved where it was compared with the live one, and by nothing less", (t) => {
  t.deepEqual([stateOf(1), stateOf(0)], ["pass", "unknown"]);
});
