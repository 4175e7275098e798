// Made by `npm run generate` from the files in this folder.
// biome-ignore-all assist/source/organizeImports: in the order of the files
import type { Rule } from "../rule.ts";
import backupPoliciesContradict from "./backup/backup-policies-contradict.ts";
import backupPolicyUnreadable from "./backup/backup-policy-unreadable.ts";
import backupReasonMissing from "./backup/backup-reason-missing.ts";
import backupRpoNotKept from "./backup/backup-rpo-not-kept.ts";
import dataWithoutBackup from "./backup/data-without-backup.ts";
import databaseCopiedWhileItRuns from "./backup/database-copied-while-it-runs.ts";
import accessClassNotHeld from "./edge/access-class-not-held.ts";
import addressListTypeDeprecated from "./edge/address-list-type-deprecated.ts";
import adminApiWithoutLogin from "./edge/admin-api-without-login.ts";
import catchAllWins from "./edge/catch-all-wins.ts";
import certificateChallengeUnanswered from "./edge/certificate-challenge-unanswered.ts";
import certificateResolverNotFound from "./edge/certificate-resolver-not-found.ts";
import certificateStoreNotKept from "./edge/certificate-store-not-kept.ts";
import certificatesFromStaging from "./edge/certificates-from-staging.ts";
import containersExposedByDefault from "./edge/containers-exposed-by-default.ts";
import forwardHeaderTrustNotSaid from "./edge/forward-header-trust-not-said.ts";
import forwardedHeadersTrusted from "./edge/forwarded-headers-trusted.ts";
import guardLetsEveryonePass from "./edge/guard-lets-everyone-pass.ts";
import hostStarTakesEveryName from "./edge/host-star-takes-every-name.ts";
import httpNotRedirected from "./edge/http-not-redirected.ts";
import labelEscapedWrongly from "./edge/label-escaped-wrongly.ts";
import labelsLeftOut from "./edge/labels-left-out.ts";
import loginAnswerUnlimited from "./edge/login-answer-unlimited.ts";
import loginCookieMissesHost from "./edge/login-cookie-misses-host.ts";
import loginDefinedOnTheLogin from "./edge/login-defined-on-the-login.ts";
import loginEndpointOfAnotherProxy from "./edge/login-endpoint-of-another-proxy.ts";
import loginEndpointOutdated from "./edge/login-endpoint-outdated.ts";
import loginIdentityForged from "./edge/login-identity-forged.ts";
import loginOverPlainHttp from "./edge/login-over-plain-http.ts";
import loginPortalBehindItself from "./edge/login-portal-behind-itself.ts";
import loginRuleNeverReached from "./edge/login-rule-never-reached.ts";
import loginRulesLetStrangersIn from "./edge/login-rules-let-strangers-in.ts";
import loginServerUnreachable from "./edge/login-server-unreachable.ts";
import loginThroughItsPublicName from "./edge/login-through-its-public-name.ts";
import middlewareBeforeTheLogin from "./edge/middleware-before-the-login.ts";
import middlewareChainInACircle from "./edge/middleware-chain-in-a-circle.ts";
import middlewareNotFound from "./edge/middleware-not-found.ts";
import plainHttpPastTheGuard from "./edge/plain-http-past-the-guard.ts";
import proxyApiOpen from "./edge/proxy-api-open.ts";
import proxyDoesNotStart from "./edge/proxy-does-not-start.ts";
import proxyNetworkNotShared from "./edge/proxy-network-not-shared.ts";
import redirectLeadsNowhere from "./edge/redirect-leads-nowhere.ts";
import routeWithoutGuard from "./edge/route-without-guard.ts";
import routerDeclaredTwice from "./edge/router-declared-twice.ts";
import routerNameMisspelt from "./edge/router-name-misspelt.ts";
import routerNotEnabled from "./edge/router-not-enabled.ts";
import routerOnEveryEntryPoint from "./edge/router-on-every-entry-point.ts";
import routerSwitchedOff from "./edge/router-switched-off.ts";
import servicePortMissing from "./edge/service-port-missing.ts";
import serviceSharedByTwoImages from "./edge/service-shared-by-two-images.ts";
import tlsAndEntryPointDisagree from "./edge/tls-and-entry-point-disagree.ts";
import tlsPassedOnUnopened from "./edge/tls-passed-on-unopened.ts";
import unhealthyRoutesForgotten from "./edge/unhealthy-routes-forgotten.ts";
import allGpus from "./host/all-gpus.ts";
import cgroupParent from "./host/cgroup-parent.ts";
import deviceRuleTooWide from "./host/device-rule-too-wide.ts";
import engineApiOverTcp from "./host/engine-api-over-tcp.ts";
import engineSocketFolder from "./host/engine-socket-folder.ts";
import engineSocketVolume from "./host/engine-socket-volume.ts";
import engineSocket from "./host/engine-socket.ts";
import hostCgroupNamespace from "./host/host-cgroup-namespace.ts";
import hostIpc from "./host/host-ipc.ts";
import hostNetwork from "./host/host-network.ts";
import hostPid from "./host/host-pid.ts";
import hostRootKeepsMounts from "./host/host-root-keeps-mounts.ts";
import hostRootMounted from "./host/host-root-mounted.ts";
import hostUserns from "./host/host-userns.ts";
import hostUts from "./host/host-uts.ts";
import mountPropagation from "./host/mount-propagation.ts";
import privateKeyMounted from "./host/private-key-mounted.ts";
import rawDevice from "./host/raw-device.ts";
import readableSystemFolder from "./host/readable-system-folder.ts";
import sysctlBeyondContainer from "./host/sysctl-beyond-container.ts";
import writableSystemFolder from "./host/writable-system-folder.ts";
import attachNeverEnds from "./lifecycle/attach-never-ends.ts";
import containerNameInvalid from "./lifecycle/container-name-invalid.ts";
import containerNameTwice from "./lifecycle/container-name-twice.ts";
import databaseKilledOnReplace from "./lifecycle/database-killed-on-replace.ts";
import databaseWithoutGrace from "./lifecycle/database-without-grace.ts";
import dependencyNotAwaited from "./lifecycle/dependency-not-awaited.ts";
import healthcheckCannotFail from "./lifecycle/healthcheck-cannot-fail.ts";
import healthcheckDisabled from "./lifecycle/healthcheck-disabled.ts";
import healthcheckIgnoresErrors from "./lifecycle/healthcheck-ignores-errors.ts";
import healthcheckMissing from "./lifecycle/healthcheck-missing.ts";
import healthcheckTestsSomethingElse from "./lifecycle/healthcheck-tests-something-else.ts";
import healthcheckTiming from "./lifecycle/healthcheck-timing.ts";
import healthcheckToolMissing from "./lifecycle/healthcheck-tool-missing.ts";
import neverStarted from "./lifecycle/never-started.ts";
import packagesInstalledAtStart from "./lifecycle/packages-installed-at-start.ts";
import restartPolicyMissing from "./lifecycle/restart-policy-missing.ts";
import restartRefused from "./lifecycle/restart-refused.ts";
import restartUnbounded from "./lifecycle/restart-unbounded.ts";
import startOrderImpossible from "./lifecycle/start-order-impossible.ts";
import terminalLeftOpen from "./lifecycle/terminal-left-open.ts";
import waitCannotEnd from "./lifecycle/wait-cannot-end.ts";
import adminPortPublished from "./network/admin-port-published.ts";
import databasePortOnHost from "./network/database-port-on-host.ts";
import databasePortPublished from "./network/database-port-published.ts";
import defaultBridge from "./network/default-bridge.ts";
import hostPortClaimedTwice from "./network/host-port-claimed-twice.ts";
import legacyLink from "./network/legacy-link.ts";
import namespaceJoin from "./network/namespace-join.ts";
import networkModeConflict from "./network/network-mode-conflict.ts";
import portOnEveryAddress from "./network/port-on-every-address.ts";
import privilegedPort from "./network/privileged-port.ts";
import routedPortPublished from "./network/routed-port-published.ts";
import sshServer from "./network/ssh-server.ts";
import capabilitiesNotDropped from "./privilege/capabilities-not-dropped.ts";
import capabilityAll from "./privilege/capability-all.ts";
import capabilityDefaultAdded from "./privilege/capability-default-added.ts";
import capabilityHostCode from "./privilege/capability-host-code.ts";
import capabilityHostControl from "./privilege/capability-host-control.ts";
import capabilityStarvation from "./privilege/capability-starvation.ts";
import capabilitySyslog from "./privilege/capability-syslog.ts";
import capabilityTime from "./privilege/capability-time.ts";
import capabilityTraceOnHost from "./privilege/capability-trace-on-host.ts";
import capabilityTrace from "./privilege/capability-trace.ts";
import hostGroup from "./privilege/host-group.ts";
import newPrivilegesAllowed from "./privilege/new-privileges-allowed.ts";
import privileged from "./privilege/privileged.ts";
import readOnlyWithoutScratch from "./privilege/read-only-without-scratch.ts";
import rootFilesystemWritable from "./privilege/root-filesystem-writable.ts";
import rootUser from "./privilege/root-user.ts";
import runtimeUnknown from "./privilege/runtime-unknown.ts";
import securityProfileOff from "./privilege/security-profile-off.ts";
import cpuUnlimited from "./resources/cpu-unlimited.ts";
import logsDiscarded from "./resources/logs-discarded.ts";
import logsNeverRotate from "./resources/logs-never-rotate.ts";
import memoryUnlimited from "./resources/memory-unlimited.ts";
import pidsUnlimited from "./resources/pids-unlimited.ts";
import sharedMemorySize from "./resources/shared-memory-size.ts";
import swapUnlimited from "./resources/swap-unlimited.ts";
import tmpfsLiftsRestrictions from "./resources/tmpfs-lifts-restrictions.ts";
import ulimitsOverridden from "./resources/ulimits-overridden.ts";
import outputInState from "./secrets/output-in-state.ts";
import secretInEnvironment from "./secrets/secret-in-environment.ts";
import secretInText from "./secrets/secret-in-text.ts";
import configurationWritable from "./storage/configuration-writable.ts";
import databaseWithoutStorage from "./storage/database-without-storage.ts";
import storageWrittenTwice from "./storage/storage-written-twice.ts";
import volumeSharedByTwoDatabases from "./storage/volume-shared-by-two-databases.ts";
import volumesTakenOver from "./storage/volumes-taken-over.ts";
import declaredTwice from "./supply/declared-twice.ts";
import imageTagCoarse from "./supply/image-tag-coarse.ts";
import imageTagMoving from "./supply/image-tag-moving.ts";
import imageWithoutDigest from "./supply/image-without-digest.ts";
import labelMissing from "./supply/label-missing.ts";
import registryNotTrusted from "./supply/registry-not-trusted.ts";
import settingRefusedByImage from "./supply/setting-refused-by-image.ts";
import versionsApart from "./supply/versions-apart.ts";

/** Every rule there is, in the order of their files. */
export const RULES: readonly Rule[] = [
  backupPoliciesContradict,
  backupPolicyUnreadable,
  backupReasonMissing,
  backupRpoNotKept,
  dataWithoutBackup,
  databaseCopiedWhileItRuns,
  accessClassNotHeld,
  addressListTypeDeprecated,
  adminApiWithoutLogin,
  catchAllWins,
  certificateChallengeUnanswered,
  certificateResolverNotFound,
  certificateStoreNotKept,
  certificatesFromStaging,
  containersExposedByDefault,
  forwardHeaderTrustNotSaid,
  forwardedHeadersTrusted,
  guardLetsEveryonePass,
  hostStarTakesEveryName,
  httpNotRedirected,
  labelEscapedWrongly,
  labelsLeftOut,
  loginAnswerUnlimited,
  loginCookieMissesHost,
  loginDefinedOnTheLogin,
  loginEndpointOfAnotherProxy,
  loginEndpointOutdated,
  loginIdentityForged,
  loginOverPlainHttp,
  loginPortalBehindItself,
  loginRuleNeverReached,
  loginRulesLetStrangersIn,
  loginServerUnreachable,
  loginThroughItsPublicName,
  middlewareBeforeTheLogin,
  middlewareChainInACircle,
  middlewareNotFound,
  plainHttpPastTheGuard,
  proxyApiOpen,
  proxyDoesNotStart,
  proxyNetworkNotShared,
  redirectLeadsNowhere,
  routeWithoutGuard,
  routerDeclaredTwice,
  routerNameMisspelt,
  routerNotEnabled,
  routerOnEveryEntryPoint,
  routerSwitchedOff,
  servicePortMissing,
  serviceSharedByTwoImages,
  tlsAndEntryPointDisagree,
  tlsPassedOnUnopened,
  unhealthyRoutesForgotten,
  allGpus,
  cgroupParent,
  deviceRuleTooWide,
  engineApiOverTcp,
  engineSocketFolder,
  engineSocketVolume,
  engineSocket,
  hostCgroupNamespace,
  hostIpc,
  hostNetwork,
  hostPid,
  hostRootKeepsMounts,
  hostRootMounted,
  hostUserns,
  hostUts,
  mountPropagation,
  privateKeyMounted,
  rawDevice,
  readableSystemFolder,
  sysctlBeyondContainer,
  writableSystemFolder,
  attachNeverEnds,
  containerNameInvalid,
  containerNameTwice,
  databaseKilledOnReplace,
  databaseWithoutGrace,
  dependencyNotAwaited,
  healthcheckCannotFail,
  healthcheckDisabled,
  healthcheckIgnoresErrors,
  healthcheckMissing,
  healthcheckTestsSomethingElse,
  healthcheckTiming,
  healthcheckToolMissing,
  neverStarted,
  packagesInstalledAtStart,
  restartPolicyMissing,
  restartRefused,
  restartUnbounded,
  startOrderImpossible,
  terminalLeftOpen,
  waitCannotEnd,
  adminPortPublished,
  databasePortOnHost,
  databasePortPublished,
  defaultBridge,
  hostPortClaimedTwice,
  legacyLink,
  namespaceJoin,
  networkModeConflict,
  portOnEveryAddress,
  privilegedPort,
  routedPortPublished,
  sshServer,
  capabilitiesNotDropped,
  capabilityAll,
  capabilityDefaultAdded,
  capabilityHostCode,
  capabilityHostControl,
  capabilityStarvation,
  capabilitySyslog,
  capabilityTime,
  capabilityTraceOnHost,
  capabilityTrace,
  hostGroup,
  newPrivilegesAllowed,
  privileged,
  readOnlyWithoutScratch,
  rootFilesystemWritable,
  rootUser,
  runtimeUnknown,
  securityProfileOff,
  cpuUnlimited,
  logsDiscarded,
  logsNeverRotate,
  memoryUnlimited,
  pidsUnlimited,
  sharedMemorySize,
  swapUnlimited,
  tmpfsLiftsRestrictions,
  ulimitsOverridden,
  outputInState,
  secretInEnvironment,
  secretInText,
  configurationWritable,
  databaseWithoutStorage,
  storageWrittenTwice,
  volumeSharedByTwoDatabases,
  volumesTakenOver,
  declaredTwice,
  imageTagCoarse,
  imageTagMoving,
  imageWithoutDigest,
  labelMissing,
  registryNotTrusted,
  settingRefusedByImage,
  versionsApart,
];
