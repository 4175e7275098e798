import type { DriftCheck } from "../check.ts";
import { command } from "./command.ts";
import { environment } from "./environment.ts";
import { healthcheck } from "./healthcheck.ts";
import { image } from "./image.ts";
import { labels } from "./labels.ts";
import { limits } from "./limits.ts";
import { mounts, tmpfs } from "./mounts.ts";
import { networks } from "./networks.ts";
import { ports } from "./ports.ts";
import { capabilities, devices, namespaces, security } from "./privileges.ts";
import { init, kernel, logging, stopping } from "./process.ts";
import { restart } from "./restart.ts";
import { stopped } from "./running.ts";
import { user } from "./user.ts";

/** All comparisons of a container with its declaration. */
export const CHECKS: readonly DriftCheck[] = [
  stopped,
  image,
  command,
  user,
  environment,
  labels,
  healthcheck,
  restart,
  ports,
  networks,
  mounts,
  tmpfs,
  capabilities,
  security,
  devices,
  namespaces,
  limits,
  init,
  stopping,
  kernel,
  logging,
];
