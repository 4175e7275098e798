import { fileURLToPath } from "node:url";
import { readOrder } from "./crossguard/order.ts";
import { servePack } from "./crossguard/serve.ts";
import { settingsFolder } from "./settings/load.ts";

servePack(settingsFolder(fileURLToPath(new URL(".", import.meta.url))), readOrder(process.env));
