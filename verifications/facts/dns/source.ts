import type { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { mailName, mailPorts } from "../../edge/mail.ts";
import { addressFact, mailDomainFact } from "../../edge/name.ts";
import { namesOf } from "../../edge/route.ts";
import type { FactSource, Question } from "../../source.ts";
import { type Answers, answersOf, askedAddresses, askedMail, nothingConfigured } from "./answers.ts";

export interface DnsOptions {
  /** Milliseconds for one question. */
  readonly deadline?: number;
}

const DEADLINE = 6_000;

/** What names lead to, asked of every resolver of the settings, or of the system's own. */
export function dnsSource({ deadline = DEADLINE }: DnsOptions = {}): FactSource {
  return {
    id: "dns",
    title: "Names and where they lead",
    plan(expectation, reach) {
      return expectation.hosts.flatMap((host): Question[] => {
        const ask = (answers: (resolver: Resolver) => Promise<Answers>): Question["ask"] => {
          return async (signal) => {
            if (reach.hosts.get(host.name) === undefined) throw nothingConfigured(host.name);
            return answersOf(reach, host.name, signal, deadline, answers);
          };
        };
        const names = namesOf(host)
          .filter((name) => isIP(name) === 0)
          .map((name) => ({ key: addressFact(host.name, name), deadline, ask: ask(askedAddresses(name)) }));
        const name = mailPorts(host).length > 0 ? mailName(host) : undefined;
        if (name === undefined) return names;
        const address = reach.hosts.get(host.name)?.publicAddress;
        return [...names, { key: mailDomainFact(host.name, name), deadline, ask: ask(askedMail(name, address)) }];
      });
    },
  };
}
