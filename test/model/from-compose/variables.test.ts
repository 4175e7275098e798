// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import test from "ava";
import fc from "fast-check";
import { parseEnvFile } from "../../../model/from-compose/env-file.ts";
import { interpolate } from "../../../model/from-compose/interpolate.ts";
import { GAP, NO_VARIABLES, type Variables } from "../../../model/from-compose/variables.ts";
import { stackIn } from "./project.ts";
import { unknownPath } from "./reading.ts";

const variables = (values: Record<string, string>, complete = true): Variables => ({
  values: new Map(Object.entries(values)),
  complete,
});
const text = (written: string, values: Record<string, string> = {}, complete = true) =>
  interpolate(written, variables(values, complete))?.text;

test("each operator takes the value where there is one, and minds emptiness only with its colon", (t) => {
  const cases: [string, string, string, string][] = [
    // written, set, empty, unset
    ["$X", "v", "", GAP],
    ["${X}", "v", "", GAP],
    ["${X:-d}", "v", "d", "d"],
    ["${X-d}", "v", "", "d"],
    ["${X:?e}", "v", GAP, GAP],
    ["${X?e}", "v", "", GAP],
    ["${X:+w}", "w", "", ""],
    ["${X+w}", "w", "w", ""],
  ];
  for (const [written, set, empty, unset] of cases) {
    t.is(text(written, { X: "v" }), set, written);
    t.is(text(written, { X: "" }), empty, written);
    t.is(text(written), unset, written);
  }
});

test("where a source of variables could not be read, no default is believed", (t) => {
  for (const written of ["${X:-d}", "${X-d}", "${X:+w}", "${X+w}"]) t.is(text(written, {}, false), GAP, written);
  t.is(text("${X:-d}", { X: "v" }, false), "v");
});

test("a default may hold braces, and values are not interpolated again", (t) => {
  t.is(text('${X:-{"a": {"b": 1}}}!'), '{"a": {"b": 1}}!');
  t.is(text('${X:-{"a": 1}}!', { X: "v" }), "v!");
  t.is(text("$X", { X: "${Y}" }), "${Y}");
});

/** A template as a tree, with what a plain reading of the specification makes of it. */
type Part = { written: string; means: (values: Map<string, string>) => string };
const name = fc.constantFrom("A", "B", "C");
const { template } = fc.letrec<{ template: Part }>((tie) => ({
  template: fc
    .array(
      fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        fc.stringMatching(/^[a-z:/. -]{0,5}$/).map((word): Part => ({ written: word, means: () => word })),
        fc.constant<Part>({ written: "$$", means: () => "$" }),
        name.map((key): Part => ({ written: `\${${key}}`, means: (values) => values.get(key) ?? GAP })),
        fc.tuple(name, fc.constantFrom(":-", "-", ":+", "+", ":?", "?"), tie("template")).map(
          ([key, operator, word]): Part => ({
            written: `\${${key}${operator}${word.written}}`,
            means: (values) => {
              const value = values.get(key);
              const isSet = value !== undefined && (value !== "" || !operator.startsWith(":"));
              if (operator.endsWith("+")) return isSet ? word.means(values) : "";
              if (isSet) return value;
              return operator.endsWith("?") ? GAP : word.means(values);
            },
          }),
        ),
      ),
      { maxLength: 4 },
    )
    .map(
      (parts): Part => ({
        written: parts.map(({ written }) => written).join(""),
        means: (values) => parts.map(({ means }) => means(values)).join(""),
      }),
    ),
}));

test("interpolation agrees with a plain reading of the specification", (t) => {
  const values = fc.dictionary(name, fc.constantFrom("", "v", "a:b", "$", "}"));
  fc.assert(
    fc.property(template, values, (part, given) => {
      t.is(text(part.written, given), part.means(new Map(Object.entries(given))));
    }),
    { numRuns: 500 },
  );
});

test("a variable that is not known never becomes known by taking knowledge away", (t) => {
  const values = fc.dictionary(name, fc.constantFrom("", "v", "w"));
  fc.assert(
    fc.property(template, values, (part, given) => {
      const all = text(part.written, given);
      const none = text(part.written, {}, false) as string;
      // What is written beside the gaps is all that may be said without the variables.
      const pattern = none.split(GAP).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      t.regex(all as string, new RegExp(`^${pattern.join("[^]*")}$`));
    }),
    { numRuns: 500 },
  );
});

const lines = (file: string, values: Record<string, string> = {}) => {
  const read = parseEnvFile(file, "dotenv", variables(values));
  return "flaw" in read ? read.flaw : Object.fromEntries(read.map(({ key, value }) => [key, value]));
};

test("an env file is read as compose reads it", (t) => {
  t.deepEqual(
    lines(
      [
        "\uFEFF# comment",
        "PLAIN = a b  # comment",
        "HASH=a#b",
        "export SHOWN=1",
        "SINGLE='$PLAIN \\' #'",
        'DOUBLE="a\\tb ${PLAIN}\nsecond \\$line" # comment',
        "COLON: x",
        "EMPTY=",
        "PASSED",
        "1DIGIT=x",
        "LATER=$NOT_SET-${HASH:-d}",
      ].join("\n"),
    ),
    {
      PLAIN: "a b",
      HASH: "a#b",
      SHOWN: "1",
      SINGLE: "$PLAIN ' #",
      DOUBLE: "a\tb a b\nsecond $line",
      COLON: "x",
      EMPTY: "",
      PASSED: undefined,
      LATER: `${GAP}-a#b`,
    },
  );
  t.deepEqual(lines("A=file\nB=$A", { A: "shell" }), { A: "file", B: "shell" });
});

test("what is no env file is refused with its place and without its words", (t) => {
  for (const file of ["A=1\ns3cret!word\n", "A='s3cret", 'A="${s3cret', "=s3cret", "A=s3cret$ "]) {
    const read = parseEnvFile(file, "dotenv", NO_VARIABLES);
    t.true("flaw" in read, file);
    t.false(JSON.stringify(read).includes("s3cret"), file);
  }
});

test("a raw env file takes every value as it stands", (t) => {
  const read = parseEnvFile("# c\nA='x' # y\nB=$A\nC", "raw", NO_VARIABLES);
  t.deepEqual("flaw" in read ? read : read.map(({ key, value }) => [key, value]), [
    ["A", "'x' # y"],
    ["B", "$A"],
    ["C", undefined],
  ]);
});

const IMAGE = { "compose.yaml": 'services: {web: {image: "x:${TAG:-1}", user: "${USER_ID}"}}' };

test("variables come from .env beside the file, or from the files that are named instead", (t) => {
  const image = (stack: ReturnType<typeof stackIn>) => stack.containers[0]?.image?.tag;
  t.is(image(stackIn(IMAGE)), "1");
  t.is(image(stackIn({ ...IMAGE, ".env": "TAG=2" })), "2");
  const envFiles = [
    { file: "a.env", text: "TAG=3" },
    { file: "b.env", text: "TAG=4${TAG}" },
  ];
  t.is(image(stackIn({ ...IMAGE, ".env": "TAG=2" }, { envFiles })), "43");
});

test("the environment of the process counts only where it is handed over, and then more than files", (t) => {
  process.env.USER_ID = "1000";
  t.is(
    unknownPath(() => stackIn(IMAGE).containers[0]?.user),
    "services.web.user",
  );
  const stack = stackIn({ ...IMAGE, ".env": "USER_ID=1" }, { environment: process.env });
  t.is(stack.containers[0]?.user, "1000");
});

test("a required variable without a value is a problem once, that names it and not its message", (t) => {
  const { problems, containers } = stackIn({
    "compose.yaml": 'services: {web: {image: "x:${TAG:?s3cret}", environment: ["A=${B?s3cret}"]}}',
  });
  t.deepEqual(
    problems.map(({ location }) => location.path),
    ["services.web.image", "services.web.environment[0]"],
  );
  t.true(problems[0]?.message.includes("TAG"));
  t.false(JSON.stringify(problems).includes("s3cret"));
  t.is(
    unknownPath(() => containers[0]?.image),
    "services.web.image",
  );
});

test("a broken .env is a problem with its line, and no default is a pass any more", (t) => {
  const { problems, containers } = stackIn({ ...IMAGE, ".env": "A=1\nB='open" });
  t.deepEqual(
    problems.map(({ location }) => [location.file, location.line]),
    [[".env", 2]],
  );
  t.is(
    unknownPath(() => containers[0]?.image),
    "services.web.image",
  );
});

test("what a variable fills in is not written in the file, so it is marked", (t) => {
  const [web] = stackIn({
    ".env": "PW=s3cret",
    "compose.yaml":
      "services: {web: {image: x, command: [run, --pw, $PW], environment: {PW: , A: '${PW}', B: b, C: '${D:-d}'}, labels: ['a=$PW']}}",
  }).containers;
  t.deepEqual(
    web?.env.map(({ key, value, secret }) => [key, value, secret]),
    [
      ["PW", "s3cret", true],
      ["A", "s3cret", true],
      ["B", "b", false],
      ["C", "d", false],
    ],
  );
  t.deepEqual(
    web?.command.map(({ secret }) => secret),
    [false, false, true],
  );
  t.true(web?.labels[0]?.secret);
});

test("COMPOSE_PROJECT_NAME names the project, and COMPOSE_FILE that chooses other files is a problem", (t) => {
  t.is(stackIn({ ...IMAGE, ".env": "COMPOSE_PROJECT_NAME=shop" }).name, "shop");
  t.is(stackIn({ ...IMAGE, ".env": "COMPOSE_FILE=compose.yaml" }).problems.length, 0);
  const other = { ...IMAGE, ".env": "COMPOSE_FILE=compose.yaml:prod.yaml", "prod.yaml": "services: {}" };
  t.is(stackIn(other).problems.length, 1);
  t.is(stackIn(other, { paths: ["compose.yaml", "prod.yaml"], merge: true }).problems.length, 0);
});

test("variables that multiply each other end in a problem", (t) => {
  const bomb = Array.from({ length: 60 }, (_, index) => `A${index + 1}=$A${index}$A${index}`).join("\n");
  const { problems, containers } = stackIn({
    ".env": `A0=xxxxxxxxxx\n${bomb}`,
    "compose.yaml": "services: {web: {image: x, user: '$A60'}}",
  });
  t.is(problems[0]?.location.file, ".env");
  t.is(
    unknownPath(() => containers[0]?.user),
    "services.web.user",
  );
  const long = stackIn({
    ".env": `A=${"x".repeat(60_000)}`,
    "compose.yaml": `services: {web: {image: x, user: "${"$A".repeat(50_000)}"}}`,
  });
  t.is(long.problems[0]?.location.path, "services.web.user");
});
