import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { answerTo, type Zone } from "./message.ts";

/** A resolver of the lab. What it knows can be changed while it runs. */
export interface NameServer {
  zone: Zone;
  readonly port: number;
  stop(): Promise<void>;
}

/** Answers names at one address, over UDP and TCP. */
export async function startNameServer(at: { address: string; port: number }, zone: Zone): Promise<NameServer> {
  const server = { zone, port: at.port };
  const datagrams = createSocket("udp4");
  datagrams.on("message", (question, from) => {
    const answer = answerTo(question, server.zone);
    if (answer !== undefined) datagrams.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    datagrams.once("error", reject).bind(at.port, at.address, resolve);
  });
  const open = new Set<Socket>();
  const streams = createServer((connection) => {
    open.add(connection);
    connection.once("close", () => open.delete(connection)).on("error", () => connection.destroy());
    let read = Buffer.alloc(0);
    connection.on("data", (part) => {
      read = Buffer.concat([read, part]);
      while (read.length >= 2 && read.length >= 2 + read.readUInt16BE(0)) {
        const answer = answerTo(read.subarray(2, 2 + read.readUInt16BE(0)), server.zone);
        read = read.subarray(2 + read.readUInt16BE(0));
        if (answer === undefined) return connection.destroy();
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        connection.write(Buffer.concat([length, answer]));
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    streams.once("error", reject).listen(at.port, at.address, resolve);
  });
  return Object.assign(server, {
    async stop() {
      datagrams.close();
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => streams.close(resolve));
    },
  });
}
