import * as pulumi from "@pulumi/pulumi";
import { declareHost } from "./declare/index.ts";
import { estate } from "./stacks/estate.ts";
import { hostOfStack, readDeployment } from "./stacks/settings.ts";

const config = new pulumi.Config();

/** Which host of the estate this stack declares. */
export const host = hostOfStack(config);

const deployment = readDeployment(config);

const wanted = estate(host, deployment);
const { containers: declared } = declareHost(wanted.host, wanted.services, config);
// Loaded only where it is asked for: a preview and the gate have no use for it.
const verification = deployment.verify
  ? new (await import("./verifications/components/index.ts")).Verification(host, { after: [...declared.values()] })
  : undefined;

/** Where the world, and the VPN, reach the host. */
export const publicAddress = deployment.publicAddress;
export const vpnAddress = deployment.site.addresses.vpn;

/** Names of the containers, sorted. */
export const containers = wanted.services.map((service) => service.name).sort();

/** What the verification after the update says, where the stack asks for one. */
export const readiness =
  verification === undefined
    ? { verdict: "not-asked" }
    : { verdict: verification.verdict, score: verification.score, report: verification.report };
