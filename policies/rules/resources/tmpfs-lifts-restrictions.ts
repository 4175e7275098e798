import { set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsTmpfs } from "../../mounts/applies.ts";
import { cleanPath } from "../../mounts/host-path.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

const LIFTED: ReadonlySet<string> = new Set(["exec", "suid", "dev"]);
const LONGEST = 1024;

export default rule({
  id: "tmpfs-lifts-restrictions",
  title: "A tmpfs allows what Docker forbids there",
  why: "Its default options keep programs, setuid bits and devices from being used on it, where code that gets in writes first.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [page("tmpfs mounts", "https://docs.docker.com/engine/storage/tmpfs/")],
  remedy:
    "Remove exec, suid and dev from the options; nothing else is needed, because noexec, nosuid and nodev are the default.",
  cure: ({ at }, { mounts }) => {
    const options = mounts.find((mount) => mount.at === at)?.options ?? "";
    const kept = options
      .split(",")
      .filter((word) => !LIFTED.has(word.trim()) && /^(?:size|mode|uid|gid)=\w{1,20}$/.test(word.trim()));
    return [set(`${at}.options`, kept.join(","))];
  },
  appliesTo: mountsTmpfs,
  check: (container) =>
    each(container.mounts, (mount) => {
      if (mount.type !== "tmpfs" || mount.options === undefined) return undefined;
      const lifted = mount.options
        .slice(0, LONGEST)
        .split(",")
        .map((word) => word.trim())
        .filter((word) => LIFTED.has(word));
      const target = shown(cleanPath(mount.target));
      return lifted.length === 0
        ? undefined
        : { at: mount.at, detail: target, message: `the tmpfs on ${target} allows ${lifted.join(", ")}` };
    }),
});
