import type { Healthcheck } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading } from "./draft.ts";
import { parseBoolean, readDuration, readInteger } from "./scalars.ts";
import { readTexts } from "./texts.ts";
import { entryOf, itemsOf, kindOf, rawText, type Value } from "./value.ts";

type Test = { kind: Reading<Healthcheck["kind"]>; test: Reading<Healthcheck["test"]> };

const WANTED = 'a text, or a list that starts with "CMD", "CMD-SHELL" or "NONE"';
const DISABLED: Test = { kind: known("disabled"), test: known([]) };
const INHERITED: Test = { kind: known("inherit"), test: known([]) };

/** https://github.com/compose-spec/compose-spec/blob/main/05-services.md#healthcheck */
export function readHealthcheck(draft: Draft, healthcheck: Value): Reading<Healthcheck> {
  if (kindOf(healthcheck) !== "map")
    return draft.refuseKind(healthcheck, "a map", "write test: and its times below it");
  const time = (field: string, key: string) => readDuration(draft, `healthcheck.${field}`, entryOf(healthcheck, key));
  return known(
    element<Healthcheck>("healthcheck", {
      ...readKind(draft, healthcheck),
      interval: time("interval", "interval"),
      timeout: time("timeout", "timeout"),
      startPeriod: time("startPeriod", "start_period"),
      retries: readInteger(draft, "healthcheck.retries", entryOf(healthcheck, "retries")),
    }),
  );
}

function readKind(draft: Draft, healthcheck: Value): Test {
  const disable = entryOf(healthcheck, "disable");
  if (disable !== undefined) {
    const disabled = draft.parsed(draft.place("healthcheck.kind", disable), "true or false", parseBoolean);
    if (isUnknown(disabled)) return { kind: disabled, test: disabled };
    if (disabled.known) return DISABLED;
  }
  const test = entryOf(healthcheck, "test");
  return test === undefined ? INHERITED : readTest(draft, draft.place("healthcheck.test", test));
}

function readTest(draft: Draft, test: Value): Test {
  const kind = kindOf(test);
  if (kind === "text") {
    const words = readTexts(draft, "healthcheck.test", [test]);
    const text = draft.text(test, WANTED);
    // A variable by itself may turn out to be NONE.
    if (isUnknown(text) && !/\s/.test(rawText(test)?.trim() ?? "")) return { kind: text, test: text };
    return text.known?.trim() === "NONE" ? DISABLED : { kind: known("shell"), test: known(words) };
  }
  if (kind !== "list") {
    const reason = draft.refuseKind(test, WANTED, `write ${WANTED}`);
    return { kind: reason, test: reason };
  }
  const [form, ...rest] = itemsOf(test);
  if (form === undefined) return INHERITED;
  const word = draft.parsed(form, '"CMD", "CMD-SHELL" or "NONE"', (text) => FORMS.find((known) => known === text));
  if (isUnknown(word)) return { kind: word, test: word };
  if (word.known === "NONE") return DISABLED;
  if (word.known === "CMD") return { kind: known("exec"), test: known(readTexts(draft, "healthcheck.test", rest)) };
  const [, surplus] = rest;
  if (surplus !== undefined)
    draft.complain(
      surplus,
      "is never run, because the shell takes only the first word after CMD-SHELL as the test; write the test as one text.",
    );
  return { kind: known("shell"), test: known(readTexts(draft, "healthcheck.test", rest.slice(0, 1))) };
}

const FORMS = ["CMD", "CMD-SHELL", "NONE"] as const;
