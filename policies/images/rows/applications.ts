import type { ImageFacts } from "../facts.ts";

/** Applications, and the language images that people build theirs on. */
export const APPLICATIONS: readonly ImageFacts[] = [
  {
    images: ["odoo"],
    source: "https://github.com/odoo/docker",
    user: { runsAs: "non-root" },
    healthcheck: "none",
    tools: { shell: true, curl: true },
    ports: [8069, 8071, 8072],
  },
  {
    images: ["linuxserver/nextcloud"],
    source: "https://github.com/linuxserver/docker-nextcloud",
    user: { runsAs: "drops-privileges", by: ["PUID"] },
    healthcheck: "none",
    tools: { shell: true, curl: true },
    ports: [80, 443],
  },
  {
    images: ["nextcloud"],
    source: "https://github.com/nextcloud/docker",
    user: {
      runsAs: "root-by-nature",
      because:
        "with the image's own configuration its Apache or FPM master stays root; the workers that serve requests do not",
    },
    healthcheck: "none",
    tools: { shell: true },
    ports: [80],
  },
  {
    images: ["onlyoffice/documentserver"],
    healthcheck: "none",
    source: "https://github.com/ONLYOFFICE/Docker-DocumentServer",
    user: {
      runsAs: "root-by-nature",
      because: "its entrypoint starts a database, a queue and nginx, each of which gives privileges up by itself",
    },
    tools: { shell: true, wget: true, curl: true },
    ports: [80, 443],
  },
  {
    images: ["corentinth/it-tools", "ghcr.io/corentinth/it-tools"],
    tags: /^2024\./,
    source: "https://github.com/CorentinTh/it-tools/blob/v2024.10.22-7ca5933/Dockerfile",
    user: {
      runsAs: "root-by-nature",
      because:
        "it is nginx with its own configuration, whose master process stays root; the workers that serve requests do not",
    },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [80],
  },
  {
    images: ["python"],
    tags: /slim/,
    source: "https://github.com/docker-library/python",
    user: {
      runsAs: "root-by-choice",
      instead: 'Set `user`, for example "1000:1000", and build the packages it needs into an image of its own.',
    },
    healthcheck: "none",
    tools: { shell: true, wget: false, curl: false },
  },
  {
    images: ["python", "node"],
    source: "https://github.com/docker-library/python, https://github.com/nodejs/docker-node",
    user: {
      runsAs: "root-by-choice",
      instead: 'Set `user`, for example "1000:1000", which the image "node" has under the name node.',
    },
    healthcheck: "none",
    tools: { shell: true },
  },
  {
    images: ["alpine", "busybox"],
    source: "https://github.com/alpinelinux/docker-alpine, https://github.com/docker-library/busybox",
    user: { runsAs: "root-by-choice", instead: 'Set `user`, for example "1000:1000".' },
    healthcheck: "none",
    tools: { shell: true, wget: true, curl: false },
  },
  {
    images: ["debian", "ubuntu"],
    source:
      "https://github.com/debuerreotype/docker-debian-artifacts, https://git.launchpad.net/cloud-images/+oci/ubuntu-base",
    user: { runsAs: "root-by-choice", instead: 'Set `user`, for example "1000:1000".' },
    healthcheck: "none",
    tools: { shell: true, wget: false, curl: false },
  },
  {
    images: ["vaultwarden/server", "ghcr.io/dani-garcia/vaultwarden"],
    source: "https://github.com/dani-garcia/vaultwarden/wiki/Hardening-Guide#run-as-a-non-root-user",
    user: {
      runsAs: "root-by-choice",
      instead: 'Set `user`, for example "1000:1000", and give it the folder /data.',
    },
    healthcheck: "own",
    tools: { shell: true, curl: true },
    ports: [80],
  },
  {
    images: ["gitea/gitea", "docker.gitea.com/gitea"],
    tags: /^(?!.*rootless)/,
    source: "https://docs.gitea.com/installation/install-with-docker",
    user: { runsAs: "drops-privileges", by: ["USER_UID"] },
    healthcheck: "none",
    tools: { shell: true, curl: true },
    ports: [22, 3000],
  },
  {
    images: ["gitea/gitea", "docker.gitea.com/gitea"],
    source: "https://docs.gitea.com/installation/install-with-docker-rootless",
    user: { runsAs: "non-root" },
    healthcheck: "none",
    tools: { shell: true },
    ports: [2222, 3000],
  },
  {
    images: ["ghcr.io/paperless-ngx/paperless-ngx", "paperlessngx/paperless-ngx"],
    source: "https://docs.paperless-ngx.com/configuration/#docker",
    user: { runsAs: "drops-privileges", by: ["USERMAP_UID"] },
    tools: { shell: true, curl: true },
    ports: [8000],
  },
  {
    images: ["rabbitmq"],
    source: "https://github.com/docker-library/rabbitmq",
    user: { runsAs: "drops-privileges" },
    healthcheck: "none",
    tools: { shell: true },
    ports: [5672],
  },
];
