import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Project } from "./deploy.ts";
import { findFault } from "./faults/index.ts";
import type { Lab } from "./lab.ts";

/** What a running lab answers. */
export type ControlReply =
  | {
      readonly state: "in";
      readonly title: string;
      readonly blames: readonly string[];
      readonly showsAfter: number;
      /** Where a command sees the lab. */
      readonly project: Pick<Project, "folder" | "environment">;
    }
  | { readonly state: "gone" }
  | { readonly state: "failed"; readonly why: string };

/**
 * Lets other processes break a running lab: each connection names one fault, which stays for as long as the
 * connection does.
 */
export async function serveControl(lab: Lab, socket: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    createInterface({ input: connection }).once("line", (name) => void hold(lab, name, connection));
    connection.on("error", () => connection.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  return server;
}

async function hold(lab: Lab, name: string, connection: Socket): Promise<void> {
  const say = (reply: ControlReply) => connection.write(`${JSON.stringify(reply)}\n`);
  const ended = new Promise<void>((resolve) => connection.once("end", resolve).once("close", () => resolve()));
  try {
    const { title, blames, showsAfter = 0, inject } = await findFault(name);
    const mend = await inject(lab);
    const { folder, environment } = lab.project;
    say({ state: "in", title, blames, showsAfter, project: { folder, environment } });
    await ended;
    await mend();
    say({ state: "gone" });
  } catch (error) {
    say({ state: "failed", why: error instanceof Error ? error.message : String(error) });
  }
  connection.end();
}

/** A fault in a lab that runs in another process. */
export interface HeldFault {
  readonly about: Extract<ControlReply, { state: "in" }>;
  /** Takes it back, and resolves when all is well again. */
  takeBack(): Promise<void>;
}

/** Breaks the lab behind a control socket. @throws Error where that fails. */
export async function holdFault(socket: string, name: string): Promise<HeldFault> {
  const deaf = "lab: the one that runs here takes no faults: it is not up yet, it ends, or it is one of the tests.";
  if (socket === "") throw new Error(deaf);
  const connection = dial({ path: socket, allowHalfOpen: true });
  await new Promise<void>((resolve, reject) =>
    connection.once("connect", resolve).once("error", () => reject(new Error(deaf))),
  );
  const replies = createInterface({ input: connection })[Symbol.asyncIterator]();
  const next = async (): Promise<ControlReply> => {
    const { value, done } = await replies.next();
    if (done) throw new Error("lab: it ended before it said how the fault is.");
    return JSON.parse(value) as ControlReply;
  };
  connection.write(`${name}\n`);
  const about = await next();
  if (about.state !== "in") {
    connection.destroy();
    throw new Error(about.state === "failed" ? about.why : "lab: said nothing of the fault.");
  }
  return {
    about,
    async takeBack() {
      connection.end();
      const last = await next();
      if (last.state === "failed") throw new Error(`lab: the fault could not be taken back: ${last.why}`);
    },
  };
}
