/**
 * Settings of `readiness verify`. They stand in the same file and are read by verifications/settings; here they are
 * only known, so that nothing else can be misspelt.
 */
export const VERIFIER_KEYS: readonly string[] = [
  "hosts",
  "vantages",
  "resolvers",
  "authority",
  "drills",
  "backups",
  "configuration",
];
