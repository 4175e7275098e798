import { stop } from "../../../lab/breaking/containers.ts";
import { inLab } from "./there.ts";

inLab("an update fails naming the one container that is stopped, and is green again with it", async (lab, t) => {
  const { pulumi } = lab.project;
  const up = () => pulumi(["up", "--yes", "--skip-preview", "--stack", "master"]);

  const preview = await pulumi(["preview", "--stack", "master"]);
  t.is(preview.code, 0, preview.stderr);
  t.notRegex(preview.stdout, /Command|Verification/, "a preview shows no difference");

  const mend = await stop(lab, "master", "ntfy");
  const broken = await up();
  await mend();
  t.not(broken.code, 0);
  const blamed = [...broken.stdout.matchAll(/^ *master\/(\S+) (container-\S+): /gm)].map(
    ([, name, check]) => `${check} ${name}`,
  );
  t.deepEqual([...new Set(blamed)], ["container-runs ntfy"]);

  const green = await up();
  t.is(green.code, 0, green.stdout + green.stderr);
});
