// Stands in for the official plugin `pulumi-resource-command` 1.2.1, which no package registry carries: it serves the
// resource command.local.Command as that one does.
//
// What it leaves out: remote commands, functions (`runOutput`), assetPaths and archivePaths, and streaming the output
// of a running command. Each is refused with a message that names it, except the last.
import provider from "@pulumi/pulumi/provider/index.js";
import { exitWithParent } from "../parent.ts";
import { localCommand } from "./local-command.ts";

exitWithParent();
await provider.main(localCommand, process.argv.slice(2));
