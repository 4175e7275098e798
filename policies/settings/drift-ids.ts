/**
 * Ids of what `readiness drift` compares. They stand here because levels and waivers name them, also in the files of
 * a project whose declaration is judged and not compared; a test holds them equal to verifications/drift.
 */
export const DRIFT_IDS: readonly string[] = [
  "drift-missing",
  "drift-unmanaged",
  "drift-stopped",
  "drift-image",
  "drift-command",
  "drift-user",
  "drift-environment",
  "drift-labels",
  "drift-healthcheck",
  "drift-restart",
  "drift-ports",
  "drift-networks",
  "drift-mounts",
  "drift-tmpfs",
  "drift-capabilities",
  "drift-security-options",
  "drift-devices",
  "drift-namespaces",
  "drift-limits",
  "drift-init",
  "drift-stop",
  "drift-sysctls",
  "drift-logging",
];
