import type { Socket } from "node:net";
import type { Start } from "../../edge/mail.ts";
import { Unseen } from "../../source.ts";

/** Bytes of talk before TLS; no greeting is longer. */
const LONGEST = 16 * 1024;

/**
 * Leads a connection to the point where TLS begins (RFC 3207, RFC 9051 6.2.1, RFC 2595 4, RFC 5804 2.2).
 *
 * @throws Unseen `missing` where TLS is not offered, `protocol` where something else is spoken.
 */
export async function startTls(socket: Socket, start: Start, what: string): Promise<void> {
  if (start === "implicit") return;
  const lines = new Lines(socket, what);
  try {
    await TALK[start](lines);
    if (lines.pending) throw new Unseen("protocol", `${what} was not seen: more was said before TLS than TLS allows`);
  } finally {
    lines.release();
  }
}

const TALK: Readonly<Record<Exclude<Start, "implicit">, (lines: Lines) => Promise<void>>> = {
  async smtp(lines) {
    await lines.answer("220");
    lines.say("EHLO readiness.invalid");
    const offers = await lines.answer("250");
    if (!offers.some((line) => /^250[ -]STARTTLS\s*$/i.test(line))) lines.notOffered();
    lines.say("STARTTLS");
    await lines.answer("220");
  },
  async imap(lines) {
    await lines.until(/^\* OK/i, /^\* /);
    lines.say("a STARTTLS");
    await lines.until(/^a OK/i, /^\* /, /^a (?:NO|BAD)/i);
  },
  async pop3(lines) {
    await lines.until(/^\+OK/i);
    lines.say("STLS");
    await lines.until(/^\+OK/i, undefined, /^-ERR/i);
  },
  async sieve(lines) {
    await lines.until(/^OK/i, /^"/);
    lines.say("STARTTLS");
    await lines.until(/^OK/i, undefined, /^NO/i);
  },
};

/** What the other side says, line by line. */
class Lines {
  readonly #socket: Socket;
  readonly #what: string;
  #text = "";
  #length = 0;
  #wake: () => void = () => {};
  #ended = false;
  readonly #onData = (part: Buffer) => {
    this.#length += part.length;
    this.#text += part.toString("latin1");
    this.#wake();
  };
  readonly #onEnd = () => {
    this.#ended = true;
    this.#wake();
  };

  constructor(socket: Socket, what: string) {
    this.#socket = socket;
    this.#what = what;
    socket.on("data", this.#onData).on("close", this.#onEnd).on("end", this.#onEnd);
  }

  get pending(): boolean {
    return this.#text.length > 0;
  }

  say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  release(): void {
    this.#socket.off("data", this.#onData).off("close", this.#onEnd).off("end", this.#onEnd).pause();
  }

  /** The lines of one SMTP reply, which must have this code. */
  async answer(code: string): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#next();
      if (!line.startsWith(code)) throw this.#odd();
      lines.push(line);
      if (line[code.length] !== "-") return lines;
    }
  }

  /** Reads over lines that match `over` up to one that matches `wanted`; `refused` says that TLS is not to be had. */
  async until(wanted: RegExp, over?: RegExp, refused?: RegExp): Promise<void> {
    for (;;) {
      const line = await this.#next();
      if (wanted.test(line)) return;
      if (refused?.test(line)) this.notOffered();
      if (!over?.test(line)) throw this.#odd();
    }
  }

  notOffered(): never {
    throw new Unseen("missing", `${this.#what} was not seen: the server does not offer to begin TLS`);
  }

  async #next(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end).replace(/\r$/, "");
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      if (this.#length > LONGEST) throw new Unseen("protocol", `${this.#what} was not seen: the greeting does not end`);
      if (this.#ended)
        throw new Unseen("protocol", `${this.#what} was not seen: the connection was closed before TLS began`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #odd(): Unseen {
    return new Unseen("protocol", `${this.#what} was not seen: what answers does not speak the protocol of the port`);
  }
}
