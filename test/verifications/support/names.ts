import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";

/** Records of a small zone, by `name TYPE`: `a.example.org A`. */
export type Zone = Readonly<Record<string, readonly string[]>>;

const TYPES: Readonly<Record<number, string>> = { 1: "A", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 257: "CAA" };

/**
 * A name server over UDP after RFC 1035 that answers from a zone: NXDOMAIN for unknown names, an empty answer for
 * unknown types.
 *
 * @param mangle changes the datagram before it is sent; undefined sends none.
 * @returns `127.0.0.1:port`
 */
export async function nameServer(
  t: ExecutionContext,
  zone: Zone,
  mangle: (answer: Buffer) => Buffer | undefined = (answer) => answer,
): Promise<string> {
  const socket: Socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const answer = mangle(answerTo(query, zone));
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  t.teardown(() => socket.close());
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
}

function answerTo(query: Buffer, zone: Zone): Buffer {
  const { name, end } = readName(query, 12);
  const type = TYPES[query.readUInt16BE(end)] ?? "";
  const question = query.subarray(12, end + 4);
  const known = Object.keys(zone).some((key) => key.startsWith(`${name} `));
  const records = zone[`${name} ${type}`] ?? [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (known ? 0 : 3), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const answers = records.map((record) => {
    const data = dataOf(type, record);
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0);
    head.writeUInt16BE(query.readUInt16BE(end), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(60, 6);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, question, ...answers]);
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length).toLowerCase());
    at += length + 1;
  }
  return { name: labels.join("."), end: at + 1 };
}

function dataOf(type: string, record: string): Buffer {
  if (type === "A") return Buffer.from(record.split(".").map(Number));
  if (type === "AAAA")
    return Buffer.from(record.split(":").flatMap((part) => [...Buffer.from(part.padStart(4, "0"), "hex")]));
  if (type === "TXT") return Buffer.concat(record.match(/.{1,255}/g)?.map((part) => label(part)) ?? []);
  if (type === "PTR") return domain(record);
  const [first = "", second = ""] = record.split(" ");
  if (type === "MX") return Buffer.concat([Buffer.from([0, Number(first)]), domain(second)]);
  return Buffer.concat([Buffer.from([0]), label(first), Buffer.from(second)]);
}

function domain(name: string): Buffer {
  return Buffer.concat([...name.split(".").map(label), Buffer.from([0])]);
}

function label(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
}
