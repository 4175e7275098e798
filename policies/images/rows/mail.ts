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

/** Mail servers and what belongs to them. */
export const MAIL: readonly ImageFacts[] = [
  mailcow("nginx", {
    user: nature("its master process stays root; the workers that serve requests do not"),
    tools: { shell: true },
  }),
  mailcow("dovecot", { user: SUPERVISED, tools: { shell: true } }),
  mailcow("postfix", { user: SUPERVISED, tools: { shell: true } }),
  mailcow("postfix-tlspol", { user: SUPERVISED, tools: { shell: true } }),
  mailcow("sogo", { user: SUPERVISED, tools: { shell: true } }),
  mailcow("rspamd", {
    user: nature("its entrypoint prepares folders as root and its main process starts workers as _rspamd"),
    tools: { shell: true },
  }),
  mailcow("phpfpm", {
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
    user: nature("it watches sockets and queues that belong to other services"),
    tools: { shell: true },
  }),
  mailcow("acme", { user: nature("it writes keys that only root may read"), tools: { shell: true } }),
  mailcow("netfilter", { user: nature("it changes the firewall of the host"), tools: { shell: true } }),
  mailcow("dockerapi", {
    user: nature("it talks to the engine's socket, which belongs to root"),
    tools: { shell: true },
  }),
  mailcow("olefy", { user: { runsAs: "non-root" }, tools: { shell: true } }),
];
