import fc from "fast-check";
import { often } from "./often.ts";

const HOSTS = ["a.example.com", "B.example.com", "*.example.com", "münchen.example", "a", "x.", ""];
const PATHS = ["/", "/api", "api", "/a b", "/{id:[0-9]+}", "/{id", "/%2F", ""];
const PATTERNS = [
  "^/api/[0-9]+$",
  "(",
  "a{2000}",
  "^.+$",
  "[[:alpha:]]+",
  "(?i)x",
  "(?P<n>a)(?P<n>b)",
  "\\z",
  "{sub:[a-z]+}.example.com",
];
const ADDRESSES = [
  "10.0.0.0/8",
  "::1",
  "10.0.0.1",
  "10.0.0.0/33",
  "010.0.0.1",
  "nowhere",
  "::ffff:10.0.0.0/104",
  "fe80::1%eth0",
];

const value = (pool: readonly string[]) => fc.constantFrom(...pool);
const quoted = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, often<string>([8, "`"], [3, '"'], [1, "'"])).map(([inner, mark]) => `${mark}${inner}${mark}`);
const named = (names: readonly string[], ...values: fc.Arbitrary<string>[]) =>
  fc
    .tuple(fc.constantFrom(...names), fc.tuple(...values.map(quoted)), often([20, ""], [1, ","], [1, "..."], [1, "\n"]))
    .map(([name, texts, end]) => `${name}(${texts.join(", ")}${end})`);

const matcher = fc.oneof(
  { weight: 12, arbitrary: named(["Host", "host", "HOST", "Host", "hOST"], value(HOSTS.slice(0, 2))) },
  { weight: 2, arbitrary: named(["Host"], value(HOSTS)) },
  { weight: 2, arbitrary: named(["Host", "HostHeader", "Path", "Method"], value(HOSTS), value(HOSTS)) },
  { weight: 4, arbitrary: named(["PathPrefix", "Path", "pathprefix", "Pathprefix"], value(PATHS)) },
  { weight: 3, arbitrary: named(["HostRegexp", "PathRegexp", "hostregexp"], value(PATTERNS)) },
  { weight: 2, arbitrary: named(["Method"], value(["GET", "get", ""])) },
  { weight: 2, arbitrary: named(["ClientIP"], value(ADDRESSES)) },
  { weight: 1, arbitrary: named(["ClientIP"], value(ADDRESSES), value(ADDRESSES)) },
  {
    weight: 2,
    arbitrary: named(["Header", "Headers", "HeaderRegexp", "HeadersRegexp"], value(["X-A", ""]), value(PATTERNS)),
  },
  { weight: 2, arbitrary: named(["Query", "QueryRegexp"], value(["a", "a=b", "a=", "a={x}"])) },
  { weight: 1, arbitrary: named(["Query", "QueryRegexp"], value(["a", "b"]), value(PATTERNS)) },
  { weight: 1, arbitrary: named(["Unknown", "HostSNI", "Host.x", ""], value(HOSTS)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "Host()",
      "Host",
      "`a`",
      "Host(1)",
      "Host(Host(`a`))",
      "Host((`a`))",
      "(Host)(`a`)",
      "/* x */ Host(`a`)",
      "Host(`a`) // x",
      'Host("\\x61")',
      'Host("\\u00e9")',
    ),
  },
);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    { weight: 5, arbitrary: matcher },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          tie("tree"),
          often([3, " && "], [3, " || "], [1, "&&"], [1, " ||\n"], [1, "\n&& "], [1, " & "], [1, " and "]),
          tie("tree"),
        )
        .map(([a, op, b]) => a + op + b),
    },
    { weight: 1, arbitrary: tie("tree").map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie("tree").map((inner) => `!(${inner})`) },
    { weight: 1, arbitrary: tie("tree").map((inner) => `!${inner}`) },
  ),
}));

/** Rules as people write them, and some with a character lost, doubled or put in. */
export const rule: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .tuple(
        fc.constantFrom("a", "b", "c", "d"),
        fc.constantFrom("", " && PathPrefix(`/api`)", " || Host(`e.example`)", " && !Path(`/x`)"),
      )
      .map(([host, more]) => `Host(\`${host}.example\`)${more}`),
  },
  { weight: 6, arbitrary: tree },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tree, fc.nat(200))
      .map(([text, at]) => text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tree, fc.nat(200), fc.constantFrom("(", ")", "`", '"', " ", "!", "\\", ";", "\t", "=", "é"))
      .map(([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1))),
  },
);
