import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { discoverProjects } from "../../../model/from-compose/discover.ts";
import { byService, inProject, plain, stackIn } from "./project.ts";
import { unknownPath } from "./reading.ts";

const both = (base: string, over: string) =>
  stackIn({
    "compose.yaml": `services:\n  web: {image: x, ${base}}\n`,
    "compose.override.yaml": `services:\n  web: {${over}}\n`,
  });
const web = (base: string, over: string) => {
  const { containers, problems } = both(base, over);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return containers[0];
};

test("a map is merged, a scalar replaced, a list appended, each by compose's rules", (t) => {
  t.like(web("user: '1', init: true", "user: '2'"), { user: "2", init: true });
  const environment = web("environment: {A: 1, B: 2}", "environment: [B=3, C=4]")?.env;
  t.deepEqual(
    environment?.map(({ key, value }) => `${key}=${value}`),
    ["A=1", "B=3", "C=4"],
  );
  t.deepEqual(
    web("cap_add: [A, B]", "cap_add: [B, C]")?.capAdd.map(({ name }) => name),
    ["A", "B", "C"],
  );
  t.deepEqual(
    web("dns: 1.1.1.1", "dns: [8.8.8.8]")?.dns.map(({ name }) => name),
    ["1.1.1.1", "8.8.8.8"],
  );
  t.deepEqual(
    web("command: a b", "command: [c]")?.command.map(({ value }) => value),
    ["c"],
  );
  const health = web("healthcheck: {test: [CMD, a], interval: 5s}", "healthcheck: {test: b, retries: 2}")?.healthcheck;
  t.like(health, { kind: "shell", interval: 5000, retries: 2 });
  t.deepEqual(
    health?.test.map(({ value }) => value),
    ["b"],
  );
  t.deepEqual(
    web("depends_on: {a: {condition: service_healthy}}", "depends_on: [b]")?.dependsOn.map(
      ({ condition }) => condition,
    ),
    ["service_healthy", "service_started"],
  );
});

test("volumes are told apart by target, ports by address, numbers and protocol", (t) => {
  t.deepEqual(
    web("volumes: ['/a:/x:ro', '/b:/y']", "volumes: [{type: bind, source: /c, target: /x/}]")?.mounts.map(
      ({ source, target, readOnly }) => [source, target, readOnly],
    ),
    [
      ["/c", "/x", false],
      ["/b", "/y", false],
    ],
  );
  const ports = web(
    "ports: ['80:80', '127.0.0.1:90:90']",
    "ports: [{target: 80, published: 80}, '127.0.0.1:91:90', '[::1]:90:90', '80:80/udp']",
  )?.ports;
  t.deepEqual(
    ports?.map(({ ip, external, protocol }) => `${ip} ${external} ${protocol}`),
    ["0.0.0.0 80 tcp", "127.0.0.1 90 tcp", "127.0.0.1 91 tcp", "::1 90 tcp", "0.0.0.0 80 udp"],
  );
});

test("log options are merged only for the same driver", (t) => {
  const options = (base: string, over: string) =>
    web(`logging: ${base}`, `logging: ${over}`)?.logging.options.map(({ key }) => key);
  t.deepEqual(options("{driver: a, options: {x: 1}}", "{options: {y: 1}}"), ["x", "y"]);
  t.deepEqual(options("{driver: a, options: {x: 1}}", "{driver: a, options: {y: 1}}"), ["x", "y"]);
  t.deepEqual(options("{driver: a, options: {x: 1}}", "{driver: b, options: {y: 1}}"), ["y"]);
});

test("!reset takes a value out and !override puts another in its place, in the override and in a file alone", (t) => {
  const reset = web(
    "ports: ['80:80'], environment: {A: 1, B: 2}, privileged: true",
    "ports: !reset [], environment: {A: !reset null}, privileged: !reset false",
  );
  t.deepEqual([reset?.ports, reset?.privileged, reset?.env.map(({ key }) => key)], [[], false, ["B"]]);
  const override = web("ports: ['80:80', '90:90']", "ports: !override ['91:90']");
  t.deepEqual(
    override?.ports.map(({ external }) => external),
    [91],
  );
  const { containers, problems } = stackIn({
    "compose.yaml":
      "services: {web: {image: x, ports: !reset ['80:80'], cap_add: [A, !reset B]}, gone: !reset {image: y}}",
  });
  t.deepEqual(problems, []);
  t.deepEqual(
    containers.map(({ ports, capAdd }) => [ports, capAdd.map(({ name }) => name)]),
    [[[], ["A"]]],
  );
});

test("each value leads to the file, line and column that it comes from", (t) => {
  const { containers } = stackIn({
    "compose.yaml": "services:\n  web:\n    image: x\n    environment:\n      A: 1\n      B: 2\n",
    "compose.override.yaml": "services:\n  web:\n    environment:\n      - B=3\n    ports: [80:80]\n",
  });
  const place = (field: string) => {
    const { file, line, column } = containers[0]?.locate(field) ?? {};
    return `${file}:${line}:${column}`;
  };
  t.is(place("image"), "compose.yaml:3:5");
  t.is(place("env.0"), "compose.yaml:5:7");
  t.is(place("env.1"), "compose.override.yaml:4:9");
  t.is(place("ports.0"), "compose.override.yaml:5:13");
  t.is(place(""), "compose.yaml:2:3");
});

test("an override of another kind is refused by compose, so it is a problem and nothing is known", (t) => {
  const { containers, problems } = both("ports: ['80:80'], cap_add: [A]", "ports: {a: b}, cap_add: x");
  t.deepEqual(
    problems.map(({ location }) => `${location.file} ${location.path}`),
    ["compose.override.yaml services.web.ports", "compose.override.yaml services.web.cap_add"],
  );
  t.is(
    unknownPath(() => containers[0]?.ports),
    "services.web.ports",
  );
});

test("a list merged by a name that hangs on a variable is not known", (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is a variable of compose
  const { containers } = both("networks: [default]", 'networks: ["${N}"]');
  t.is(
    unknownPath(() => containers[0]?.networks),
    "services.web.networks[0]",
  );
});

test("a broken override is a problem and leaves the base as it is", (t) => {
  const { containers, problems } = stackIn({
    "compose.yaml": "services: {web: {image: x}}",
    "compose.override.yaml": "services: [",
  });
  t.is(containers.length, 1);
  t.like(problems[0]?.location, { file: "compose.override.yaml", line: 1 });
});

test("a folder is its compose file, and an override beside it is found, unless nobody wants it", (t) => {
  const files = {
    "compose.yaml": "services: {web: {image: x}}",
    "compose.override.yaml": "services: {web: {user: '5'}}",
    "prod.yaml": "services: {web: {user: '6'}}",
  };
  t.is(stackIn(files, { paths: ["."] }).containers[0]?.user, "5");
  t.is(stackIn(files, { paths: ["compose.yaml", "compose.override.yaml", "."] }).containers[0]?.user, "5");
  t.is(stackIn(files, { override: false }).containers[0]?.user, undefined);
  t.is(stackIn(files, { paths: ["compose.yaml", "prod.yaml"], merge: true }).containers[0]?.user, "6");
  inProject(files, (folder) => {
    const paths = ["compose.yaml", "prod.yaml", "none.yaml"].map((path) => `${folder}/${path}`);
    t.deepEqual(
      discoverProjects(paths, {}).map((project) => ["refused" in project, project.file.slice(folder.length + 1)]),
      [
        [false, "compose.yaml"],
        [false, "prod.yaml"],
        [true, "none.yaml"],
      ],
    );
  });
});

const settings = fc.record(
  {
    user: fc.constantFrom("0", "1000"),
    privileged: fc.boolean(),
    cap_add: fc.uniqueArray(fc.constantFrom("SYS_ADMIN", "NET_ADMIN", "CHOWN"), { maxLength: 2 }),
    environment: fc.dictionary(fc.constantFrom("A", "B"), fc.constantFrom("1", "2")),
    volumes: fc.uniqueArray(fc.constantFrom("/a:/x", "/b:/x:ro", "/c:/y"), { maxLength: 2 }),
    ports: fc.uniqueArray(fc.constantFrom("80:80", "127.0.0.1:80:80", "90:90"), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

test("an override that says what the base says, or nothing, changes nothing", (t) => {
  fc.assert(
    fc.property(settings, (service) => {
      const file = stringify({ services: { web: { image: "x", ...service } } });
      const alone = plain(stackIn({ "compose.yaml": file }).containers[0]);
      for (const override of [
        "services: {web: {}}",
        "services: {web: }",
        stringify({ services: { web: { image: "x" } } }),
      ])
        t.deepEqual(plain(stackIn({ "compose.yaml": file, "compose.override.yaml": override }).containers[0]), alone);
    }),
    { numRuns: 40 },
  );
});

test("the order of keys, and of overrides of different services, changes no container", (t) => {
  fc.assert(
    fc.property(settings, settings, settings, (base, one, other) => {
      const file = (services: object) => stringify({ services });
      const reversed = (service: object) => Object.fromEntries(Object.entries(service).reverse());
      const models = [
        [{ a: { image: "x", ...base }, b: { image: "y" } }, { a: one }, { b: other }],
        [{ b: { image: "y" }, a: reversed({ image: "x", ...base }) }, { b: reversed(other) }, { a: reversed(one) }],
      ].map(([first = {}, second = {}, third = {}]) => {
        const files = { "compose.yaml": file(first), "2.yaml": file(second), "3.yaml": file(third) };
        const services = byService(stackIn(files, { paths: Object.keys(files), merge: true }));
        return [plain(services.a), plain(services.b)];
      });
      t.deepEqual(models[0], models[1]);
    }),
    { numRuns: 40 },
  );
});
