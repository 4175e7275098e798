import fc from "fast-check";
import { NO_WAIVERS } from "../../../policies/settings/waivers.ts";
import { CRITERIA } from "../../../verifications/check.ts";
import { CHECKS as REAL } from "../../../verifications/checks/index.ts";
import type { Fact } from "../../../verifications/fact.ts";
import { judgeRun } from "../../../verifications/judgement/judge.ts";
import type { VerificationReport } from "../../../verifications/judgement/report.ts";
import {
  ALL,
  ATTESTED,
  anyFacts,
  factOf,
  GOOD,
  judged,
  simple,
  waiver,
} from "../../verifications/judgement/support.ts";
import type { Sketch } from "../../verifications/support/expectation.ts";
import { failed, recorded, runOf, seen } from "../../verifications/support/run.ts";
import { HOSTILE } from "../support/judgements.ts";

const nameOf = ({ source, host, vantage, subject }: Fact) => [source, host, vantage, subject].join(" ");

/** An estate of which everything is proved. */
export const READY = judged();

const SKETCH: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "web" }, { name: "db" }],
      routes: [
        { host: "www.example.org", access: "public" },
        { host: "admin.example.org", access: "vpn-only" },
      ],
      data: [],
    },
    {
      name: "lady",
      containers: [{ name: "mail" }],
      problems: ["a router names no address"],
      data: [
        { source: "mail" },
        { source: "/srv/files", kind: "folder" },
        { source: "cache", backup: { tool: "none", reason: "made again at the next start" } },
      ],
    },
  ],
  stores: [{ name: "nightly" }],
};
const BLOCKED = simple("usage-within-limits", {
  blockedBy: (subject) => [{ check: "container-runs", subject }],
});
const BACKUPS = ["backup-exists", "backup-fresh", "restore-proved", "restore-in-time"];
const ARCHIVE = {
  id: "a1",
  time: "2026-11-23T02:30:00.000Z",
  paths: ["/var/lib/docker/volumes/mail/_data"],
  bytes: 1000,
  files: 2,
  stored: null,
};
const RESTORE = {
  store: "nightly",
  archive: "a1",
  made: "2026-11-20T02:30:00.000Z",
  problems: [],
  bytes: 1000,
  files: 2,
  seconds: 20,
  opening: 0,
  whole: 1000,
  estimate: 754,
  compared: 2,
  differing: 0,
  missing: 0,
  databases: [],
  unopened: 0,
};
const CHECKS = [
  ...REAL.filter(({ id }) => BACKUPS.includes(id)),
  ...ALL.filter(({ id }) => !["usage-within-limits", "targets-up", "container-runs", ...BACKUPS].includes(id)),
  BLOCKED,
  simple("container-runs", { blocker: true }),
];

/** Something of each: failed, blocked, unknown, waived, unwritten, not attested, ended. */
export const MIXED: VerificationReport = judgeRun(
  recorded(
    runOf(
      SKETCH,
      [
        ...GOOD.map((fact) => {
          const bad = [
            factOf("container-runs", "master", "web"),
            factOf("usage-within-limits", "master", "web"),
            factOf("no-oom-kills", "lady", "mail"),
          ].includes(nameOf(fact));
          if (bad) return seen(nameOf(fact), false);
          return fact.source === "t.logs-flow" ? failed(nameOf(fact), "not-asked", "no address is configured") : fact;
        }),
        seen("http.route master outside https://www.example.org/", { status: 200, location: null }),
        seen("http.route master outside https://admin.example.org/", { status: 403, location: null }),
        seen("http.route master vpn https://admin.example.org/", {
          status: 302,
          location: { host: "login.example.org" },
        }),
        failed("http.route master vpn https://www.example.org/", "timeout"),
        seen("backup.archives lady host nightly", {
          archives: [ARCHIVE, { ...ARCHIVE, id: "a0", time: "2026-11-22T02:30:00.000Z" }],
          count: 2,
          encrypted: true,
          now: "2026-11-23T12:00:00.000Z",
        }),
        seen("drill.restore lady engine mail", RESTORE),
      ],
      {
        waivers: {
          ...NO_WAIVERS,
          waivers: [waiver("no-oom-kills", "lady/mail"), waiver("container-runs", "lady/mail")],
        },
        attestations: {
          ...ATTESTED,
          attestations: ATTESTED.attestations
            .slice(0, 4)
            .map((one, index) => (index === 0 ? { ...one, when: "2026-09-01", expires: "2026-11-01" } : one)),
        },
      },
    ),
  ),
  CHECKS,
  "1.2.3",
);

const word = fc.oneof(
  fc.constantFrom("a", "b"),
  fc.constant(HOSTILE),
  fc.constantFrom('=HYPERLINK("http://x","y")', "{{7*7}}", "$(id)", '"} 1\nreadiness_verdict{verdict="ready"} 1'),
  fc.string({ unit: "binary", maxLength: 12 }),
);

/** A report over names, messages and words that others chose. */
export const anyReport: fc.Arbitrary<VerificationReport> = fc
  .record({
    hosts: fc.array(
      fc.record({ name: word, containers: fc.array(word, { maxLength: 3 }), route: word, problem: word }),
      { minLength: 1, maxLength: 2 },
    ),
    message: word,
    detail: word,
    owner: word,
    said: word,
    tool: word,
    criteria: fc.subarray([...CRITERIA], { minLength: 1 }),
    facts: anyFacts,
  })
  .map(({ hosts, message, detail, owner, said, tool, criteria }) => {
    const sketch: Sketch = {
      hosts: hosts.map(({ name, containers, route, problem }) => ({
        name,
        containers: [...new Set(containers)].map((container) => ({ name: container, image: container })),
        routes: [{ host: route, access: "public", container: route }],
        problems: [problem],
        data: [...new Set(containers)].map((source) => ({ source, containers, backup: { to: route } })),
      })),
      stores: [{ name: hosts[0]?.route ?? "", host: hosts[0]?.name ?? "" }],
    };
    const [first] = hosts;
    const facts = hosts.flatMap(({ name, route }) => [
      {
        ...seen("http.route h outside s", { status: 302, location: { host: said } }),
        host: name,
        subject: `https://${route.toLowerCase()}/`,
      },
    ]);
    facts.push({
      ...seen("backup.archives h host s", {
        archives: [
          { ...ARCHIVE, id: said, time: message, paths: [detail] },
          { ...ARCHIVE, paths: ["/"] },
        ],
        count: 2,
        encrypted: true,
        now: "2026-11-23T12:00:00.000Z",
      }),
      host: first?.name ?? "",
      subject: first?.route ?? "",
    });
    const subject = { host: first?.name ?? "", name: first?.containers[0] ?? "" };
    const checks = [
      simple("container-runs", {
        blocker: true,
        *judge({ name }) {
          if (name === subject.name) yield { message, detail, cause: detail, remedy: message };
        },
      }),
      simple("no-oom-kills", {
        blockedBy: (one) => [{ check: "container-runs", subject: one }],
        *judge() {
          yield { message };
        },
      }),
      simple("logs-flow"),
      ...REAL.filter(({ id }) => BACKUPS.includes(id)),
    ];
    const waived = {
      ...waiver("container-runs", "a/b", { owner, reason: message, detail }),
      stack: subject.host,
      container: subject.name,
    };
    const attestations = ATTESTED.attestations.map((one) => ({ ...one, who: owner, statement: message }));
    return judgeRun(
      recorded(
        runOf(sketch, facts, {
          criteria,
          waivers: { ...NO_WAIVERS, waivers: [waived] },
          attestations: { ...ATTESTED, attestations },
        }),
      ),
      checks,
      tool,
    );
  });
