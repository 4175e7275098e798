import type { Container } from "../../model/container.ts";
import { factsOf } from "../images/table.ts";
import { type Edit, propose } from "./edit.ts";

/** What the clients in the images of databases are called. */
const CLIENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["PostgreSQL", ["pg_isready", "-h", "127.0.0.1"]],
  ["MariaDB", ["mariadb-admin", "ping", "-h", "127.0.0.1"]],
  ["MySQL", ["mysqladmin", "ping", "-h", "127.0.0.1"]],
  ["Redis", ["redis-cli", "ping"]],
  ["Valkey", ["valkey-cli", "ping"]],
]);
const USUAL_PORT = 8080;

/** A healthcheck that asks the service itself, with what its image has. */
export function askItself(container: Container): Edit {
  const facts = factsOf(container.image);
  const client = CLIENTS.get(facts?.database?.name ?? "");
  const words = "what tells that the service works: the address, and what has to answer";
  if (client !== undefined) return propose("healthcheck.test", ["CMD", ...client], words);
  const { tools } = facts ?? {};
  if (tools?.shell === false && tools.curl !== true && tools.wget !== true)
    return propose(
      "healthcheck.test",
      ["CMD", "/healthcheck"],
      "the program of the image that asks the service, because the image has no shell",
    );
  const url = `http://127.0.0.1:${portOf(container)}/`;
  const ask =
    tools?.curl === true || tools?.wget === false
      ? ["curl", "--fail", "--silent", "--output", "/dev/null", url]
      : ["wget", "--quiet", "--spider", url];
  return propose("healthcheck.test", ["CMD", ...ask], words);
}

function portOf(container: Container): number {
  const [known] = factsOf(container.image)?.ports ?? [];
  return known ?? container.ports.find(({ protocol }) => protocol === "tcp")?.internal ?? USUAL_PORT;
}
