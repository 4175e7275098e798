import type { Expectation, ExpectedRoute } from "../expectation.ts";
import type { Answer } from "../facts/http/answer.ts";
import { portalsOf } from "./portal.ts";
import { urlOf } from "./route.ts";

/** Whether an answer is what a visitor who is meant to get in has to get, by access class. */
export function isWelcome(answer: Answer, route: ExpectedRoute, expectation: Expectation): boolean {
  switch (route.access) {
    case "public":
      return isSuccess(answer) || leadsOn(answer, route);
    case "own-login":
      return isSuccess(answer) || answer.status === 401 || leadsOn(answer, route);
    case "redirect":
      return isRedirect(answer) && answer.location?.same === false;
    case "authelia":
      return leadsToPortal(answer, urlOf(route), expectation);
    case "vpn-only":
    case "internal":
      return (
        isSuccess(answer) ||
        answer.status === 401 ||
        leadsOn(answer, route) ||
        leadsToPortal(answer, urlOf(route), expectation)
      );
    default:
      return false;
  }
}

/** What a visitor who is meant to get in has to get, in words. */
export const WELCOME: Readonly<Record<NonNullable<ExpectedRoute["access"]>, string>> = {
  public: "its page, or a redirect within the name",
  "own-login": "its page, 401, or a redirect within the name",
  redirect: "a redirect to another address",
  authelia: "302 to the login portal with the way back to this address",
  "vpn-only": "its page, 401, or a redirect within the name or to the login portal",
  internal: "its page, 401, or a redirect within the name or to the login portal",
};

/**
 * True for Authelia's answer to a stranger who asks for a page (docs of its `ForwardAuth` implementation): the
 * parameter `rd` names the address that was asked for. A redirect to anybody else's login is not it.
 */
export function leadsToPortal({ status, location }: Answer, url: string, expectation: Expectation): boolean {
  if (location === null || (status !== 302 && status !== 303)) return false;
  return (
    location.scheme === "https" &&
    portalsOf(expectation).some(({ hostName }) => hostName === location.host) &&
    location.rd === url &&
    (location.rm === null || location.rm === "GET" || location.rm === "HEAD")
  );
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function isRedirect({ status, location }: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(status) && location !== null;
}

/** A redirect within the name, for a login page or a language; not to where it came from, and not down to http. */
function leadsOn(answer: Answer, route: ExpectedRoute): boolean {
  const { location } = answer;
  return (
    isRedirect(answer) &&
    location?.same === false &&
    location.host === route.host.toLowerCase() &&
    (location.scheme === "https" || !route.tls)
  );
}
