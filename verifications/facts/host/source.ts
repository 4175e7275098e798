import type { Json } from "../../fact.ts";
import { type FactSource, type Question, Unseen } from "../../source.ts";
import { readFirewall, readNetworks } from "./firewall.ts";
import { insideOf, listenersOf } from "./network.ts";
import { readPrograms, readReasons } from "./reasons.ts";
import { ask, type Reply, type ShellOptions } from "./shell.ts";
import { readClock, readDaemon, readDisks, readLoad, readMemory, readOom, readResolvers, readUnits } from "./system.ts";

export interface HostOptions extends ShellOptions {
  /** Milliseconds that the whole reply may take. */
  readonly deadline?: number;
}

const DEADLINE = 15_000;

/** One part of the reply. @throws Unseen where it is not there. */
type Part = (name: string) => readonly string[];

/** How each fact is read, by the second part of its source's name; undefined is no answer. */
const FACTS: Readonly<Record<string, (part: Part, reply: Reply) => unknown>> = {
  listeners: (part) =>
    listenersOf({
      sockets: part("sockets"),
      udp: part("udp"),
      processes: part("processes"),
      owners: part("owners"),
    }),
  sockets: (part) => insideOf(part("inside"), part("processes")),
  units: (part) => readUnits(part("docker"), part("failed"), part("restarts")),
  disks: (part) => readDisks(part("space"), part("inodes")),
  memory: (part) => readMemory(part("memory")),
  load: (part) => readLoad(part("load")),
  clock: (part, reply) => readClock(part("clock"), reply),
  oom: (part, reply) => readOom(part("kernel"), reply.heard, readLoad(part("load"))?.uptime),
  resolvers: (part) => readResolvers(part("resolvers")),
  daemon: (part) => readDaemon(part("daemon")),
  programs: (part) => readPrograms(part("sockets"), part("programs")),
  firewall: (part) => readFirewall(part("firewall")),
  networks: (part) => readNetworks(part("networks")),
  reasons: (part) => readReasons(part("reasons")),
};

/** What a shell on each host says of its system: one script and one reply for all of it. */
export function hostSource(options: HostOptions = {}): FactSource {
  const { deadline = DEADLINE } = options;
  return {
    id: "host",
    title: "a shell on each host",
    plan(expectation, reach) {
      return expectation.hosts.flatMap(({ name }): Question[] => {
        const there = reach.hosts.get(name);
        if (there === undefined) return [];
        const { shell } = there;
        let reply: Promise<Reply> | undefined;
        return Object.entries(FACTS).map(([fact, read]) => ({
          key: { source: `host.${fact}`, host: name, subject: "-", vantage: "host" },
          deadline,
          async ask(signal) {
            if (shell === undefined)
              throw new Unseen("not-asked", `${name} has no shell for us; name one in hosts of the settings`);
            reply ??= ask(name, shell, signal, options);
            const given = await reply;
            const value = read(partOf(given), given) as Json | undefined;
            if (value === undefined)
              throw new Unseen("protocol", `the shell of ${name} says nothing that can be read about ${fact}`);
            return { value, raw: JSON.stringify(value) };
          },
        }));
      });
    },
  };
}

function partOf({ parts, ended }: Reply): Part {
  return (name) => {
    const lines = parts.get(name);
    if (lines === undefined) throw new Unseen(ended.failure, ended.message);
    return lines;
  };
}
