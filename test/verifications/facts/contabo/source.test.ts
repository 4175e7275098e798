import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv } from "ajv";
import test, { type ExecutionContext } from "ava";
import type { ProviderValue } from "../../../../verifications/facts/backup/values.ts";
import { contaboSource } from "../../../../verifications/facts/contabo/source.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import type { ProviderMachine } from "../../../../verifications/settings/settings.ts";
import { expecting, reachTo, seen } from "../../support/engine.ts";
import {
  FIND_INSTANCE,
  HEADERS,
  INSTANCE_PATH,
  LIST_SNAPSHOTS,
  SNAPSHOTS_PATH,
  SNAPSHOTS_QUERY,
  TOKEN_REQUEST,
} from "./description.ts";

const ajv = new Ajv({ strict: false });
const LOGIN = {
  READINESS_CONTABO_CLIENT_ID: "INT-1",
  READINESS_CONTABO_CLIENT_SECRET: "geheim-client",
  READINESS_CONTABO_USER: "ops@example.org",
  READINESS_CONTABO_PASSWORD: "geheim&password=1 +%",
};
const TOKEN = "geheim.token";

type Body = Readonly<Record<string, unknown>>;

const instance = (changes: Body = {}): Body => ({
  ...{ tenantId: "INT", customerId: "1", additionalIps: [], name: "vmi12345", displayName: "", instanceId: 12345 },
  ...{ region: "EU", productId: "V45", imageId: "a", macAddress: "00:00:00:00:00:01", ramMb: 8192, cpuCores: 4 },
  ...{ osType: "Linux", diskMb: 204800, sshKeys: [], createdDate: "2026-01-01T00:00:00.000Z", cancelDate: "" },
  ...{ status: "running", vHostId: 1, addOns: [{ id: 1501, quantity: 1 }], productType: "ssd", defaultUser: "root" },
  ...changes,
});
const snapshot = (index: number, changes: Body = {}): Body => ({
  ...{ tenantId: "INT", customerId: "1", snapshotId: `snap${index}`, name: "nightly", description: "geheim" },
  ...{ instanceId: 12345, createdDate: `2026-11-${String(index).padStart(2, "0")}T02:30:00.000Z` },
  ...{ autoDeleteDate: "2026-12-20T02:30:00.000Z", imageId: "a", imageName: "ubuntu" },
  ...changes,
});

interface Fake {
  readonly addresses: { readonly api: string; readonly token: string };
  readonly asked: string[];
}

/** Answers as the description says, and fails the test for a request that does not fit it. */
async function fake(
  t: ExecutionContext,
  {
    machine = instance(),
    snapshots = [snapshot(22), snapshot(23)],
    perPage = 1,
    answers = {} as Readonly<Record<string, RequestListener | number>>,
  } = {},
): Promise<Fake> {
  const asked: string[] = [];
  const fits = (schema: object, value: unknown) => t.true(ajv.validate(schema, value), ajv.errorsText());
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
    asked.push(`${request.method} ${pathname}`);
    const other = answers[pathname];
    if (typeof other === "function") return other(request, response);
    if (typeof other === "number") return response.writeHead(other).end('{"message":"geheim"}');
    const say = (schema: object, body: Body) => {
      fits(schema, body);
      response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    };
    if (pathname === "/token") {
      t.is(request.method, "POST");
      t.is(request.headers["content-type"], "application/x-www-form-urlencoded;charset=UTF-8");
      const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
      fits(TOKEN_REQUEST, form);
      t.is(form.password, LOGIN.READINESS_CONTABO_PASSWORD);
      return response.end(JSON.stringify({ access_token: TOKEN, expires_in: 300, token_type: "Bearer" }));
    }
    t.is(request.method, "GET");
    fits(HEADERS, request.headers);
    t.is(request.headers.authorization, `Bearer ${TOKEN}`);
    if (INSTANCE_PATH.test(pathname)) {
      t.is(searchParams.size, 0);
      return say(FIND_INSTANCE, { data: [machine], _links: { self: pathname } });
    }
    t.regex(pathname, SNAPSHOTS_PATH);
    fits(SNAPSHOTS_QUERY, Object.fromEntries(searchParams));
    const page = Number(searchParams.get("page"));
    const pagination = {
      size: perPage,
      totalElements: snapshots.length,
      totalPages: Math.ceil(snapshots.length / perPage),
      page,
    };
    return say(LIST_SNAPSHOTS, {
      _pagination: pagination,
      data: snapshots.slice((page - 1) * perPage, page * perPage),
      _links: {},
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { addresses: { api: base, token: `${base}/token` }, asked };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += part;
  return body;
}

const MACHINE = { contabo: 12345, backupAddOn: 1501 };
const KEY = { source: "provider.snapshots", host: "master", subject: "-", vantage: "host" };

async function look(
  addresses: Fake["addresses"],
  machine: ProviderMachine | undefined = MACHINE,
  environment: Readonly<Record<string, string>> = LOGIN,
  deadline = 10_000,
) {
  const machines = new Map(machine === undefined ? [] : [["master", machine]]);
  const source = contaboSource({ machines, environment, addresses, deadline });
  return await gather(source.plan(expecting("master", []), reachTo({ master: {} })));
}

test("a machine tells its snapshots from all pages, newest first, and whether backups are ordered", async (t) => {
  const { addresses, asked } = await fake(t);
  const facts = await look(addresses);
  t.deepEqual(seen(facts, KEY) as ProviderValue, {
    status: "running",
    snapshots: [
      { id: "snap23", created: "2026-11-23T02:30:00.000Z", expires: "2026-12-20T02:30:00.000Z" },
      { id: "snap22", created: "2026-11-22T02:30:00.000Z", expires: "2026-12-20T02:30:00.000Z" },
    ],
    ordered: true,
  });
  t.is(asked.filter((one) => one === "POST /token").length, 1);
  t.true(
    asked.every((one) => one === "POST /token" || one.startsWith("GET ")),
    "nothing is changed there",
  );
  t.false(JSON.stringify(facts).includes("geheim"));
});

test("what is not ordered is told, and what nobody can know is not", async (t) => {
  const { addresses } = await fake(t, { machine: instance({ addOns: [], status: "stopped" }), snapshots: [] });
  t.deepEqual(seen(await look(addresses), KEY), { status: "stopped", snapshots: [], ordered: false });
  t.like(seen(await look(addresses, { contabo: 12345, backupAddOn: undefined }), KEY), { ordered: null });
});

test("without a login or a machine nobody is asked", async (t) => {
  const { addresses, asked } = await fake(t);
  const { READINESS_CONTABO_PASSWORD: _, ...part } = LOGIN;
  const facts = await look(addresses, MACHINE, part);
  t.is(seen(facts, KEY), "not-asked");
  t.regex(JSON.stringify(facts), /READINESS_CONTABO_PASSWORD/);
  const source = contaboSource({ machines: new Map(), environment: LOGIN, addresses });
  t.is(seen(await gather(source.plan(expecting("master", []), reachTo({ master: {} }))), KEY), "not-asked");
  t.deepEqual(source.plan(expecting("master", []), reachTo({})), []);
  t.deepEqual(asked, []);
});

test("a login goes to nobody over plain HTTP, and is not led elsewhere", async (t) => {
  t.is(seen(await look({ api: "https://127.0.0.1:9", token: "http://auth.example/token" }), KEY), "denied");
  const elsewhere = await fake(t);
  const { addresses } = await fake(t, {
    answers: { "/token": (_, response) => response.writeHead(307, { location: elsewhere.addresses.token }).end() },
  });
  t.is(seen(await look(addresses), KEY), "protocol");
  t.deepEqual(elsewhere.asked, []);
});

test("what refuses, is not there, is too long, odd or silent is told by its kind alone", async (t) => {
  const path = "/v1/compute/instances/12345";
  const text =
    (body: string): RequestListener =>
    (_, response) =>
      response.end(body);
  const cases: readonly (readonly [Readonly<Record<string, RequestListener | number>>, string])[] = [
    [{ "/token": 401 }, "denied"],
    [{ "/token": 500 }, "protocol"],
    [{ "/token": text('{"access_token":"geheim\\nx"}') }, "protocol"],
    [{ [path]: 401 }, "denied"],
    [{ [path]: 404 }, "missing"],
    [{ [path]: 429 }, "protocol"],
    [{ [path]: text("<html>geheim") }, "protocol"],
    [{ [path]: text("null") }, "protocol"],
    [{ [path]: text(JSON.stringify({ data: [instance({ instanceId: 1 })] })) }, "protocol"],
    [{ [path]: text(JSON.stringify({ data: [instance({ status: "geheim geheim" })] })) }, "protocol"],
    [{ [path]: text(" ".repeat(2_000_000)) }, "protocol"],
    [{ [path]: (request) => request.socket.destroy() }, "protocol"],
    [{ [path]: () => {} }, "timeout"],
    [{ [`${path}/snapshots`]: text('{"data":[]}') }, "protocol"],
    [{ [`${path}/snapshots`]: text('{"data":[{}],"_pagination":{"totalPages":1}}') }, "protocol"],
    [{ [`${path}/snapshots`]: text('{"data":[],"_pagination":{"totalPages":1e9}}') }, "protocol"],
  ];
  for (const [index, [answers, failure]] of cases.entries()) {
    const { addresses } = await fake(t, { answers });
    const facts = await look(addresses, MACHINE, LOGIN, failure === "timeout" ? 500 : 10_000);
    t.is(seen(facts, KEY), failure, `case ${index}`);
    t.false(JSON.stringify(facts).includes("geheim"), `case ${index}`);
  }
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
  t.is(seen(await look({ api: base, token: `${base}/token` }), KEY), "refused");
});
