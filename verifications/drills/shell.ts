import { spawn } from "node:child_process";
import { commandOf } from "../facts/host/shell.ts";
import { DrillError } from "./drill.ts";

/** What a drill does on a host that its engine cannot do for it. Needs root there, or `sudo` without a password. */
export interface HostShell {
  /**
   * Kills the main process of a container as the kernel would, so that the restart policy holds: what the engine itself
   * is told to kill it does not start again. Nothing is killed unless the process belongs to the container.
   *
   * @throws DrillError
   */
  killProcess(pid: number, container: string): Promise<void>;
  /** Ends when the engine has started. @throws DrillError */
  restartEngine(): Promise<void>;
  /** Does nothing where it runs. @throws DrillError */
  startEngine(): Promise<void>;
}

const DEADLINE = 120_000;
const AS_ROOT = 'as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }\n';

/** @param shell `local` or `ssh://user@host`; undefined where nobody may. */
export function hostShell(host: string, shell: string | undefined, ssh = "ssh"): HostShell {
  const run = async (script: string, what: string) => {
    if (shell === undefined)
      throw new DrillError(`${host} has no shell for us, which ${what} takes; name one in hosts of the settings`);
    const code = await exitOf(commandOf(host, shell, ssh), `${AS_ROOT}${script}\n`);
    if (code !== 0)
      throw new DrillError(`the shell of ${host} refused to ${what} (${code ?? "it was ended"}); it takes root`);
  };
  return {
    async killProcess(pid, container) {
      if (!Number.isSafeInteger(pid) || pid <= 1 || !/^[0-9a-f]{64}$/.test(container))
        throw new DrillError(`${host}: the engine names no process of the container, so none was killed`);
      await run(`grep -qs ${container} /proc/${pid}/cgroup && as_root kill -KILL ${pid}`, "kill the process");
    },
    restartEngine: () => run("as_root systemctl restart docker.service", "restart the engine"),
    startEngine: () => run("as_root systemctl start docker.service", "start the engine"),
  };
}

function exitOf([program, words]: [string, string[]], script: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that Ctrl-C reaches us and lets a change that has begun end.
    const child = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"], detached: true });
    const timer = setTimeout(() => child.kill("SIGKILL"), DEADLINE);
    child.stdin.on("error", () => {});
    child.once("error", () => reject(new DrillError(`there is no ${program} on this machine`)));
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve(code);
    });
    child.stdin.end(script);
  });
}
