/** The gate as a library: judge a Pulumi project or compose files from a test or a script. */
export { type CheckOptions, checkFiles } from "./check.ts";
export { type GateOptions, gate } from "./gate.ts";
export { ProgramError } from "./project.ts";
