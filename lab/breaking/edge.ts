import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import type { HostName } from "../../stacks/settings.ts";
import { acmeStore, HEALTHY, issue, namesOfRouters } from "../data/certificates.ts";
import { askEngine, untilWell } from "../engine.ts";
import { DATA, servicesOf } from "../estate.ts";
import type { Lab } from "../lab.ts";
import { certify } from "../stand-in.ts";
import { type Making, type Mend, put, remake } from "./containers.ts";
import { replaceFile } from "./host.ts";

/** How long the proxy takes to see that one of its files has changed, in milliseconds. */
const NOTICE = 2_500;
const ROUTING = "/dynamic/routing.yml";

/** The part of Traefik's dynamic file that faults change. */
export interface Routing {
  http: {
    routers?: Record<string, object>;
    services?: Record<string, object>;
    middlewares?: Record<string, object>;
  };
}

/** Changes the proxy's file of routes. */
export async function changeRouting(lab: Lab, host: HostName, change: (routing: Routing) => void): Promise<Mend> {
  const content = servicesOf(host)
    .find(({ name }) => name === "traefik")
    ?.files?.find(({ path }) => path === ROUTING)?.content;
  if (typeof content !== "string") throw new Error(`lab: the proxy of ${host} declares no ${ROUTING}`);
  const routing = parse(content) as Routing;
  change(routing);
  await put(lab, host, "traefik", ROUTING, stringify(routing));
  await sleep(NOTICE);
  return async () => {
    await put(lab, host, "traefik", ROUTING, content);
    await sleep(NOTICE);
  };
}

/** Changes the labels of a container, which has to be made anew for it. */
export async function relabel(
  lab: Lab,
  host: HostName,
  name: string,
  change: (labels: Record<string, string>) => void,
): Promise<Mend> {
  const mend = await remake(lab, host, name, (was: Making) => {
    const labels = { ...(was.Config.Labels as Record<string, string>) };
    change(labels);
    return { ...was, Config: { ...was.Config, Labels: labels } };
  });
  await untilWell(lab, host, [name]);
  await sleep(NOTICE);
  return async () => {
    await mend();
    await sleep(NOTICE);
  };
}

/** How the certificate for a name is wrong; `undefined` for none at all. */
export type Flaw =
  | { readonly names?: readonly string[]; readonly from?: number; readonly until?: number; readonly stranger?: boolean }
  | undefined;

/** Gives the proxy another certificate for the router of a name, and makes it read its store again. */
export async function changeCertificate(lab: Lab, host: HostName, name: string, flaw: Flaw): Promise<Mend> {
  const healthy = await issue(lab.standIn, lab.authority, host);
  const names = namesOfRouters(host).find((all) => all.includes(name));
  if (names === undefined) throw new Error(`lab: no router of ${host} has a certificate for ${name}`);
  const others = healthy.proxy.filter((one) => one.names.join() !== names.join());
  const proxy = [...others];
  if (flaw !== undefined) {
    const order = { ...HEALTHY, ...flaw, names: flaw.names ?? names };
    const authority = flaw.stranger ? { authorityName: "Nobody's authority" } : { authority: lab.authority };
    const made = await certify(lab.standIn, { ...authority, certificates: [order] });
    const [pair] = made.certificates;
    if (pair !== undefined)
      proxy.push({ names, pair: { certificate: pair.certificate + made.authority.certificate, key: pair.key } });
  }
  const restore = await replaceFile(lab, host, `${DATA}/traefik/acme.json`, () => acmeStore({ ...healthy, proxy }));
  await restartProxy(lab, host);
  return async () => {
    await restore();
    await restartProxy(lab, host);
  };
}

async function restartProxy(lab: Lab, host: HostName): Promise<void> {
  await askEngine(lab, host, { method: "POST", path: "/containers/traefik/restart?t=1" });
  await untilWell(lab, host, ["traefik"]);
  await sleep(NOTICE);
}
