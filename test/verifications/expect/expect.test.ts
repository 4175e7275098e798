import test from "ava";
import { readDeclared } from "../../../gate/declared.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { expect } from "../../../verifications/expect.ts";
import type { ExpectedHost } from "../../../verifications/expectation.ts";
import { areComparable, printer } from "../../../verifications/print.ts";

const print = printer(Buffer.from("the same in every run of this test"));

function expected(services: string): ExpectedHost {
  const stack = readCompose({ file: "compose.yaml", text: `name: lab\nservices:\n${services}` });
  const [host] = expect([stack], { print }).hosts;
  if (host === undefined) throw new Error("a stack is a host");
  return host;
}

test.serial("the estate expects its 62 containers, and no route of it vanishes", async (t) => {
  const { stacks } = await readDeclared(".", []);
  const { hosts } = expect(stacks, { print });
  t.deepEqual(
    hosts.map(({ name, containers }) => [name, containers.length]),
    [
      ["lady", 37],
      ["master", 25],
    ],
  );
  t.deepEqual(
    hosts.flatMap(({ containers }) => containers.flatMap(({ unknown }) => unknown)),
    [],
  );
  const routers = new Set(hosts.flatMap(({ name, routes }) => routes.map(({ router }) => `${name} ${router}`)));
  t.is(routers.size, 32);
  t.deepEqual(
    hosts.flatMap(({ problems }) => problems),
    [],
  );
  for (const { routes } of hosts) for (const { access, router } of routes) t.truthy(access, router);
});

test("a value that is not known yet is named, and never replaced by a default in silence", (t) => {
  const host = expected(`
  web:
    image: web:1
    mem_limit: \${NOT_SET}
    restart: \${NOT_SET_EITHER}
    ports: ["\${PORT}:80"]
`);
  const [web] = host.containers;
  t.deepEqual([...(web?.unknown ?? [])].sort(), ["maxRetries", "memory", "ports", "restart"]);
});

test("a router of which no request follows is a problem, and its label makes a route of it", (t) => {
  const web = (labels: string) => `
  web:
    image: web:1
    labels:
      traefik.enable: "true"
      traefik.http.routers.any.rule: HostRegexp(\`^.+$$\`)
${labels}`;
  const without = expected(web(""));
  t.deepEqual(without.routes, []);
  t.is(without.problems.filter((problem) => problem.includes("readiness.route.any.url")).length, 1);
  const named = expected(web('      readiness.route.any.url: "https://nobody.example/x"\n'));
  t.like(named.routes, [{ router: "any", host: "nobody.example", path: "/x" }]);
  for (const odd of ["geheim", "https://u:geheim@a.example/", "ftp://a.example/", "https://a.example/?geheim=1"]) {
    const host = expected(web(`      readiness.route.any.url: "${odd}"\n`));
    t.deepEqual(host.routes, [], odd);
    t.false(JSON.stringify(host).includes("geheim"));
  }
});

test("the words of a test are kept as a print only, which no other run can repeat", (t) => {
  const checked = `
  db:
    image: db:1
    healthcheck:
      test: ["CMD", "mysqladmin", "ping", "-pgeheim"]
`;
  const host = expected(checked);
  t.false(JSON.stringify(host).includes("geheim"));
  const [db] = host.containers;
  t.is(db?.test?.print, print(["exec", "mysqladmin", "ping", "-pgeheim"]));
  t.not(db?.test?.print, print(["exec", "mysqladmin", "ping", "-pandere"]));
  const other = printer()(["exec", "mysqladmin", "ping", "-pgeheim"]);
  t.not(db?.test?.print, other);
  t.false(areComparable(db?.test?.print ?? "", other));
});

test("a container serves the ports that its routes lead to and that its test asks", (t) => {
  const [web] = expected(`
  web:
    image: web:1
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8080/health"]
    labels:
      traefik.enable: "true"
      traefik.http.routers.web.rule: Host(\`a.example\`)
      traefik.http.services.web.loadbalancer.server.port: "3000"
`).containers;
  t.deepEqual(web?.serves, [3000, 8080]);
});
