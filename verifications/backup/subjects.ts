import type { BackupPolicy } from "../../model/backup.ts";
import { NotSeen, type Subject } from "../check.ts";
import type { BackupCopy, BackupStore, Expectation, ExpectedData } from "../expectation.ts";
import type { FactKey } from "../fact.ts";

/** Data that has to be kept a second time. */
export interface DataSubject extends Subject {
  /** Null where the expectation is of a version that did not know the data of hosts. */
  readonly data: ExpectedData | null;
}

/** A place that backups go to. */
export interface StoreSubject extends Subject {
  /** Null where a policy sends data there and the settings do not name it. */
  readonly store: BackupStore | null;
  /** What is declared to go there. */
  readonly data: readonly DataSubject[];
}

/**
 * All declared data but that which is declared to need no backup. Data without a policy is among it for every check, so
 * that taking a policy away proves nothing.
 */
export function dataIn({ hosts }: Expectation): DataSubject[] {
  return hosts.flatMap(({ name: host, data }): DataSubject[] =>
    data === undefined
      ? [{ host, name: "-", data: null }]
      : data.filter(({ backup }) => backup?.tool !== "none").map((one) => ({ host, name: one.source, data: one })),
  );
}

/** The places of the settings, and those that policies name and the settings do not. */
export function storesIn(expectation: Expectation): StoreSubject[] {
  const all = dataIn(expectation);
  const places = new Map<string, { readonly subject: Subject; readonly store: BackupStore | null }>();
  const add = (subject: Subject, store: BackupStore | null) => {
    const id = idOf(subject);
    if (!places.has(id)) places.set(id, { subject, store });
  };
  for (const store of expectation.stores ?? []) add({ host: store.host, name: store.name }, store);
  for (const subject of all) {
    const place = placeOf(subject, expectation);
    if (place !== null) add(place.subject, place.store);
  }
  return [...places.values()].map(({ subject, store }) => ({
    ...subject,
    store,
    data: all.filter((one) => {
      const place = placeOf(one, expectation);
      return place !== null && idOf(place.subject) === idOf(subject);
    }),
  }));
}

/** Where data goes; null where no policy says it. */
export function placeOf(
  { host, data }: DataSubject,
  { stores = [] }: Expectation,
): { readonly subject: Subject; readonly store: BackupStore | null } | null {
  const policy = data?.backup;
  if (policy == null || policy.tool === "none") return null;
  const fitting = stores.filter(
    (store) =>
      store.host === host && store.tool === policy.tool && (policy.to === undefined || store.name === policy.to),
  );
  const [store] = fitting;
  if (fitting.length !== 1 || store === undefined)
    return { subject: { host, name: policy.to ?? policy.tool }, store: null };
  return { subject: { host, name: store.name }, store };
}

/**
 * What is declared of the backup of data.
 *
 * @throws NotSeen where nothing is, which `backup-exists` tells, or where it is not clear.
 */
export function policyOf({ host, name, data }: DataSubject): BackupPolicy {
  if (data === null) throw new NotSeen("data", `the record does not say which data ${host} holds`);
  const { backup, unclear } = data;
  if (unclear !== undefined) throw new NotSeen("data", `nobody can tell how ${name} is kept: ${unclear}`);
  if (backup === null || backup.tool === "none")
    throw new NotSeen("data", `nobody declared how ${name} is kept a second time`);
  return backup;
}

/** @throws NotSeen where the settings do not name one place that it goes to. */
export function storeOf(subject: DataSubject, expectation: Expectation): BackupStore {
  const { tool, to } = policyOf(subject);
  const store = placeOf(subject, expectation)?.store;
  if (store == null)
    throw new NotSeen(
      "stores",
      to === undefined
        ? `${subject.name} goes to ${tool}, and the settings name no place of ${subject.host} for that, or several`
        : `${subject.name} goes to ${to} by ${tool}, and the settings name no such place of ${subject.host}`,
    );
  return store;
}

/** The data that goes to the same place, itself among it. */
export function sharingWith(subject: DataSubject, expectation: Expectation): readonly DataSubject[] {
  const place = placeOf(subject, expectation)?.subject;
  if (place === undefined) return [];
  return storesIn(expectation).find((one) => idOf(one) === idOf(place))?.data ?? [];
}

/** @throws NotSeen where the settings do not name it. */
export function named({ host, name, store }: StoreSubject): BackupStore {
  if (store === null)
    throw new NotSeen("stores", `data of ${host} goes to ${name}, and the settings name no such place`);
  return store;
}

/** A fact of a store that its host says. */
export function ofStore(
  fact: "archives" | "readable" | "job" | "room" | "log" | "borgmatic",
  store: BackupStore,
): FactKey {
  return { source: `backup.${fact}`, host: store.host, subject: store.name, vantage: "host" };
}

export function ofCopy({ name }: BackupStore, { host, repository }: BackupCopy): FactKey {
  return { source: "backup.copy", host, subject: `${name} ${host} ${repository}`, vantage: "host" };
}

/** The live data as its host counts it. */
export function ofData({ host, name }: Subject): FactKey {
  return { source: "backup.data", host, subject: name, vantage: "host" };
}

/** What the provider of a host says of it. */
export function ofProvider(host: string): FactKey {
  return { source: "provider.snapshots", host, subject: "-", vantage: "host" };
}

export function ofRestore({ host, name }: Subject): FactKey {
  return { source: "drill.restore", host, subject: name, vantage: "engine" };
}

/** What has to hold before anything in a store can be judged. */
export function needsStore({ host, name }: Subject): { readonly check: string; readonly subject: Subject }[] {
  return [{ check: "backup-store-opens", subject: { host, name } }];
}

/** What has to hold before the backup of data can be judged: there has to be one, in a place that can be opened. */
export function needsBackup(subject: DataSubject, expectation: Expectation): ReturnType<typeof needsStore> {
  const place = placeOf(subject, expectation);
  const exists = { check: "backup-exists", subject: { host: subject.host, name: subject.name } };
  return place === null ? [exists] : [...needsStore(place.subject), exists];
}

/** The same failure of another check or subject, as a fault names it that follows from it. */
export function failureOf(
  check: string,
  { host, name }: Subject,
): { readonly check: string; readonly subject: Subject } {
  return { check, subject: { host, name } };
}

function idOf({ host, name }: Subject): string {
  return JSON.stringify([host, name]);
}
