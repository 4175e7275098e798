import { WORD } from "./peers.ts";

/** An answer that is JSON as far as anybody can tell at first. */
export interface HostileAnswer {
  readonly what: string;
  readonly body: string;
}

const DEEP = 100_000;
const MANY = 1_000_000;
const WRONG: readonly unknown[] = [null, true, -1, 1.5, 1e300, WORD, [], {}, [[]], [null], [{}], { [WORD]: WORD }];
const ID = "a".repeat(64);

/** Fields that engines, Traefik and Authelia answer with. */
const FIELDS = [
  ...["Id", "Name", "Names", "State", "Config", "HostConfig", "NetworkSettings", "Ports", "Image", "RestartCount"],
  ...["ServerVersion", "SecurityOptions", "Volumes", "Driver", "memory_stats", "pids_stats", "Health", "Log"],
  ...["http", "routers", "services", "middlewares", "total", "warnings", "errors", "name", "rule", "serverStatus"],
  ...["entryPoints", "error", "tls", "loadBalancer", "usedBy", "status", "data", "authentication_level"],
];
const every = (value: unknown) => Object.fromEntries(FIELDS.map((field) => [field, value]));

export const ANSWERS: readonly HostileAnswer[] = [
  { what: "nests lists", body: `${"[".repeat(DEEP)}${"]".repeat(DEEP)}` },
  { what: "nests objects", body: `${'{"State":'.repeat(DEEP)}1${"}".repeat(DEEP)}` },
  { what: "names the prototype", body: `{"__proto__":${JSON.stringify(every({ [WORD]: WORD }))},"constructor":null}` },
  {
    what: "puts fields into the prototype",
    body: '{"__proto__":{"polluted":true},"http":{"__proto__":{"polluted":true}}}',
  },
  { what: "has numbers beyond all measure", body: `{"Id":1e999,"RestartCount":-1e999,"total":${"9".repeat(10_000)}}` },
  { what: "has a million entries", body: `[${"0,".repeat(MANY)}0]` },
  { what: "lists a million things", body: `[${`{"Id":"${ID.slice(0, 12)}","Names":["a"]},`.repeat(MANY / 4)}{}]` },
  {
    what: "has a million fields",
    body: `{${Array.from({ length: MANY / 10 }, (_, index) => `"${WORD}${index}":0`).join()}}`,
  },
  { what: "has the same field a million times", body: `{${'"Id":1,'.repeat(MANY)}"Id":2}` },
  { what: "is one long text", body: JSON.stringify(WORD.repeat(MANY)) },
  { what: "ends early", body: '{"Id":' },
  { what: "is nothing", body: "" },
  { what: "is no JSON", body: `<html>${WORD}</html>` },
  { what: "is no text", body: "\u0000\u0001\u0002" },
  ...WRONG.flatMap((value) => [
    { what: `is ${JSON.stringify(value)}`, body: JSON.stringify(value) },
    { what: `has ${JSON.stringify(value)} in every field`, body: JSON.stringify(every(value)) },
    { what: `lists ${JSON.stringify(value)} in every field`, body: JSON.stringify([every(value)]) },
  ]),
];
