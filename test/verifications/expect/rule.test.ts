import test from "ava";
import { waysOf } from "../../../verifications/expect/rule.ts";

const shown = (rule: string) =>
  waysOf(rule)?.map(({ host, path, conditional }) => `${host ?? "-"} ${path ?? "-"}${conditional ? " if" : ""}`);

test("every host and path that a rule names is a way of its own", (t) => {
  t.deepEqual(shown("Host(`a.example`)"), ["a.example -"]);
  t.deepEqual(shown("Host(`A.example`) || Host(`b.example`)"), ["a.example -", "b.example -"]);
  t.deepEqual(shown("Host(`a.example`, `b.example`)"), ["a.example -", "b.example -"]);
  t.deepEqual(shown("(Host(`a`) || Host(`b`)) && (Path(`/x`) || PathPrefix(`/y/`))"), [
    "a /x",
    "a /y/",
    "b /x",
    "b /y/",
  ]);
  t.deepEqual(shown("Host(`a`) && PathPrefix(`/x`) && Path(`/x/y`)"), ["a /x/y"]);
});

test("a pattern, a header or another method makes a way of which no request follows", (t) => {
  t.deepEqual(shown("HostRegexp(`^.+\\.example$`)"), ["- - if"]);
  t.deepEqual(shown("Host(`a`) && Header(`x`, `y`)"), ["a - if"]);
  t.deepEqual(shown("Host(`a`) && Method(`POST`)"), ["a - if"]);
  t.deepEqual(shown("Host(`a`) && Method(`GET`)"), ["a -"]);
});

test("what is negated keeps no request away, and what excludes itself is no way", (t) => {
  t.deepEqual(shown("Host(`a`) && !PathPrefix(`/x`)"), ["a -"]);
  t.deepEqual(shown("Host(`a`) && (Host(`b`) || PathPrefix(`/x`))"), ["a /x"]);
  t.is(waysOf("Host(`a`) && Host(`b`)"), undefined);
});

test("what cannot be read is not guessed", (t) => {
  for (const rule of ["", "Host", "Host(a)", "Host(`a`", "Host(`a`) &&", "(Host(`a`)", "Host(`a`) Host(`b`)", "Host()"])
    t.is(waysOf(rule), undefined, rule);
  t.is(waysOf(`Host(\`${"a".repeat(5000)}\`)`), undefined);
  const many = Array.from({ length: 20 }, (_, index) => `Host(\`h${index}\`)`).join(" || ");
  const paths = Array.from({ length: 20 }, (_, index) => `Path(\`/${index}\`)`).join(" || ");
  t.is(waysOf(`(${many}) && (${paths})`), undefined);
});

test("a rule of nothing but brackets is read without taking long", (t) => {
  const started = Date.now();
  t.is(waysOf("(".repeat(3999)), undefined);
  t.is(waysOf("Host(".repeat(700)), undefined);
  t.true(Date.now() - started < 500);
});
