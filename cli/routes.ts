import { createRequire } from "node:module";
import { isIP } from "node:net";
import { type Command, Option } from "commander";
import { explain, type Question, QuestionError } from "../edge/request/explain.ts";
import { allRoutes } from "../edge/request/unproved.ts";
import { type Estate, readEstate } from "../gate/routes.ts";
import { paintFor } from "../reports/paint.ts";
import { html } from "../reports/routes/html.ts";
import * as asJson from "../reports/routes/json.ts";
import { mermaid } from "../reports/routes/mermaid.ts";
import * as asText from "../reports/routes/text.ts";
import { type Holding, holdingOf, type RouteTable } from "../reports/routes/words.ts";
import { collect, type Done } from "./options.ts";
import { Usage } from "./usage.ts";

const FORMATS = ["text", "json", "html", "mermaid"] as const;
const CODES: Readonly<Record<Holding, number>> = { holds: 0, broken: 1, undecided: 2 };

interface RoutesFlags {
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly settings?: string;
  readonly format: (typeof FORMATS)[number];
  readonly explain?: string;
  readonly method?: string;
  readonly from?: string;
  readonly as?: string;
}

/** `readiness routes` */
export function addRoutes(root: Command, done: Done): void {
  root
    .command("routes")
    .description("say of every public name who gets in, followed request by request through Traefik and Authelia")
    .argument("[file...]", "compose files or folders that hold one, or JSON as `check` takes it (default: the project)")
    .option("--stack <name>", "only this stack of the project (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the project", ".")
    .option("--settings <folder>", "folder that holds readiness.yaml, for files")
    .addOption(new Option("--format <format>", "how to report").choices([...FORMATS]).default("text"))
    .option("--explain <url>", "print the way of one request instead")
    .option("--method <method>", "its method (default: GET)")
    .option("--from <address>", "address that it comes from (default: one outside of the VPN)")
    .option("--as <user[,group...]>", "who is logged in, with two factors (default: nobody)")
    .action(async (files: readonly string[], flags: RoutesFlags) => done(await run(files, flags)));
}

async function run(files: readonly string[], flags: RoutesFlags): Promise<number> {
  const question = questionOf(flags);
  if (files.length > 0 && flags.stack.length > 0)
    throw new Usage("--stack names a stack of the project, and not of files");
  if (files.length === 0 && flags.settings !== undefined)
    throw new Usage("--settings is for files; a project has its own");
  const estate = await readEstate({
    files,
    folder: flags.cwd,
    stacks: flags.stack,
    ...(flags.settings === undefined ? {} : { settings: flags.settings }),
  });
  return question === undefined ? show(estate, flags.format) : answer(estate, question, flags.format);
}

function questionOf({ explain: asked, method, from, as, format }: RoutesFlags): Question | undefined {
  if (asked === undefined) {
    if (method !== undefined || from !== undefined || as !== undefined)
      throw new Usage("--method, --from and --as say how the request of --explain is made");
    return undefined;
  }
  if (format !== "text" && format !== "json") throw new Usage("--explain prints text or json");
  const url = URL.canParse(asked) ? new URL(asked) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "")
    throw new Usage("--explain takes an address such as https://app.example.com/path");
  if (from !== undefined && isIP(from) === 0) throw new Usage("--from takes an IP address");
  if (method !== undefined && !/^[A-Za-z]+$/.test(method)) throw new Usage("--method takes a method such as POST");
  const [user = "", ...groups] = (as ?? "").split(",").map((name) => name.trim());
  if (as !== undefined && user === "") throw new Usage("--as takes a user, and groups after commas");
  return {
    url,
    method: (method ?? "GET").toUpperCase(),
    from,
    visitor: as === undefined ? { level: 0, user: "", groups: [] } : { level: 2, user, groups },
  };
}

function show({ stacks, vpn }: Estate, format: RoutesFlags["format"]): number {
  const table: RouteTable = {
    routes: stacks.flatMap((stack) => allRoutes(stack, vpn)),
    problems: stacks.flatMap(({ problems }) => problems),
  };
  process.stdout.write(written(table, format));
  return CODES[holdingOf(table)];
}

function written(table: RouteTable, format: RoutesFlags["format"]): string {
  switch (format) {
    case "json":
      return asJson.json(table);
    case "html":
      return html(table, version());
    case "mermaid":
      return mermaid(table);
    case "text":
      return asText.text(table, paintFor(process.stdout));
  }
}

function version(): string {
  return (createRequire(import.meta.url)("pulumi-readiness/package.json") as { version: string }).version;
}

function answer({ stacks, vpn }: Estate, question: Question, format: RoutesFlags["format"]): number {
  try {
    const all = explain(stacks, vpn, question);
    process.stdout.write(
      format === "json" ? asJson.explanation(all) : asText.explanation(all, paintFor(process.stdout)),
    );
    return all.some(({ journey }) => journey.end.kind === "unknown" || journey.doubt !== undefined) ? 2 : 0;
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    process.stderr.write(`readiness: ${error.message}\n`);
    return 2;
  }
}
