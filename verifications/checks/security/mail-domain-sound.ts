import { check, type Fault, NotSeen } from "../../check.ts";
import { type MailDomain, mailDomainFact, mailDomains } from "../../edge/name.ts";
import type { Answers, Names } from "../../facts/dns/answers.ts";

/** Lookups that a receiver makes for one SPF record at most (RFC 7208, 4.6.4); those of what it includes count too. */
const MOST_LOOKUPS = 10;
/** One resolver may have cached, or been told, what no other one says. */
const FEWEST = 2;

export default check<MailDomain>({
  id: "mail-domain-sound",
  criterion: "security",
  lines: [],
  title: "A mail domain lacks a record that receivers ask for, or lets strangers send in its name",
  why: "Without them mail is refused or marked as spam, or whoever likes sends it under the name of the domain.",
  proof:
    "On at least two resolvers: MX of the domain names the declared mail server, one SPF record ends in `-all` or `~all`, one DMARC record demands quarantine or reject, CAA forbids no authority altogether, and the reverse name of the host's public address is that of the mail server. DKIM and TLSA are not asked for.",
  remedy:
    "Correct the record of the zone that the message names; the reverse name is set with the provider of the host.",
  references: [
    { title: "RFC 7208: SPF", url: "https://www.rfc-editor.org/rfc/rfc7208" },
    { title: "RFC 7489: DMARC", url: "https://www.rfc-editor.org/rfc/rfc7489" },
    { title: "RFC 8659: CAA", url: "https://www.rfc-editor.org/rfc/rfc8659" },
  ],
  validFor: 24,
  blocker: false,
  subjects: mailDomains,
  *judge({ host, name, domain }, look) {
    const { resolvers } = look.value<Names>(mailDomainFact(host, name));
    const told = new Set<string>();
    for (const { resolver, answers } of resolvers)
      for (const fault of faults(answers, name, domain)) {
        const key = `${fault.detail} ${fault.message}`;
        if (told.has(key)) continue;
        told.add(key);
        yield { ...fault, message: `${fault.message} on the resolver ${resolver}` };
      }
    const silent = resolvers.flatMap(({ resolver, answers }) =>
      KINDS.filter((kind) => answers[kind] === undefined || answers[kind].failure !== null).map(
        (kind) => `${kind} of ${resolver}`,
      ),
    );
    if (silent.length > 0) throw new NotSeen(name, `${domain} was not answered: ${silent.join(", ")}`);
    if (resolvers.length < FEWEST)
      throw new NotSeen(name, `${domain} was asked of ${resolvers.length} resolver: name two in the settings`);
  },
});

const KINDS = ["MX", "SPF", "DMARC", "CAA", "PTR"] as const;

function* faults(answers: Answers, name: string, domain: string): Iterable<Fault & { readonly detail: string }> {
  const told = (kind: (typeof KINDS)[number]) => {
    const one = answers[kind];
    return one === undefined || one.failure !== null ? undefined : one.records;
  };
  const [mx, spf, dmarc, caa, ptr] = KINDS.map(told);
  if (mx !== undefined && !mx.some((record) => sameName(record.replace(/^\d+ /, ""), name)))
    yield {
      message: `${domain} ${mx.length === 0 ? "has no MX record" : `sends its mail to ${mx.join(", ")} and not to ${name}`}`,
      detail: "MX",
      cause: "mail-elsewhere",
    };
  if (spf !== undefined) {
    const [record = ""] = spf;
    if (spf.length !== 1)
      yield { message: `${domain} has ${spf.length} SPF records and must have one`, detail: "SPF", cause: "spf" };
    else if (!/\s[-~]all\b/i.test(record) && !/\sredirect=/i.test(record))
      yield { message: `${domain} lets everybody send in its name by its SPF record`, detail: "SPF", cause: "spf" };
    else if (lookups(record) > MOST_LOOKUPS)
      yield { message: `${domain} makes receivers look up more than ten names for SPF`, detail: "SPF", cause: "spf" };
  }
  if (dmarc !== undefined) {
    const [record = ""] = dmarc;
    if (dmarc.length !== 1)
      yield {
        message: `${domain} has ${dmarc.length} DMARC records and must have one`,
        detail: "DMARC",
        cause: "dmarc",
      };
    else if (!/;\s*p\s*=\s*(?:quarantine|reject)\b/i.test(record))
      yield { message: `${domain} demands nothing of mail that fails DMARC`, detail: "DMARC", cause: "dmarc" };
  }
  const issuers = caa?.filter((record) => /^issue /i.test(record)) ?? [];
  if (issuers.length > 0 && issuers.every((record) => /^issue\s*;?\s*$/i.test(record)))
    yield { message: `${domain} forbids every authority to issue certificates for it`, detail: "CAA", cause: "caa" };
  if (ptr !== undefined && !ptr.some((record) => sameName(record, name)))
    yield {
      message: `the address of ${name} ${ptr.length === 0 ? "has no reverse name" : `is called ${ptr.join(", ")} in reverse`}, and receivers want its own`,
      detail: "PTR",
      cause: "reverse-name",
    };
}

function lookups(record: string): number {
  return (
    record.match(/(?:^|\s)[+?~-]?(?:include:|a(?=[\s:/]|$)|mx(?=[\s:/]|$)|ptr\b|exists:|redirect=)/gi)?.length ?? 0
  );
}

function sameName(one: string, other: string): boolean {
  return one.replace(/\.$/, "").toLowerCase() === other.toLowerCase();
}
