import test from "ava";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import { defaultContext } from "../../../policies/context.ts";
import { judgeStack } from "../../../policies/judge/judge.ts";
import rule from "../../../policies/rules/host/engine-socket-volume.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("a volume whose options are not known yet leaves only its own users undecided", (t) => {
  const container = (name: string, volume: string) => ({
    type: "docker:index/container:Container",
    name,
    inputs: { name, image: "example/app:1.0", volumes: [{ volumeName: volume, containerPath: "/data" }] },
  });
  const stack = readStack("case", [
    {
      type: "docker:index/volume:Volume",
      name: "vague",
      inputs: { name: "vague", driverOpts: { type: "none", o: "bind", device: UNKNOWN } },
    },
    { type: "docker:index/volume:Volume", name: "plain", inputs: { name: "plain" } },
    container("one", "vague"),
    container("two", "plain"),
  ]);
  const states = judgeStack(rule, stack, defaultContext()).map(({ subject, state }) => [subject.container, state]);
  t.deepEqual(states, [
    ["one", "unknown"],
    ["two", "pass"],
  ]);
});
