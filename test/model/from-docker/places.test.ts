import test from "ava";
import { readInspect } from "../../../model/from-docker/read-inspect.ts";

const read = (text: string, stack = "host") =>
  readInspect({ stack, document: JSON.parse(text), source: { file: "host.json", text } }).stack;

test("a value of an inspection is found at its line and column, behind odd texts and in whatever layout", (t) => {
  const text = `[ {"Id":"a","Name":"/first","HostConfig":{"Sysctls":{"]\\"}{":"x"}},"Config":{"Image":"a:1"}},
  {
    "Name": "/second", "Config": {"Image": "b:2", "Labels": {"a.b": "1", "c\\u0064": "2"}},
    "HostConfig": {
      "Privileged": false,
      "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "80"},
         {"HostIp": "::1", "HostPort": "80"}]},
      "Privileged": true
    }
  }
]`;
  const [first, second] = read(text).containers;
  const at = (field: string) => {
    const { line, column, path } = second?.locate(field) ?? { path: "" };
    return `${line}:${column} ${path}`;
  };
  t.is(at(""), "2:3 second");
  t.is(at("privileged"), "8:21 second.HostConfig.Privileged");
  t.is(at("ports.1.ip"), '7:10 second.HostConfig.PortBindings["80/tcp"][1]');
  t.is(at("labels.1.value"), `3:${(text.split("\n")[2]?.indexOf('"2"') ?? 0) + 1} second.Config.Labels.cd`);
  t.is(at("memory"), "4:19 second.HostConfig.Memory");
  t.is(first?.locate("image").line, 1);
});

test("the places of a large inspection are found in good time", (t) => {
  const one = (index: number) => ({
    Name: `/app${index}`,
    Config: { Image: "a:1", Env: Array.from({ length: 400 }, (_, at) => `KEY_${at}=${"x".repeat(30)}`) },
    HostConfig: { Privileged: true },
  });
  const text = JSON.stringify(
    Array.from({ length: 200 }, (_, index) => one(index)),
    null,
    4,
  );
  t.true(text.length > 3_000_000);
  const stack = read(text);
  const started = performance.now();
  for (const container of stack.containers) t.true((container.locate("privileged").line ?? 0) > 1);
  t.true(performance.now() - started < 5000);
});

test("a single object, and a mixture of containers, networks, volumes and images, are read as well", (t) => {
  const lone = '{"Name": "/web", "Config": {"Image": "web:1"}, "HostConfig": {"Privileged": true}}';
  t.is(read(lone).containers[0]?.locate("privileged").column, lone.indexOf("true") + 1);
  const mixed = JSON.stringify([
    { Name: "net", Driver: "bridge", Internal: true, IPAM: { Config: [{ Subnet: "10.1.0.0/24" }] } },
    { Name: "data", Driver: "local", Mountpoint: "/x", Options: { type: "nfs" } },
    { Id: "sha256:1", RepoTags: ["web:1"], Config: { Env: ["PATH=/bin"], Labels: { made: "by" }, Cmd: ["run"] } },
    {
      Name: "/web",
      Image: "sha256:1",
      Config: { Image: "web:1", Env: ["A=1", "PATH=/bin"], Labels: { made: "by", own: "1" }, Cmd: ["run"] },
      HostConfig: { Binds: ["data:/data"], NetworkMode: "net" },
    },
  ]);
  const { containers, networks, volumes, problems } = read(mixed);
  t.deepEqual(problems, []);
  t.deepEqual(
    networks.map(({ name, internal, subnets }) => [name, internal, subnets]),
    [["net", true, ["10.1.0.0/24"]]],
  );
  t.deepEqual(
    volumes.map(({ name, options }) => [name, options]),
    [["data", [{ key: "type", value: "nfs" }]]],
  );
  const [web] = containers;
  t.deepEqual(
    web?.env.map(({ key }) => key),
    ["A"],
    "what the image brings is not declared",
  );
  t.deepEqual(
    web?.labels.map(({ key }) => key),
    ["own"],
  );
  t.deepEqual(web?.command, []);
  t.deepEqual(
    web?.networks.map(({ name }) => name),
    ["net"],
  );
});

test("a namespace that is joined by id is named, and what was not inspected is unknown", (t) => {
  const id = "ab".repeat(32);
  const { containers, networks, volumes } = read(
    JSON.stringify([
      {
        Id: id,
        Name: "/vpn",
        Config: { Image: "vpn:1" },
        HostConfig: { Binds: ["keys:/keys"] },
        NetworkSettings: { Networks: { out: {} } },
      },
      {
        Id: "cd",
        Name: "/app",
        Config: { Image: "sha256:0123456789ab" },
        HostConfig: { NetworkMode: `container:${id}` },
      },
    ]),
  );
  t.is(containers[1]?.networkMode, "container:vpn");
  t.throws(() => networks[0]?.internal, { message: "out.internal is not known" });
  t.throws(() => volumes[0]?.options, { message: "keys.options is not known" });
  t.throws(() => containers[1]?.image, { message: "app.Config.Image is not known" });
  t.throws(() => containers[1]?.dependsOn);
});
