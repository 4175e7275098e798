import { basename } from "node:path";
import type { HostName } from "../../stacks/settings.ts";
import { PLACES } from "../addresses.ts";
import { DATA, servicesOf } from "../estate.ts";
import { putFile } from "../host/machine.ts";
import { acmeStore, type HostCertificates } from "./certificates.ts";

/** Puts all files and folders of a host in place that its containers mount, before its engine starts. */
export async function prepareHost(host: HostName, root: string, certificates: HostCertificates): Promise<void> {
  for (const path of mountedPaths(host))
    await putFile(root, path, /.\.(yml|yaml|json|conf|php|sh)$/.test(basename(path)) ? "" : undefined);
  await putFile(root, "/var/lib/docker/containers");
  await putFile(root, `${DATA}/traefik/acme.json`, acmeStore(certificates), 0o600);
  await Promise.all(
    (host === "master" ? ofMaster() : ofLady(certificates)).map(([path, text]) => putFile(root, path, text)),
  );
  await putFile(root, "/etc/resolv.conf", "nameserver 192.0.2.53\n");
}

/** Files and folders of the host that containers mount, without those that every Linux has by itself. */
function mountedPaths(host: HostName): string[] {
  const binds = servicesOf(host).flatMap(({ mounts = [] }) =>
    mounts.flatMap((mount) => ("bind" in mount ? [mount.bind] : [])),
  );
  return [...new Set(binds)].filter((path) => !/^\/($|sys\/|dev\/|lib\/|var\/run\/docker\.sock$)/.test(path));
}

const PAGE = "<!doctype html><title>Landing</title><p>Nothing to see here.</p>\n";

function ofMaster(): [string, string][] {
  const { domain } = PLACES.master;
  // For a declaration that leaves the portal's configuration to the host.
  const portal = {
    session: { cookies: [{ domain, authelia_url: `https://auth.${domain}` }] },
    access_control: { default_policy: "deny", rules: [{ domain: [domain, `*.${domain}`], policy: "two_factor" }] },
  };
  return [
    [`${DATA}/static-pages/index.html`, PAGE],
    [`${DATA}/authelia/configuration.yml`, JSON.stringify(portal)],
  ];
}

function ofLady({ mail }: HostCertificates): [string, string][] {
  const web = `${DATA}/mta-sts`;
  const ssl = `${DATA}/mailcow/data/assets/ssl`;
  return [
    [
      `${web}/.well-known/mta-sts.txt`,
      `version: STSv1\nmode: enforce\nmx: mail.${PLACES.lady.domain}\nmax_age: 604800\n`,
    ],
    [
      `${web}/.well-known/security.txt`,
      `Contact: mailto:security@${PLACES.lady.domain}\nExpires: 2099-01-01T00:00:00Z\n`,
    ],
    [`${web}/.well-known/pgp-key.txt`, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n-----END PGP PUBLIC KEY BLOCK-----\n"],
    [`${web}/security-policy/index.html`, PAGE],
    [`${DATA}/mailcow/data/conf/redis/redis-conf.sh`, "exec /bin/stand-in serve redis\n"],
    ...(mail === undefined
      ? []
      : ([
          [`${ssl}/cert.pem`, mail.certificate],
          [`${ssl}/key.pem`, mail.key],
        ] as [string, string][])),
  ];
}
