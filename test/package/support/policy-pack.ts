import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

export interface Diagnostic {
  readonly policyname: string;
  readonly message: string;
  readonly enforcementlevel: number;
}

/** What a running pack answers. */
export interface Answers {
  readonly info: {
    readonly name: string;
    readonly version: string;
    readonly policiesList: readonly { name: string }[];
  };
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Starts a policy pack as the engine does, in a process of its own, asks who it is and what it says
 * about one resource, and stops it.
 *
 * @param folder of the project whose node_modules holds the SDK.
 * @param pack folder with PulumiPolicy.yaml.
 */
export async function askPack(
  folder: string,
  pack: string,
  resource: { readonly type: string; readonly name: string; readonly inputs: object },
): Promise<Answers> {
  // The modules of the consumer: its SDK, not the one of this repository.
  const require = createRequire(`${folder}/`);
  const started = spawn(
    process.execPath,
    [join(folder, "node_modules/@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", pack],
    { cwd: pack, stdio: ["ignore", "pipe", "pipe"] },
  );
  try {
    const port = await firstLine(started);
    const grpc = require("@grpc/grpc-js");
    const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb.js");
    const messages = require("@pulumi/pulumi/proto/analyzer_pb.js");
    const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
    const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js");
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const call = <T>(method: string, request: object): Promise<T> =>
      new Promise((resolve, reject) =>
        client[method](request, { deadline: Date.now() + 30_000 }, (error: Error | null, answer: { toObject(): T }) =>
          error ? reject(error) : resolve(answer.toObject()),
        ),
      );
    const request = new messages.AnalyzeRequest();
    request.setType(resource.type);
    request.setName(resource.name);
    request.setUrn(`urn:pulumi:dev::consumer::${resource.type}::${resource.name}`);
    request.setProperties(Struct.fromJavaScript(resource.inputs));
    request.setOptions(new messages.AnalyzerResourceOptions());
    const info = await call<Answers["info"]>("getAnalyzerInfo", new Empty());
    const { diagnosticsList } = await call<{ diagnosticsList: Diagnostic[] }>("analyze", request);
    client.close();
    return { info, diagnostics: diagnosticsList };
  } finally {
    started.kill();
  }
}

/** The port that the pack prints once it serves. */
function firstLine(started: ReturnType<typeof spawn>): Promise<string> {
  let said = "";
  let complained = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the pack printed no port in 60 s: ${complained}`)), 60_000);
    started.stderr?.on("data", (chunk) => {
      complained += chunk;
    });
    started.on("exit", (code) => reject(new Error(`the pack ended with ${code}: ${complained}`)));
    started.stdout?.on("data", (chunk) => {
      said += chunk;
      const port = /^(\d+)\n/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    });
  });
}
