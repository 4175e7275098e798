/** Names of grades with the least number that earns them, best first: half-open, so that no number is without a grade. */
const GRADES = [
  { from: 95, grade: "A+++", says: "world class" },
  { from: 90, grade: "A+", says: "production ready with excellence" },
  { from: 85, grade: "A", says: "production ready with minor gaps" },
  { from: 80, grade: "A-", says: "not production ready, one step below" },
  { from: 75, grade: "B+", says: "almost production ready" },
  { from: 70, grade: "B", says: "functional, with gaps" },
  { from: 65, grade: "C+", says: "not production ready" },
  { from: 60, grade: "C", says: "major improvements needed" },
  { from: Number.NEGATIVE_INFINITY, grade: "F", says: "not acceptable for production" },
] as const;

/** The least score that is ready: the proposal calls 80 to 84 both ready and not, and the stricter reading holds. */
export const READY_FROM = 85;

export interface Grade {
  readonly grade: string;
  readonly says: string;
}

/** What sums of many shares lose in binary; far below what one subject of a thousand counts. */
const ROUNDING = 1e-9;

/** Whether a score is at least as much as is demanded, by the number itself and not by what is printed of it. */
export function reaches(score: number, least: number): boolean {
  return score >= least - ROUNDING;
}

/** The grade of a score of 0 to 100. */
export function gradeOf(score: number): Grade {
  for (const { from, grade, says } of GRADES) if (reaches(score, from)) return { grade, says };
  throw new RangeError("a score is a number");
}

/** As it is printed: never more than it is, so that 89.96 stays below 90. */
export function shown(score: number): string {
  return (Math.floor((score + ROUNDING) * 10) / 10).toFixed(1);
}
