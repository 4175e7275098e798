import { createReadStream } from "node:fs";
import type { Machine } from "../host/machine.ts";

/** How long an engine may take to unpack all images, in milliseconds. */
const DEADLINE = 120_000;

/** Gives a host's engine all images, as `docker load` does. */
export async function loadImages(machine: Machine, file: string): Promise<void> {
  const answer = await machine.ask({
    method: "POST",
    path: "/images/load?quiet=1",
    body: createReadStream(file),
    deadline: DEADLINE,
  });
  if (JSON.stringify(answer).includes("errorDetail")) throw new Error(`lab: ${machine.name} does not take the images.`);
}
