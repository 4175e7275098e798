/** One way in which labels, Traefik and Authelia are each valid and wrong together, and what became of it here. */
export interface EdgeRow {
  readonly row: number;
  /** When it fails, in words. */
  readonly fails: string;
  /** True where the mistake takes a login away or lets an identity be forged; then a rule of it is at least high. */
  readonly failsOpen?: true;
  /** Ids of the rules that judge it; none only where `because` says why. */
  readonly rules: readonly string[];
  /** What the rules leave out and why, or why there is none. */
  readonly because?: string;
}

const ON_THE_HOST =
  "Not applicable where Authelia's configuration lies on the host: then only the running host shows it.";

/** The failure modes of the edge, in the order of a request's way. */
export const EDGE: readonly EdgeRow[] = [
  { row: 1, fails: "a router uses a middleware that does not exist", rules: ["middleware-not-found"] },
  { row: 2, fails: "a middleware is named with the wrong provider", rules: ["middleware-not-found"] },
  {
    row: 3,
    fails: "options stand under a misspelt router name, so the real router lacks its login",
    failsOpen: true,
    rules: ["router-name-misspelt"],
    because: "Names that differ by more than two letters are no misspelling for sure.",
  },
  {
    row: 4,
    fails: "a router has no guard although its access class asks for one",
    failsOpen: true,
    rules: ["route-without-guard", "guard-lets-everyone-pass"],
  },
  {
    row: 5,
    fails: "a second router on the same host lacks the login",
    failsOpen: true,
    rules: ["route-without-guard"],
    because: "Each router is judged by itself; a path that is open on purpose says so by its access class.",
  },
  {
    row: 6,
    fails: "the plain HTTP twin of an HTTPS router neither redirects nor asks for a login",
    failsOpen: true,
    rules: ["plain-http-past-the-guard"],
  },
  { row: 7, fails: "nothing redirects from HTTP to HTTPS", rules: ["http-not-redirected"] },
  { row: 8, fails: "a redirection leads to a port that is not published", rules: ["redirect-leads-nowhere"] },
  { row: 9, fails: "a redirection names an entry point that does not exist", rules: ["redirect-leads-nowhere"] },
  { row: 10, fails: "the entry point of a router does not exist", rules: ["router-switched-off"] },
  { row: 11, fails: "a router names no entry point and listens on all", rules: ["router-on-every-entry-point"] },
  {
    row: 12,
    fails: "TLS of a router and role of its entry point disagree",
    rules: ["tls-and-entry-point-disagree"],
    because: "What a port is for is known of 80 and 443 only.",
  },
  { row: 13, fails: "a certificate resolver is not defined", rules: ["certificate-resolver-not-found"] },
  { row: 14, fails: "a service is missing or misspelt", rules: ["router-switched-off"] },
  { row: 15, fails: "a container has several services and its router names none", rules: ["labels-left-out"] },
  {
    row: 16,
    fails: "no port label, and the image exposes none or several",
    rules: ["service-port-missing", "healthcheck-tests-something-else"],
    because: "What an image exposes stands in the image: without a label and without published ports it is unknown.",
  },
  {
    row: 17,
    fails: "Traefik and the container share no network, or not the one it takes",
    rules: ["proxy-network-not-shared"],
  },
  {
    row: 18,
    fails: "traefik.docker.network does not name a network as the engine calls it",
    rules: ["proxy-network-not-shared"],
    because: "With one network only, the fallback is right and nothing is told.",
  },
  {
    row: 19,
    fails: "an unhealthy or starting container answers 404",
    rules: ["unhealthy-routes-forgotten"],
    because: "Healthchecks that only the image has are not known.",
  },
  {
    row: 20,
    fails: "the login middleware is defined on the login's own container",
    rules: ["login-defined-on-the-login"],
  },
  {
    row: 21,
    fails: "one name of a router or middleware, two configurations",
    rules: ["router-declared-twice", "labels-left-out"],
  },
  {
    row: 22,
    fails: "one name of a service on two containers",
    rules: ["service-shared-by-two-images", "labels-left-out"],
  },
  { row: 23, fails: "two routers have the same rule and priority", rules: ["router-declared-twice"] },
  { row: 24, fails: "a catch-all wins because its rule is longer", failsOpen: true, rules: ["catch-all-wins"] },
  { row: 25, fails: "the host * takes every name from 3.7.7", rules: ["host-star-takes-every-name"] },
  {
    row: 26,
    fails: "a rule in the grammar of version 2, unbalanced backticks, ipWhiteList",
    rules: ["router-switched-off", "address-list-type-deprecated"],
  },
  { row: 27, fails: "a removed static option stops Traefik", rules: ["proxy-does-not-start"] },
  {
    row: 28,
    fails: "api.insecure, or a dashboard without a login",
    failsOpen: true,
    rules: ["proxy-api-open", "admin-port-published"],
  },
  { row: 29, fails: "exposedByDefault is not false", failsOpen: true, rules: ["containers-exposed-by-default"] },
  {
    row: 30,
    fails: "routers without traefik.enable, or traefik.enable without routers",
    rules: ["router-not-enabled", "route-without-guard"],
    because: "Who writes traefik.enable=false beside routers has switched them off on purpose.",
  },
  {
    row: 31,
    fails: "trustForwardHeader is not said",
    rules: ["forward-header-trust-not-said", "forwarded-headers-trusted"],
    because: "Before 3.6.14 Traefik does not warn, and what it is told of clients is judged at the entry point.",
  },
  {
    row: 32,
    fails: "forwarded headers are trusted from everyone or from every private address",
    failsOpen: true,
    rules: ["forwarded-headers-trusted"],
    because: "Entry points that only this host and the VPN reach are left out.",
  },
  {
    row: 33,
    fails: "Remote_User passes beside the identity that the login gives",
    failsOpen: true,
    rules: ["login-identity-forged"],
    because: "Releases before 3.6.20 and 3.7.6 have no option against it, so there it does not apply.",
  },
  { row: 34, fails: "the answer of the login is not limited", rules: ["login-answer-unlimited"] },
  { row: 35, fails: "the old endpoint of Authelia after 4.38", rules: ["login-endpoint-outdated"] },
  {
    row: 36,
    fails: "an endpoint of Authelia for another proxy, or outside its base path",
    failsOpen: true,
    rules: ["login-endpoint-of-another-proxy"],
  },
  {
    row: 37,
    fails: "the address of the login is unreachable",
    rules: ["login-server-unreachable"],
    because: "A login on another machine is not asked whether it is there.",
  },
  { row: 38, fails: "the login is asked through its public name", rules: ["login-through-its-public-name"] },
  {
    row: 39,
    fails: "a guarded host lies under no cookie domain",
    rules: ["login-cookie-misses-host"],
    because: ON_THE_HOST,
  },
  { row: 40, fails: "plain HTTP reaches Authelia", rules: ["login-over-plain-http"] },
  { row: 41, fails: "the portal stands behind its own login", rules: ["login-portal-behind-itself"] },
  {
    row: 42,
    fails: "Authelia's rules let strangers in, or are never reached",
    failsOpen: true,
    rules: ["login-rules-let-strangers-in", "login-rule-never-reached"],
    because: `${ON_THE_HOST} A rule for a host that is routed elsewhere is no mistake that shows here; expressions without anchors are left to the simulated requests.`,
  },
  { row: 43, fails: "the login of an entry point also guards the portal", rules: ["login-portal-behind-itself"] },
  {
    row: 44,
    fails: "a TCP router with passthrough goes past the HTTP middlewares",
    failsOpen: true,
    rules: ["tls-passed-on-unopened"],
  },
  {
    row: 45,
    fails: "something changes the path or the answer before the login",
    rules: ["middleware-before-the-login"],
    because: "What only costs time before or after the login (compression, rate limits) is no question of access.",
  },
  {
    row: 46,
    fails: "a published host port goes past Traefik",
    failsOpen: true,
    rules: ["routed-port-published", "port-on-every-address"],
  },
  {
    row: 47,
    fails: "dollar signs or quotes are escaped for another source",
    rules: ["label-escaped-wrongly"],
    because: "A $ that compose takes for a variable without a value leaves the label unknown.",
  },
  { row: 48, fails: "two types under one middleware name", rules: ["router-switched-off"] },
  {
    row: 49,
    fails: "Traefik holds the raw socket, or its socket proxy refuses the ping",
    rules: ["engine-socket", "engine-api-over-tcp"],
    because: "Whether a socket proxy lets HEAD /_ping pass depends on its image, and shows where it runs.",
  },
  {
    row: 50,
    fails: "certificates: store not kept, challenge without its port, staging authority",
    rules: ["certificate-store-not-kept", "certificate-challenge-unanswered", "certificates-from-staging"],
    because: "Permissions of the store and dates show on the running host.",
  },
];

/** What went wrong at the edge of real hosts beyond these rows. */
export const BEYOND_EDGE: readonly string[] = [
  "access-class-not-held",
  "admin-api-without-login",
  "middleware-chain-in-a-circle",
];
