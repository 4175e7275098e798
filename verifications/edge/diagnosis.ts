import type { Answer } from "../facts/http/answer.ts";

/** What an answer that is not the declared one comes from, as far as the answer itself tells. */
export interface Diagnosis {
  /** The known kind: `no-router`. */
  readonly cause: string;
  /** Continues "… answers 502": "because nothing listens on the port of the container". */
  readonly because: string;
  readonly remedy?: string;
}

/**
 * Reads an answer from the top down: certificate, router, guard, server, application. Texts are those of
 * Traefik v3; an application that is written in Go has the same words for a missing page, which is why a
 * missing router is told apart by Traefik's own list where that is known (`router-loaded`).
 */
export function diagnose(answer: Answer): Diagnosis {
  return ofCertificate(answer) ?? diagnoseStatus(answer);
}

/** What a browser stops at before it shows anything; undefined where it does not. */
export function ofCertificate({ handshake }: Answer): Diagnosis | undefined {
  if (handshake?.traefikDefault === true)
    return {
      cause: "no-certificate",
      because: "Traefik shows the certificate that it makes for itself, so it has none for the name",
    };
  if (handshake?.distrust === undefined || handshake.distrust === null) return undefined;
  return {
    cause: "certificate-not-trusted",
    because: `a browser does not trust its certificate (${handshake.distrust})`,
  };
}

/** As `diagnose`, whatever the certificate. */
export function diagnoseStatus({ status, page, location }: Answer): Diagnosis {
  const own: Diagnosis = { cause: "application-error", because: "the application itself answers so" };
  switch (status) {
    case 400:
      return {
        cause: "request-refused",
        because:
          "the request is refused as it is; Authelia does so for plain http and for names under no cookie domain",
      };
    case 401:
      return { cause: "login-demanded", because: "a login is demanded in place of the declared answer" };
    case 403:
      return { cause: "forbidden", because: "an address list or an access rule refuses the visitor" };
    case 404:
      return page === "not-found-of-go"
        ? {
            cause: "no-router",
            because:
              "Traefik has no router for it: none is declared, it is disabled by a mistake, or its container is not healthy",
          }
        : { cause: "page-missing", because: "the application has no such page" };
    case 429:
      return { cause: "rate-limited", because: "the visitor is told to come less often" };
    case 500:
      return page === "empty"
        ? {
            cause: "forward-auth-down",
            because:
              "the answer is empty, as where Traefik cannot reach the server that it asks before it lets anyone in",
          }
        : own;
    case 502:
      return page === "status-words"
        ? { cause: "backend-refused", because: "nothing listens at the port that Traefik hands the request to" }
        : own;
    case 503:
      return page === "no-available-server"
        ? { cause: "backend-down", because: "Traefik has no healthy container to hand the request to" }
        : own;
    case 504:
      return page === "status-words"
        ? {
            cause: "backend-silent",
            because: "the container does not answer Traefik: it is on another network, or hangs",
          }
        : own;
    default:
      if (status >= 300 && status < 400)
        return location?.same === true
          ? { cause: "redirect-loop", because: "it leads back to itself, so that a browser gives up" }
          : {
              cause: "redirected-elsewhere",
              because: location === null ? "it leads nowhere" : `it leads to ${location.scheme}://${location.host}`,
            };
      if (status >= 200 && status < 300)
        return { cause: "open-to-strangers", because: "the visitor is let in without a login" };
      return own;
  }
}
