/**
 * Typed declarations of Docker hosts for Pulumi: services, routes and networks as data in, resources of
 * `@pulumi/docker` out, with the defaults that a production host needs.
 */

export type { BackupTool, Consistency, Keep } from "../model/backup.ts";
export type { AccessClass } from "../model/expectations.ts";
export * from "./as-found.ts";
export { type BackupSpec, dump, type NotNeeded, notNeeded, type PolicySpec, wholeFiles } from "./backup.ts";
export * from "./container.ts";
export * from "./healthcheck.ts";
export * from "./host.ts";
export { consecutive } from "./ports.ts";
export * from "./routes.ts";
export * from "./secrets.ts";
export * from "./service.ts";
export * from "./settings.ts";
export * from "./surroundings.ts";
export * from "./traefik.ts";
