export type { Summary } from "./summary.ts";
export { Verification, type VerificationArgs } from "./verification.ts";
