import { CONTAINER, type PulumiResource } from "../../../model/from-pulumi/stack.ts";

/**
 * The same resources after the provider's Check, which fills in the truthy defaults of its schema
 * before a policy sees them (docker_container: `ip`, `protocol`, `restart`, `networkMode`, `mustRun`, ...).
 */
export function checked(resources: readonly PulumiResource[]): PulumiResource[] {
  return resources.map((resource) =>
    resource.type === CONTAINER
      ? { ...resource, inputs: withDefaults(resource.inputs as Record<string, unknown>) }
      : resource,
  );
}

function withDefaults(inputs: Record<string, unknown>): Record<string, unknown> {
  const ports = Array.isArray(inputs.ports)
    ? inputs.ports.map((port) => (isObject(port) ? { ip: "0.0.0.0", protocol: "tcp", ...port } : port))
    : inputs.ports;
  const healthcheck = isObject(inputs.healthcheck)
    ? { interval: "0s", timeout: "0s", startPeriod: "0s", startInterval: "0s", ...inputs.healthcheck }
    : inputs.healthcheck;
  return {
    __defaults: [],
    containerReadRefreshTimeoutMilliseconds: 15000,
    mustRun: true,
    networkMode: "bridge",
    removeVolumes: true,
    restart: "no",
    start: true,
    waitTimeout: 60,
    ...inputs,
    ...(ports === undefined ? {} : { ports }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
