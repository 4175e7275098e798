// What takes minutes is left out unless its script asks for it: both hosts on one machine (`npm run test:lab`,
// `npm run test:recovery`), and backups that real tools make, break and restore (`npm run test:backups`).
const asked = {
  READINESS_LAB: ["test/lab/lab.test.ts"],
  READINESS_LAB_RECOVERY: ["test/lab/recovery.test.ts"],
  READINESS_BACKUPS: [
    "test/recovery/job.test.ts",
    "test/verifications/backup/faults.test.ts",
    "test/verifications/restore/databases.test.ts",
    "test/verifications/restore/interrupted.test.ts",
  ],
};
const left = Object.entries(asked).flatMap(([name, files]) =>
  process.env[name] === undefined ? files.map((file) => `!${file}`) : [],
);

export default {
  extensions: { ts: "module" },
  files: ["test/**/*.test.ts", ...left],
  timeout: "3m",
};
