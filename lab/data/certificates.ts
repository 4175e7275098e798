import type { HostName } from "../../stacks/settings.ts";
import { PLACES } from "../addresses.ts";
import { servicesOf } from "../estate.ts";
import { type CertificateOrder, certify, type Pair } from "../stand-in.ts";

/** A certificate lives for 90 days and is ten days old: more than a third of its life is left. */
export const HEALTHY = { from: -10, until: 80 } as const;

/** Certificates of a host: the proxy has one for the names of each router, as its resolver gets them. */
export interface HostCertificates {
  readonly proxy: readonly { readonly names: readonly string[]; readonly pair: Pair }[];
  readonly mail: Pair | undefined;
}

/** Names of each router of a host that gets a certificate. */
export function namesOfRouters(host: HostName): string[][] {
  const found = servicesOf(host).flatMap(({ routes = [], labels = {} }) => [
    ...routes.flatMap(({ host: names }) => (names === undefined ? [] : [[names].flat()])),
    ...Object.entries(labels).flatMap(([label, value]) =>
      /\.tls\.domains\[\d+\]\.main$/.test(label) ? [[value]] : [],
    ),
  ]);
  if (host === "master") found.push([`headscale.${PLACES.master.domain}`]);
  return [...new Map(found.map((names) => [names.join(), names])).values()];
}

/** Issues everything that a host serves with. */
export async function issue(
  program: string,
  authority: Pair,
  host: HostName,
  life: Pick<CertificateOrder, "from" | "until"> = HEALTHY,
): Promise<HostCertificates> {
  const routers = namesOfRouters(host);
  const mail = host === "lady" ? [[`mail.${PLACES.lady.domain}`]] : [];
  const orders = [...routers, ...mail].map((names) => ({ names, ...life }));
  const { certificates } = await certify(program, { authority, certificates: orders });
  const signed = certificates.map(({ certificate, key }) => ({
    certificate: certificate + authority.certificate,
    key,
  }));
  return {
    proxy: routers.map((names, at) => ({ names, pair: signed[at] as Pair })),
    mail: mail.length > 0 ? signed[routers.length] : undefined,
  };
}

/** Traefik's store of certificates as its resolver writes it (pkg/provider/acme of traefik v3.6: StoredData). */
export function acmeStore({ proxy }: HostCertificates): string {
  const text = (pem: string) => Buffer.from(pem).toString("base64");
  return JSON.stringify({
    cloudflare: {
      Account: {
        Email: "",
        Registration: { body: { status: "valid" }, uri: "https://ca.invalid/account" },
        PrivateKey: "",
        KeyType: "4096",
      },
      Certificates: proxy.map(({ names: [main, ...sans], pair }) => ({
        domain: { main, ...(sans.length > 0 ? { sans } : {}) },
        certificate: text(pair.certificate),
        key: text(pair.key),
        Store: "default",
      })),
    },
  });
}
