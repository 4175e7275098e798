import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";

/**
 * Loads what @pulumi/pulumi depends on. The generated stubs work only with those very copies, wherever the package
 * manager has put them, so they are looked up from there.
 */
const require = createRequire(import.meta.resolve("@pulumi/pulumi/package.json"));

export const grpc: typeof Grpc = require("@grpc/grpc-js");

/** The message without content, `google.protobuf.Empty`. */
export const Empty: new () => never = require("google-protobuf/google/protobuf/empty_pb.js").Empty;
