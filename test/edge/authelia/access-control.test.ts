import test from "ava";
import fc from "fast-check";
import { ANONYMOUS, forwardAuth, type Target, type Visitor } from "../../../edge/authelia/decide.ts";
import { readAuthelia } from "../../../edge/authelia/read.ts";

const SESSION = `
session:
  cookies:
    - {domain: example.com, authelia_url: https://auth.example.com}
    - {domain: example.org, authelia_url: https://auth.example.org}
`;
const configured = (accessControl: string) => readAuthelia([`${SESSION}access_control:\n${accessControl}`]);
const RULES = configured(`
  default_policy: deny
  rules:
    - {domain: public.example.com, policy: bypass}
    - {domain: app.example.com, resources: ['^/api/health$'], policy: bypass}
    - {domain: '*.example.com', networks: [inside, 192.0.2.7], policy: one_factor}
    - {domain: admin.example.com, subject: ['group:admins'], policy: two_factor}
    - {domain: admin.example.com, policy: deny}
    - {domain: app.example.com, methods: [GET], policy: one_factor}
    - {domain_regex: '^(?P<User>\\w+)\\.home\\.example\\.com$', policy: one_factor}
    - {domain: query.example.com, policy: one_factor, query: [[{key: token}], [{operator: pattern, key: mode, value: '^r'}]]}
  networks:
    - {name: inside, networks: [10.0.0.0/8]}
`);

const to = (url: string, rest: Partial<Target> = {}): Target => {
  const { protocol, hostname, pathname, search } = new URL(url);
  return {
    method: "GET",
    scheme: protocol.slice(0, -1),
    host: hostname,
    path: pathname + search,
    client: "203.0.113.9",
    accept: "text/html",
    isXhr: false,
    ...rest,
  };
};
const ask = (url: string, rest: Partial<Target> = {}, visitor: Visitor = ANONYMOUS) => {
  const { status, because, deciding } = forwardAuth(RULES, to(url, rest), visitor);
  return `${status} ${because}${deciding === undefined ? "" : ` by ${deciding.rule?.position ?? "default"}`}`;
};
const adam: Visitor = { level: 1, user: "adam", groups: ["staff"] };
const eve: Visitor = { level: 2, user: "eve", groups: ["admins"] };

test("the sample configuration has nothing wrong with it", (t) => {
  t.deepEqual(RULES.problems, []);
});

test("the first rule that matches decides, and otherwise the default policy", (t) => {
  t.is(ask("https://public.example.com/"), "200 allowed by 1");
  t.is(ask("https://app.example.com/api/health"), "200 allowed by 2");
  t.is(ask("https://app.example.com/api/health?x=1"), "302 login by 6");
  t.is(ask("https://app.example.com/"), "302 login by 6");
  t.is(ask("https://app.example.com/", { method: "POST" }), "403 denied by default");
  t.is(ask("https://nowhere.example.com/"), "403 denied by default");
});

test("an address counts where Authelia is told to take it for the client's", (t) => {
  t.is(ask("https://nowhere.example.com/", { client: "10.1.2.3" }), "302 login by 3");
  t.is(ask("https://nowhere.example.com/", { client: "192.0.2.7" }), "302 login by 3");
  t.is(ask("https://nowhere.example.com/", { client: "192.0.2.8" }), "403 denied by default");
});

test("a rule for some users asks a stranger who he is, and is none for everybody else", (t) => {
  t.is(ask("https://admin.example.com/"), "302 login by 4");
  t.is(ask("https://admin.example.com/", {}, adam), "403 denied by 5");
  t.is(ask("https://admin.example.com/", {}, { ...eve, level: 1 }), "302 login by 4");
  t.is(ask("https://admin.example.com/", {}, eve), "200 allowed by 4");
});

test("a name in the host has to be the user's own", (t) => {
  t.is(ask("https://adam.home.example.com/"), "302 login by 7");
  t.is(ask("https://adam.home.example.com/", {}, adam), "200 allowed by 7");
  t.is(ask("https://eve.home.example.com/", {}, adam), "403 denied by default");
});

test("of several query criteria all of one list have to match, of the lists one", (t) => {
  t.is(ask("https://query.example.com/?token"), "302 login by 8");
  t.is(ask("https://query.example.com/?mode=read"), "302 login by 8");
  t.is(ask("https://query.example.com/?mode=write"), "403 denied by default");
});

test("plain http and a host outside every cookie domain are refused before any rule, also by bypass", (t) => {
  t.is(ask("http://public.example.com/"), "400 insecure-scheme");
  t.is(ask("https://public.example.net/"), "400 no-cookie-domain");
});

test("a browser is sent to the portal of its domain, and a program is told that it is not allowed", (t) => {
  const two = configured("  default_policy: one_factor\n  rules: [{domain: '*.example.org', policy: one_factor}]");
  t.is(forwardAuth(two, to("https://a.example.org/"), ANONYMOUS).portal, "https://auth.example.org");
  const status = (rest: Partial<Target>) => forwardAuth(two, to("https://a.example.org/", rest), ANONYMOUS).status;
  t.is(status({ method: "POST" }), 303);
  t.is(status({ method: "OPTIONS" }), 302);
  t.is(status({ accept: undefined }), 401);
  t.is(status({ accept: "*/*" }), 302);
  t.is(status({ accept: "application/json" }), 401);
  t.is(status({ accept: "application/json, */*" }), 401);
  t.is(status({ accept: "application/json, text/html;q=0.1" }), 302);
  t.is(status({ isXhr: true }), 401);
});

const wrong = (text: string) => readAuthelia([text]).problems.map(({ path, message }) => `${path}: ${message}`);

test("what Authelia refuses to start with is told with its place", (t) => {
  t.deepEqual(wrong(`${SESSION}access_control: {default_policy: deny}`), [
    "access_control.default_policy: without any rule it has to be one_factor or two_factor, and it is deny",
  ]);
  const rule = (text: string) => wrong(`${SESSION}access_control: {rules: [${text}]}`)[0];
  t.is(rule("{policy: one_factor}"), "access_control.rules[0]: it has neither domain nor domain_regex");
  t.regex(rule("{domain: a.example.com, policy: allow}") ?? "", /rules\[0\]\.policy: it is none of bypass/);
  t.regex(rule("{domain: a.example.com, policy: deny, resource: x}") ?? "", /a criterion that does not exist/);
  t.regex(rule("{domain: a.example.com, policy: bypass, subject: 'user:a'}") ?? "", /bypass does not go with/);
  t.regex(rule("{domain: '{user}.example.com', policy: bypass}") ?? "", /bypass does not go with/);
  t.regex(rule("{domain_regex: '(', policy: deny}") ?? "", /domain_regex\[0\]: a regular expression is not valid/);
  t.regex(rule("{domain: a.example.com, policy: deny, networks: [outside]}") ?? "", /neither an IP address/);
  t.regex(rule("{domain: a.example.com, policy: deny, subject: 'adam'}") ?? "", /begins with none of user:/);
  const cookie = (text: string) =>
    wrong(`access_control: {default_policy: one_factor}\nsession: {cookies: [${text}]}`).join("; ");
  t.regex(cookie("{domain: .example.com, authelia_url: 'https://auth.example.com'}"), /begins with a dot/);
  t.regex(cookie("{domain: local, authelia_url: 'https://auth.local'}"), /not a single period/);
  t.regex(cookie("{domain: example.com, authelia_url: 'http://auth.example.com'}"), /no https URL/);
  t.regex(cookie("{domain: example.com, authelia_url: 'https://auth.example.org'}"), /does not lie within/);
  t.regex(cookie("{domain: example.com}"), /authelia_url: it is missing/);
  const one = "{domain: example.com, authelia_url: 'https://auth.example.com'}";
  t.regex(cookie(`${one}, {domain: a.example.com, authelia_url: 'https://a.example.com'}`), /shares the same cookie/);
  t.regex(wrong("access_control: {default_policy: one_factor}")[0] ?? "", /session.cookies: it names no domain/);
});

test("a later file adds to an earlier one, and a variable wins over both", (t) => {
  const files = [`${SESSION}access_control: {default_policy: deny, rules: [{domain: a.example.com, policy: bypass}]}`];
  t.is(readAuthelia([...files, "access_control: {default_policy: one_factor}"]).accessControl.rules.length, 1);
  const variables = new Map([["AUTHELIA_ACCESS_CONTROL_DEFAULT_POLICY", "two_factor"]]);
  t.is(readAuthelia(files, variables).accessControl.defaultPolicy, "two_factor");
});

test("declared endpoints replace those that it has by default, and the address says port and path", (t) => {
  t.is(readAuthelia([SESSION]).server.authorization.get("forward-auth"), "ForwardAuth");
  const { server } = readAuthelia([
    `${SESSION}server: {address: 'tcp://:80/login', endpoints: {authz: {mine: {implementation: ExtAuthz}}}}`,
  ]);
  t.deepEqual([server.port, server.basePath, [...server.authorization]], [80, "/login", [["mine", "ExtAuthz"]]]);
});

test("no text, however hostile, keeps it from an answer in good time, and what cannot be read is told", (t) => {
  t.true(readAuthelia(["a: &a [*a]"]).problems.length > 0);
  t.true(readAuthelia(["[".repeat(100_000)]).problems.length > 0);
  t.true(
    readAuthelia([
      `${SESSION}access_control: {rules: [{domain: a.b, policy: deny, resources: ['${"(a*)*".repeat(3000)}']}]}`,
    ]).problems.length > 0,
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => `access_control: ${text}`),
        fc.json(),
      ),
      (text) => {
        const configuration = readAuthelia([text]);
        forwardAuth(configuration, to("https://a.example.com/"), ANONYMOUS);
        return configuration.problems.length > 0;
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});

test("taking a rule away never lets a stranger in where no rule bypasses", (t) => {
  const host = fc.constantFrom("a.example.com", "b.example.com", "*.example.com");
  const rule = fc.record({ domain: host, policy: fc.constantFrom("one_factor", "two_factor", "deny") });
  t.notThrows(() =>
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 5 }),
        fc.constantFrom("one_factor", "deny"),
        host,
        (rules, policy, at) => {
          const configuration = readAuthelia([
            `${SESSION}access_control: ${JSON.stringify({ default_policy: policy, rules })}`,
          ]);
          const { status } = forwardAuth(configuration, to(`https://${at.replace("*", "x")}/`), ANONYMOUS);
          return status !== 200;
        },
      ),
      { seed: 7 },
    ),
  );
});
