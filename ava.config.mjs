// Both hosts on one machine take minutes and the whole machine: `npm run test:lab` asks for them.
const lab = process.env.READINESS_LAB === undefined ? ["!test/lab/lab.test.ts"] : [];

export default {
  extensions: { ts: "module" },
  files: ["test/**/*.test.ts", ...lab],
  timeout: "3m",
};
