// The engine starts a pack anew for every preview, waits for it, and ends it from outside.
const save = require("../bin/sources.cjs").keepCompiled();
require("./index.mjs");
setImmediate(save);
