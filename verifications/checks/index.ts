// Made by `npm run generate` from the files in this folder.
// biome-ignore-all assist/source/organizeImports: in the order of the files
import type { Check } from "../check.ts";
import applicationSetUp from "./availability/application-set-up.ts";
import baselineHeld from "./availability/baseline-held.ts";
import engineReachable from "./availability/engine-reachable.ts";
import hostReachable from "./availability/host-reachable.ts";
import nameLeadsToDeclaredHost from "./availability/name-leads-to-declared-host.ts";
import portalHealthy from "./availability/portal-healthy.ts";
import proxyObjectsSound from "./availability/proxy-objects-sound.ts";
import resolverOutsideVpn from "./availability/resolver-outside-vpn.ts";
import responseInTime from "./availability/response-in-time.ts";
import routeAnswersAsDeclared from "./availability/route-answers-as-declared.ts";
import routerLoaded from "./availability/router-loaded.ts";
import vpnControlAnswers from "./availability/vpn-control-answers.ts";
import backupComplete from "./backup/backup-complete.ts";
import backupElsewhere from "./backup/backup-elsewhere.ts";
import backupEncrypted from "./backup/backup-encrypted.ts";
import backupExists from "./backup/backup-exists.ts";
import backupFresh from "./backup/backup-fresh.ts";
import backupJobRuns from "./backup/backup-job-runs.ts";
import backupLogAgrees from "./backup/backup-log-agrees.ts";
import backupPlausible from "./backup/backup-plausible.ts";
import backupReadable from "./backup/backup-readable.ts";
import backupRetention from "./backup/backup-retention.ts";
import backupRoom from "./backup/backup-room.ts";
import backupStoreOpens from "./backup/backup-store-opens.ts";
import providerBackupOrdered from "./backup/provider-backup-ordered.ts";
import providerSnapshotRecent from "./backup/provider-snapshot-recent.ts";
import restoreInTime from "./backup/restore-in-time.ts";
import restoreProved from "./backup/restore-proved.ts";
import containerDeclared from "./change-control/container-declared.ts";
import imageAsDeclared from "./change-control/image-as-declared.ts";
import networkAsDeclared from "./change-control/network-as-declared.ts";
import networksInForce from "./change-control/networks-in-force.ts";
import portsInForce from "./change-control/ports-in-force.ts";
import volumeAsDeclared from "./change-control/volume-as-declared.ts";
import metricsFresh from "./monitoring/metrics-fresh.ts";
import targetsUp from "./monitoring/targets-up.ts";
import clockRight from "./reliability/clock-right.ts";
import containerComesBack from "./reliability/container-comes-back.ts";
import containerHealthy from "./reliability/container-healthy.ts";
import containerRuns from "./reliability/container-runs.ts";
import containerSteady from "./reliability/container-steady.ts";
import engineComesBack from "./reliability/engine-comes-back.ts";
import engineStartsWithHost from "./reliability/engine-starts-with-host.ts";
import healthcheckHonest from "./reliability/healthcheck-honest.ts";
import healthcheckInForce from "./reliability/healthcheck-in-force.ts";
import hostHasRoom from "./reliability/host-has-room.ts";
import limitsInForce from "./reliability/limits-in-force.ts";
import noOomKills from "./reliability/no-oom-kills.ts";
import restartInForce from "./reliability/restart-in-force.ts";
import restartTimesKnown from "./reliability/restart-times-known.ts";
import unitsSteady from "./reliability/units-steady.ts";
import usageWithinLimits from "./reliability/usage-within-limits.ts";
import certificateRenews from "./security/certificate-renews.ts";
import certificateStorePrivate from "./security/certificate-store-private.ts";
import certificateValid from "./security/certificate-valid.ts";
import firewallRangesInUse from "./security/firewall-ranges-in-use.ts";
import forwardAuthRefuses from "./security/forward-auth-refuses.ts";
import httpRedirectsToHttps from "./security/http-redirects-to-https.ts";
import listenerDeclared from "./security/listener-declared.ts";
import mailDomainSound from "./security/mail-domain-sound.ts";
import openPortServed from "./security/open-port-served.ts";
import portalDownOpensNothing from "./security/portal-down-opens-nothing.ts";
import protocolCurrent from "./security/protocol-current.ts";
import renewalsSucceed from "./security/renewals-succeed.ts";
import routeRefusesStrangers from "./security/route-refuses-strangers.ts";
import routerDeclared from "./security/router-declared.ts";

/** Every check there is, in the order of their files. */
export const CHECKS: readonly Check[] = [
  applicationSetUp,
  baselineHeld,
  engineReachable,
  hostReachable,
  nameLeadsToDeclaredHost,
  portalHealthy,
  proxyObjectsSound,
  resolverOutsideVpn,
  responseInTime,
  routeAnswersAsDeclared,
  routerLoaded,
  vpnControlAnswers,
  backupComplete,
  backupElsewhere,
  backupEncrypted,
  backupExists,
  backupFresh,
  backupJobRuns,
  backupLogAgrees,
  backupPlausible,
  backupReadable,
  backupRetention,
  backupRoom,
  backupStoreOpens,
  providerBackupOrdered,
  providerSnapshotRecent,
  restoreInTime,
  restoreProved,
  containerDeclared,
  imageAsDeclared,
  networkAsDeclared,
  networksInForce,
  portsInForce,
  volumeAsDeclared,
  metricsFresh,
  targetsUp,
  clockRight,
  containerComesBack,
  containerHealthy,
  containerRuns,
  containerSteady,
  engineComesBack,
  engineStartsWithHost,
  healthcheckHonest,
  healthcheckInForce,
  hostHasRoom,
  limitsInForce,
  noOomKills,
  restartInForce,
  restartTimesKnown,
  unitsSteady,
  usageWithinLimits,
  certificateRenews,
  certificateStorePrivate,
  certificateValid,
  firewallRangesInUse,
  forwardAuthRefuses,
  httpRedirectsToHttps,
  listenerDeclared,
  mailDomainSound,
  openPortServed,
  portalDownOpensNothing,
  protocolCurrent,
  renewalsSucceed,
  routeRefusesStrangers,
  routerDeclared,
];
