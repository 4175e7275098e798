/** One HTTP request, as far as the rules of routers look at it. */
export interface RoutedRequest {
  /** As sent; Traefik compares it with the method of a rule in upper case. */
  readonly method: string;
  /** The Host header as sent: with port, trailing dot and any case. Empty where there is none. */
  readonly host: string;
  /** The escaped path as sent, beginning with a slash, without the query. */
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly query: string;
  /** Values by the name of the header in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Address of the peer, without port. Rules never look at `X-Forwarded-For`. */
  readonly clientAddress: string;
}
