import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostName } from "../stacks/settings.ts";
import { PLACES } from "./addresses.ts";
import type { Machine } from "./host/machine.ts";

/**
 * Writes a program named `ssh` that does for the real one in the lab: it runs the command on the host with that
 * address, by entering its namespaces. No daemon listens for it, and no key is needed.
 *
 * @returns the folder that comes first on PATH.
 */
export async function writeSsh(folder: string, machines: ReadonlyMap<HostName, Machine>): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const hosts = [...machines].map(([host, machine]) => {
    const { publicAddress, vpnAddress, cable } = PLACES[host];
    return `  ${publicAddress} | ${vpnAddress} | ${host}) cable=${cable}; set -- ${machine.inside.join(" ")} /bin/sh -c "$*" ;;`;
  });
  const text = `#!/bin/sh
# Options come before the name of the host, and these have a value.
while [ $# -gt 0 ]; do
  case "$1" in
    -o | -l | -p | -i | -F | -J | -S) shift 2 ;;
    --) shift; break ;;
    -*) shift ;;
    *) break ;;
  esac
done
host=\${1#*@}
shift
[ "$1" = -- ] && shift
case "$host" in
${hosts.join("\n")}
  *) echo "ssh: connect to host $host port 22: No route to host" >&2; exit 255 ;;
esac
# It goes through no cable itself, and must not do what nobody could without one.
[ "$(cat /sys/class/net/$cable/carrier 2>/dev/null)" = 1 ] || {
  echo "ssh: connect to host $host port 22: No route to host" >&2
  exit 255
}
exec "$@"
`;
  await writeFile(join(bin, "ssh"), text, { mode: 0o755 });
  return bin;
}
