// Keeps compiled code between runs: the engine starts a pack anew for every preview and waits for it.
require("node:module").enableCompileCache?.();
require("./index.mjs");
