import type { Duplex } from "node:stream";
import { gzipSync } from "node:zlib";
import type { Failure } from "../../../verifications/fact.ts";

/** Something that answers and means no good. */
export interface Peer {
  /** Completes the sentence: a peer that … */
  readonly what: string;
  readonly speak: (socket: Duplex) => void;
  /** How a question may end. */
  readonly ends: readonly Failure[];
  /** What may be seen in it all the same. */
  readonly seen?: "page";
}

/** A word of the peer that nobody may repeat. */
export const WORD = "geheim";
const HEAD = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Word: ${WORD}\r\n`;
const BOMB = gzipSync(Buffer.alloc(50_000_000, " "));

/** Where something is spoken that begins with an answer to a request. */
export const HTTP_PEERS: readonly Peer[] = [
  { what: "accepts and never answers", speak: (socket) => socket.resume(), ends: ["timeout"] },
  {
    what: "sends one byte a second",
    speak: (socket) => every(socket, 1000, (turn) => HEAD[turn % HEAD.length] ?? ""),
    ends: ["timeout"],
  },
  {
    what: "sends its header byte by byte",
    speak: (socket) => every(socket, 5, (turn) => HEAD[turn % HEAD.length] ?? ""),
    ends: ["timeout", "protocol"],
  },
  {
    what: "begins a body that trickles",
    speak: (socket) => {
      socket.write(`${HEAD}\r\n`);
      every(socket, 20, () => "[");
    },
    ends: ["timeout"],
  },
  {
    what: "sends a body without an end",
    speak: (socket) => {
      socket.write(`${HEAD}\r\n`);
      flood(socket, Buffer.alloc(65_536, "["));
    },
    seen: "page",
    ends: ["protocol", "timeout"],
  },
  {
    what: "sends a header of a gigabyte in one field",
    speak: (socket) => {
      socket.write(`${HEAD}X-Long: `);
      flood(socket, Buffer.alloc(65_536, "x"), 1_000_000_000);
    },
    ends: ["protocol"],
  },
  {
    what: "sends header fields without an end",
    speak: (socket) => {
      socket.write(HEAD);
      flood(socket, Buffer.from(`X-${WORD}: ${WORD}\r\n`.repeat(1000)));
    },
    ends: ["protocol"],
  },
  {
    what: "sends interim answers without an end",
    speak: (socket) => flood(socket, Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100))),
    ends: ["timeout", "protocol"],
  },
  {
    what: "names chunks without an end",
    speak: (socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n1;`);
      flood(socket, Buffer.alloc(65_536, "x"));
    },
    ends: ["protocol", "timeout"],
  },
  { what: "closes at once", speak: (socket) => socket.end(), ends: ["protocol"] },
  { what: "breaks off at once", speak: (socket) => socket.destroy(), ends: ["protocol"] },
  {
    what: "closes in the middle of its header",
    speak: (socket) => socket.end(HEAD),
    ends: ["protocol"],
  },
  {
    what: "promises more than it says",
    speak: (socket) => socket.end(`${HEAD}Content-Length: 1000\r\n\r\n{"${WORD}":`),
    ends: ["protocol"],
  },
  {
    what: "says more than it promises",
    speak: (socket) => socket.end(`${HEAD}Content-Length: 2\r\n\r\n{"${WORD}":1}HTTP/1.1 200 OK\r\n\r\n`),
    ends: ["protocol"],
  },
  {
    what: "promises two lengths",
    speak: (socket) => socket.end(`${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}`),
    ends: ["protocol"],
  },
  {
    what: "promises less than nothing",
    speak: (socket) => socket.end(`${HEAD}Content-Length: -1\r\n\r\n{}`),
    ends: ["protocol"],
  },
  {
    what: "redirects to itself",
    speak: (socket) => answer(socket, `HTTP/1.1 302 Found\r\nLocation: /?token=${WORD}\r\nContent-Length: 0\r\n\r\n`),
    seen: "page",
    ends: ["protocol"],
  },
  {
    what: "sends a compressed bomb",
    speak: (socket) => {
      socket.write(`${HEAD}Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`);
      socket.end(BOMB);
    },
    seen: "page",
    ends: ["protocol"],
  },
  {
    what: "changes to another protocol",
    speak: (socket) =>
      answer(socket, `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${WORD}\r\n\r\n`),
    ends: ["protocol"],
  },
  { what: "answers with garbage", speak: (socket) => socket.end(`\0\xff${WORD}\r\n\r\n`), ends: ["protocol"] },
  {
    what: "sends garbage without an end",
    speak: (socket) => flood(socket, Buffer.alloc(65_536, 0)),
    ends: ["protocol"],
  },
  { what: "greets as a mail server does", speak: (socket) => socket.write(`220 ${WORD}\r\n`), ends: ["protocol"] },
];

/** Where TLS is to begin, or lines are to be spoken before it does. */
export const LINE_PEERS: readonly Peer[] = [
  ...HTTP_PEERS.filter(({ what }) =>
    ["accepts and never answers", "closes at once", "breaks off at once"].includes(what),
  ),
  { what: "sends one byte a second", speak: (socket) => every(socket, 1000, () => "2"), ends: ["timeout", "protocol"] },
  {
    what: "speaks plain HTTP",
    speak: (socket) => socket.end(`HTTP/1.1 400 Bad Request\r\n\r\n${WORD}`),
    ends: ["protocol"],
  },
  { what: "answers with garbage", speak: (socket) => socket.end(`\x16\x03\xff\xff${WORD}`), ends: ["protocol"] },
  {
    what: "greets without an end",
    speak: (socket) => flood(socket, Buffer.from(`* ${WORD}\r\n`.repeat(1000))),
    ends: ["protocol"],
  },
  {
    what: "greets in one line without an end",
    speak: (socket) => flood(socket, Buffer.alloc(65_536, "2")),
    ends: ["protocol"],
  },
  {
    what: "greets line by line",
    speak: (socket) => every(socket, 20, () => `220-${WORD}\r\n`),
    ends: ["timeout", "protocol"],
  },
  {
    what: "agrees to TLS and never begins it",
    speak: (socket) =>
      dialogue(socket, [
        ["", `220 ${WORD}\r\n`],
        ["EHLO", "250 STARTTLS\r\n"],
        ["STARTTLS", "220 go on\r\n"],
      ]),
    ends: ["timeout", "protocol"],
  },
  {
    what: "says more before TLS than it may",
    speak: (socket) =>
      dialogue(socket, [
        ["", `220 ${WORD}\r\n`],
        ["EHLO", "250 STARTTLS\r\n"],
        ["STARTTLS", `220 go on\r\n250 ${WORD}\r\n`],
      ]),
    ends: ["protocol"],
  },
  {
    what: "does not offer TLS",
    speak: (socket) =>
      dialogue(socket, [
        ["", "220 mail\r\n"],
        ["EHLO", `250 ${WORD}\r\n`],
      ]),
    ends: ["missing", "protocol"],
  },
];

/** Waits for each request. */
function answer(socket: Duplex, text: string): void {
  socket.on("data", () => socket.write(text));
}

/** Says each line when it was asked for with the word before it; an empty word asks for nothing. */
function dialogue(socket: Duplex, lines: readonly (readonly [asked: string, said: string])[]): void {
  const [[, greeting] = ["", ""], ...rest] = lines;
  socket.write(greeting);
  socket.on("data", (part: Buffer) => {
    const [next] = rest;
    if (next === undefined || !part.toString("latin1").includes(next[0])) return;
    rest.shift();
    socket.write(next[1]);
  });
}

function every(socket: Duplex, milliseconds: number, text: (turn: number) => string): void {
  let turn = 0;
  const timer = setInterval(() => socket.write(text(turn++)), milliseconds);
  socket.on("close", () => clearInterval(timer)).resume();
}

/** Writes as fast as the other side reads, until it goes away. */
function flood(socket: Duplex, part: Buffer, most = Number.POSITIVE_INFINITY): void {
  let sent = 0;
  const on = () => {
    while (!socket.destroyed && sent < most) {
      sent += part.length;
      if (!socket.write(part)) return;
    }
  };
  socket.on("drain", on).resume();
  on();
}
