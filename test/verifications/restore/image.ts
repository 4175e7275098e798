import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { needDockerd } from "../../engine/support/requirements.ts";
import type { Machine } from "./support.ts";

/** Both servers as this machine has them, with what they are linked to, and the programs of busybox. */
const SCRIPT = String.raw`mkdir -p image/bin image/usr image/tmp image/etc
ln -s ../bin image/usr/bin
ln -s ../bin image/usr/sbin
cp "$(command -v busybox)" image/bin/busybox
for name in $(busybox --list); do [ -e "image/bin/$name" ] || ln -s busybox "image/bin/$name"; done
programs=
for name in mariadbd mariadb mariadb-install-db my_print_defaults resolveip; do
  program=$(PATH=$PATH:/usr/sbin command -v $name)
  cp -L "$program" image/bin/
  programs="$programs $program"
done
pg=$(ls -d /usr/lib/postgresql/* | sort -V | tail -n 1)
cp -L --parents "$pg"/bin/* "$pg"/lib/plpgsql.so "$pg"/lib/dict_snowball.so image
cp -rL --parents "/usr/share/postgresql/$(basename "$pg")" /usr/share/mysql /usr/lib/locale/C.utf8 /usr/share/zoneinfo/Etc image
for library in $(ldd $programs "$pg"/bin/postgres "$pg"/bin/psql "$pg"/lib/*.so 2>/dev/null | grep -o '/[^ ]*\.so[^ ]*' | sort -u); do
  case $library in "$pg"*) ;; *) cp -L --parents "$library" image ;; esac
done
tar -C image -cf image.tar .`;

/** A daemon that has the image which the data of the tests declares. */
export interface WithImage {
  /** For what asks the daemon. */
  readonly env: Readonly<Record<string, string>>;
  docker(...words: string[]): string;
}

/** Undefined where there is no Docker; the test has said so then, or failed where it is promised. */
export async function withImage(t: ExecutionContext, on: Machine): Promise<WithImage | undefined> {
  const dockerd = await needDockerd(t);
  if (dockerd === undefined) return;
  const docker = (...words: string[]) =>
    execFileSync("docker", words, { env: { ...process.env, ...dockerd.env }, encoding: "utf8" });
  on.sh(SCRIPT);
  docker("import", join(on.folder, "image.tar"), "none:1");
  return { env: dockerd.env, docker };
}
