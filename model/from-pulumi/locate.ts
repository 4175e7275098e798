import type { Locate } from "../location.ts";

/** Names that differ between the model and the inputs; longer fields first. */
const NAMES: readonly (readonly [field: string, input: string])[] = [
  ["deployment.destroyGrace", "destroyGraceSeconds"],
  ["logging.options", "logOpts"],
  ["logging.driver", "logDriver"],
  ["logging", "logDriver"],
  ["restart.maxRetries", "maxRetryCount"],
  ["restart.policy", "restart"],
  ["healthcheck.test", "healthcheck.tests"],
  ["capAdd", "capabilities.adds"],
  ["capDrop", "capabilities.drops"],
  ["securityOptions", "securityOpts"],
  ["entrypoint", "entrypoints"],
  ["groups", "groupAdds"],
  ["networks", "networksAdvanced"],
  ["deviceRules", "deviceCgroupRules"],
  ["volumesFrom", "volumes"],
  ["terminal", "tty"],
  ["files", "uploads"],
  ["env", "envs"],
];
const NO_NAMED_PARTS: ReadonlySet<string> = new Set([
  "env",
  "command",
  "entrypoint",
  "healthcheck.test",
  "capAdd",
  "capDrop",
  "deviceRules",
]);

/**
 * Turns fields of the model into paths of `docker.ContainerArgs`.
 *
 * @param mountPaths where each mount of the model came from, in order; filled by the reader.
 */
export function locator(mountPaths: readonly string[]): Locate {
  return (field) => ({ path: pathOf(field, mountPaths) });
}

function pathOf(field: string, mountPaths: readonly string[]): string {
  const mount = /^mounts\.(\d+)(.*)$/.exec(field);
  if (mount !== null) return (mountPaths[Number(mount[1])] ?? "volumes") + brackets(mount[2] as string);
  const word = /^healthcheck\.test\.(\d+)/.exec(field);
  // The first element of the input says how the rest is run and is no word of the test.
  if (word !== null) return `healthcheck.tests[${Number(word[1]) + 1}]`;
  for (const [from, to] of NAMES)
    if (field === from || field.startsWith(`${from}.`)) return to + brackets(rest(from, field.slice(from.length)));
  return brackets(field.replace(/^deployment\./, ""));
}

/** A list of strings has no named parts: `env.3.key` is `envs[3]`. */
function rest(field: string, tail: string): string {
  return NO_NAMED_PARTS.has(field) ? tail.replace(/\.(key|value|name)$/, "") : tail;
}

/** `.0` becomes `[0]`. */
function brackets(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
}
