import { type Socket, socketsOf } from "./network.ts";
import type { ProgramValue, ReasonsValue } from "./values.ts";

type Lines = readonly string[];

/** Which program holds each socket that waits on the host itself, where that could be seen. */
export function readPrograms(sockets: Lines, programs: Lines): ProgramValue[] | undefined {
  const [streams, datagrams] = [socketsOf(sockets, "tcp"), socketsOf(sockets, "udp")];
  if (streams === undefined || datagrams === undefined || programs[0] !== "begin") return undefined;
  const names = new Map<string, string>();
  for (const line of programs) {
    const [, inode, name] = /^(\d{1,20}) ([\w.@:+-]{1,15})$/.exec(line) ?? [];
    if (inode !== undefined && name !== undefined && !names.has(inode)) names.set(inode, name);
  }
  const held = ({ protocol, ip, port, inode }: Socket): ProgramValue[] => {
    const program = names.get(inode);
    return program === undefined ? [] : [{ protocol, ip, port, program }];
  };
  const found = [...streams, ...datagrams].flatMap(held);
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** Containers and codes that are told of one unit. */
const MOST = 20;
const CODE = /code["']?[:= ]+(\d{4,5})/;

/** What the journal says of units that have failed; undefined where nothing but systemd could say it. */
export function readReasons(lines: Lines): ReasonsValue | undefined {
  if (lines[0] !== "begin") return undefined;
  const units = new Map<string, { status: number | null; runs: number; missing: string[]; codes: string[] }>();
  let unit: { status: number | null; runs: number; missing: string[]; codes: string[] } | undefined;
  for (const line of lines.slice(1)) {
    const [, name] = /^unit ([\w@.:-]{1,200})$/.exec(line) ?? [];
    if (name !== undefined) {
      unit = { status: null, runs: 0, missing: [], codes: [] };
      units.set(name, unit);
      continue;
    }
    if (unit === undefined) continue;
    const [, status] = /^ExecMainStatus=(\d{1,3})$/.exec(line) ?? [];
    const [, missing] = /^No such container: ([\w.-]{1,100})$/.exec(line) ?? [];
    const [, code] = CODE.exec(line) ?? [];
    if (status !== undefined) unit.status = Number(status);
    if (line === "Failed with result") unit.runs++;
    if (missing !== undefined) add(unit.missing, missing);
    if (code !== undefined) add(unit.codes, code);
  }
  return Object.fromEntries(units);
}

function add(all: string[], one: string): void {
  if (all.length < MOST && !all.includes(one)) all.push(one);
}
