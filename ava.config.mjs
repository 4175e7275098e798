// Both hosts on one machine take minutes and the whole machine: `npm run test:lab` and `npm run test:recovery` ask for them.
const asked = { READINESS_LAB: "test/lab/lab.test.ts", READINESS_LAB_RECOVERY: "test/lab/recovery.test.ts" };
const left = Object.entries(asked).flatMap(([name, file]) => (process.env[name] === undefined ? [`!${file}`] : []));

export default {
  extensions: { ts: "module" },
  files: ["test/**/*.test.ts", ...left],
  timeout: "3m",
};
