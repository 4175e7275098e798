import { bind, curl, dump, type Service, secret, shell } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { nightly } from "../shared/backup.ts";

const NETWORK = "unifi_unifi";
const MONGODB = "999:999";

/** The controller of the network devices with its database. */
export function unifi({ domain, data, timezone }: Site): readonly Service[] {
  return [
    {
      name: "unifi",
      image: "lscr.io/linuxserver/unifi-network-application:8.6.9",
      networks: ["traefik", NETWORK],
      ports: [
        { host: 3478, protocol: "udp", on: "public" },
        { host: 10001, protocol: "udp", on: "vpn" },
        { host: 6789, on: "vpn" },
      ],
      memory: 2048,
      stopTimeout: 60,
      healthcheck: curl("https://127.0.0.1:8443/status", {
        proves: "the controller is up and connected to its database",
        matching: '"rc":"ok"',
        startPeriod: "5m",
      }),
      env: {
        PUID: "1000",
        PGID: "1000",
        TZ: timezone,
        MEM_LIMIT: "1024",
        MONGO_HOST: "unifi-db",
        MONGO_PORT: "27017",
        MONGO_DBNAME: "unifi",
        MONGO_USER: "unifi",
        FILE__MONGO_PASS: "/run/secrets/mongo-password",
      },
      files: [{ path: "/run/secrets/mongo-password", content: secret("unifiDbPassword") }],
      mounts: [bind(data("unifi/config"), "/config", nightly("stop"))],
      routes: [
        {
          router: "unifi",
          host: `unifi.${domain}`,
          access: "vpn-only",
          port: 8443,
          scheme: "https",
          transport: "self-signed@file",
        },
      ],
      dependsOn: ["unifi-db"],
    },
    {
      name: "unifi-db",
      image: "mongo:7.0",
      networks: [NETWORK],
      memory: 1024,
      user: MONGODB,
      stopTimeout: 120,
      healthcheck: shell("mongosh --quiet --eval 'quit(db.hello().isWritablePrimary ? 0 : 1)'", {
        proves: "the database answers a command and takes writes",
        interval: "60s",
        startPeriod: "60s",
      }),
      env: {
        MONGO_INITDB_ROOT_USERNAME: "root",
        MONGO_INITDB_ROOT_PASSWORD_FILE: "/run/secrets/mongo-root-password",
      },
      files: [{ path: "/run/secrets/mongo-root-password", content: secret("unifiDbRootPassword") }],
      mounts: [bind(data("unifi/db"), "/data/db", nightly(dump("/srv/dumps/unifi.archive.gz")))],
    },
  ];
}
