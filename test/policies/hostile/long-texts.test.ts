import test from "ava";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import { defaultContext } from "../../../policies/context.ts";
import { judge } from "../../../policies/judge/judge.ts";
import { RULES } from "../../../policies/rules/index.ts";

const SIZE = 10_000_000;
const TEXTS: Record<string, string> = {
  "one letter": "a".repeat(SIZE),
  "beginnings of addresses": "a://".repeat(SIZE / 4),
  "beginnings of tokens": "eyJ-".repeat(SIZE / 4),
  "calls of a client": "mysql ".repeat(SIZE / 6),
  "flags that name secrets": "--password ".repeat(SIZE / 11),
  "quotes and operators": `"'|&;(`.repeat(SIZE / 6),
  commas: ",".repeat(SIZE),
  "package managers": "apt ".repeat(SIZE / 4),
};

for (const [situation, text] of Object.entries(TEXTS))
  test(`ten million characters of ${situation} everywhere are judged in bounded time, and never passed over by the search for secrets`, (t) => {
    const inputs = {
      name: "web",
      image: "nginx:1.27-alpine",
      envs: [`NOTE=${text}`],
      labels: [
        { label: "traefik.http.routers.web.rule", value: text },
        { label: "traefik.http.routers.web.middlewares", value: text },
        { label: "traefik.http.middlewares.a.ipallowlist.sourcerange", value: text },
      ],
      command: [text],
      healthcheck: { tests: ["CMD-SHELL", text] },
      uploads: [{ file: "/etc/app.yml", content: text }],
    };
    const stack = readStack("case", [{ type: "docker:index/container:Container", name: "web", inputs }]);
    const started = performance.now();
    const verdicts = judge(stack, RULES, defaultContext());
    t.true(performance.now() - started < 20_000);
    t.not(verdicts.find(({ rule }) => rule === "secret-in-text")?.state, "pass");
    t.not(verdicts.find(({ rule }) => rule === "packages-installed-at-start")?.state, "pass");
    t.deepEqual(
      verdicts.filter(({ rule }) => rule === "internal-error"),
      [],
    );
    for (const { remarks } of verdicts) for (const { message } of remarks) t.true(message.length < 2_000);
  });
