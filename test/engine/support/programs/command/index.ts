// A component that runs a script after everything else, as a verification does.
import { local } from "@pulumi/command";
import { ComponentResource, Config } from "@pulumi/pulumi";

const config = new Config();

class Verification extends ComponentResource {
  constructor(name: string) {
    super("lab:index:Verification", name);
    new local.Command("script", { create: config.require("script") }, { parent: this });
    this.registerOutputs();
  }
}

new Verification("verification");
