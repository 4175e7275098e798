import { set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { baseName, cleanPath } from "../../mounts/host-path.ts";
import { owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

const CONFIGURATION = /\.(?:cfg|conf|ini|properties|toml|ya?ml)$/;
/** Names of files that services write themselves. */
const WRITTEN = /(?:users?|state|database|db|data|known)[^/]*$/i;

export default rule({
  id: "configuration-writable",
  title: "A container may change its own configuration on the host",
  why: "Code that gets in writes itself into the file, and is there again after every new container.",
  premises: { precondition: "foothold", impact: "container", qualifiers: ["integrity-only"] },
  references: [
    owasp("8"),
    page("Bind mounts: read-only", "https://docs.docker.com/engine/storage/bind-mounts/#use-a-read-only-bind-mount"),
  ],
  remedy: "Mount the file read-only.",
  cure: ({ at }) => [set(`${at}.readOnly`, true)],
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) => {
      if (mount.type !== "bind" || mount.readOnly) return undefined;
      const file = baseName(cleanPath(mount.target));
      if (file.length > 128 || !CONFIGURATION.test(file) || WRITTEN.test(file)) return undefined;
      return {
        at: mount.at,
        detail: file,
        message: `${shown(file)} is mounted writable, so code in it can change how it is configured`,
      };
    }),
});
