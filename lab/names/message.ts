/** A record that the lab's resolver knows. */
export type NameRecord =
  | { readonly type: "A"; readonly value: string }
  | { readonly type: "PTR" | "CNAME"; readonly value: string }
  | { readonly type: "MX"; readonly priority: number; readonly value: string }
  | { readonly type: "TXT"; readonly value: string }
  | { readonly type: "CAA"; readonly tag: string; readonly value: string };

/** Records by name, in lower case and without a dot at the end; `*.` stands for the names one step below. */
export type Zone = ReadonlyMap<string, readonly NameRecord[]>;

const TYPES = { A: 1, CNAME: 5, PTR: 12, MX: 15, TXT: 16, CAA: 257 } as const;
const ANY_CLASS_IN = 1;
const NAME_ERROR = 3;
const FORMAT_ERROR = 1;
const LIFETIME = 60;
const HEADER = 12;

/** Answers one question of RFC 1035; undefined for what is none. A name that is not known does not exist. */
export function answerTo(question: Buffer, zone: Zone): Buffer | undefined {
  if (question.length < HEADER || (question.readUInt8(2) & 0x80) !== 0) return undefined;
  const asked = question.readUInt16BE(4) === 1 ? readQuestion(question) : undefined;
  if (asked === undefined) return header(question, 0, FORMAT_ERROR, 0);
  const known = zone.get(asked.name) ?? zone.get(asked.name.replace(/^[^.]*/, "*"));
  const records = (known ?? []).filter(({ type }) => TYPES[type] === asked.type || type === "CNAME");
  return Buffer.concat([
    header(question, 1, known === undefined ? NAME_ERROR : 0, records.length),
    question.subarray(HEADER, asked.end),
    ...records.map(write),
  ]);
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } | undefined {
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString("latin1", at, at + length));
    at += length;
  }
  if (at + 4 > message.length) return undefined;
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at), end: at + 4 };
}

function header(question: Buffer, questions: number, code: number, answers: number): Buffer {
  const bytes = Buffer.alloc(HEADER);
  question.copy(bytes, 0, 0, 2);
  // An authoritative answer that also says what a resolver would: recursion was wanted and is available.
  bytes.writeUInt16BE(0x8480 | (question.readUInt16BE(2) & 0x0100) | code, 2);
  bytes.writeUInt16BE(questions, 4);
  bytes.writeUInt16BE(answers, 6);
  return bytes;
}

function write(record: NameRecord): Buffer {
  const value = dataOf(record);
  const head = Buffer.alloc(12);
  // The name of the question.
  head.writeUInt16BE(0xc000 | HEADER, 0);
  head.writeUInt16BE(TYPES[record.type], 2);
  head.writeUInt16BE(ANY_CLASS_IN, 4);
  head.writeUInt32BE(LIFETIME, 6);
  head.writeUInt16BE(value.length, 10);
  return Buffer.concat([head, value]);
}

function dataOf(record: NameRecord): Buffer {
  switch (record.type) {
    case "A":
      return Buffer.from(record.value.split(".").map(Number));
    case "PTR":
    case "CNAME":
      return writeName(record.value);
    case "MX": {
      const priority = Buffer.alloc(2);
      priority.writeUInt16BE(record.priority);
      return Buffer.concat([priority, writeName(record.value)]);
    }
    case "TXT":
      return Buffer.concat((record.value.match(/[\s\S]{1,255}/g) ?? [""]).map(writeText));
    case "CAA":
      return Buffer.concat([Buffer.from([0]), writeText(record.tag), Buffer.from(record.value, "latin1")]);
  }
}

function writeName(name: string): Buffer {
  return Buffer.concat([...name.split(".").map(writeText), Buffer.from([0])]);
}

function writeText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
