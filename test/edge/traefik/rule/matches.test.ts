import test from "ava";
import { readRule } from "../../../../edge/traefik/rule/read.ts";
import type { RoutedRequest } from "../../../../edge/traefik/rule/request.ts";
import type { Syntax } from "../../../../edge/traefik/rule/rule.ts";

const REQUEST: RoutedRequest = {
  method: "GET",
  host: "a.example",
  path: "/",
  query: "",
  headers: new Map(),
  clientAddress: "10.0.0.1",
};

function matches(rule: string, request: Partial<RoutedRequest> = {}, syntax: Syntax = "v3"): boolean | string {
  const read = readRule(rule, syntax);
  return "error" in read ? read.error.message : read.matches({ ...REQUEST, ...request });
}

test("a host is compared without its port, its case and its last dot", (t) => {
  for (const host of ["a.example", "A.EXAMPLE", "a.example:8443", "a.example.", " a.example"])
    t.true(matches("Host(`A.example`)", { host }), host);
  for (const host of ["", "b.a.example", "a.example.org", "a.example.."])
    t.false(matches("Host(`a.example`)", { host }), host);
  t.true(matches("Host(`a.example.`)"));
  t.true(matches("Host(`::1`)", { host: "[::1]:80" }));
  t.true(matches("Host(`xn--mnchen-3ya.example`)", { host: "xn--mnchen-3ya.example" }));
  t.false(matches("Host(`*.example`)"), "a star is a name like any other in 3.6");
});

test("patterns of version 3 are not anchored", (t) => {
  t.true(matches("HostRegexp(`exam`)"));
  t.false(matches("HostRegexp(`^exam`)"));
  t.true(matches("PathRegexp(`/api/[0-9]+`)", { path: "/v1/api/12/x" }));
  t.true(matches("HeaderRegexp(`x-a`, `^b+$`)", { headers: new Map([["x-a", ["a", "bb"]]]) }));
});

test("a path prefix is a plain beginning, so /api takes /apix as well", (t) => {
  t.true(matches("PathPrefix(`/api`)", { path: "/apix" }));
  t.false(matches("Path(`/api`)", { path: "/api/" }));
});

test("escapes in a path are decoded, except those of reserved characters", (t) => {
  t.true(matches("Path(`/a b`)", { path: "/a%20b" }));
  t.true(matches("Path(`/a%2Fb`)", { path: "/a%2Fb" }));
  t.false(matches("Path(`/a/b`)", { path: "/a%2Fb" }));
  t.true(matches("Path(`/ü`)", { path: "/%C3%BC" }));
  t.false(matches("PathPrefix(`/`)", { path: "/a%2" }));
});

test("queries, headers, methods and addresses match as Traefik compares them", (t) => {
  t.true(matches("Query(`a`, `1 2`)", { query: "b=2&a=1+2" }));
  t.true(matches("Query(`a`)", { query: "a=" }));
  t.false(matches("Query(`a`)", { query: "a=1" }), "one value means an empty one");
  t.true(matches("QueryRegexp(`a`, `^1`)", { query: "a=x&a=12" }));
  t.false(matches("Query(`a`, `1`)", { query: "a=1;b" }));
  t.true(matches("Header(`X-A`, `b`)", { headers: new Map([["x-a", ["b"]]]) }));
  t.true(matches("Method(`get`)"));
  t.true(matches("ClientIP(`10.0.0.0/8`)", { clientAddress: "::ffff:10.1.2.3" }));
  t.true(matches("ClientIP(`::ffff:10.0.0.0/104`)"));
  t.false(matches("ClientIP(`::/0`)"));
  t.true(matches("ClientIP(`0.0.0.0/0`)"));
});

test("and binds closer than or, and a negated group turns both round", (t) => {
  t.true(matches("Host(`a.example`) || Host(`b`) && Path(`/x`)"));
  t.false(matches("(Host(`a.example`) || Host(`b`)) && Path(`/x`)"));
  t.false(matches("!(Host(`b`) || Path(`/`))"));
  t.true(matches("!(Host(`b`) && !(Path(`/x`) || Path(`/y`)))"));
  t.true(matches("!!Host(`a.example`)"));
});

test("a rule is a Go expression, with its comments, its line ends and its texts", (t) => {
  t.true(matches("Host(`b`) ||\n\tHost(`a.example`) // the other\n"));
  t.regex(String(matches("Host(`a.example`)\n&& Path(`/`)")), /expected/);
  t.true(matches('Host("a\\x2eexample")'));
  t.true(matches("Host(`a.example`,)"));
  t.true(matches("Host(`a.exam\rple`)"), "carriage returns are no part of a text in backticks");
  t.regex(String(matches("Host('a')")), /character/);
  t.regex(String(matches("hOsT(`a`)")), /unsupported function/);
  t.true(matches("HOST(`a.example`) && pathprefix(`/`) && Pathprefix(`/`)"));
});

test("the grammar of version 2 has variables in braces and several values", (t) => {
  t.true(matches("Host(`b`, `a.example`)", {}, "v2"));
  t.true(matches("HostRegexp(`{sub:[a-z]+}.example`)", { host: "A.example:80" }, "v2"), "whose host may have a port");
  t.false(matches("HostRegexp(`{sub:[a-z]+}.example`)", { host: "a.b.example" }, "v2"));
  t.true(matches("PathPrefix(`/{id:[0-9]+}`)", { path: "/12/x" }, "v2"));
  t.false(matches("Path(`/{id:[0-9]+}`)", { path: "/12/x" }, "v2"));
  t.true(matches("Query(`a={x:[0-9]+}`)", { query: "a=1" }, "v2"));
  t.true(matches("Query(`a=`)", { query: "a=anything" }, "v2"));
  t.true(matches("Headers(`X-A`, ``)", {}, "v2") !== true, "an empty value is refused");
  t.true(matches("HeadersRegexp(`X-A`, `^b`)", { headers: new Map([["x-a", ["bc"]]]) }, "v2"));
  t.true(matches("Method(`POST`, `GET`)", {}, "v2"));
});
