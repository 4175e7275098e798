import test from "ava";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { one, stackOf } from "./reading.ts";

const web = one(`image: x
    ports:
      - "80"
      - host_ip: 127.0.0.1
        target: 80
    environment:
      FIRST: a
      SECOND: b
    labels: ["a=b", c.d=e]
    healthcheck:
      test: [CMD, one, two]
    volumes: [/a:/b]
    tmpfs:
      - /t
    logging: {options: {max-size: 1m}}
    deploy: {resources: {limits: {memory: 1g}}}`);

test("each field of the model leads to its line and column in the file", (t) => {
  const places: [string, string, number, number][] = [
    ["image", "services.web.image", 3, 5],
    ["ports", "services.web.ports", 4, 5],
    ["ports.0", "services.web.ports[0]", 5, 9],
    ["ports.0.ip", "services.web.ports[0]", 5, 9],
    ["ports.1.ip", "services.web.ports[1].host_ip", 6, 9],
    ["ports.1.external", "services.web.ports[1]", 6, 9],
    ["env.1", "services.web.environment.SECOND", 10, 7],
    ["labels.1", "services.web.labels[1]", 11, 21],
    ["healthcheck.test.1", "services.web.healthcheck.test[2]", 13, 24],
    ["healthcheck.interval", "services.web.healthcheck", 12, 5],
    ["mounts.0", "services.web.volumes[0]", 14, 15],
    ["mounts.1.target", "services.web.tmpfs[0]", 16, 9],
    ["logging.options.max-size", "services.web.logging.options.max-size", 17, 25],
    ["memory", "services.web.deploy.resources.limits.memory", 18, 35],
  ];
  for (const [field, path, line, column] of places)
    t.deepEqual(web.locate(field), { path, file: "web.yaml", line, column }, field);
});

test("a field that the file does not have leads to the service", (t) => {
  for (const field of ["networkMode", "restart", "networks.0.name", "no.such.field", ""])
    t.deepEqual(web.locate(field), { path: "services.web", file: "web.yaml", line: 2, column: 3 }, field);
});

test("networks and volumes lead to their place as well", (t) => {
  const { networks, volumes } = stackOf("image: x", {
    rest: "networks:\n  a: {internal: true, driver: bridge, ipam: {config: [{subnet: 10.0.0.0/8}]}}\nvolumes:\n  b:\n    driver: nfs\n    driver_opts: {device: /x}\n",
  });
  t.like(networks[0], { name: "web_a", internal: true, driver: "bridge", external: false });
  t.deepEqual(networks[0]?.subnets, ["10.0.0.0/8"]);
  t.is(networks[0]?.locate("subnets.0").path, "networks.a.ipam.config[0].subnet");
  t.like(volumes[0], { name: "web_b", driver: "nfs" });
  t.deepEqual(volumes[0]?.options, [{ key: "device", value: "/x" }]);
  t.like(volumes[0]?.locate("driver"), { path: "volumes.b.driver", line: 8 });
  t.like(volumes[0]?.locate("name"), { path: "volumes.b", line: 7 });
});

test("a key that is no plain word is quoted in its path, and control characters are escaped", (t) => {
  const labels = one('image: x\n    labels: {"a.b": 1, "x\\e[31m": 2}');
  t.is(labels.locate("labels.0").path, 'services.web.labels["a.b"]');
  t.is(labels.locate("labels.1").path, 'services.web.labels["x\\u001b[31m"]');
});

test("the stack is called as the project, the file or its folder", (t) => {
  const name = (file: string, head = "", directory?: string) =>
    readCompose({ file, text: `${head}services: {a: {image: x}}`, ...(directory === undefined ? {} : { directory }) })
      .name;
  t.is(name("hosts/lady.yaml"), "lady");
  t.is(name("hosts/lady.yaml", "name: other\n"), "other");
  t.is(name("nextcloud/compose.yaml"), "nextcloud");
  t.is(name("docker-compose.prod.yml", "", "/srv/Mail Cow"), "mailcow");
  t.is(name("Ünï.yaml"), "n");
});
