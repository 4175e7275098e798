import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { holdFault, serveControl } from "../../lab/control.ts";
import type { Lab } from "../../lab/lab.ts";
import type { NameRecord } from "../../lab/names/message.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NAME = "unifi.lady.test";
const ADDRESS: NameRecord = { type: "A", value: "127.0.2.1" };

test("a fault stays in a running lab for as long as somebody holds it, and a command sees that lab", async (t) => {
  const { socket, zone } = await running(t);
  const held = await holdFault(socket, "name-does-not-exist");
  t.deepEqual(zone(), []);
  t.deepEqual(held.about.blames, ["name-leads-to-declared-host lady/unifi.lady.test"]);
  t.deepEqual(held.about.project, { folder: "/lab/project", environment: { PULUMI_HOME: "/lab/home" } });
  await held.takeBack();
  t.deepEqual(zone(), [ADDRESS]);
});

test("a fault that there is not breaks nothing and says which there are", async (t) => {
  const { socket, zone } = await running(t);
  await t.throwsAsync(holdFault(socket, "no-such-fault"), {
    message: /there is no fault no-such-fault.*name-does-not/,
  });
  t.deepEqual(zone(), [ADDRESS]);
});

test("a lab that listens to nobody is told apart from one that cannot be broken", async (t) => {
  for (const socket of ["", join(temporaryFolder(t), "nobody.sock")])
    await t.throwsAsync(holdFault(socket, "name-does-not-exist"), { message: /takes no faults/ });
});

/** As much of a lab as a fault of its names needs, with its control socket. */
async function running(t: ExecutionContext) {
  const names = [{ zone: new Map<string, readonly NameRecord[]>([[NAME, [ADDRESS]]]) }];
  const project = { folder: "/lab/project", environment: { PULUMI_HOME: "/lab/home" } };
  const socket = join(temporaryFolder(t), "control.sock");
  const server = await serveControl({ names, project } as unknown as Lab, socket);
  t.teardown(() => server.close());
  return { socket, zone: () => names[0]?.zone.get(NAME) };
}
