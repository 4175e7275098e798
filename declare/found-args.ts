import type * as docker from "@pulumi/docker";
import type { FoundHealthcheck, FoundService } from "./as-found.ts";
import { backupLabels } from "./backup.ts";
import { goDuration } from "./duration.ts";
import {
  capabilityArgs,
  envArg,
  list,
  mountArgs,
  networkArgs,
  portArgs,
  some,
  uploadArgs,
  valueArg,
} from "./inputs.ts";
import { inReadOrder } from "./ports.ts";
import type { Value } from "./service.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Inputs of a container that is taken over as it was found. Nothing is added but its name, and `mustRun`
 * with its value: that a container which is meant to run is a difference when it does not.
 */
export function foundArgs(found: FoundService, around: Surroundings): docker.ContainerArgs {
  return {
    name: found.name,
    image: found.image,
    mustRun: found.runsOnce !== true,
    ...processArgs(found, around),
    ...networkingArgs(found, around),
    ...storageArgs(found, around),
    ...isolationArgs(found),
    ...limitArgs(found),
    ...operationArgs(found, around),
  };
}

function processArgs(found: FoundService, around: Surroundings): Partial<docker.ContainerArgs> {
  const words = (values: readonly Value[] | undefined) => list(values, (value) => valueArg(value, around));
  const declared: Readonly<Record<string, Value>> = { ...found.labels, ...backupLabels(found.mounts) };
  const labels = Object.entries(declared).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...some("command", words(found.command)),
    ...some("entrypoints", words(found.entrypoint)),
    ...some("user", found.user),
    ...some("groupAdds", copied(found.groups)),
    ...some("workingDir", found.workingDir),
    ...some("hostname", found.hostname),
    ...some("domainname", found.domainname),
    ...some("platform", found.platform),
    ...some(
      "envs",
      list(Object.entries(found.env ?? {}), ([key, value]) => envArg(key, value, around)),
    ),
    ...some(
      "labels",
      list(labels, ([label, value]) => ({ label, value: valueArg(value, around) })),
    ),
    ...some(
      "uploads",
      list(found.files, (file) => uploadArgs(file, found, around)),
    ),
    ...some("tty", found.tty),
    ...some("stdinOpen", found.stdinOpen),
  };
}

function networkingArgs(found: FoundService, around: Surroundings): Partial<docker.ContainerArgs> {
  return {
    ...some(
      "ports",
      list(inReadOrder(found.ports ?? []), (port) => portArgs(port, around.addresses)),
    ),
    ...some("publishAllPorts", found.publishAllPorts),
    ...some("networkMode", found.networkMode),
    ...some(
      "networksAdvanced",
      list(found.networks, (membership) => networkArgs(membership, around)),
    ),
    ...some("dns", copied(found.dns)),
    ...some("dnsSearches", copied(found.dnsSearch)),
    ...some("dnsOpts", copied(found.dnsOptions)),
    ...some(
      "hosts",
      list(Object.entries(found.hosts ?? {}), ([host, ip]) => ({ host, ip })),
    ),
  };
}

function storageArgs(found: FoundService, around: Surroundings): Partial<docker.ContainerArgs> {
  return {
    ...some(
      "mounts",
      list(found.mounts, (mount) => mountArgs(mount, around)),
    ),
    ...some("tmpfs", found.tmpfs),
    ...some(
      "volumes",
      list(found.volumesFrom, (fromContainer) => ({ fromContainer })),
    ),
    ...some(
      "devices",
      list(found.devices, ({ host, container = host, permissions = "rwm" }) => ({
        hostPath: host,
        containerPath: container,
        permissions,
      })),
    ),
    ...some("deviceCgroupRules", copied(found.deviceRules)),
    ...some("gpus", found.gpus),
    ...some("readOnly", found.readOnly),
    ...some("shmSize", found.sharedMemory),
  };
}

function isolationArgs(found: FoundService): Partial<docker.ContainerArgs> {
  return {
    ...some("privileged", found.privileged),
    ...some("capabilities", capabilityArgs(found.capabilities)),
    ...some("securityOpts", copied(found.securityOptions)),
    ...some("pidMode", found.pidMode),
    ...some("ipcMode", found.ipcMode),
    ...some("usernsMode", found.usernsMode),
    ...some("cgroupnsMode", found.cgroupnsMode),
    ...some("cgroupParent", found.cgroupParent),
    ...some("runtime", found.runtime),
    ...some("init", found.init),
    ...some("sysctls", found.sysctls),
    ...some(
      "ulimits",
      list(found.ulimits, (ulimit) => ({ ...ulimit })),
    ),
  };
}

function limitArgs(found: FoundService): Partial<docker.ContainerArgs> {
  return {
    ...some("memory", found.memory),
    ...some("memorySwap", found.memorySwap),
    ...some("memoryReservation", found.memoryReservation),
    ...some("cpus", found.cpus === undefined ? undefined : String(found.cpus)),
    ...some("cpuShares", found.cpuShares),
    ...some("cpuSet", found.cpuSet),
  };
}

function operationArgs(found: FoundService, around: Surroundings): Partial<docker.ContainerArgs> {
  const { stopTimeout, logging } = found;
  return {
    ...some("restart", found.restart),
    ...some("maxRetryCount", found.restartRetries),
    ...some("healthcheck", found.healthcheck === undefined ? undefined : healthcheckArgs(found.healthcheck, around)),
    ...some("logDriver", logging?.driver),
    ...some("logOpts", logging?.options),
    ...some("stopSignal", found.stopSignal),
    ...(stopTimeout === undefined ? {} : { stopTimeout, destroyGraceSeconds: stopTimeout }),
  };
}

function healthcheckArgs(healthcheck: FoundHealthcheck, around: Surroundings): docker.ContainerArgs["healthcheck"] {
  const { test, interval, timeout, retries, startPeriod, startInterval } = healthcheck;
  const duration = (text: string | undefined) => (text === undefined ? undefined : goDuration(text));
  return {
    ...some(
      "tests",
      list(test, (word) => valueArg(word, around)),
    ),
    ...some("interval", duration(interval)),
    ...some("timeout", duration(timeout)),
    ...some("retries", retries),
    ...some("startPeriod", duration(startPeriod)),
    ...some("startInterval", duration(startInterval)),
  };
}

function copied(texts: readonly string[] | undefined): string[] | undefined {
  return list(texts, (text) => text);
}
