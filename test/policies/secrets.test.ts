import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { readCompose } from "../../model/from-compose/read-compose.ts";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { json } from "../../reports/json.ts";
import { text } from "../../reports/text.ts";
import { judging, SOUND, secret, stackOf } from "../support/stack.ts";

/** Where a value can come in, given as a declaration that holds it and is found wanting in many ways. */
const PLACES: Record<string, (value: unknown) => Record<string, unknown>> = {
  "an environment variable": (value) => ({ envs: [join("DB_PASSWORD=", value)] }),
  "the whole environment": (value) => ({ envs: [value] }),
  "a URL in the environment": (value) => ({ envs: [join("DATABASE_URL=postgres://app:", value, "@db/app")] }),
  "a label": (value) => ({
    labels: [{ label: "traefik.http.middlewares.a.basicauth.users", value: join("me:", value) }],
  }),
  "a label's name": (value) => ({ labels: [{ label: value, value: "x" }] }),
  "the command": (value) => ({ command: ["serve", join("--password=", value)] }),
  "the entry point": (value) => ({ entrypoints: ["sh", "-c", join("apt-get install ", value)] }),
  "a healthcheck": (value) => ({
    healthcheck: { tests: ["CMD-SHELL", join("mysqladmin -p", value, " ping || true")] },
  }),
  "an exec healthcheck": (value) => ({
    healthcheck: { tests: ["CMD", "curl", join("http://u:", value, "@elsewhere/")] },
  }),
  "an uploaded file": (value) => ({
    uploads: [{ file: "/run/secrets/x", content: join("-----BEGIN PRIVATE KEY-----\n", value) }],
  }),
  "a log option": (value) => ({ logDriver: "json-file", logOpts: { "max-size": value } }),
  "a sysctl": (value) => ({ sysctls: { "kernel.x": value } }),
  "a network alias": (value) => ({ networksAdvanced: [{ name: "web", aliases: [value] }] }),
  "a healthcheck's interval": (value) => ({ healthcheck: { tests: ["CMD", "true"], interval: value } }),
};

/** Marked as a secret: then it must not be printed wherever it stands. */
const MARKED_PLACES: typeof PLACES = {
  ...PLACES,
  "the user": (value) => ({ user: value }),
  "the image": (value) => ({ image: value }),
  "a host path": (value) => ({ volumes: [{ hostPath: value, containerPath: "/etc" }] }),
  "a port's address": (value) => ({ ports: [{ internal: 80, external: 80, ip: value }] }),
  "a capability": (value) => ({ capabilities: { adds: [value] } }),
  "a security option": (value) => ({ securityOpts: [value] }),
  "a network's name": (value) => ({ networksAdvanced: [{ name: value }] }),
  "a device": (value) => ({ devices: [{ hostPath: value }] }),
  "the restart policy": (value) => ({ restart: value }),
  "the network mode": (value) => ({ networkMode: value }),
};

const marker = fc.stringMatching(/^[A-Za-z0-9+/_-]{12,40}$/);

function join(...parts: unknown[]): unknown {
  const isMarked = (part: unknown): part is { value: string } => typeof part === "object";
  const whole = parts.map((part) => (isMarked(part) ? part.value : part)).join("");
  return parts.some(isMarked) ? secret(whole) : whole;
}

for (const [place, put] of Object.entries(PLACES))
  test(`a literal in ${place} is never printed`, (t) => {
    fc.assert(
      fc.property(marker, (value) => {
        const container = { image: "mariadb:latest", privileged: true, ...put(value) };
        t.false(said(stackOf({ web: container }, "plain")).includes(value));
      }),
      { seed: 11, numRuns: 30 },
    );
  });

for (const [place, put] of Object.entries(MARKED_PLACES))
  test(`a secret in ${place} is never printed`, (t) => {
    fc.assert(
      fc.property(marker, (value) => {
        const printed = said(stackOf({ web: { ...SOUND, image: "mariadb:latest", ...put(secret(value)) } }, "marked"));
        t.false(printed.includes(value), printed.slice(0, 2000));
      }),
      { seed: 12, numRuns: 30 },
    );
  });

test("a literal anywhere in a compose file is never printed", (t) => {
  fc.assert(
    fc.property(marker, fc.nat({ max: 7 }), (value, place) => {
      const service: Record<string, unknown> = { image: "mariadb:latest" };
      const put = [
        () => {
          service.environment = { MYSQL_ROOT_PASSWORD: value };
        },
        () => {
          service.environment = [`DB_PASSWORD=${value}`, value];
        },
        () => {
          service.command = `serve --password ${value}`;
        },
        () => {
          service.healthcheck = { test: `mysql -p${value} || true` };
        },
        () => {
          service.labels = { "traefik.http.middlewares.a.basicauth.users": `me:${value}` };
        },
        () => {
          service.environment = { A: { nested: value } };
        },
        () => {
          service.healthcheck = { test: ["CMD", "x"], interval: value };
        },
        () => {
          service.mem_limit = value;
        },
      ];
      put[place]?.();
      const stack = readCompose({ file: "compose.yaml", text: stringify({ services: { web: service } }) });
      t.false(said(stack).includes(value));
    }),
    { seed: 13, numRuns: 300 },
  );
});

function said(stack: Parameters<typeof judging>[0][number]): string {
  const judgement = judgeStacks(judging([stack]));
  if (judgement.findings.length === 0) throw new Error("nothing was said, so nothing was tried");
  return text(judgement) + json(judgement);
}
