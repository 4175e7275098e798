import type { ImageFacts, ImageUser } from "../facts.ts";

const DOCKERFILES = "https://github.com/mailcow/mailcow-dockerized/tree/master/data/Dockerfiles";

function nature(because: string): ImageUser {
  return { runsAs: "root-by-nature", because };
}

const SUPERVISED = nature("a supervisor starts its services as root, and each of them gives privileges up by itself");

/** Images of mailcow, on Docker Hub up to 2024 and on ghcr.io since. */
function mailcow(name: string, facts: Omit<ImageFacts, "images" | "source">): ImageFacts {
  return { images: [`ghcr.io/mailcow/${name}`, `mailcow/${name}`], source: `${DOCKERFILES}/${name}`, ...facts };
}

/**
 * Mail servers and what belongs to them. Those without a HEALTHCHECK were seen running with no health at all
 * (the estate's inventory of 2026-02-12).
 */
export const MAIL: readonly ImageFacts[] = [
  mailcow("nginx", {
    healthcheck: "none",
    user: nature("its master process stays root; the workers that serve requests do not"),
    tools: { shell: true, wget: true },
  }),
  mailcow("dovecot", { healthcheck: "none", user: SUPERVISED, tools: { shell: true } }),
  mailcow("postfix", { healthcheck: "none", user: SUPERVISED, tools: { shell: true } }),
  mailcow("postfix-tlspol", { healthcheck: "none", user: SUPERVISED, tools: { shell: true } }),
  mailcow("sogo", { healthcheck: "none", user: SUPERVISED, tools: { shell: true } }),
  mailcow("rspamd", {
    healthcheck: "none",
    user: nature("its entrypoint prepares folders as root and its main process starts workers as _rspamd"),
    tools: { shell: true },
  }),
  mailcow("phpfpm", {
    healthcheck: "none",
    user: nature("its master process stays root; the workers that serve requests do not"),
    tools: { shell: true },
  }),
  mailcow("unbound", {
    user: nature("it opens port 53 as root and then works as unbound"),
    healthcheck: "own",
    tools: { shell: true },
  }),
  mailcow("clamd", {
    user: nature("its entrypoint prepares the database folder as root, and clamd then works as clamav"),
    healthcheck: "own",
    tools: { shell: true },
  }),
  mailcow("watchdog", {
    healthcheck: "none",
    user: nature("it watches sockets and queues that belong to other services"),
    tools: { shell: true },
  }),
  mailcow("acme", {
    healthcheck: "none",
    user: nature("it writes keys that only root may read"),
    tools: { shell: true },
  }),
  mailcow("netfilter", {
    healthcheck: "none",
    user: nature("it changes the firewall of the host"),
    tools: { shell: true },
  }),
  mailcow("dockerapi", {
    healthcheck: "none",
    user: nature("it talks to the engine's socket, which belongs to root"),
    tools: { shell: true },
  }),
  mailcow("olefy", { healthcheck: "none", user: { runsAs: "non-root" }, tools: { shell: true } }),
];
