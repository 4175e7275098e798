/** The normalised model of what a declaration says, and its readers. */
export type * from "./container.ts";
export * from "./expectations.ts";
export { type ComposeInput, readCompose } from "./from-compose/read-compose.ts";
export { CONTAINER, NETWORK, type PulumiResource, readStack, VOLUME } from "./from-pulumi/stack.ts";
export { type Image, parseImage } from "./image.ts";
export { describeLocation, type Locate, type Location } from "./location.ts";
export type { Network, Problem, Stack, Volume } from "./stack.ts";
export { UnknownValue } from "./unknown.ts";
