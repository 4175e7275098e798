/** The normalised model of what a declaration says, and its readers. */
export * from "./backup.ts";
export {
  backupOf,
  type DeclaredBackup,
  declaredBackups,
  formatBackup,
  type ReadBackup,
  readBackup,
} from "./backup-label.ts";
export type * from "./container.ts";
export * from "./expectations.ts";
export { type ComposeInput, readCompose } from "./from-compose/read-compose.ts";
export { type InspectInput, type Observed, type ObservedContainer, readInspect } from "./from-docker/read-inspect.ts";
export { CONTAINER, NETWORK, type PulumiResource, readStack, VOLUME } from "./from-pulumi/stack.ts";
export { readState, type StateInput } from "./from-state/read-state.ts";
export { type Image, parseImage } from "./image.ts";
export { describeLocation, type Locate, type Location } from "./location.ts";
export type { Network, Problem, Stack, Volume } from "./stack.ts";
export { UnknownValue } from "./unknown.ts";
