import { containersOf } from "../../../lab/engine.ts";
import { servicesOf } from "../../../lab/estate.ts";
import { HOSTS } from "../../../stacks/settings.ts";
import { failing, inLab, sayHealthy } from "./there.ts";

inLab("all declared containers run on the two hosts, and nothing else does", async (lab, t) => {
  for (const host of HOSTS)
    t.deepEqual(
      await containersOf(lab, host),
      servicesOf(host)
        .map(({ name }) => name)
        .sort(),
    );
  t.is(HOSTS.flatMap((host) => servicesOf(host)).length, 62);
});

inLab(
  "one update of each stack deployed it, verified it and ended ready, with the score and the report",
  async (lab, t) => {
    for (const host of HOSTS) {
      const { stdout } = await lab.project.pulumi(["stack", "output", "--json", "--stack", host]);
      const { readiness } = JSON.parse(stdout);
      t.is(readiness.verdict, "ready", host);
      t.regex(readiness.report, /^[0-9a-f]{64}$/);
      t.true(0 < readiness.score.low && readiness.score.low <= readiness.score.high && readiness.score.high <= 100);
      const history = JSON.parse((await lab.project.pulumi(["stack", "history", "--json", "--stack", host])).stdout);
      t.deepEqual(
        history.map(({ kind, result }: { kind: string; result: string }) => `${kind} ${result}`),
        ["update succeeded"],
      );
    }
  },
);

inLab("a healthy lab has no finding but what was accepted", async (lab, t) => {
  t.deepEqual(failing(await sayHealthy(lab)), []);
});
