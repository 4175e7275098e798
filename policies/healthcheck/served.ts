import type { Container } from "../../model/container.ts";
import { declaredServicePort, routersOf } from "../../model/routes/router.ts";
import { someKnown } from "../each.ts";
import { factsOf } from "../images/table.ts";

/** Text of a declaration is searched for port numbers up to here. */
const LONGEST = 100_000;
/** Mounts that never change on which port a service listens. */
const DATA =
  /^\/(?:var\/lib|var\/log|var\/run|run|data|tmp|srv|media|mnt|host|rootfs|proc|sys|dev)(?:\/|$)|^\/etc\/(?:localtime|timezone|hostname|hosts|resolv\.conf|ssl\/certs)/;

/**
 * False only where nothing can make the container serve the port: its image is known and listens on
 * others, none is routed or published, no setting names it, and no configuration is mounted.
 */
export function mayServe(container: Container, port: number): boolean {
  const known = factsOf(container.image)?.ports;
  if (known === undefined || known.includes(port)) return true;
  if (someKnown(container.ports, ({ internal, count }) => internal <= port && port < internal + count)) return true;
  if (routersOf(container).some((router) => declaredServicePort(container, router) === port)) return true;
  if (someKnown(container.mounts, ({ type, target }) => type !== "tmpfs" && !DATA.test(target))) return true;
  const number = new RegExp(`(?<!\\d)${port}(?!\\d)`);
  const names = (text: string | undefined) => text !== undefined && (text.length > LONGEST || number.test(text));
  return (
    someKnown(container.env, ({ value }) => names(value)) ||
    someKnown([...container.command, ...container.entrypoint], ({ value }) => names(value)) ||
    someKnown(container.files, ({ content }) => content === undefined || names(content))
  );
}
