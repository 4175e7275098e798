import type { ServerWritableStream } from "@grpc/grpc-js";
import languageMessages, { type RunPluginRequest, type RunPluginResponse } from "@pulumi/pulumi/proto/language_pb.js";
import { interrupt, locateModule, startNode } from "./children.ts";

/** Runs a policy pack (kind `analyzer`) or another plugin written for Node and streams its output to the engine. */
export function runPlugin(call: ServerWritableStream<RunPluginRequest, RunPluginResponse>): void {
  const request = call.request;
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const isPack = request.getKind() === "analyzer";
  const module = isPack ? "@pulumi/pulumi/cmd/run-policy-pack" : "@pulumi/pulumi/cmd/run-plugin";
  let runner: string;
  try {
    runner = locateModule(module, directory);
  } catch {
    call.destroy(new Error(`${directory}: @pulumi/pulumi is not installed there or above. Run \`npm install\`.`));
    return;
  }
  // The runner of policy packs wants the folder last, the runner of other plugins wants it first.
  const args = isPack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()];
  const child = startNode([runner, ...args], {
    cwd: isPack ? directory : request.getPwd(),
    env: environmentOf(request.getEnvList()),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (text: Buffer) => call.write(new languageMessages.RunPluginResponse().setStdout(text)));
  child.stderr?.on("data", (text: Buffer) => call.write(new languageMessages.RunPluginResponse().setStderr(text)));
  child.once("error", (error) => call.destroy(error));
  child.once("close", (status) => {
    call.write(new languageMessages.RunPluginResponse().setExitcode(status ?? 1));
    call.end();
  });
  call.once("cancelled", () => interrupt(child));
}

/** The last of several equal names counts, as it does for Go. */
function environmentOf(list: readonly string[]): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const entry of list) {
    const equals = entry.indexOf("=");
    environment[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return environment;
}
