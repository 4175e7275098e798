// Made by `npm run generate` from the files in this folder.
// biome-ignore-all assist/source/organizeImports: in the order of the files
import type { Rule } from "../rule.ts";
import guardLetsEveryonePass from "./edge/guard-lets-everyone-pass.ts";
import middlewareChainInACircle from "./edge/middleware-chain-in-a-circle.ts";
import middlewareNotFound from "./edge/middleware-not-found.ts";
import routeWithoutGuard from "./edge/route-without-guard.ts";
import routerDeclaredTwice from "./edge/router-declared-twice.ts";
import engineApiOverTcp from "./host/engine-api-over-tcp.ts";
import engineSocketFolder from "./host/engine-socket-folder.ts";
import engineSocketVolume from "./host/engine-socket-volume.ts";
import engineSocket from "./host/engine-socket.ts";
import hostIpc from "./host/host-ipc.ts";
import hostNetwork from "./host/host-network.ts";
import hostPid from "./host/host-pid.ts";
import hostRootKeepsMounts from "./host/host-root-keeps-mounts.ts";
import hostRootMounted from "./host/host-root-mounted.ts";
import privateKeyMounted from "./host/private-key-mounted.ts";
import rawDevice from "./host/raw-device.ts";
import readableSystemFolder from "./host/readable-system-folder.ts";
import writableSystemFolder from "./host/writable-system-folder.ts";
import containerNameTwice from "./lifecycle/container-name-twice.ts";
import databaseWithoutGrace from "./lifecycle/database-without-grace.ts";
import healthcheckCannotFail from "./lifecycle/healthcheck-cannot-fail.ts";
import healthcheckDisabled from "./lifecycle/healthcheck-disabled.ts";
import healthcheckIgnoresErrors from "./lifecycle/healthcheck-ignores-errors.ts";
import healthcheckMissing from "./lifecycle/healthcheck-missing.ts";
import healthcheckTestsSomethingElse from "./lifecycle/healthcheck-tests-something-else.ts";
import packagesInstalledAtStart from "./lifecycle/packages-installed-at-start.ts";
import restartPolicyMissing from "./lifecycle/restart-policy-missing.ts";
import restartUnbounded from "./lifecycle/restart-unbounded.ts";
import adminPortPublished from "./network/admin-port-published.ts";
import databasePortPublished from "./network/database-port-published.ts";
import hostPortClaimedTwice from "./network/host-port-claimed-twice.ts";
import portOnEveryAddress from "./network/port-on-every-address.ts";
import routedPortPublished from "./network/routed-port-published.ts";
import capabilityAll from "./privilege/capability-all.ts";
import capabilityHostCode from "./privilege/capability-host-code.ts";
import capabilityHostControl from "./privilege/capability-host-control.ts";
import capabilityStarvation from "./privilege/capability-starvation.ts";
import capabilitySyslog from "./privilege/capability-syslog.ts";
import capabilityTime from "./privilege/capability-time.ts";
import capabilityTrace from "./privilege/capability-trace.ts";
import newPrivilegesAllowed from "./privilege/new-privileges-allowed.ts";
import privileged from "./privilege/privileged.ts";
import rootUser from "./privilege/root-user.ts";
import securityProfileOff from "./privilege/security-profile-off.ts";
import logsNeverRotate from "./resources/logs-never-rotate.ts";
import memoryUnlimited from "./resources/memory-unlimited.ts";
import swapUnlimited from "./resources/swap-unlimited.ts";
import secretInEnvironment from "./secrets/secret-in-environment.ts";
import secretInText from "./secrets/secret-in-text.ts";
import databaseWithoutStorage from "./storage/database-without-storage.ts";
import volumeSharedByTwoDatabases from "./storage/volume-shared-by-two-databases.ts";
import imageTagMoving from "./supply/image-tag-moving.ts";

/** Every rule there is, in the order of their files. */
export const RULES: readonly Rule[] = [
  guardLetsEveryonePass,
  middlewareChainInACircle,
  middlewareNotFound,
  routeWithoutGuard,
  routerDeclaredTwice,
  engineApiOverTcp,
  engineSocketFolder,
  engineSocketVolume,
  engineSocket,
  hostIpc,
  hostNetwork,
  hostPid,
  hostRootKeepsMounts,
  hostRootMounted,
  privateKeyMounted,
  rawDevice,
  readableSystemFolder,
  writableSystemFolder,
  containerNameTwice,
  databaseWithoutGrace,
  healthcheckCannotFail,
  healthcheckDisabled,
  healthcheckIgnoresErrors,
  healthcheckMissing,
  healthcheckTestsSomethingElse,
  packagesInstalledAtStart,
  restartPolicyMissing,
  restartUnbounded,
  adminPortPublished,
  databasePortPublished,
  hostPortClaimedTwice,
  portOnEveryAddress,
  routedPortPublished,
  capabilityAll,
  capabilityHostCode,
  capabilityHostControl,
  capabilityStarvation,
  capabilitySyslog,
  capabilityTime,
  capabilityTrace,
  newPrivilegesAllowed,
  privileged,
  rootUser,
  securityProfileOff,
  logsNeverRotate,
  memoryUnlimited,
  swapUnlimited,
  secretInEnvironment,
  secretInText,
  databaseWithoutStorage,
  volumeSharedByTwoDatabases,
  imageTagMoving,
];
