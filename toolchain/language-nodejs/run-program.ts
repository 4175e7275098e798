import languageMessages, { type RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import { locateModule, startNode } from "./children.ts";

/** With this status a program says that it has explained its failure already (@pulumi/pulumi/cmd/run/index.js). */
const EXPLAINED = 32;

/** Runs the Pulumi program of the request to its end. Its output goes to the engine through this process's own. */
export async function runProgram(request: RunRequest, engineAddress: string): Promise<RunResponse> {
  const info = request.getInfo();
  if (info === undefined)
    throw new Error("RunRequest: has no program info, so the engine is older than 3.84: update it.");
  const directory = info.getProgramDirectory();
  const answer = new languageMessages.RunResponse();
  let runner: string;
  try {
    runner = locateModule("@pulumi/pulumi/cmd/run", directory);
  } catch {
    return answer.setError(`${directory}: @pulumi/pulumi is not installed there or above. Run \`npm install\`.`);
  }
  const args = [
    runner,
    ...option("monitor", request.getMonitorAddress()),
    ...option("engine", engineAddress),
    ...option("organization", request.getOrganization()),
    ...option("project", request.getProject()),
    ...option("root-directory", info.getRootDirectory()),
    ...option("stack", request.getStack()),
    ...option("pwd", directory),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...option("parallel", String(request.getParallel())),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
  const options = info.getOptions()?.toJavaScript() ?? {};
  const nodeArguments = typeof options.nodeargs === "string" ? options.nodeargs.split(/\s+/).filter(Boolean) : [];
  const child = startNode([...nodeArguments, ...args], {
    cwd: process.cwd(),
    env: programEnvironment(request, options),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject).once("close", (code, name) => resolve([code, name]));
  });
  if (status === 0) return answer;
  if (status === EXPLAINED) return answer.setBail(true);
  return answer.setError(
    status === null ? `Program was stopped by ${signal}` : `Program exited with non-zero exit code: ${status}`,
  );
}

function option(name: string, value: string): string[] {
  return value === "" ? [] : [`--${name}`, value];
}

function programEnvironment(request: RunRequest, options: Record<string, unknown>): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  // The SDK reads the keys in their long form, `docker:config:host`.
  const config: Record<string, string> = {};
  for (const [key, value] of request.getConfigMap().entries()) {
    const colon = key.indexOf(":");
    config[`${key.slice(0, colon)}:config:${key.slice(colon + 1)}`] = value;
  }
  environment.PULUMI_CONFIG = JSON.stringify(config);
  environment.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify(request.getConfigsecretkeysList());
  if (options.typescript !== false) environment.PULUMI_NODEJS_TYPESCRIPT = "true";
  if (typeof options.tsconfig === "string") environment.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
  return environment;
}
