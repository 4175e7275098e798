import type { ImageFacts, ImageUser } from "../facts.ts";

const BY_PUID: ImageUser = { runsAs: "drops-privileges", by: ["PUID"] };

const DISCOVERS = "it finds devices by multicast, which does not cross a bridge";

/** Home automation and media. */
export const HOME: readonly ImageFacts[] = [
  {
    images: ["homeassistant/home-assistant", "ghcr.io/home-assistant/home-assistant"],
    source: "https://www.home-assistant.io/installation/linux#docker-compose",
    user: { runsAs: "root-by-nature", because: "it is supported as root only, with the devices of the host" },
    host: { network: DISCOVERS, privileged: "its integrations drive radios and other devices of the host" },
    tools: { shell: true, curl: true },
    ports: [8123],
  },
  {
    images: ["linuxserver/homeassistant"],
    source: "https://github.com/linuxserver/docker-homeassistant",
    user: BY_PUID,
    host: { network: DISCOVERS },
    healthcheck: "none",
    tools: { shell: true, curl: true },
    ports: [8123],
  },
  {
    images: ["plexinc/pms-docker"],
    source: "https://github.com/plexinc/pms-docker",
    user: { runsAs: "drops-privileges", by: ["PLEX_UID"] },
    host: { network: DISCOVERS },
    healthcheck: "own",
    tools: { shell: true, curl: true },
    ports: [32400],
  },
  {
    images: ["linuxserver/plex"],
    source: "https://github.com/linuxserver/docker-plex",
    user: BY_PUID,
    host: { network: DISCOVERS },
    tools: { shell: true, curl: true },
    ports: [32400],
  },
  {
    images: ["homebridge/homebridge", "ghcr.io/homebridge/homebridge"],
    source: "https://github.com/homebridge/docker-homebridge",
    host: { network: DISCOVERS },
    tools: { shell: true },
    ports: [8581],
  },
  {
    images: ["ghcr.io/blakeblackshear/frigate"],
    source: "https://github.com/blakeblackshear/frigate/blob/dev/docker/main/Dockerfile",
    user: {
      runsAs: "root-by-nature",
      because: "its supervisor starts nginx, go2rtc and the detectors as root, with the video devices of the host",
    },
    healthcheck: "own",
    tools: { shell: true, curl: true },
    ports: [1984, 5000, 8554, 8555, 8971],
  },
  {
    images: ["eclipse-mosquitto"],
    source: "https://github.com/eclipse-mosquitto/mosquitto/tree/master/docker",
    user: { runsAs: "drops-privileges" },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [1883],
  },
  {
    images: [
      "linuxserver/jellyfin",
      "linuxserver/sonarr",
      "linuxserver/radarr",
      "linuxserver/lidarr",
      "linuxserver/bazarr",
      "linuxserver/prowlarr",
      "linuxserver/qbittorrent",
      "linuxserver/sabnzbd",
      "linuxserver/tautulli",
      "linuxserver/transmission",
    ],
    source: "https://docs.linuxserver.io/general/understanding-puid-and-pgid/",
    user: BY_PUID,
    tools: { shell: true, curl: true },
  },
];
