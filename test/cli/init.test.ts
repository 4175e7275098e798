import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { inFolder, project, ROOT, readiness } from "../support/cli.ts";

const COMPOSE = `name: shop
services:
  web:
    image: nginx:1.27.3-alpine
    ports: ["127.0.0.1:8080:80"]
    volumes: ["./pages:/usr/share/nginx/html:ro"]
    working_dir: /srv
    pids_limit: 200
    depends_on: [db]
  db:
    image: postgres:17.2
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: marker-of-a-secret-1
    volumes: ["data:/var/lib/postgresql/data"]
volumes: { data: {} }
`;
const PROGRAM =
  'import * as docker from "@pulumi/docker";\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3" });\n';

/** Every file of a folder but what is installed, by its path. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => !path.startsWith("node_modules") && statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}
/** The written program finds the library here, where nothing is installed. */
function useLibrary(folder: string, file: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  const library = JSON.stringify(join(ROOT, "declare/index.ts"));
  writeFileSync(join(folder, file), text.replace('from "pulumi-readiness"', `from ${library}`));
}

test("an empty folder becomes a project that the gate lets pass", (t) => {
  inFolder({}, (folder) => {
    const { code, stdout, stderr } = readiness(["init"], folder);
    t.is(code, 0, stderr);
    t.regex(stdout, /wrote +Pulumi\.yaml\n/);
    useLibrary(folder, "index.ts");
    const judged = readiness(["gate", "--format", "json"], folder);
    t.is(judged.code, 0, judged.stdout + judged.stderr);
    t.like(JSON.parse(judged.stdout), { stacks: ["dev"], summary: { containers: 1 } });
  });
});

test("a second run writes nothing and says that all is there", (t) => {
  inFolder({}, (folder) => {
    readiness(["init"], folder);
    const before = filesIn(folder);
    const { code, stdout } = readiness(["init"], folder);
    t.is(code, 0);
    t.deepEqual(filesIn(folder), before);
    t.notRegex(stdout, /^(wrote|added)/m);
    t.regex(stdout, /left +readiness\.yaml, which is there already/);
  });
});

test("what an existing project has stays as it is, to the byte, and only a script is added", (t) => {
  const own = {
    ...project(PROGRAM),
    "package.json":
      '{\n\t"name": "small", "type": "module",\n\t"scripts": {\n\t\t"test": "true"\n\t},\n\t"main": "index.ts"\n}\n',
    "readiness.yaml": "profile: strict\n",
    "waivers.yaml": "waivers: [] # ours\n",
  };
  inFolder(own, (folder) => {
    const { code, stdout, stderr } = readiness(["init"], folder);
    t.is(code, 0, stderr);
    const { "package.json": manifest = "", ...after } = filesIn(folder);
    const { "package.json": before, ...rest } = own;
    t.like(after, rest);
    t.is(manifest, before.replace('\t"scripts": {', '\t"scripts": {\n\t\t"readiness": "readiness gate",'));
    t.regex(stdout, /added +package\.json: the script "readiness"/);
    t.truthy(after["readiness-policies/PulumiPolicy.yaml"]);
    t.truthy(after[".github/workflows/readiness.yml"]);
  });
});

test("a dry run prints every text and writes none", (t) => {
  inFolder(project(PROGRAM), (folder) => {
    const before = filesIn(folder);
    const { code, stdout } = readiness(["init", "--dry-run"], folder);
    t.is(code, 0);
    t.deepEqual(filesIn(folder), before);
    t.regex(stdout, /would write +readiness\.yaml/);
    t.regex(stdout, /would add to +package\.json/);
    t.regex(stdout, /--- waivers\.yaml\n[\s\S]*waivers: \[\]/);
  });
});

test("a compose project becomes a program that is judged at once, and its secret is written nowhere", (t) => {
  inFolder({ "old/compose.yaml": COMPOSE }, (folder) => {
    const { code, stdout, stderr } = readiness(["init", "--from", "old/compose.yaml"], folder);
    t.is(code, 0, stderr);
    t.regex(
      stdout,
      /pulumi config set --secret dbPostgresPassword --stack shop +# variable POSTGRES_PASSWORD of shop-db-1/,
    );
    t.regex(stdout, /shop-web-1: its limit of 200 processes is not declared/);
    const { "old/compose.yaml": _, ...written } = filesIn(folder);
    t.false(`${stdout}${stderr}${Object.values(written).join()}`.includes("marker-of-a-secret"));
    const module = written["stacks/shop.ts"] ?? "";
    t.regex(module, /\/\/ its limit of 200 processes is not declared/);
    t.regex(module, /POSTGRES_PASSWORD: secret\("dbPostgresPassword"\)/);
    t.regex(module, /workingDir: "\/srv"/);
    t.regex(module, /readOnly\(`\$\{folder\}\/pages`, "\/usr\/share\/nginx\/html"\)/);
    useLibrary(folder, "stacks/shop.ts");
    const judged = readiness(["gate", "--format", "json"], folder);
    t.is(judged.stderr, "");
    t.like(JSON.parse(judged.stdout), { stacks: ["shop"], summary: { containers: 2 } });
  });
});

test("two compose projects become two stacks of one program", (t) => {
  const files = { "a/compose.yaml": COMPOSE, "b/compose.yaml": COMPOSE.replace("name: shop", "name: class") };
  inFolder(files, (folder) => {
    const { code, stderr } = readiness(["init", "--from", "a", "--from", "b"], folder);
    t.is(code, 0, stderr);
    for (const stack of ["shop", "class"]) useLibrary(folder, `stacks/${stack}.ts`);
    const judged = readiness(["gate", "--format", "json"], folder);
    t.like(JSON.parse(judged.stdout), { stacks: ["class", "shop"], summary: { containers: 4 } }, judged.stderr);
  });
});

test("what docker inspect printed becomes a stack under the name that it is given", (t) => {
  const inspected = JSON.stringify([
    {
      Id: "a".repeat(64),
      Name: "/web",
      Config: { Image: "nginx:1.27.3", Env: ["A=b"] },
      HostConfig: {},
      State: {},
      Mounts: [],
      NetworkSettings: { Networks: {} },
    },
  ]);
  inFolder({ "inspected.json": inspected }, (folder) => {
    const { stdout, stderr } = readiness(["init", "--from", "inspected.json", "--stack", "prod"], folder);
    t.is(stderr, "");
    t.regex(readFileSync(join(folder, "stacks/prod.ts"), "utf8"), /name: "web",\n\s+image: "nginx:1\.27\.3"/);
    t.regex(stdout, /working folder.* is not declared/);
  });
});

test("a source that cannot be read is said and ends in 2, and what is there is written all the same", (t) => {
  inFolder({ "compose.yaml": "services: { web: { image: 'nginx:1.27.3', ports: { a: 1 } } }\n" }, (folder) => {
    const { code, stdout } = readiness(["init", "--from", "compose.yaml"], folder);
    t.is(code, 2);
    t.regex(stdout, /Not declared as it is there:[\s\S]*ports/);
    t.true(Object.keys(filesIn(folder)).some((path) => path.startsWith("stacks/")));
  });
});

test("a program in another language is refused with what works for it", (t) => {
  inFolder({ "Pulumi.yaml": "name: small\nruntime: python\n" }, (folder) => {
    const { code, stderr } = readiness(["init"], folder);
    t.is(code, 64);
    t.regex(stderr, /runtime python.*--policy-pack/);
    t.deepEqual(Object.keys(filesIn(folder)), ["Pulumi.yaml"]);
  });
});

test("a project without package.json is refused before anything is written", (t) => {
  inFolder({ "Pulumi.yaml": "name: small\nruntime: nodejs\n", "index.ts": PROGRAM }, (folder) => {
    const { code, stderr } = readiness(["init"], folder);
    t.is(code, 64);
    t.regex(stderr, /has no package\.json.*npm init/);
  });
});

test("a folder that holds somebody else's program does not become a project", (t) => {
  inFolder({ "index.js": "", "package.json": "{}" }, (folder) => {
    const { code, stderr } = readiness(["init"], folder);
    t.is(code, 64);
    t.regex(stderr, /index\.js and no Pulumi\.yaml/);
    t.is(Object.keys(filesIn(folder)).length, 2);
  });
});

test("a link that leads nowhere counts as there, so that nothing is written through it", (t) => {
  inFolder({}, (folder) => {
    symlinkSync("/nowhere/at/all", join(folder, "readiness.yaml"));
    const { code, stdout } = readiness(["init"], folder);
    t.is(code, 0);
    t.regex(stdout, /left +readiness\.yaml/);
  });
});
