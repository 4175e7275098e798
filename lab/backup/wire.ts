import { spawn } from "node:child_process";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Machine } from "../host/machine.ts";

/** What a caller sends first, on one line: where its command is to run, or that it wants what that complains of. */
type Opening =
  | { readonly id: string; readonly host: string; readonly command: string }
  | { readonly complaints: string };

/** Socket of the wire in the folder that a host and this machine both see. */
export const WIRE = "wire.sock";

/**
 * Lets the hosts of a lab call each other by ssh: the program `ssh` on a host (lab/host/bin/ssh) hands its command to this
 * socket, and it runs on the other one. No daemon listens for it, and no key is needed.
 *
 * @param folder what the calling host sees as `/lab`.
 */
export async function layWire(folder: string, machineOf: (name: string) => Machine | undefined): Promise<Server> {
  const complaints = new Map<string, Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    readLine(socket, (text) => {
      const opening = JSON.parse(text) as Opening;
      if ("complaints" in opening) complaints.set(opening.complaints, socket);
      else call(opening, socket, complaints, machineOf);
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(join(folder, WIRE), resolve));
  return server;
}

function call(
  { id, host, command }: Extract<Opening, { id: string }>,
  socket: Socket,
  complaints: Map<string, Socket>,
  machineOf: (name: string) => Machine | undefined,
): void {
  const other = complaints.get(id);
  complaints.delete(id);
  const end = (code: number) => other?.end(`\0${code}`);
  const [program = "", ...inside] = machineOf(host)?.inside ?? [];
  if (program === "") {
    other?.write(`ssh: Could not resolve hostname ${host}: Name or service not known\n`);
    socket.end();
    return void end(255);
  }
  const child = spawn(program, [...inside, "/bin/sh", "-c", command], { stdio: ["pipe", "pipe", "pipe"] });
  child.once("error", () => end(255));
  child.stdin.on("error", () => {});
  socket.pipe(child.stdin);
  child.stdout.pipe(socket);
  child.stderr.on("data", (part: Buffer) => other?.write(part));
  child.once("close", (code) => end(code ?? 255));
  socket.once("close", () => child.kill("SIGTERM"));
}

/** The first line, and then the stream as it goes on. */
function readLine(socket: Socket, take: (text: string) => void): void {
  let head = Buffer.alloc(0);
  const onData = (part: Buffer) => {
    head = Buffer.concat([head, part]);
    const at = head.indexOf("\n");
    if (at < 0) return;
    socket.off("data", onData);
    socket.pause();
    if (head.length > at + 1) socket.unshift(head.subarray(at + 1));
    take(head.subarray(0, at).toString("utf8"));
  };
  socket.on("data", onData);
}
