import type { Container, Text } from "../../../model/container.ts";
import { MISSING_SECRET } from "../../../model/expectations.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { propose, Secret } from "../../cure/edit.ts";
import { each, findKnown } from "../../each.ts";
import { owasp, page } from "../../references.ts";
import { type Offence, rule } from "../../rule.ts";
import { literalSecret } from "../../secrets/environment.ts";
import {
  isSecretValue,
  LONGEST_SEARCHED,
  secretForm,
  secretInCommand,
  secretInSettings,
} from "../../secrets/patterns.ts";
import { shown } from "../../shown.ts";

/** A text of the declaration, and where in words it stands. */
interface Place {
  readonly at: string;
  /** In words, what holds the text; asked only where something is found. */
  readonly where: () => string;
  readonly text: string;
  readonly secret: boolean;
}

export default rule({
  id: "secret-in-text",
  title: "A secret stands in clear text in a declaration",
  why: "Whoever reads the declaration, the state or docker inspect has it, and it stays in the history of the repository.",
  premises: { precondition: "none", impact: "container" },
  references: [owasp("12"), page("Pulumi: secrets", "https://www.pulumi.com/docs/iac/concepts/secrets/")],
  remedy:
    "Take the value from a Pulumi secret, or let the service read it from a mounted file; then replace the secret, because it is known.",
  cure: ({ at, detail = "" }, { name }) => [
    propose(
      at,
      new Secret(KEY.exec(detail)?.[1] ?? `${name} ${at.split(".", 1)[0]}`),
      "the secret anew, because this one is known; the whole text then comes from it",
    ),
  ],
  appliesTo: (container) =>
    findKnown(CARRIES_TEXT, (carries) => carries(container)) !== undefined || "it declares no text",
  *check(container) {
    let unknown: UnknownValue | undefined;
    for (const part of PARTS)
      try {
        yield* part(container);
      } catch (error) {
        if (!(error instanceof UnknownValue)) throw error;
        unknown ??= error;
      }
    if (unknown !== undefined) throw unknown;
  },
});

/** Whether one of the places that carry text has any; one that is not known is passed over where another has. */
const CARRIES_TEXT: readonly ((container: Container) => boolean)[] = [
  ({ env }) => env.length > 0,
  ({ labels }) => labels.length > 0,
  ({ command }) => command.length > 0,
  ({ entrypoint }) => entrypoint.length > 0,
  ({ healthcheck }) => healthcheck !== undefined && healthcheck.test.length > 0,
  ({ files }) => files.length > 0,
  ({ buildArguments = [] }) => buildArguments.length > 0,
];

/** What a detail names by its key. */
const KEY = /^the (?:variable|label|file|build argument) ([\w./-]{1,80}):/;

/** What carries text; a part that is not known must not hide what is certain in another. */
const PARTS: readonly ((container: Container) => Iterable<Offence>)[] = [
  environment,
  labels,
  (container) => words(container, "entrypoint", container.entrypoint),
  (container) => words(container, "command", container.command),
  (container) => words(container, "healthcheck", container.healthcheck?.test ?? []),
  files,
  buildArguments,
];

function environment(container: Container): Iterable<Offence> {
  return each(container.env, (variable) => {
    const { at, key, value, secret } = variable;
    if (value === undefined || literalSecret(variable)) return undefined;
    return judge(
      container,
      { at: `${at}.value`, where: () => `the variable ${shown(key)}`, text: value, secret },
      secretForm,
    );
  });
}

function labels(container: Container): Iterable<Offence> {
  return each(container.labels, ({ at, key, value, secret }) => {
    const name = key.slice(key.lastIndexOf(".") + 1);
    return judge(
      container,
      { at: `${at}.value`, where: () => `the label ${shown(key)}`, text: value, secret },
      (text) =>
        secretForm(text) ?? (isSecretValue(name, text) ? "the value of a name that promises a secret" : undefined),
    );
  });
}

/** Whoever pulls the image reads them in its history, so a name that promises a secret is enough. */
function buildArguments(container: Container): Iterable<Offence> {
  return each(container.buildArguments ?? [], (argument) => {
    const { at, key, value, secret } = argument;
    if (value === undefined) return undefined;
    const where = () => `the build argument ${shown(key)}`;
    if (!literalSecret(argument))
      return judge(container, { at: `${at}.value`, where, text: value, secret }, secretForm);
    const found = "the value of a name that promises a secret";
    return { at: `${at}.value`, detail: `${where()}: ${found}`, message: `${where()} holds ${found} in clear text` };
  });
}

/** A flag in one word may take its value from the next. */
function words(container: Container, name: string, texts: readonly Text[]): Iterable<Offence> {
  let flag = "";
  return each(texts, ({ at, value: text, secret }) => {
    const before = flag;
    flag = /^-{1,2}[\w.-]{2,60}$/.test(text.slice(0, 70)) ? text.replace(/^-+/, "") : "";
    return judge(container, { at, where: () => `the ${name}`, text, secret }, (searched) => {
      const form = secretForm(searched) ?? secretInCommand(searched);
      if (form !== undefined || before === "") return form;
      return isSecretValue(before, searched) ? "the value of a flag that names a secret" : undefined;
    });
  });
}

function files(container: Container): Iterable<Offence> {
  return each(container.files, ({ at, target, content, secret }) =>
    content === undefined
      ? undefined
      : judge(
          container,
          { at: `${at}.content`, where: () => `the file ${shown(target)}`, text: content, secret },
          (text) => secretForm(text) ?? secretInSettings(text),
        ),
  );
}

/** @throws UnknownValue where nothing was found and the text was too long to be searched to its end. */
function judge(
  container: Container,
  { at, where, text, secret }: Place,
  find: (text: string) => string | undefined,
): Offence | undefined {
  if (secret || text.length < 8) return undefined;
  const searched = text.length > LONGEST_SEARCHED ? text.slice(0, LONGEST_SEARCHED) : text;
  if (searched.includes(MISSING_SECRET)) return undefined;
  const found = find(searched);
  if (found !== undefined)
    return { at, detail: `${where()}: ${found}`, message: `${where()} holds ${found} in clear text` };
  if (searched !== text)
    throw new UnknownValue(
      container.locate(at).path,
      `Keep the text below ${LONGEST_SEARCHED} characters, or mount it as a file.`,
      "the text is too long to be searched to its end",
    );
  return undefined;
}
