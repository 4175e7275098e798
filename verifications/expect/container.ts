import type { Container, Healthcheck, Port } from "../../model/container.ts";
import { declaredPublicPorts, MISSING_SECRET } from "../../model/expectations.ts";
import { declaredServicePort, routersOf } from "../../model/routes/router.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { storesIn } from "../../policies/edge/certificate-stores.ts";
import { lookOf } from "../../policies/healthcheck/target.ts";
import { testOf } from "../../policies/healthcheck/test.ts";
import type { ExpectedContainer, ExpectedPort, ExpectedTest } from "../expectation.ts";
import type { Print } from "../print.ts";
import { scrapesOf } from "./scrapes.ts";

/** Docker's own where a healthcheck says nothing: https://docs.docker.com/reference/dockerfile/#healthcheck */
const DEFAULTS = { interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 };
const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]);

/** What a container must be once it runs. A field that the declaration does not tell yet is named under `unknown`. */
export function expectContainer(container: Container, print: Print): ExpectedContainer {
  const unknown: string[] = [];
  const read = <K extends keyof ExpectedContainer>(
    field: K,
    value: () => ExpectedContainer[K],
    otherwise: ExpectedContainer[K],
  ): ExpectedContainer[K] => {
    try {
      return value();
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown.push(field);
      return otherwise;
    }
  };
  return {
    name: container.name,
    image: read("image", () => container.image?.text, undefined),
    restart: read("restart", () => container.restart.policy, "no"),
    maxRetries: read("maxRetries", () => container.restart.maxRetries, undefined),
    runsOnce: read("runsOnce", () => container.runsOnce, false),
    stopped: read("stopped", () => container.deployment?.start === false, false),
    healthcheck: read("healthcheck", () => isChecked(container.healthcheck), false),
    test: read("test", () => expectTest(container.healthcheck, print), undefined),
    memory: read("memory", () => container.memory, undefined),
    memorySwap: read("memorySwap", () => container.memorySwap, undefined),
    cpus: read("cpus", () => container.cpus, undefined),
    pidsLimit: read("pidsLimit", () => container.pidsLimit, undefined),
    ports: read("ports", () => expectPorts(container), []),
    networks: read("networks", () => container.networks.map(({ name }) => name), []),
    hostNetwork: read("hostNetwork", () => container.networkMode === "host", false),
    dependsOn: read("dependsOn", () => container.dependsOn.map(({ name }) => name), []),
    serves: read("serves", () => servedPorts(container), []),
    ...stores(container),
    ...scrapes(container),
    unknown,
  };
}

/** Nothing where it is no proxy, or its configuration lies where nobody can read it. */
function stores(container: Container): Pick<ExpectedContainer, "stores"> {
  try {
    const found = storesIn(container);
    return found === undefined || found.length === 0 ? {} : { stores: [...new Set(found.map(({ path }) => path))] };
  } catch (error) {
    if (error instanceof UnknownValue) return {};
    throw error;
  }
}

function scrapes(container: Container): Pick<ExpectedContainer, "scrapes"> {
  const found = scrapesOf(container);
  return found === undefined ? {} : { scrapes: found };
}

function isChecked(healthcheck: Healthcheck | undefined): boolean {
  return healthcheck !== undefined && healthcheck.kind !== "disabled";
}

function expectTest(healthcheck: Healthcheck | undefined, print: Print): ExpectedTest | undefined {
  if (healthcheck === undefined || healthcheck.kind === "disabled" || healthcheck.kind === "inherit") return undefined;
  const words = healthcheck.test.map(({ value }) => value);
  if (words.some((word) => word.includes(MISSING_SECRET))) throw new UnknownValue("healthcheck.test");
  const { interval, timeout, startPeriod, retries } = healthcheck;
  return {
    print: print([healthcheck.kind, ...words]),
    interval: interval ?? DEFAULTS.interval,
    timeout: timeout ?? DEFAULTS.timeout,
    startPeriod: startPeriod ?? DEFAULTS.startPeriod,
    retries: retries ?? DEFAULTS.retries,
  };
}

/** A run of ports is one entry for each: what runs knows no runs. */
function expectPorts(container: Container): ExpectedPort[] {
  const open = declaredPublicPorts(container);
  const each = ({ ip, external, internal, count, protocol }: Port) =>
    Array.from({ length: count }, (_, offset): ExpectedPort => {
      const host = external === undefined ? undefined : external + offset;
      return { ip, external: host, internal: internal + offset, protocol, public: open.has(`${host}/${protocol}`) };
    });
  return container.ports.flatMap(each);
}

/** Where routers lead, and what its own test asks. */
function servedPorts(container: Container): number[] {
  const ports = new Set<number>();
  for (const router of routersOf(container)) {
    const port = declaredServicePort(container, router);
    if (port !== undefined) ports.add(port);
  }
  const { healthcheck } = container;
  if (healthcheck?.kind === "exec" || healthcheck?.kind === "shell") {
    const look = lookOf(testOf(container));
    if (look.kind === "asks")
      for (const { host, port } of look.targets) if (port !== undefined && LOCAL.has(host)) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}
