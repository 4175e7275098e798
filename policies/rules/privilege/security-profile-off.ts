import type { SecurityOption } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { unlessPrivileged } from "../../privileges/implied.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "security-profile-off",
  title: "A security profile of the engine is switched off",
  why: "Seccomp, AppArmor and SELinux keep a flaw in the kernel or the engine from becoming a way out of the container.",
  premises: { precondition: "second-flaw", impact: "host" },
  references: [
    cis("5.2"),
    cis("5.3"),
    cis("5.22"),
    owasp("6"),
    page("Seccomp security profiles for Docker", "https://docs.docker.com/engine/security/seccomp/"),
  ],
  remedy:
    "Remove the option, so that the engine's own profile applies; where a service needs more, name a profile of its own.",
  cure: ({ at }) => [remove(at)],
  appliesTo: unlessPrivileged,
  check: (container) =>
    each(container.securityOptions, (option) => {
      const off = switchedOff(option);
      return off && { at: option.at, detail: off.detail, message: off.message };
    }),
});

/** Whole options are compared: `label:seccomp:unconfined` is an SELinux label, not a seccomp profile. */
function switchedOff({ key, value }: SecurityOption): { detail: string; message: string } | undefined {
  if (key === "seccomp" && value === "unconfined")
    return {
      detail: "seccomp",
      message: "seccomp is unconfined, so every system call of the host's kernel is open to it",
    };
  if (key === "apparmor" && value === "unconfined")
    return { detail: "apparmor", message: "AppArmor is unconfined, so no profile keeps it off the host's files" };
  if (key === "label" && value === "disable")
    return {
      detail: "label:disable",
      message: "SELinux labels are disabled, so nothing separates it from the host's files",
    };
  if (key === "label" && (value === "type:spc_t" || value === "type=spc_t"))
    return { detail: "label:spc_t", message: "its SELinux type is spc_t, which SELinux does not confine" };
  if (key === "systempaths" && value === "unconfined")
    return {
      detail: "systempaths",
      message: "systempaths is unconfined, so the parts of /proc and /sys that Docker hides lie open to it",
    };
  return undefined;
}
