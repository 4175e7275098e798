import { bind, type Service, secret, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";

/** The agent through which Master's Portainer manages this host. Same version as the server. */
export function management(site: Site): readonly Service[] {
  return [
    {
      name: "portainer-agent",
      image: "portainer/agent:2.33.6-alpine",
      networks: ["portainer-agent_default"],
      ports: [{ host: 9001, on: "vpn" }],
      memory: 128,
      healthcheck: wget("https://127.0.0.1:9001/ping", { proves: "the agent's API answers over TLS" }),
      env: { AGENT_SECRET: secret("portainerAgentSecret") },
      mounts: [bind(site.engineSocket, "/var/run/docker.sock")],
    },
  ];
}
