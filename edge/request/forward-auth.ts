import type { AutheliaConfiguration } from "../authelia/configuration.ts";
import { ANONYMOUS, type Answer, forwardAuth, type Target } from "../authelia/decide.ts";
import { flag, type Options, text, texts } from "../traefik/dynamic/declared.ts";
import { withoutPort } from "../traefik/rule/facts.ts";
import { type Act, type Deed, telling } from "./deed.ts";
import type { End, Step } from "./journey.ts";
import { headerOf, isTls, type Passage } from "./passage.ts";
import { requestUri } from "./url-path.ts";

/** What Traefik tells the server about a request, and what it hands on of its headers. */
interface Question {
  readonly address: string;
  readonly trustsHeaders: boolean;
  /** In lower case; empty hands on all of them. */
  readonly handedOn: readonly string[];
}

/** `forwardAuth` (pkg/middlewares/auth/forward.go): asks Authelia, another portal, a bouncer, or nobody knows. */
export function askServer(name: string, options: Options): Act {
  const { on: lets, ends } = telling(name);
  const question: Question = {
    address: text(options, "address"),
    trustsHeaders: flag(options, "trustforwardheader"),
    handedOn: texts(options, "authrequestheaders").map((header) => header.toLowerCase()),
  };
  return (passage, portalAt) => {
    const onward = { ...passage, lineQuery: passage.query };
    const on = (says: string) => lets(says, onward);
    const portal = portalAt(question.address);
    const { visitor } = passage.visit;
    const knows = visitor.level > 0 && handsOn(question, "cookie");
    switch (portal.kind) {
      case "unreachable":
        return ends(`asks ${portal.what}, which ${portal.why}, so everybody gets an error`, {
          kind: "broken",
          status: 500,
        });
      case "bouncer":
        return on(`asks ${portal.what}, which lets on whoever is not banned`);
      case "unknown":
        return ends(`asks ${portal.what}: ${portal.why}`, { kind: "unknown" });
      case "portal":
        return knows
          ? on(`asks ${portal.what}, which knows the visitor`)
          : ends(`asks ${portal.what} for a login`, { kind: "login", status: 302, portal: undefined });
      case "authelia": {
        const answer = forwardAuth(portal.configuration, target(question, passage), knows ? visitor : ANONYMOUS);
        const asked: Step = { at: "middleware", name, says: `asks ${portal.what}` };
        return { steps: [asked, accessControl(answer, portal.configuration)], onward, ...endOf(answer) };
      }
    }
  };
}

function handsOn({ handedOn }: Question, header: string): boolean {
  return handedOn.length === 0 || handedOn.includes(header);
}

function target(question: Question, passage: Passage): Target {
  const { visit } = passage;
  const trusted = (header: string) => (question.trustsHeaders ? headerOf(passage, header) : "");
  const first = (header: string) => (handsOn(question, header) ? passage.headers.get(header)?.[0] : undefined);
  return {
    method: trusted("x-forwarded-method") || visit.method,
    scheme: trusted("x-forwarded-proto") || (isTls(visit) ? "https" : "http"),
    host: withoutPort(trusted("x-forwarded-host") || passage.host),
    path: trusted("x-forwarded-uri") || requestUri(passage.path, passage.query),
    client: (trusted("x-forwarded-for").split(",")[0] ?? "").trim() || visit.client,
    accept: first("accept"),
    isXhr: first("x-requested-with")?.toLowerCase() === "xmlhttprequest",
  };
}

function accessControl(
  { because, deciding, status }: Answer,
  { accessControl: { defaultPolicy } }: AutheliaConfiguration,
): Step {
  const rule = deciding?.rule;
  const name = rule === undefined ? "default policy" : `rule ${rule.position}`;
  const policy = deciding?.policy ?? defaultPolicy;
  const at = "access-control" as const;
  switch (because) {
    case "insecure-scheme":
      return { at, name: "scheme", says: `answers ${status} to plain http before it looks at any rule` };
    case "no-cookie-domain":
      return { at, name: "cookies", says: `answers ${status}, because no cookie domain covers the host` };
    case "allowed":
      return { at, name, says: `lets the visitor in (${policy})` };
    case "denied":
      return { at, name, says: `denies the visitor (${policy})` };
    case "login":
      return { at, name, says: `asks for a login (${policy})` };
  }
}

function endOf({ because, status, portal }: Answer): Pick<Deed, "end"> {
  if (because === "allowed") return {};
  const end: End = because === "login" ? { kind: "login", status, portal } : { kind: "refused", status };
  return { end };
}
