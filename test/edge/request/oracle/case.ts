import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Declared } from "./edge.ts";
import type { PortalRule } from "./servers.ts";
import type { Asked } from "./visit.ts";

/** A situation in a file of `test/edge/request/cases`: what is declared, and what comes of requests. */
export interface Case {
  readonly name: string;
  readonly flags: readonly string[];
  readonly declared: Declared;
  readonly requests: readonly { readonly asked: Asked; readonly says: string; readonly expect: string }[];
}

interface Written {
  readonly flags?: string[];
  readonly routers: Record<string, object>;
  readonly middlewares?: Record<string, object>;
  readonly rules?: Partial<PortalRule>[];
  readonly tcp?: object;
  readonly requests: {
    readonly ask: string;
    readonly from?: string;
    readonly headers?: Record<string, string>;
    readonly as?: string;
    readonly expect: string;
  }[];
}

const FOLDER = join(import.meta.dirname, "../cases");

export function readCases(): Case[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const {
        flags = [],
        routers,
        middlewares = {},
        rules = [],
        tcp,
        requests,
      } = parse(readFileSync(join(FOLDER, file), "utf8")) as Written;
      return {
        name: file.replace(/\.yaml$/, "").replaceAll("-", " "),
        flags,
        declared: {
          routers,
          middlewares,
          rules: rules.map((rule) => ({
            domain: "*.example.com",
            resources: [],
            methods: [],
            from: [],
            groups: [],
            policy: "one_factor",
            ...rule,
          })),
          ...(tcp === undefined ? {} : { tcp }),
        },
        requests: requests.map(({ ask, from = "127.0.0.9", headers = {}, as, expect }) => ({
          asked: { ...askedOf(ask), from, headers: { Accept: "text/html", ...headers }, as },
          says: ask,
          expect,
        })),
      };
    });
}

/** `GET https://app.example.com/api?x=1` */
function askedOf(line: string): Pick<Asked, "method" | "scheme" | "host" | "path"> {
  const [, method = "", scheme = "", host = "", path = "/"] = /^([A-Z]+) (https?):\/\/([^/]+)(\/.*)?$/.exec(line) ?? [];
  return { method, scheme: scheme as Asked["scheme"], host, path };
}
