import { propose } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { unlessPrivileged } from "../../privileges/implied.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** https://docs.kernel.org/admin-guide/cgroup-v1/devices.html */
const RULE = /^([abc])\s{1,4}(\d{1,5}|\*):(\d{1,7}|\*)\s{1,4}([rwm]{1,3})$/;

/**
 * Major numbers of peripherals: USB, serial over USB, video, graphics, sound, input, framebuffer, I2C, SPI and nvidia.
 * https://docs.kernel.org/admin-guide/devices.html
 */
const PERIPHERALS: ReadonlySet<string> = new Set("13 29 81 89 116 153 166 180 188 189 195 226".split(" "));

export default rule({
  id: "device-rule-too-wide",
  title: "A device rule opens more than one kind of peripheral",
  why: "Docker lets containers make device nodes: with such a rule that is one for the host's disks or memory, and the container reads and writes them.",
  premises: { precondition: "foothold", impact: "host" },
  references: [
    cis("5.18"),
    page(
      "docker container run: --device-cgroup-rule",
      "https://docs.docker.com/reference/cli/docker/container/run/#device-cgroup-rule",
    ),
  ],
  remedy: 'Name the one major number of the peripheral, such as "c 189:* rw" for USB, or pass the device itself.',
  cure: ({ at }) => [propose(`${at}.name`, "c 189:* rw", "the major number of the peripheral; 189 is USB")],
  appliesTo(container) {
    const privileged = unlessPrivileged(container);
    if (privileged !== true) return privileged;
    if (container.deviceRules === undefined) return "what reads this source does not read device rules";
    return container.deviceRules.length > 0 || "it declares no device rule";
  },
  check: (container) =>
    each(container.deviceRules ?? [], ({ at, name }) => {
      const wide = tooWide(name.slice(0, 64));
      return wide === undefined ? undefined : { at, detail: wide, message: `a device rule opens ${wide} to it` };
    }),
});

function tooWide(text: string): string | undefined {
  const match = RULE.exec(text.trim());
  if (match === null) return "devices in words that the engine does not know";
  const [, type, major = "", , access = ""] = match;
  if (type === "a" || major === "*") return "devices of every kind";
  if (type === "b") return `block devices of the major number ${major}`;
  return access.includes("m") && !PERIPHERALS.has(major) ? `new device nodes of the major number ${major}` : undefined;
}
