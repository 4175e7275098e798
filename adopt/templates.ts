import { stringify } from "yaml";
import { quoted } from "./code.ts";

/** The workflow that judges pull requests, for GitHub. */
export const WORKFLOW = `name: readiness
on:
  pull_request:
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # The gate also judges the commit that the pull request starts from.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - name: Refuse what this pull request makes worse
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: npx readiness gate --since "$BASE" --format github
`;

export const SETTINGS = `# How the declared hosts are judged. Everything here is optional.
profile: default
# vpn: [100.64.0.0/10]   # whose clients are on the VPN
# rules:
#   image-tag-moving: { level: mandatory, because: a tag that moved broke us }
`;

export const WAIVERS = `# Accepted findings. Each names who looks at it again, and until when it holds.
waivers: []
#  - rule: engine-socket
#    subject: prod/traefik
#    detail: /run/docker.sock
#    reason: Traefik reads its routes from the labels of the containers.
#    owner: ops
#    expires: 2027-05-31
`;

export const PACK = {
  "PulumiPolicy.yaml":
    "runtime: nodejs\ndescription: Docker hosts that are fit for production, judged before they change\n",
  "package.json": `${JSON.stringify(
    { name: "readiness-policies", version: "0.1.0", private: true, type: "module", main: "index.mjs" },
    null,
    2,
  )}\n`,
  "index.mjs": `import { fileURLToPath } from "node:url";
import { servePack } from "pulumi-readiness/policies";

// Settings and waivers are those of the project.
servePack(fileURLToPath(new URL("..", import.meta.url)));
`,
} as const;

export const COMPILER = `${JSON.stringify(
  {
    compilerOptions: {
      target: "es2023",
      module: "nodenext",
      strict: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      noEmit: true,
    },
  },
  null,
  2,
)}\n`;

/** `Pulumi.yaml` of a new project, whose program is run by Node.js without a build. */
export function projectFile(name: string): string {
  return stringify({ name, main: "index.ts", runtime: { name: "nodejs", options: { typescript: false } } });
}

/** The settings of a stack, whose keys are the project's. */
export function stackFile(project: string, settings: Readonly<Record<string, string>>): string {
  return stringify({
    config: Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${project}:${key}`, value])),
  });
}

/** A program with one service, for whoever has nothing to start from. */
export const EXAMPLE = `import { declareHost, wget } from "pulumi-readiness";

declareHost(
  {
    name: "dev",
    networks: [{ name: "web", subnet: "172.30.0.0/24" }],
    keepVolumes: true,
  },
  [
    {
      name: "page",
      image: "nginxinc/nginx-unprivileged:1.27.3-alpine",
      user: "101:101",
      memory: 64,
      networks: ["web"],
      ports: [{ host: 8080, on: "loopback" }],
      healthcheck: wget("http://127.0.0.1:8080/", { proves: "nginx serves its page" }),
    },
  ],
);
`;

/** A module of a stack, as the program knows it. */
export interface StackModule {
  readonly stack: string;
  readonly functionName: string;
  /** Path from the program's folder, \`stacks/app.ts\`. */
  readonly path: string;
}

/** A program that declares the stack that it is run for. */
export function program(modules: readonly StackModule[]): string {
  const imports = modules.map(({ functionName, path }) => `import { ${functionName} } from ${quoted(`./${path}`)};\n`);
  const [only] = modules;
  if (modules.length === 1 && only !== undefined) return `${imports.join("")}\n${only.functionName}();\n`;
  return `import * as pulumi from ${quoted("@pulumi/pulumi")};
${imports.join("")}
const stacks = new Map([
${modules.map(({ stack, functionName }) => `  [${quoted(stack)}, ${functionName}],\n`).join("")}]);

const declare = stacks.get(pulumi.getStack());
if (declare === undefined)
  throw new pulumi.RunError(\`\${pulumi.getStack()} is not declared here; there are \${[...stacks.keys()].join(", ")}.\`);
declare();
`;
}
