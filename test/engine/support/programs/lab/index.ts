// Two containers in a network of their own, one with a volume and a port on the loopback address.
import { Container, Network, Volume } from "@pulumi/docker";
import { Config, secret } from "@pulumi/pulumi";
import { container } from "./container.ts";

const config = new Config();
const image = config.get("image") ?? "lab:1";
const network = new Network("net", { name: "lab-net" });
const volume = new Volume("data", { name: "lab-data" });

new Container("web", {
  ...container,
  name: "lab-web",
  image,
  ports: [{ internal: 8080, external: config.getNumber("port") ?? 18_080, ip: "127.0.0.1" }],
  volumes: [{ volumeName: volume.name, containerPath: "/data" }],
  networksAdvanced: [{ name: network.name, aliases: ["web"] }],
  wait: true,
  waitTimeout: 30,
});

new Container("helper", {
  name: "lab-helper",
  image,
  memory: 32,
  memorySwap: 32,
  destroyGraceSeconds: 1,
  envs: [secret("TOKEN=not-for-anyone")],
  networksAdvanced: [{ name: network.name }],
  // Not known before the volume exists.
  ...(config.getBoolean("unknown") && { hostname: volume.mountpoint }),
});
