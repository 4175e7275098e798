import test from "ava";
import type { Fact } from "../../../verifications/fact.ts";
import { failed, seen } from "../../verifications/support/run.ts";
import {
  ago,
  answer,
  certificate,
  engineOf,
  evidenceOf,
  findings,
  hangingOn,
  imageOf,
  running,
  type Situation,
} from "./situation.ts";

const TRAEFIK = { name: "traefik", image: "traefik:v3.6.6" };
const IMAGE = imageOf(TRAEFIK.image);
const proxy = (host: string): Fact[] => [
  ...engineOf(host, ["traefik"]),
  seen(`docker.container ${host} engine traefik`, running({ image: IMAGE })),
];

const DOVECOT = { name: "dovecot", ports: [{ external: 993, internal: 993, ip: "0.0.0.0", public: true }] };
const MAIL_HOST: Fact[] = [
  ...engineOf("lady", ["traefik", "dovecot"]),
  seen("docker.container lady engine traefik", running({ image: IMAGE })),
  seen(
    "docker.container lady engine dovecot",
    running({ ports: [{ ip: "0.0.0.0", external: 993, internal: 993, protocol: "tcp" }] }),
  ),
];

test("a token that is refused is told while every certificate is still valid, with what ends first", (t) => {
  const { resolver, provider_answer, failing_for_days, days_left } = evidenceOf<{
    resolver: { name: string };
    provider_answer: { code: number };
    failing_for_days: string;
    days_left: { [name: string]: number };
  }>("dns01-token-invalid-no-certificate-can-renew");
  const names = Object.entries(days_left).filter(([name]) => !name.startsWith("*"));
  const days = Number.parseInt(failing_for_days, 10);
  const situation = (isRefused: boolean, left: (days: number) => number): Situation => ({
    sketch: {
      hosts: [
        {
          name: "lady",
          containers: [TRAEFIK, DOVECOT],
          routes: names.map(([host]) => ({ host, router: host, container: "dovecot" })),
        },
        {
          name: "master",
          containers: [TRAEFIK],
          routes: [{ host: "home.quietly.its.me", container: "traefik" }],
        },
      ],
    },
    facts: [
      ...proxy("master"),
      ...MAIL_HOST,
      ...["master", "lady"].map((host) =>
        seen(`docker.renewals ${host} engine traefik`, {
          lines: 500,
          since: ago(150),
          last: ago(1),
          failures: isRefused
            ? [
                {
                  resolver: resolver.name,
                  names: host === "lady" ? names.map(([name]) => name).sort() : ["*.quietly.its.me"],
                  codes: [String(provider_answer.code)],
                  times: days,
                  first: ago(24 * days),
                  last: ago(2),
                },
              ]
            : [],
        }),
      ),
      ...names.map(([name, rest]) => seen(`tls.certificate lady outside ${name}:443`, certificate(name, left(rest)))),
      seen("tls.certificate lady outside mail.quietly.online:993", certificate("mail.quietly.online", left(4))),
      seen("tls.certificate master outside home.quietly.its.me:443", certificate("home.quietly.its.me", left(41))),
    ],
  });
  const refused = situation(true, (days) => days);
  const found = findings(refused);
  const renewals = found.filter((one) => one.startsWith("renewals-succeed"));
  t.deepEqual(
    renewals.map((one) => one.split(" was refused")[0]),
    ["lady", "master"].map((host) => `renewals-succeed ${host}/traefik: ${host}: the resolver cloudflare of traefik`),
  );
  for (const one of renewals) t.true(one.includes(`(error ${provider_answer.code})`), one);
  const [ofLady = ""] = renewals;
  const ends = ofLady.slice(ofLady.indexOf("first to end"));
  t.regex(ends, /mail\.quietly\.online in 4 d/);
  t.notRegex(ends, /cctv/, "what has weeks left is not among the first");
  t.deepEqual(
    found.filter((one) => one.startsWith("certificate-renews")),
    [],
    "what was not renewed is told once, with the token",
  );
  const hanging = hangingOn(refused, "renewals-succeed lady/traefik");
  for (const name of ["unifi.quietly.online", "cctv.quietly.online"])
    t.true(hanging.includes(`certificate-renews lady/${name}:443`), name);
  t.true(found.some((one) => one.startsWith("certificate-valid lady/mail.quietly.online:993: ")));
  t.deepEqual(findings(situation(false, () => 60)), []);
});

test("a mail certificate that is not renewed is no matter of the token of the proxy", (t) => {
  const situation: Situation = {
    sketch: {
      hosts: [
        {
          name: "lady",
          containers: [TRAEFIK, DOVECOT],
          routes: [{ host: "mail.quietly.online", container: "dovecot" }],
        },
      ],
    },
    facts: [
      ...MAIL_HOST,
      seen("docker.renewals lady engine traefik", {
        ...{ lines: 500, since: ago(150), last: ago(1) },
        failures: [{ resolver: "cloudflare", names: [], codes: ["9109"], times: 3, first: ago(72), last: ago(2) }],
      }),
      ...[443, 993].map((port) =>
        seen(`tls.certificate lady outside mail.quietly.online:${port}`, certificate("mail.quietly.online", 20)),
      ),
    ],
  };
  const found = findings(situation);
  t.true(found.some((one) => one.startsWith("certificate-renews lady/mail.quietly.online:993: ")));
  t.false(found.some((one) => one.startsWith("certificate-renews lady/mail.quietly.online:443: ")));
  t.true(
    hangingOn(situation, "renewals-succeed lady/traefik").includes("certificate-renews lady/mail.quietly.online:443"),
  );
});

test("a store that everyone may read is the one cause of routers without resolver and of the certificate of Traefik", (t) => {
  const { container, mount, host_file_mode, symptoms, corrected } = evidenceOf<{
    container: string;
    mount: { target: string };
    host_file_mode: string;
    symptoms: { routers_with_message: number };
    corrected: { host_file_mode: string };
  }>("acme-store-readable-by-others");
  const hosts = Array.from({ length: symptoms.routers_with_message }, (_, at) => `app-${at}.example.org`);
  const api = "traefik.example.org";
  const names = [...hosts, api];
  const situation = (mode: string, isBroken: boolean): Situation => ({
    sketch: {
      hosts: [
        {
          name: "master",
          containers: [{ ...TRAEFIK, name: container, stores: [mount.target] }, { name: "web" }],
          routes: [
            ...hosts.map((host) => ({ host, router: host })),
            { host: api, router: "api", container, access: "own-login" as const },
          ],
        },
      ],
    },
    facts: [
      ...engineOf("master", [container, "web"]),
      seen("docker.container master engine traefik", running({ image: IMAGE })),
      seen("docker.container master engine web", running()),
      seen(`docker.store master engine ${container}:${mount.target}`, { mode: Number.parseInt(mode, 8) }),
      seen("traefik.routers master outside -", {
        routers: [...hosts, "api"].map((name) => ({
          name: `${name}@docker`,
          provider: "docker",
          status: isBroken ? "warning" : "enabled",
          errors: isBroken ? ["resolver-missing"] : [],
          rule: "",
          priority: null,
          service: name,
          entryPoints: ["https"],
          middlewares: [],
          tls: true,
        })),
      }),
      ...names.map((name) =>
        seen(
          `tls.certificate master outside ${name}:443`,
          certificate(name, 80, isBroken ? { traefikDefault: true, matches: false, distrust: "SELF_SIGNED" } : {}),
        ),
      ),
      ...names.map((name) =>
        seen(`http.route master outside https://${name}/`, {
          ...(answer(200) as object),
          handshake: { protocol: "TLSv1.3", distrust: isBroken ? "SELF_SIGNED" : null, traefikDefault: isBroken },
        }),
      ),
    ],
  });
  const broken = situation(host_file_mode, true);
  t.deepEqual(findings(broken), [
    "certificate-store-private master/traefik:/acme.json: traefik:/acme.json has the mode 0644 and must have 0600: Traefik refuses it, and no certificate resolver works",
  ]);
  const hanging = hangingOn(broken, "certificate-store-private master/traefik:/acme.json");
  for (const host of hosts)
    for (const check of ["router-loaded", "certificate-valid", "route-answers-as-declared"])
      t.true(
        hanging.includes(`${check} master/${check === "certificate-valid" ? `${host}:443` : `https://${host}/`}`),
        `${check} ${host}`,
      );
  t.deepEqual(findings(situation(corrected.host_file_mode, false)), []);
});

test("a name that leads to the other host is told with its router and with what the other host answers", (t) => {
  const { router, dns, outside_request } = evidenceOf<{
    router: { host: string; container: string; router: string };
    dns: { name: string; address: string; host: string };
    outside_request: { url: string; http_status: number };
  }>("apex-domain-routed-on-the-wrong-host");
  const names = (publicAddress: string, address: string) => ({
    resolvers: ["192.0.2.1", "192.0.2.2"].map((resolver) => ({
      resolver,
      answers: { A: { records: [address], failure: null }, AAAA: { records: [], failure: null } },
    })),
    publicAddress,
    vpnAddress: null,
  });
  const situation = (address: string): Situation => ({
    sketch: {
      hosts: [
        {
          name: router.host,
          containers: [{ name: router.container }],
          routes: [{ host: dns.name, router: router.router, container: router.container }],
        },
        {
          name: dns.host,
          containers: [{ name: "mta-sts" }],
          routes: [
            { host: dns.name, router: "contact", path: "/.well-known/security.txt", container: "mta-sts" },
            { host: dns.name, router: "policy", path: "/security-policy", container: "mta-sts" },
          ],
        },
      ],
    },
    facts: [
      ...["master", "lady"].flatMap((host) => [
        ...engineOf(host, [host === "master" ? router.container : "mta-sts"]),
        seen(`docker.container ${host} engine ${host === "master" ? router.container : "mta-sts"}`, running()),
      ]),
      seen(`dns.address master outside ${dns.name}`, names("203.0.113.10", address)),
      seen(`dns.address lady outside ${dns.name}`, names("203.0.113.20", address)),
      // Asked with the name at the address of Master all is well, and that is the trap.
      seen(`http.route master outside ${outside_request.url}`, answer(200)),
      seen(`tls.certificate master outside ${dns.name}:443`, certificate(dns.name, 80)),
      seen(`http.route lady outside ${outside_request.url}`, answer(outside_request.http_status, "not-found-of-go")),
    ],
  });
  const wrong = findings(situation(dns.address)).filter((one) => one.includes("master/"));
  t.deepEqual(
    wrong,
    ["192.0.2.1", "192.0.2.2"].map(
      (resolver) =>
        `name-leads-to-declared-host master/quietly.online: quietly.online leads to 203.0.113.20 on the resolver ${resolver}, which is lady and not master (203.0.113.10), so that nobody meets quietly-online of master: lady answers 404 for https://quietly.online/`,
    ),
  );
  t.deepEqual(
    findings(situation("203.0.113.10")).filter((one) => one.includes("master/")),
    [],
  );
});

test("a proxy that is down is no token that is refused", (t) => {
  const situation: Situation = {
    sketch: { hosts: [{ name: "master", containers: [TRAEFIK] }] },
    facts: [
      ...engineOf("master", []),
      seen("docker.container master engine traefik", running({ status: "exited", exitCode: 1, image: IMAGE })),
      failed("docker.renewals master engine traefik", "timeout"),
    ],
  };
  t.deepEqual(
    findings(situation).map((one) => one.split(":")[0]),
    ["container-runs master/traefik"],
  );
});
