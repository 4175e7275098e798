import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, type ScalarTag } from "yaml";
import type { PulumiResource } from "../../../model/from-pulumi/stack.ts";
import { defaultContext } from "../../../policies/context.ts";
import type { Context } from "../../../policies/rule.ts";
import type { VerdictState } from "../../../policies/verdict.ts";

/**
 * One example of a rule: a YAML file named after its verdict, `fail.wildcard-address.yaml`.
 *
 * ```yaml
 * pulumi:                     # docker.ContainerArgs by resource name
 *   web: { image: "nginx:1.27", ports: [{ internal: 80, ip: !unknown }] }
 * networks: { front: {} }     # docker.NetworkArgs, optional
 * volumes: { data: {} }       # docker.VolumeArgs, optional
 * compose: {...}              # instead of pulumi: a compose file, for what only compose can say
 * expect: { web: fail }       # optional: verdict of each container; the others must be quiet
 * says: "8080/tcp"            # optional: text that a remark of the rule must hold
 * settings: { labels: [...] }  # optional: lists of the settings that the rule is judged by
 * ```
 * `!unknown` is a value that is not known yet, `!secret text` one that is marked as a secret.
 */
export interface Case {
  readonly rule: string;
  readonly state: VerdictState;
  readonly situation: string;
  readonly file: string;
  readonly pulumi: Record<string, Record<string, unknown>> | undefined;
  readonly networks: Record<string, Record<string, unknown>>;
  readonly volumes: Record<string, Record<string, unknown>>;
  readonly compose: Record<string, unknown> | undefined;
  readonly expect: Record<string, VerdictState> | undefined;
  readonly says: string | undefined;
  readonly vpn: readonly string[] | undefined;
  readonly settings: Partial<Context> | undefined;
}

/** The context in which a case is judged. */
export function contextOf({ vpn, settings }: Case): Context {
  return { ...defaultContext(vpn), ...settings };
}

const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const STATES: readonly VerdictState[] = ["pass", "fail", "unknown", "not-applicable"];
const KEYS = new Set(["pulumi", "networks", "volumes", "compose", "expect", "says", "vpn", "settings"]);

const TAGS: ScalarTag[] = [
  { tag: "!unknown", resolve: () => UNKNOWN_TEXT },
  { tag: "!secret", resolve: (text: string) => ({ [SIGNATURE]: SECRET, value: text }) },
];

/** Every case below `folder` (`<group>/<rule>/<state>.<situation>.yaml`), in the order of their names. */
export function cases(folder: string): Case[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readCase(folder, file));
}

function readCase(folder: string, file: string): Case {
  const [state, situation, ...rest] = basename(file, ".yaml").split(".");
  if (!STATES.includes(state as VerdictState) || situation === undefined || rest.length > 0)
    throw new Error(`${file}: a case is named <verdict>.<situation>.yaml`);
  const text = readFileSync(join(folder, file), "utf8");
  const content = parse(text, { customTags: TAGS }) as Record<string, unknown>;
  for (const key of Object.keys(content)) if (!KEYS.has(key)) throw new Error(`${file}: ${key} is no part of a case`);
  if ((content.pulumi === undefined) === (content.compose === undefined))
    throw new Error(`${file}: a case holds either pulumi or compose`);
  return {
    rule: basename(join(file, "..")),
    state: state as VerdictState,
    situation,
    file,
    pulumi: content.pulumi as Case["pulumi"],
    networks: (content.networks ?? {}) as Case["networks"],
    volumes: (content.volumes ?? {}) as Case["volumes"],
    compose: content.compose as Case["compose"],
    expect: content.expect as Case["expect"],
    says: content.says as string | undefined,
    vpn: content.vpn as string[] | undefined,
    settings: content.settings as Case["settings"],
  };
}

/** The Pulumi resources of a case, as mocks receive them. */
export function resourcesOf(example: Case): PulumiResource[] {
  const of = (type: string, map: Record<string, Record<string, unknown>>) =>
    Object.entries(map).map(([name, inputs]) => ({ type, name, inputs: { name, ...inputs } }));
  return [
    ...of("docker:index/network:Network", example.networks),
    ...of("docker:index/volume:Volume", example.volumes),
    ...of("docker:index/container:Container", example.pulumi ?? {}),
  ];
}
