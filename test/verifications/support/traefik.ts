import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { findTraefik } from "../../../toolchain/traefik.ts";
import { present } from "../../engine/support/requirements.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { type Authority, authority } from "./certificates.ts";

export interface RunningTraefik {
  readonly ports: { readonly http: number; readonly https: number };
  readonly authority: Authority;
}

/** A real Traefik on the loopback with this dynamic configuration, until the test ends; see `present` where there is none. */
export async function startTraefik(
  t: ExecutionContext,
  names: readonly string[],
  dynamic: (free: () => Promise<number>) => Promise<object>,
): Promise<RunningTraefik | undefined> {
  const found = await findTraefik();
  const program = present<{ readonly file: string }>(
    t,
    found === undefined ? { absent: "Traefik was not built (npm run toolchain)" } : { file: found },
  );
  if (program === undefined) return undefined;
  const folder = temporaryFolder(t);
  const ca = authority(folder);
  const { key, cert } = ca.issue(names);
  writeFileSync(join(folder, "key.pem"), key);
  writeFileSync(join(folder, "cert.pem"), cert);
  const configuration = await dynamic(freePort);
  const certificates = [{ certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") }];
  // JSON is YAML.
  writeFileSync(join(folder, "dynamic.yml"), JSON.stringify({ ...configuration, tls: { certificates } }));
  const ports = { http: await freePort(), https: await freePort() };
  const child = spawn(
    program.file,
    [
      `--entrypoints.http.address=127.0.0.1:${ports.http}`,
      "--entrypoints.http.http.redirections.entrypoint.to=:443",
      "--entrypoints.http.http.redirections.entrypoint.scheme=https",
      `--entrypoints.https.address=127.0.0.1:${ports.https}`,
      "--api=true",
      `--providers.file.filename=${join(folder, "dynamic.yml")}`,
      "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
    ],
    { cwd: folder, stdio: "ignore" },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  t.teardown(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await listening(ports.https);
  return { ports, authority: ca };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Waits until the file is loaded, which answers 418 for the name `loaded.test`: until then Traefik has no router. */
async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const status = await new Promise<number | undefined>((resolve) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port,
          path: "/",
          agent: false,
          rejectUnauthorized: false,
          headers: { Host: "loaded.test" },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on("error", () => resolve(undefined));
      asked.end();
    });
    if (status === 418) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Traefik did not load its configuration");
}
