// The engine starts a pack anew for every preview and waits for it.
require("../bin/sources.cjs").keepCompiled();
require("./index.mjs");
