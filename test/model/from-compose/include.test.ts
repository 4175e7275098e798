// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { discoverProjects } from "../../../model/from-compose/discover.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { byService, inProject, stackIn } from "./project.ts";

test("an included project is judged with the rest, in its own folder and with its own variables", (t) => {
  const stack = stackIn({
    "compose.yaml": "include: [db/compose.yaml]\nservices: {web: {image: x, depends_on: [db], networks: [back]}}\n",
    "db/compose.yaml":
      "services:\n  db:\n    image: postgres:${TAG}\n    user: ${UID_:-5}\n    volumes: ['./data:/d']\n    networks: [back]\nnetworks: {back: {}}\n",
    "db/.env": "TAG=17\nUID_=6",
    ".env": "UID_=7",
  });
  t.deepEqual(stack.problems, []);
  const { web, db } = byService(stack);
  t.is(db?.image?.tag, "17");
  t.is(db?.user, "7");
  t.is(db?.mounts[0]?.source, "./db/data");
  t.is(web?.dependsOn[0]?.name, "app-db-1");
  t.is(web?.networks[0]?.name, "app_back");
  t.like(db?.locate("image"), { file: "db/compose.yaml", line: 3 });
});

test("the long form merges several files, moves the folder and names its own variables", (t) => {
  const stack = stackIn({
    "compose.yaml":
      "include:\n  - path: [a/one.yaml, a/two.yaml]\n    project_directory: b\n    env_file: [x.env, y.env]\nservices: {}\n",
    "a/one.yaml": "services: {db: {image: 'y:$TAG', volumes: ['./d:/d']}}",
    "a/two.yaml": "services: {db: {user: '8'}}",
    "x.env": "TAG=1",
    "y.env": "TAG=2",
  });
  t.deepEqual(stack.problems, []);
  const { db } = byService(stack);
  t.like(db, { user: "8" });
  t.is(db?.image?.tag, "2");
  t.is(db?.mounts[0]?.source, "./b/d");
});

test("the variables around an included project come first in its own files of variables as well", (t) => {
  const stack = stackIn({
    ".env": "TAG=1",
    "compose.yaml": "include: [{path: a.yaml, env_file: [x.env, y.env]}]\nservices: {}\n",
    "a.yaml": "services: {db: {image: 'y:$USED'}}",
    "x.env": "TAG=2",
    "y.env": "USED=$TAG",
  });
  t.is(byService(stack).db?.image?.tag, "1");
});

test("an override may change what is included; the including file itself may not", (t) => {
  const files = { "db.yaml": "services: {db: {image: y}}" };
  const overridden = stackIn({
    ...files,
    "compose.yaml": "include: [db.yaml]\nservices: {}",
    "compose.override.yaml": "services: {db: {user: '9'}}",
  });
  t.is(byService(overridden).db?.user, "9");
  const conflict = stackIn({ ...files, "compose.yaml": "include: [db.yaml]\nservices: {db: {image: z}}" });
  t.like(conflict.problems[0]?.location, { file: "db.yaml", path: "services.db" });
  const same = stackIn({ ...files, "compose.yaml": "include: [db.yaml]\nservices: {db: {image: y}}" });
  t.deepEqual(same.problems, []);
});

test("an include that goes in a circle, nowhere or out of the folder loses nothing else", (t) => {
  const cases: [string, Record<string, string>][] = [
    ["include: [compose.yaml]", {}],
    ["include: [a.yaml]", { "a.yaml": "include: [compose.yaml]\nservices: {a: {image: x}}" }],
    ["include: [none.yaml]", {}],
    ["include: [../other.yaml]", {}],
    ["include: [{path: /etc/passwd}]", {}],
    ["include: [sub]", { "sub/x": "" }],
    ["include: [bad.yaml]", { "bad.yaml": "services: [" }],
    ["include: [{}]", {}],
    ["include: x.yaml", {}],
    ["include: ['$X']", {}],
    ["include: [{path: a.yaml, env_file: none.env}]", { "a.yaml": "services: {a: {image: x}}" }],
    ["include: [{path: a.yaml, env_file: ../x.env}]", { "a.yaml": "services: {a: {image: x}}" }],
  ];
  for (const [include, files] of cases) {
    const { problems, containers } = stackIn({ "compose.yaml": `${include}\nservices: {web: {image: x}}\n`, ...files });
    t.true(problems.length > 0, include);
    for (const { location } of problems) t.true((location.line ?? 0) > 0 && location.file !== undefined, include);
    t.true(
      containers.some(({ name }) => name === "app-web-1"),
      include,
    );
  }
});

test("includes that double at every step, and files beyond number, end in a problem", (t) => {
  const doubling = Object.fromEntries(
    Array.from({ length: 18 }, (_, index) => [
      `f${index}.yaml`,
      `include: [f${index + 1}.yaml, {path: f${index + 1}.yaml}]\nservices: {}\n`,
    ]),
  );
  const stack = stackIn({
    ...doubling,
    "f18.yaml": "services: {deep: {image: x}}",
    "compose.yaml": "include: [f0.yaml]\nservices: {web: {image: x}}",
  });
  t.true(stack.problems.length > 0);
});

test("a link that leads out of the folder is not followed, and --root widens the folder", (t) => {
  inProject({ "compose.yaml": "include: [link.yaml, ../shared.yaml]\nservices: {web: {image: x}}" }, (folder) => {
    writeFileSync(join(folder, "../outside.yaml"), "services: {out: {image: s3cret}}");
    writeFileSync(join(folder, "../shared.yaml"), "services: {shared: {image: y}}");
    symlinkSync(join(folder, "../outside.yaml"), join(folder, "link.yaml"));
    const [project] = discoverProjects([join(folder, "compose.yaml")], {});
    if (project === undefined || "refused" in project) return t.fail();
    const narrow = readCompose(project);
    t.is(narrow.problems.length, 2);
    t.is(narrow.containers.length, 1);
    t.false(JSON.stringify(narrow.problems).includes("s3cret"));
    t.is(readCompose({ ...project, root: join(folder, "..") }).containers.length, 3);
  });
});
