/** The verifier as a library: expect, look, judge, and judge again from the record. */
export { type Check, CRITERIA, type Criterion, check, type Fault, type Look, NotSeen, type Subject } from "./check.ts";
export { CHECKS } from "./checks/index.ts";
export { expect } from "./expect.ts";
export type { Expectation, ExpectedContainer, ExpectedHost, ExpectedRoute } from "./expectation.ts";
export { type Fact, type FactKey, factId, type Observation } from "./fact.ts";
export { judgeRun } from "./judgement/judge.ts";
export { DEPLOYMENT, LINES, type Line } from "./judgement/lines.ts";
export type { VerificationReport } from "./judgement/report.ts";
export type { Result, State } from "./judgement/result.ts";
export type { HostReach, Reach, Vantage } from "./reach.ts";
export { type Gathering, gather, type Progress } from "./run/gather.ts";
export { type Judging, type RecordedRun, type Run, readRecord, writeRecord } from "./run/record.ts";
export { type FactSource, type Observed, type Question, Unseen } from "./source.ts";
export { plan, type Verification, verify } from "./verify.ts";
