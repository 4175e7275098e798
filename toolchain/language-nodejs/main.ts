// Stands in for the official language plugin `pulumi-language-nodejs`, which no package registry carries: it serves
// pulumirpc.LanguageRuntime (proto/pulumi/language.proto) as far as preview, up, destroy and policy packs need it.
//
// What it leaves out: installing dependencies, debugging, code generation, and the stack configuration in the
// environment of a policy pack.
import { flushCompileCache } from "node:module";
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import language, { type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageMessages from "@pulumi/pulumi/proto/language_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import { Empty, grpc } from "../grpc.ts";
import { exitWithParent } from "../parent.ts";
import { interruptChildren } from "./children.ts";
import { requiredPackages } from "./required-packages.ts";
import { runPlugin } from "./run-plugin.ts";
import { runProgram } from "./run-program.ts";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

const runtime: Partial<ILanguageRuntimeServer> = {
  handshake: (_call, callback) => callback(null, new languageMessages.LanguageHandshakeResponse()),
  getPluginInfo: (_call, callback) => callback(null, new pluginMessages.PluginInfo().setVersion("0.0.0-stand-in")),
  getRequiredPackages: (call, callback) => {
    const answer = new languageMessages.GetRequiredPackagesResponse();
    requiredPackages(call.request.getInfo()?.getProgramDirectory() ?? process.cwd()).then(
      (packages) => callback(null, answer.setPackagesList(packages)),
      (error) => callback(error),
    );
  },
  about: (_call, callback) =>
    callback(null, new languageMessages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  run: (call, callback) => {
    runProgram(call.request, engineAddress).then(
      (answer) => callback(null, answer),
      (error) => callback(error),
    );
  },
  runPlugin: (call) => runPlugin(call),
  cancel: (_call, callback) => {
    interruptChildren();
    callback(null, new Empty());
  },
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(language.LanguageRuntimeService, runtime as UntypedServiceImplementation);

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  exitWithParent();
  console.log(String(port));
  // The engine ends this process from outside, where Node would not save what it has compiled.
  setImmediate(() => flushCompileCache());
});
