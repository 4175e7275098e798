import test from "ava";
import fc from "fast-check";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { expect } from "../../../verifications/expect.ts";
import type { ExpectedData, ExpectedHost } from "../../../verifications/expectation.ts";
import { printer } from "../../../verifications/print.ts";

const print = printer(Buffer.from("the same in every run of this test"));
const POLICY = "tool=restic; schedule=daily 02:30; keep=7 daily; rpo=26h; rto=1h";
const NOT_SET = "$" + "{NOT_SET:?needed}";
const DUMPED = `${POLICY}; consistent=dump; dump=/srv/dumps/app.sql.gz`;

interface Written {
  readonly image?: string;
  readonly volumes: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

function expected(services: Readonly<Record<string, Written>>, volumes: object = {}): ExpectedHost {
  const written = Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, { image: "app:1", container_name: name, ...service }]),
  );
  const text = JSON.stringify({ name: "lab", services: written, volumes: { data: {}, pg: {}, ...volumes } });
  const [host] = expect([readCompose({ file: "compose.yaml", text })], { print }).hosts;
  if (host === undefined) throw new Error("a stack is a host");
  return host;
}

const dataOf = (services: Readonly<Record<string, Written>>): readonly ExpectedData[] => expected(services).data ?? [];

test("a volume and a folder are expected once, with all who write them and what one of them says", (t) => {
  const data = dataOf({
    one: { volumes: ["data:/data", "/srv/app:/app"], labels: { "readiness.backup./data": "none; reason=made anew" } },
    two: { volumes: ["data:/other", "/srv/read:/read:ro"] },
  });
  t.deepEqual(
    data.map(({ kind, source, containers, backup }) => [kind, source, containers, backup]),
    [
      ["folder", "/srv/app", ["one"], null],
      ["volume", "lab_data", ["one", "two"], { tool: "none", reason: "made anew" }],
    ],
  );
  for (const one of data) t.is(one.unclear, undefined);
});

test("what keeps a folder keeps what lies in it", (t) => {
  const [, inner] = dataOf({
    web: { volumes: ["/srv/app:/app"], labels: { "readiness.backup./app": "none; reason=made anew" } },
    worker: { volumes: ["/srv/app/files:/files", "/srv/apple:/apple"] },
  });
  t.is(inner?.source, "/srv/app/files");
  t.deepEqual(inner?.backup, { tool: "none", reason: "made anew" });
  const beside = dataOf({
    web: { volumes: ["/srv/app:/app"], labels: { "readiness.backup./app": "none; reason=made anew" } },
    worker: { volumes: ["/srv/apple:/apple"] },
  }).find(({ source }) => source === "/srv/apple");
  t.is(beside?.backup, null);
});

test("data that lies at a secret place is a problem of the host, and never named", (t) => {
  const stack = readCompose({
    file: "compose.yaml",
    text: JSON.stringify({
      name: "lab",
      services: { app: { image: "app:1", container_name: "app", volumes: ["/srv/s3cr3t-word:/a", "/srv/open:/b"] } },
    }),
  });
  const [host] = expect([{ ...stack, secrets: new Set(["s3cr3t-word"]) }], { print }).hosts;
  t.deepEqual(
    host?.data?.map(({ source }) => source),
    ["/srv/open"],
  );
  t.is(host?.problems.length, 1);
  t.regex(host?.problems[0] ?? "", /^app: .*secret/);
  t.false(JSON.stringify(host).includes("s3cr3t-word"));
});

test("memory, sockets and the host's own system are no data", (t) => {
  t.deepEqual(
    dataOf({
      all: {
        volumes: [
          "/var/run/docker.sock:/var/run/docker.sock",
          "/run/udev:/run/udev",
          "/dev/bus/usb:/dev/bus/usb",
          "/etc/localtime:/etc/localtime",
          "/tmp/x:/x",
          "/srv/app/php.sock:/php.sock",
          "/without/a/name",
        ],
      },
    }),
    [],
  );
  const inMemory = { volumes: { memory: { driver_opts: { type: "tmpfs", device: "tmpfs" } } } };
  t.deepEqual(expected({ app: { volumes: ["memory:/memory"] } }, inMemory.volumes).data, []);
});

test("the data of a server names its engine, its container and its image as declared", (t) => {
  const engines: [string, string, string | undefined][] = [
    ["postgres:16.4-alpine", "/var/lib/postgresql/data", "postgresql"],
    ["postgres:18.1", "/var/lib/postgresql", "postgresql"],
    ["mariadb:11.4", "/var/lib/mysql", "mariadb"],
    ["mongo:7.0", "/data/db", "other"],
    ["nginx:1.27", "/var/lib/mysql", undefined],
    ["redis:7.4", "/data", undefined],
    ["postgres:16.4", "/backups", undefined],
  ];
  for (const [image, target, engine] of engines) {
    const [data] = dataOf({
      db: { image, volumes: [`pg:${target}`], labels: { [`readiness.backup.${target}`]: DUMPED } },
    });
    t.deepEqual(
      data?.database ?? undefined,
      engine === undefined ? undefined : { engine, container: "db", image },
      image,
    );
    t.like(data?.backup, { tool: "restic", rpo: 93_600, record: "/srv/dumps/app.sql.gz.record" });
  }
});

test("a server is found behind a volume that another container mounts first", (t) => {
  const [data] = dataOf({
    backup: { volumes: ["pg:/source"] },
    db: { image: "postgres:16.4", volumes: ["pg:/var/lib/postgresql/data"] },
  });
  t.deepEqual(data?.containers, ["backup", "db"]);
  t.is(data?.database?.container, "db");
});

test("what cannot be told is said, and never taken for a backup", (t) => {
  const label = (value: string): Record<string, string> => ({ "readiness.backup./data": value });
  const [unread] = dataOf({ app: { volumes: ["data:/data"], labels: label(`${POLICY}; consistent=geheim`) } });
  t.is(unread?.backup, null);
  t.regex(unread?.unclear ?? "", /app says about it cannot be read: consistent is none of/);
  t.false(JSON.stringify(unread).includes("geheim"));

  const [unknown] = dataOf({ app: { volumes: ["data:/data"], labels: label(NOT_SET) } });
  t.is(unknown?.backup, null);
  t.regex(unknown?.unclear ?? "", /not all labels of app are known/);

  const [contradicted] = dataOf({
    one: { volumes: ["data:/data"], labels: label("none; reason=made anew") },
    two: { volumes: ["data:/data"], labels: label(DUMPED) },
  });
  t.is(contradicted?.backup, null);
  t.regex(contradicted?.unclear ?? "", /one and two say different things/);

  const server = { image: "postgres:16.4", volumes: ["pg:/data"], environment: { PGDATA: NOT_SET } };
  const [moved] = dataOf({ db: server });
  t.is(moved?.database, null);
  t.regex(moved?.unclear ?? "", /not known whether db is a database/);
});

test("data whose very name is not known is a problem of the host", (t) => {
  const host = expected({ app: { volumes: [`${NOT_SET}:/data`, "data:/more"] } });
  t.deepEqual(
    host.data?.map(({ source }) => source),
    ["lab_data"],
  );
  t.deepEqual(
    host.problems.filter((problem) => problem.includes("data")),
    ["app: it is not known which data one of its mounts is"],
  );
});

test("one more label never takes data away, nor makes it somebody else's", (t) => {
  const target = fc.constantFrom("/data", "/app", "/app/files", "/elsewhere");
  const text = fc.oneof(
    fc.constantFrom("none; reason=made anew", DUMPED, "", "nonsense"),
    fc.string({ maxLength: 12 }),
  );
  const volumes = ["data:/data", "/srv/app:/app", "/srv/app/files:/app/files"];
  const without = dataOf({ app: { volumes } });
  fc.assert(
    fc.property(fc.dictionary(target, text, { noNullPrototype: true }), (declared) => {
      const labels = Object.fromEntries(
        Object.entries(declared).map(([path, value]) => [`readiness.backup.${path}`, value.replaceAll("$", "$$$$")]),
      );
      const strip = ({ kind, source, containers, database }: ExpectedData) => ({ kind, source, containers, database });
      t.deepEqual(dataOf({ app: { volumes, labels } }).map(strip), without.map(strip));
    }),
    { numRuns: 40 },
  );
});
