import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Absent } from "../../../toolchain/absent.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** The longest that one answer may take, in milliseconds. */
const PATIENCE = 60_000;

type Message = Readonly<Record<string, unknown>>;

/** A page in headless Chromium, driven over a pipe: https://chromedevtools.github.io/devtools-protocol/ */
export class Browser {
  /** Everything that the page or the browser itself had to say or to fetch, in order. */
  readonly events: { readonly method: string; readonly params: Message }[] = [];
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #input: Writable;
  readonly #waiting = new Map<number, { resolve: (result: Message) => void; reject: (error: Error) => void }>();
  #rest = "";
  #id = 0;
  #session: string | undefined;

  constructor(file: string) {
    this.#profile = mkdtempSync(join(tmpdir(), "readiness-browser-"));
    this.#process = spawn(
      file,
      [
        "--headless=new",
        // The sandbox of the browser cannot start as root; what it opens is made by the test.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--remote-debugging-pipe",
        // No name has an address, so nothing can be fetched from anywhere.
        "--host-resolver-rules=MAP * ~NOTFOUND",
        `--user-data-dir=${this.#profile}`,
        "about:blank",
      ],
      // A group of its own, so that the processes that it starts end with it and write no more to its profile.
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], detached: true },
    );
    const [, , , input, output] = this.#process.stdio as unknown as [null, null, null, Writable, Readable];
    this.#input = input;
    this.#process.on("error", (error) => this.#fail(error));
    this.#process.on("exit", (code) => this.#fail(new Error(`the browser ended with ${code}`)));
    input.on("error", (error) => this.#fail(error));
    output.setEncoding("utf8").on("data", (chunk: string) => this.#hear(chunk));
  }

  /** Attaches to a fresh page that tells what is logged, thrown and fetched in it. */
  async open(): Promise<void> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    this.#session = sessionId as string;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(`${domain}.enable`);
  }

  /** Loads a page and waits until it and all that belongs to it are there. */
  async load(url: string): Promise<void> {
    const seen = this.events.length;
    await this.send("Page.navigate", { url });
    const deadline = Date.now() + PATIENCE;
    while (!this.events.slice(seen).some(({ method }) => method === "Page.loadEventFired")) {
      if (Date.now() > deadline) throw new Error("the page was not loaded in time");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The value of an expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(`${expression} threw in the page`);
    return (result as { value: unknown }).value;
  }

  send(method: string, params: Message = {}): Promise<Message> {
    const id = ++this.#id;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} was not answered in time`)), PATIENCE);
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("close", resolve));
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid, "SIGKILL");
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 20 });
  }

  #hear(chunk: string): void {
    const messages = (this.#rest + chunk).split("\0");
    this.#rest = messages.pop() ?? "";
    for (const message of messages) this.#handle(JSON.parse(message));
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (typeof method === "string") this.events.push({ method, params: params as Message });
    const waiting = this.#waiting.get(id as number);
    if (waiting === undefined) return;
    this.#waiting.delete(id as number);
    if (error === undefined) waiting.resolve(result as Message);
    else waiting.reject(new Error(JSON.stringify(error)));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** Starts Chromium with an empty page, or says that there is none. */
export async function startBrowser(): Promise<Browser | Absent> {
  const file = findBrowser();
  if (file === undefined)
    return { absent: `no browser: none of ${NAMES.join(", ")} is on PATH; install the package chromium` };
  const browser = new Browser(file);
  await browser.open();
  return browser;
}

function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
