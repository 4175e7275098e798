import type { Container } from "../../../model/container.ts";
import { portName } from "../../../model/port.ts";
import { propose, remove } from "../../cure/edit.ts";
import { each, findKnown } from "../../each.ts";
import { servesSsh } from "../../images/proxies.ts";
import { isBeyondVpn, leadsTo } from "../../reach.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const SSH = 22;
/** The program at the start of a command or behind a shell's operator, with or without its folder. */
const SSHD = /(?:^|[\s;&|(])(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?(?:sshd|dropbear)(?=$|[\s;&|)])/;
const LONGEST = 4096;

/** What could let somebody log in. */
const OPENINGS: readonly ((container: Container) => boolean)[] = [
  ({ entrypoint }) => entrypoint.length > 0,
  ({ command }) => command.length > 0,
  ({ ports }) => ports.length > 0,
];

export default rule({
  id: "ssh-server",
  title: "The container can be logged in to over SSH",
  why: "It is a second way in past the engine's log and the host's accounts, with keys and passwords that nobody rotates.",
  premises: { precondition: "reach", impact: "container" },
  references: [
    cis("5.7"),
    page("docker container exec", "https://docs.docker.com/reference/cli/docker/container/exec/"),
  ],
  remedy:
    "Take the SSH server out and use docker exec on the host; let a git or file server use a host port other than 22.",
  cure: ({ at, detail = "" }, { image }) => {
    if (!at.startsWith("ports.")) return [remove(detail, "what it runs instead")];
    return [servesSsh(image) ? propose(`${at}.external`, 2222, "the port of the host") : remove(at)];
  },
  appliesTo: (container) =>
    findKnown(OPENINGS, (declares) => declares(container)) !== undefined ||
    "it publishes no port and leaves what it starts to its image",
  *check(container, context) {
    const isItsWork = servesSsh(container.image);
    if (!isItsWork)
      for (const [name, texts] of [
        ["entrypoint", container.entrypoint],
        ["command", container.command],
      ] as const) {
        const found = texts.find(({ value }) => SSHD.test(value.slice(0, LONGEST)));
        if (found !== undefined) yield { at: found.at, detail: name, message: `its ${name} starts an SSH server` };
      }
    yield* each(container.ports, (port) => {
      if (port.protocol !== "tcp" || leadsTo(port, [SSH]) === undefined || !isBeyondVpn(port.ip, context))
        return undefined;
      if (isItsWork && port.external !== SSH) return undefined;
      return {
        at: port.at,
        detail: portName(port),
        message: isItsWork
          ? `${portName(port)} takes the place of the host's own SSH server`
          : `${portName(port)} leads to port 22, where SSH servers answer, and is reached from beyond this host and the VPN`,
      };
    });
  },
});
