import type { ExpectedHost } from "../verifications/expectation.ts";
import { storesOf } from "./job.ts";
import { type Item, inOrder } from "./plan.ts";
import { jobFile, unitsOf } from "./units.ts";
import { line, quote } from "./words.ts";

/** What the declaration says of a host that was lost, and the host that holds its copies. */
export interface Loss {
  readonly host: ExpectedHost;
  readonly items: readonly Item[];
  /** Name of the host that the data comes from. */
  readonly keeper: string;
  /** Names of what is secret, `unifi-db (MONGO_PASS)`; never a value. */
  readonly secrets: readonly string[];
  /** Files and folders of the host that containers only read: they are in no backup. */
  readonly given: readonly string[];
  /** Keys of the stack's configuration that hold its addresses. */
  readonly keys: { readonly publicAddress: string; readonly vpnAddress: string };
  /** A rehearsal, where there was one. */
  readonly measured?: Measured;
}

/** How long a rehearsal took; what it writes as evidence. */
export interface Measured {
  readonly host: string;
  /** ISO 8601. */
  readonly started: string;
  readonly steps: readonly { readonly title: string; readonly seconds: number }[];
}

/** One step of the recovery. */
export interface Step {
  readonly title: string;
  readonly text: readonly string[];
  /** Run one after the other by one shell in the project's folder, after the commands of the first step. */
  readonly commands: readonly string[];
}

/**
 * The steps that make a lost host anew, in their order. Every command is one that a rehearsal runs as it stands.
 *
 * @throws RangeError where the host has nothing that came from elsewhere, or no timer can start its job.
 */
export function stepsOf(loss: Loss): Step[] {
  const { host, items, keeper, keys, given } = loss;
  const name = host.name;
  const units = unitsOf(name, items);
  if (typeof units === "string") throw new RangeError(units);
  const keyFiles = [
    ...new Map(
      storesOf(items).flatMap((store) => {
        const copy = store.copies.find((one) => one.host === keeper);
        if (copy === undefined || store.passwordFile === undefined || copy.passwordFile === undefined) return [];
        return [[store.passwordFile, copy.passwordFile] as const];
      }),
    ),
  ];
  const unitFile = (kind: string) => `/etc/systemd/system/${units.name}.${kind}`;
  const install = (text: string, file: string, mode: string) =>
    `${text} >installed && ssh "$new" ${quote(`cat >${quote(file)} && chmod ${mode} ${quote(file)}`)} <installed && rm installed`;
  const restore = (stage: string) =>
    `npx readiness recovery restore --stack ${name} --from ${keeper} --stage ${stage} >restore.sh && ssh "$new" sh -s <restore.sh && rm restore.sh`;
  return [
    {
      title: "Say where the hosts are",
      text: [
        `In the folder of the Pulumi project, logged in to its state. Both are reached as root over the VPN; where ${name} will have another address there, set it first (\`pulumi config set ${keys.vpnAddress} ADDRESS --stack ${name}\`).`,
      ],
      commands: [
        `new="root@$(pulumi config get ${keys.vpnAddress} --stack ${name})"`,
        `keeper="root@$(pulumi config get ${keys.vpnAddress} --stack ${keeper})"`,
      ],
    },
    {
      title: "Have a machine",
      text: [
        `Order one with at least as much disk, install Docker, ${[...new Set(storesOf(items).map(({ tool }) => tool))].join(", ")}, gzip and openssh-client, and let root in with your key.`,
        `Join it to the VPN with the address under \`${keys.vpnAddress}\`. Its public address stands under \`${keys.publicAddress}\`; where that is a new one, set it and change the records below.`,
        `Root on it has to reach the other host as \`${keeper}\` (\`~/.ssh/config\`), where a key of its own is let in.`,
      ],
      commands: [
        `ssh "$new" docker version --format '{{.Server.Version}}'`,
        `ssh "$keeper" true`,
        `ssh "$new" ssh ${keeper} true`,
      ],
    },
    {
      title: "Bring the keys of the backups",
      text: [
        "Without them nothing can be read. They are on the host that holds the copies, and have to be somewhere that is lost with neither.",
      ],
      commands: keyFiles.map(
        ([own, theirs]) =>
          `ssh "$keeper" cat ${quote(theirs)} | ssh "$new" ${quote(`umask 077 && cat >${quote(own)}`)}`,
      ),
    },
    {
      title: "Bring back the files",
      text: [
        "Before any container is made: each finds its folders and volumes as they were. Nothing that lies there already is written over.",
        ...(given.length === 0
          ? []
          : [
              `These are only read by containers and are in no backup; put them there by what deploys them: ${given.map((path) => `\`${line(path)}\``).join(", ")}.`,
            ]),
      ],
      commands: [restore("files")],
    },
    {
      title: "Make the containers",
      text: [
        `Pulumi's state still holds those of the lost host; \`--refresh\` forgets them. They start in this order: ${inOrder(
          host,
          host.containers.map((container) => container.name),
        ).join(", ")}.`,
      ],
      commands: [`pulumi up --refresh --yes --skip-preview --stack ${name}`],
    },
    {
      title: "Load the databases",
      text: [
        "What works with one is stopped meanwhile. Every table is counted and held against what was recorded with the dump.",
      ],
      commands: [restore("databases")],
    },
    {
      title: "Back it up again",
      text: [
        "First its own place gets all that the copy holds, then the job and its timer are installed and it runs once.",
      ],
      commands: [
        restore("history"),
        install(`npx readiness recovery job --stack ${name}`, jobFile(name), "700"),
        install(`npx readiness recovery job --stack ${name} --print service`, unitFile("service"), "644"),
        install(`npx readiness recovery job --stack ${name} --print timer`, unitFile("timer"), "644"),
        `ssh "$new" ${quote(`systemctl daemon-reload && systemctl enable --now ${units.name}.timer && systemctl start ${units.name}.service`)}`,
      ],
    },
    {
      title: "See that it is there",
      text: [
        "Once no container is still starting, the host is looked at. Status 1 says that something on it does not hold, 2 that not everything was seen: the other host was not asked. Names may lead to the old address for as long as resolvers keep them.",
      ],
      commands: [
        `ssh "$new" ${quote(STARTED)}`,
        `npx readiness verify --stack ${name} --only deployment || [ $? -eq 2 ]`,
      ],
    },
  ];
}

/** Ten minutes at most. */
const STARTED =
  'tries=0; while docker ps --filter health=starting --format "{{.Names}}" | grep -q .; do tries=$((tries + 1)); [ "$tries" -lt 120 ] || exit 1; sleep 5; done';

/** The runbook of one lost host in Markdown. */
export function runbook(loss: Loss): string {
  const { host, keeper, secrets, measured, items } = loss;
  const names = [...new Set(host.routes.map((route) => route.host.toLowerCase()))].sort();
  const rto = Math.max(0, ...items.map(({ policy }) => policy.rto));
  return [
    `# Losing ${line(host.name)}`,
    `Made by \`readiness recovery runbook\` from the declaration. Its data is on ${line(keeper)}; ${items.length} volumes and folders come back. It may take ${minutes(rto)} at most.`,
    ...(measured === undefined
      ? ["No rehearsal was measured."]
      : [
          `A rehearsal on ${measured.started.slice(0, 10)} took ${minutes(total(measured))}:`,
          [
            "| step | seconds |",
            "| --- | --- |",
            ...measured.steps.map(({ title, seconds }) => `| ${title} | ${Math.round(seconds)} |`),
          ].join("\n"),
        ]),
    "## What you need",
    [
      "- Access to Pulumi's state, and the passphrase or key of its secrets",
      ...secrets.map((name) => `- secrets of ${line(name)}: Pulumi's configuration holds them`),
      "- the place where names are registered, for these: " +
        (names.length === 0 ? "none" : names.map(line).join(", ")),
    ].join("\n"),
    ...stepsOf(loss).flatMap(({ title, text, commands }, at) => [
      `## ${at + 1}. ${title}`,
      ...text,
      ...(commands.length === 0 ? [] : [`\`\`\`sh\n${commands.join("\n")}\n\`\`\``]),
    ]),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

/** Seconds of all steps. */
export function total({ steps }: Measured): number {
  return steps.reduce((sum, { seconds }) => sum + seconds, 0);
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}
