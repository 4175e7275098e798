import test from "ava";
import { stringify } from "yaml";
import { adopted } from "./support/declared.ts";

const labels = {
  "readiness.backup./data":
    "tool=restic; to=nightly; schedule=daily 02:30; keep=7 daily, 4 weekly; rpo=26h; rto=1h; consistent=dump; dump=/srv/dumps/app.sql.gz; secret=no",
  "readiness.backup./mail":
    'tool=borg; schedule=hourly; keep=24 hourly; rpo=2h; rto=1h; consistent=none-needed; reason=each "message" is a file',
  "readiness.backup./cache": "none; reason=filled again at the next start",
  "readiness.backup./spelt": "tool = tar; schedule=daily; keep=7 daily; rpo=48h; rto=1h; consistent=stop",
  "readiness.backup./nowhere": "none; reason=there is no such mount",
};
const compose = {
  name: "dev",
  services: {
    app: {
      image: "app:1.4",
      volumes: ["data:/data", "/srv/mail:/mail", "cache:/cache", "spelt:/spelt"],
      labels,
    },
  },
  volumes: { data: {}, cache: {}, spelt: {} },
};

test.serial(
  "a backup is written next to its mount, and one that is spelt otherwise stays the label that it was",
  async (t) => {
    const { source, written, declared } = await adopted({ file: "compose.yaml", text: stringify(compose) });
    const text = written.text.replace(/\s+/g, " ");
    t.true(text.includes('consistent: dump("/srv/dumps/app.sql.gz")'));
    t.true(text.includes('consistent: wholeFiles("each \\"message\\" is a file")'));
    t.true(text.includes('notNeeded("filled again at the next start")'));
    t.true(text.includes("secret: false"));
    for (const name of ["/data", "/mail", "/cache"]) t.false(text.includes(`readiness.backup.${name}`), name);
    for (const name of ["/spelt", "/nowhere"]) t.true(text.includes(`"readiness.backup.${name}"`), name);
    const labelsOf = ({ containers: [app] }: typeof source) =>
      (app?.labels ?? []).map(({ key, value }) => `${key}=${value}`).sort();
    t.deepEqual(labelsOf(declared), labelsOf(source));
  },
);
