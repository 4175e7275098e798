import { fileURLToPath } from "node:url";
import { servePack } from "./crossguard/serve.ts";

servePack(fileURLToPath(new URL("../", import.meta.url)));
