import type { Subject } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { mailName, mailPorts } from "./mail.ts";
import { namesOf, OUTSIDE } from "./route.ts";

/** A name of the declaration, and whether only visitors in the VPN have to find it. */
export interface NameSubject extends Subject {
  readonly private: boolean;
}

export function nameSubjects({ hosts }: Expectation): NameSubject[] {
  return hosts.flatMap((host) =>
    namesOf(host).map((name) => ({
      host: host.name,
      name,
      private: host.routes
        .filter((route) => route.host.toLowerCase() === name)
        .every(({ access }) => access === "vpn-only" || access === "internal"),
    })),
  );
}

export function addressFact(host: string, name: string): FactKey {
  return { source: "dns.address", host, subject: name, vantage: OUTSIDE };
}

/** The domain that the name of a mail server lies in. */
export interface MailDomain extends Subject {
  readonly domain: string;
}

/** Mail servers whose ports the declaration opens to everyone, by their name. */
export function mailDomains({ hosts }: Expectation): MailDomain[] {
  return hosts.flatMap((host) => {
    const name = mailPorts(host).length > 0 ? mailName(host) : undefined;
    return name === undefined ? [] : [{ host: host.name, name, domain: name.replace(/^[^.]+\./, "") }];
  });
}

/** MX, SPF, DMARC, CAA and PTR around the name of a mail server. */
export function mailDomainFact(host: string, name: string): FactKey {
  return { source: "dns.mail", host, subject: name, vantage: OUTSIDE };
}
