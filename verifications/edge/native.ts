import { isLoopback } from "../../model/address.ts";
import type { ExpectedHost } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { OUTSIDE } from "./route.ts";

/** A service of the host itself that is meant for one address, and so for nobody outside. */
export interface NativePort {
  readonly host: string;
  readonly port: number;
}

/** TCP ports that the settings allow on single addresses. Those that they allow on all are open on purpose. */
export function nativePorts({ name: host, listeners }: ExpectedHost): NativePort[] {
  const ports = listeners.flatMap((text) => {
    const [, address, port] = /^(.+):(\d+)\/tcp$/.exec(text) ?? [];
    return address === undefined || isLoopback(address) ? [] : Number(port);
  });
  return [...new Set(ports)].map((port) => ({ host, port }));
}

/** What a stranger meets there by plain HTTP. */
export function nativeFact({ host, port }: NativePort): FactKey {
  return { source: "http.native", host, subject: `${port}/tcp`, vantage: OUTSIDE };
}
