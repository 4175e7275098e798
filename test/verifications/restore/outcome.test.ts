import test from "ava";
import type { RestoreValue } from "../../../verifications/facts/backup/values.ts";
import { outcomeOf } from "../../../verifications/restore/outcome.ts";

const DONE = "done";
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" "));

function restoredOf(text: string, engine: string | undefined = "postgresql"): RestoreValue {
  const outcome = outcomeOf(lines(text), "nightly", engine);
  if (outcome === undefined || !("value" in outcome)) throw new Error("there is no value");
  return outcome.value;
}

const WELL = `archive abc 1795454459
whole 4000
restored 1000 3 250
compared 3 0 0
opening 150`;
const RECORD = `record database postgresql shop
record table public.orders 20
record table public.users 5`;
const FOUND = `found database postgresql shop
found table public.orders 20
found table public.users 6`;

test("a part says how long all would take, with opening counted once", (t) => {
  const value = restoredOf(`${WELL}\n${DONE}`);
  t.like(value, {
    bytes: 1000,
    whole: 4000,
    seconds: 2.5,
    opening: 1.5,
    estimate: 11.5,
    made: "2026-11-23T17:20:59.000Z",
  });
});

test("a server has to have every table with at least the rows that were recorded", (t) => {
  const problems = (found: string) =>
    restoredOf(`${WELL}\n${RECORD}\n${found}\n${DONE}`).databases.map((one) => one.problems);
  t.deepEqual(problems(FOUND), [[]]);
  t.deepEqual(problems(FOUND.replace("orders 20", "orders 19")), [["rows-missing"]]);
  t.deepEqual(problems(FOUND.replace(/.*users.*/, "")), [["table-missing"]]);
  t.deepEqual(problems(""), [["table-missing"]]);
  t.deepEqual(problems(FOUND.replace("shop", "other")), [[], ["table-missing"]]);
});

test("what was cut off is missing rows because of that, and only that is told", (t) => {
  const [database] = restoredOf(
    `${WELL}\nproblem damaged\nproblem cut-off\n${RECORD}\nfound database postgresql shop\n${DONE}`,
  ).databases;
  t.deepEqual(database?.problems, ["cut-off"]);
});

test("a server that never started is a database with a problem, not none", (t) => {
  t.deepEqual(restoredOf(`${WELL}\nproblem does-not-open\n${DONE}`, "mariadb").databases, [
    { engine: "mariadb", name: "-", tables: 0, rows: 0, recorded: null, problems: ["does-not-open"] },
  ]);
});

test("a worker that was ended says nothing, however far it was", (t) => {
  const whole = lines(`${WELL}\n${RECORD}\n${FOUND}\n${DONE}`);
  for (let count = 0; count < whole.length; count++)
    t.is(outcomeOf(whole.slice(0, count), "nightly", "postgresql"), undefined, String(count));
});

test("what cannot be restored is a value, and what could not be tried is none", (t) => {
  t.like(restoredOf("broken wrong-key"), { archive: null, made: null, problems: ["wrong-key"], databases: [] });
  t.deepEqual(outcomeOf(lines(`${WELL}\nrefused no-room\n${DONE}`), "nightly", undefined), { refused: ["no-room"] });
});

test("numbers that are none count nothing", (t) => {
  t.like(restoredOf(`archive a b\nrestored NaN -1 1e9\ncompared x\nopening y\n${DONE}`), {
    made: null,
    bytes: 0,
    files: 0,
    seconds: 0,
    compared: 0,
    opening: 0,
    estimate: 0,
  });
});
