// Made by `npm run generate` from the files in this folder.
// biome-ignore-all assist/source/organizeImports: in the order of the files
import type { Check } from "../check.ts";
import nameLeadsToDeclaredHost from "./availability/name-leads-to-declared-host.ts";
import portalHealthy from "./availability/portal-healthy.ts";
import responseInTime from "./availability/response-in-time.ts";
import routeAnswersAsDeclared from "./availability/route-answers-as-declared.ts";
import routerLoaded from "./availability/router-loaded.ts";
import certificateRenews from "./security/certificate-renews.ts";
import certificateValid from "./security/certificate-valid.ts";
import forwardAuthRefuses from "./security/forward-auth-refuses.ts";
import httpRedirectsToHttps from "./security/http-redirects-to-https.ts";
import protocolCurrent from "./security/protocol-current.ts";
import routeRefusesStrangers from "./security/route-refuses-strangers.ts";
import routerDeclared from "./security/router-declared.ts";

/** Every check there is, in the order of their files. */
export const CHECKS: readonly Check[] = [
  nameLeadsToDeclaredHost,
  portalHealthy,
  responseInTime,
  routeAnswersAsDeclared,
  routerLoaded,
  certificateRenews,
  certificateValid,
  forwardAuthRefuses,
  httpRedirectsToHttps,
  protocolCurrent,
  routeRefusesStrangers,
  routerDeclared,
];
