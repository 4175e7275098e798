import { CONTAINER, type PulumiResource, readStack } from "../../model/from-pulumi/stack.ts";
import type { Stack } from "../../model/stack.ts";
import { defaultContext } from "../../policies/context.ts";
import type { JudgementInput } from "../../policies/judge/judgement.ts";
import { DEFAULT } from "../../policies/packs/default.ts";
import { RULES } from "../../policies/rules/index.ts";
import { NO_WAIVERS } from "../../policies/settings/waivers.ts";

/** Stands for a string that is not known yet (proxy.ts of pulumi/pulumi-policy, unknownStringValue). */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value marked as a secret on the wire (rpc.ts of pulumi/pulumi, specialSecretSig). */
export function secret(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** A stack of containers, by their `docker.ContainerArgs`. */
export function stackOf(containers: Record<string, Record<string, unknown>>, name = "test"): Stack {
  return readStack(name, resourcesOf(containers));
}

/** The same as registered resources. */
export function resourcesOf(containers: Record<string, Record<string, unknown>>): PulumiResource[] {
  return Object.entries(containers).map(([key, inputs]) => ({
    type: CONTAINER,
    name: key,
    inputs: { name: key, ...inputs },
  }));
}

/** Input of a judgement by all rules under the default pack on a fixed day. */
export function judging(stacks: readonly Stack[], changes: Partial<JudgementInput> = {}): JudgementInput {
  return {
    stacks,
    rules: RULES,
    pack: DEFAULT,
    context: defaultContext(),
    waivers: NO_WAIVERS,
    today: "2026-11-23",
    otherStacks: [],
    ...changes,
  };
}

/** A container that no rule of any level has anything to say about. */
export const SOUND = {
  image: "nginx:1.27.3-alpine",
  user: "101:101",
  restart: "unless-stopped",
  memory: 128,
  memorySwap: 128,
  securityOpts: ["no-new-privileges:true"],
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
  networksAdvanced: [{ name: "web" }],
  healthcheck: {
    tests: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:80/"],
    interval: "30s",
    timeout: "5s",
    retries: 3,
  },
};
