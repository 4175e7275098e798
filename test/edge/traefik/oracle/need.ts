import type { ExecutionContext } from "ava";
import { RunningTraefik } from "./traefik.ts";

/** A running Traefik that ends with the test, or undefined where none was built, which the test then says. */
export async function needTraefik(t: ExecutionContext, flags: readonly string[]): Promise<RunningTraefik | undefined> {
  const traefik = await RunningTraefik.start({ flags });
  if (traefik === undefined) {
    if (process.env.CI) t.fail("Traefik was not built on this machine: run `npm run toolchain`");
    else t.pass("Traefik was not built on this machine: run `npm run toolchain`");
    return undefined;
  }
  t.teardown(() => traefik.stop());
  return traefik;
}
