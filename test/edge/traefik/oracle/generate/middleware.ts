import fc from "fast-check";
import { type Pools, reference } from "./pools.ts";

/** Options of a middleware by their path, most of them as they should be. */
export function middleware({ middlewares, services }: Pools): fc.Arbitrary<Record<string, unknown>> {
  const list = fc.array(reference(middlewares), { minLength: 0, maxLength: 3 });
  const option = (type: string, key: string, ...values: unknown[]) =>
    fc.constantFrom(...values).map((each) => ({ [type]: { [key]: each } }));
  return fc.oneof(
    { weight: 3, arbitrary: list.map((members) => ({ chain: { middlewares: members } })) },
    option("basicAuth", "users", ["a:b"], ["a:b", "c"], ["a:b:c"]),
    option("digestAuth", "users", ["a:b:c"], ["a:b"]),
    option("forwardAuth", "address", "http://auth:9091/api", ""),
    option("forwardAuth", "authResponseHeadersRegex", "^Remote-", "("),
    option("ipAllowList", "sourceRange", ["10.0.0.0/8"], ["10.0.0.0/99"], ["x"], ["10.0.0.1", "::1"]),
    option("ipWhiteList", "sourceRange", ["10.0.0.0/8"], ["010.0.0.1"]),
    fc
      .constantFrom(200, 306, 403, 999)
      .map((code) => ({ ipAllowList: { sourceRange: ["10.0.0.0/8"], rejectStatusCode: code } })),
    fc
      .constantFrom(
        { depth: 1 },
        { excludedIPs: ["10.0.0.1"] },
        { excludedIPs: ["x"] },
        { ipv6Subnet: 64 },
        { ipv6Subnet: 129 },
      )
      .map((ipStrategy) => ({ ipAllowList: { sourceRange: ["10.0.0.0/8"], ipStrategy } })),
    option("headers", "stsSeconds", 0, 10),
    option("headers", "frameDeny", true, false),
    option("headers", "accessControlAllowOriginListRegex", ["^a$"], ["("]),
    fc.constant({ headers: { customRequestHeaders: { "X-A": "b", "X-B.c": "d" } } }),
    option("redirectScheme", "scheme", "https", ""),
    option("redirectRegex", "regex", "^http://(.*)", "("),
    option("replacePathRegex", "regex", "^/(.*)", " ( "),
    option("stripPrefix", "prefixes", ["/api"], []),
    option("stripPrefixRegex", "regex", ["/a/[0-9]+"], ["["]),
    option("addPrefix", "prefix", "/x", ""),
    option("replacePath", "path", "/x", ""),
    option("rateLimit", "average", 10, 0),
    option("rateLimit", "period", "1m", "-1s"),
    fc
      .constantFrom(
        { requestHost: true },
        { requestHost: true, requestHeaderName: "X" },
        { ipStrategy: { depth: 2 }, requestHost: true },
        { requestHeaderName: "X" },
      )
      .map((sourceCriterion) => ({ rateLimit: { average: 1, sourceCriterion } })),
    option("inFlightReq", "amount", 1, 10),
    option("retry", "attempts", 0, 3, -1),
    option("compress", "minResponseBodyBytes", 10),
    option("compress", "encodings", ["gzip"], ["zip"], ["zstd", "br"]),
    option("compress", "defaultEncoding", "gzip", "deflate"),
    option("compress", "excludedContentTypes", ["text/html"], ["a b"], ["text/html; charset=utf-8"]),
    fc
      .tuple(reference(services), fc.constantFrom(["500-599"], ["404"], ["x"], ["500-"]))
      .map(([service, status]) => ({ errors: { service, status, query: "/{status}" } })),
    fc.constant({ buffering: { maxRequestBodyBytes: 100 } }),
    fc.constant({ contentType: { autoDetect: true } }),
    fc.constant({ passTLSClientCert: { pem: true } }),
    fc.constant({ addPrefix: { prefix: "/a" }, replacePath: { path: "/b" } }),
    fc.constant({ plugin: { some: { option: "x" } } }),
  ) as fc.Arbitrary<Record<string, unknown>>;
}
