// What takes minutes is left out unless its script asks for it, and then runs alone: both hosts on one machine
// (`npm run test:lab`, `npm run test:recovery`), and backups that real tools make, break and restore (`npm run test:backups`).
const slow = {
  READINESS_LAB: ["test/lab/lab.test.ts"],
  READINESS_LAB_RECOVERY: ["test/lab/recovery.test.ts"],
  READINESS_BACKUPS: [
    "test/recovery/{job,restore}.test.ts",
    "test/verifications/backup/faults.test.ts",
    "test/verifications/facts/backup/{borg,folder,restic}.test.ts",
    "test/verifications/restore/{container,databases,files,interrupted}.test.ts",
  ],
};
const asked = Object.keys(slow).filter((name) => process.env[name] !== undefined);
const left = Object.values(slow).flat();

export default {
  extensions: { ts: "module" },
  files:
    asked.length > 0 ? asked.flatMap((name) => slow[name]) : ["test/**/*.test.ts", ...left.map((file) => `!${file}`)],
  timeout: "3m",
};
