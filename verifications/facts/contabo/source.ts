import type { ProviderMachine } from "../../settings/settings.ts";
import { type FactSource, type Question, Unseen } from "../../source.ts";
import type { ProviderValue } from "../backup/values.ts";
import { CONTABO, type ContaboAddresses, type ContaboLogin, contaboLogin, get, odd, tokenOf } from "./api.ts";

export interface ContaboOptions {
  /** The machine of each host, by the name of the host. */
  readonly machines: ReadonlyMap<string, ProviderMachine>;
  /** Holds the login; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly addresses?: ContaboAddresses;
  /** Milliseconds. */
  readonly deadline?: number;
}

const DEADLINE = 20_000;
const PER_PAGE = 100;
/** An instance has a handful of slots for snapshots. */
const MOST_PAGES = 10;

/** What Contabo says of the machines of hosts: their snapshots, and whether automatic backups are ordered. */
export function contaboSource({
  machines,
  environment = process.env,
  addresses = CONTABO,
  deadline = DEADLINE,
}: ContaboOptions): FactSource {
  return {
    id: "provider",
    title: "snapshots of machines at Contabo",
    plan(expectation, reach) {
      const login = contaboLogin(environment);
      let token: Promise<string> | undefined;
      return expectation.hosts
        .filter(({ name }) => reach.hosts.has(name))
        .map(
          ({ name }): Question => ({
            key: { source: "provider.snapshots", host: name, subject: "-", vantage: "host" },
            deadline,
            async ask(signal) {
              const machine = machines.get(name);
              if (machine === undefined)
                throw new Unseen("not-asked", `${name} names no provider in hosts of the settings`);
              const { missing } = login as { missing?: readonly string[] };
              if (missing !== undefined)
                throw new Unseen(
                  "not-asked",
                  `Contabo takes a login; ${missing.join(", ")} not set in the environment`,
                );
              token ??= tokenOf(addresses, login as ContaboLogin, signal);
              const given = await token;
              const value = await machineOf(machine, (path) => get(addresses, given, path, signal));
              return { value, raw: JSON.stringify(value) };
            },
          }),
        );
    },
  };
}

type Get = (path: string) => Promise<unknown>;
type Body = Readonly<Record<string, unknown>>;

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (answer: unknown): readonly unknown[] | undefined =>
  isBody(answer) && Array.isArray(answer.data) ? answer.data : undefined;

async function machineOf({ contabo, backupAddOn }: ProviderMachine, ask: Get): Promise<ProviderValue> {
  const [instance] = listOf(await ask(`/v1/compute/instances/${contabo}`)) ?? [];
  // Whoever answers for another machine has not answered.
  if (!isBody(instance) || instance.instanceId !== contabo || !Array.isArray(instance.addOns)) throw odd("an instance");
  const { status, addOns } = instance;
  if (typeof status !== "string" || !/^[a-z_]{1,40}$/.test(status)) throw odd("an instance");
  return {
    status,
    snapshots: await snapshotsOf(contabo, ask),
    ordered:
      backupAddOn === undefined
        ? null
        : addOns.some((addOn) => isBody(addOn) && addOn.id === backupAddOn && addOn.quantity !== 0),
  };
}

async function snapshotsOf(instance: number, ask: Get): Promise<ProviderValue["snapshots"]> {
  const found: { id: string; created: string; expires: string | null }[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await ask(`/v1/compute/instances/${instance}/snapshots?page=${page}&size=${PER_PAGE}`);
    const list = listOf(answer);
    const { _pagination: pagination } = answer as Body;
    const total = isBody(pagination) ? pagination.totalPages : undefined;
    if (list === undefined || typeof total !== "number" || total > MOST_PAGES) throw odd("snapshots");
    pages = total;
    found.push(...list.map(snapshotOf));
  }
  return found.sort((a, b) => (a.created < b.created ? 1 : -1));
}

function snapshotOf(value: unknown): { id: string; created: string; expires: string | null } {
  const { snapshotId, createdDate, autoDeleteDate } = isBody(value) ? value : {};
  const created = time(createdDate);
  if (typeof snapshotId !== "string" || !/^[\w.-]{1,100}$/.test(snapshotId) || created === undefined)
    throw odd("a snapshot");
  return { id: snapshotId, created, expires: time(autoDeleteDate) ?? null };
}

function time(value: unknown): string | undefined {
  const date = typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
