import { READY_FROM, shown } from "../../verifications/judgement/grade.ts";
import type { TrendPoint } from "./trend.ts";
import { range } from "./words.ts";

/** Coordinates with two decimals, so that the same numbers give the same bytes on every machine. */
function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** What is proved, what nobody can tell, and the least that is demanded, on a line from 0 to 100. */
export function intervalBar(low: number, high: number, minimum: number): string {
  const label = `proved ${range({ low, high })} of 100, at least ${minimum}`;
  return [
    `<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${label}">`,
    '<rect class="ground" width="100" height="6"/>',
    `<rect class="maybe" x="${at(low)}" width="${at(Math.max(0, high - low))}" height="6"/>`,
    `<rect class="proved" width="${at(low)}" height="6"/>`,
    `<rect class="least" x="${at(Math.min(99.5, minimum - 0.25))}" width="0.5" height="6"/>`,
    "</svg>",
  ].join("");
}

const WIDTH = 600;
const HEIGHT = 160;

/** The interval of every stored run as a band over time, with a mark for each run and the line of what is ready. */
export function trendChart(points: readonly TrendPoint[]): string {
  const first = Date.parse(points[0]?.finished ?? "");
  const last = Date.parse(points.at(-1)?.finished ?? "");
  const x = ({ finished }: TrendPoint) =>
    last === first ? WIDTH / 2 : 8 + ((Date.parse(finished) - first) / (last - first)) * (WIDTH - 16);
  const y = (score: number) => 8 + (1 - score / 100) * (HEIGHT - 16);
  const line = (all: readonly TrendPoint[], score: (point: TrendPoint) => number) =>
    all.map((point) => `${at(x(point))},${at(y(score(point)))}`).join(" ");
  const low = line(points, (point) => point.low);
  const high = line([...points].reverse(), (point) => point.high);
  const label = `${points.length} runs, from ${shown(points[0]?.low ?? 0)} to ${shown(points.at(-1)?.low ?? 0)} proved`;
  return [
    `<svg class="trend" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<polygon class="maybe" points="${low} ${high}"/>`,
    `<line class="least" x1="0" x2="${WIDTH}" y1="${at(y(READY_FROM))}" y2="${at(y(READY_FROM))}"/>`,
    `<polyline class="proved" points="${low}"/>`,
    ...points.map((point) => `<circle class="${point.verdict}" cx="${at(x(point))}" cy="${at(y(point.low))}" r="4"/>`),
    "</svg>",
  ].join("");
}
