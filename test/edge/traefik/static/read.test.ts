import test from "ava";
import { Refused } from "../../../../edge/traefik/schema/node.ts";
import { readStatic } from "../../../../edge/traefik/static/read.ts";

function read(args: readonly string[], env: Record<string, string> = {}, files: Record<string, string> = {}) {
  return readStatic({ args, env: new Map(Object.entries(env)), readFile: (path) => files[path] });
}

const YAML = "entryPoints:\n  WebSecure:\n    address: ':443'\nproviders:\n  docker:\n    exposedByDefault: false\n";

test("a file wins over flags, and flags over variables, and the losers are ignored", (t) => {
  const env = { TRAEFIK_ENTRYPOINTS_VAR_ADDRESS: ":1" };
  const file = read(["--entrypoints.flag.address=:2"], env, { "/etc/traefik/traefik.yml": YAML });
  t.is(file.source, "file");
  t.deepEqual([...file.entryPoints.keys()], ["WebSecure"]);
  t.is(file.docker?.exposedByDefault, false);
  t.is(read(["--entrypoints.flag.address=:2"], env).source, "flags");
  const variables = read([], env);
  t.deepEqual([variables.source, variables.entryPoints.get("var")?.port], ["environment", 1]);
  t.deepEqual([...read([]).entryPoints.keys()], ["http"]);
});

test("a file is found where its flag says, and TOML comes before YAML", (t) => {
  const toml =
    '[entryPoints.a]\naddress = "127.0.0.1:80/tcp"\n[entryPoints.a.forwardedHeaders]\ntrustedIPs = ["10.0.0.0/8"]\n';
  const found = read(["--configFile=/x.toml"], {}, { "/x.toml": toml, "/etc/traefik/traefik.yml": YAML });
  t.deepEqual(found.entryPoints.get("a")?.forwardedHeaders, { insecure: false, trustedIPs: ["10.0.0.0/8"] });
  t.is(found.entryPoints.get("a")?.address, "127.0.0.1:80");
  const both = read([], {}, { "/etc/traefik/traefik.toml": toml, "/etc/traefik/traefik.yml": YAML });
  t.deepEqual([...both.entryPoints.keys()], ["a"]);
});

test("flags of any case, switches without value and repeated lists are read as Traefik reads them", (t) => {
  const { entryPoints, docker, api, ping } = read([
    "--entryPoints.web.address=:80",
    "-entrypoints.web.http.redirections.entryPoint.to",
    "websecure",
    "--ENTRYPOINTS.web.http.middlewares=a@file",
    "--entrypoints.web.http.middlewares=b@file,c@file",
    "--entrypoints.web.asdefault",
    "--providers.docker",
    "--providers.docker.network=edge",
    "--api.insecure",
    "--ping",
    "stop",
    "--not.read=1",
  ]);
  const web = entryPoints.get("web");
  t.deepEqual(web?.middlewares, ["a@file", "b@file", "c@file"]);
  t.deepEqual(web?.redirection, { to: "websecure", scheme: "https", permanent: true, priority: 2n ** 63n - 2n });
  t.true(web?.asDefault);
  t.deepEqual(
    [docker?.exposedByDefault, docker?.network, docker?.defaultRule],
    [true, "edge", "Host(`{{ normalize .Name }}`)"],
  );
  t.deepEqual(api, { insecure: true, dashboard: true, debug: false });
  t.deepEqual(ping, { entryPoint: "traefik", manualRouting: false });
  t.is(entryPoints.get("traefik")?.port, 8080);
});

test("what Traefik would not start with is refused", (t) => {
  const refused: Record<string, readonly string[]> = {
    "an option that does not exist": ["--entrypoints.web.adress=:80"],
    "an option that version 3 removed": ["--pilot.token=x"],
    "the swarm mode of version 2": ["--providers.docker.swarmmode=true"],
    "a number that is none": ["--entrypoints.web.http.maxheaderbytes=many"],
    "a protocol that is none": ["--entrypoints.web.address=:80/sctp"],
    "a resolver without storage": ["--certificatesresolvers.a.acme.storage=", "--certificatesresolvers.a.acme.email=x"],
    "a grammar that is none": ["--core.defaultrulesyntax=v1"],
    "a flag without name": ["--=x"],
  };
  for (const [name, args] of Object.entries(refused)) t.throws(() => read(args), { instanceOf: Refused }, name);
  t.throws(() => read([], {}, { "/etc/traefik/traefik.yml": "nothing: known\n" }), { instanceOf: Refused });
});

test("a file of Traefik that is there and not known makes the edge undecided", (t) => {
  const readFile = (path: string) => {
    if (path === "/etc/traefik/traefik.yml") throw new Error("not known");
    return undefined;
  };
  t.throws(() => readStatic({ args: [], env: new Map(), readFile }), { message: "not known" });
});
