import test from "ava";
import { type Image, parseImage } from "../../../model/image.ts";
import { factsOf, IMAGES } from "../../../policies/images/table.ts";

const image = (text: string) => parseImage(text) as Image;
const source = (text: string) => factsOf(image(text))?.source;

test("the same image is recognised on Docker Hub, in a mirror and behind a pull-through cache", (t) => {
  const facts = factsOf(image("nginx:1.27-alpine"));
  t.truthy(facts);
  for (const text of [
    "docker.io/library/nginx:1.27-alpine",
    "registry-1.docker.io/library/nginx:1.27-alpine",
    "registry.lan:5000/nginx:1.27-alpine",
    "registry.lan:5000/library/nginx:1.27-alpine",
    "harbor.lan/docker.io/library/nginx:1.27-alpine",
    "public.ecr.aws/docker/library/nginx:1.27-alpine",
    "localhost:5000/docker.io/nginx:1.27-alpine",
  ])
    t.is(factsOf(image(text)), facts, text);
  t.is(source("quay.io/prometheus/node-exporter:v1.9.0"), source("prom/node-exporter:v1.9.0"));
  t.is(source("ghcr.io/linuxserver/mariadb:10.11.8"), source("lscr.io/linuxserver/mariadb:10.11.8"));
  t.is(source("harbor.lan/ghcr.io/mailcow/nginx:1.05"), source("ghcr.io/mailcow/nginx:1.05"));
});

test("an image under the same name of another owner is a stranger", (t) => {
  for (const text of [
    "ghcr.io/stranger/docker-socket-proxy:1",
    "ghcr.io/tecnativa/nginx:1",
    "quay.io/nginx:1",
    "stranger/nginx:1",
    "nginx/nginx:1",
    "harbor.lan/ghcr.io/stranger/gluetun:1",
    "constructor:1",
    "__proto__x/toString:1",
  ])
    t.is(factsOf(image(text)), undefined, text);
  t.is(factsOf(undefined), undefined);
});

test("a fact that holds for some tags only is not told of others", (t) => {
  t.false(factsOf(image("portainer/portainer-ce:2.33.6"))?.tools?.shell);
  t.true(factsOf(image("portainer/portainer-ce:2.33.6-alpine"))?.tools?.shell);
  t.true(factsOf(image("grafana/loki:3.3.2"))?.tools?.wget);
  t.is(factsOf(image("grafana/loki:3.6.0"))?.tools?.wget, undefined);
  t.is(factsOf(image("docker:27.3-cli")), undefined);
  t.is(factsOf(image("louislam/uptime-kuma:2.0.2"))?.user, undefined);
});

test("no two rows that hold for every tag name the same image", (t) => {
  const names = IMAGES.filter(({ tags }) => tags === undefined).flatMap(({ images }) => images);
  t.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("every row can be found under each of its names, and says where it was taken from", (t) => {
  for (const facts of IMAGES) {
    t.regex(facts.source, /^https:\/\//);
    for (const name of facts.images) {
      const parsed = parseImage(name);
      t.truthy(parsed && (facts.tags !== undefined || factsOf(parsed) !== undefined), name);
    }
  }
});

test("a tag of half a kilobyte takes no time", (t) => {
  const started = performance.now();
  for (let count = 0; count < 1000; count++)
    for (const name of ["prom/prometheus", "docker", "gitea/gitea", "traefik"])
      factsOf({ ...image(name), tag: "-dind".repeat(100) });
  t.true(performance.now() - started < 1000);
});
