import { readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import { judgeCase, reportsOf, repositoryCases } from "../policies/repository/support/case.ts";
import { OF_REPOSITORY } from "./of-repository.ts";

interface Defect {
  readonly id: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly should_be_caught_by: string;
}
const defects = parse(readFileSync(new URL("defects.yaml", import.meta.url), "utf8")) as readonly Defect[];
const cases = repositoryCases();
const evidenceOf = (id: string) => defects.find((one) => one.id === id)?.evidence ?? {};
const caseOf = (state: string, id: string) => cases.find(({ file }) => file.endsWith(`/${state}.defect-${id}.yaml`));

test("each defect of the repository has a case that builds it and one that corrects it, both of its rule", (t) => {
  for (const [id, rule] of Object.entries(OF_REPOSITORY)) {
    t.is(defects.find((one) => one.id === id)?.should_be_caught_by, "gate");
    t.is(caseOf("fail", id)?.rule, rule);
    t.is(caseOf("pass", `${id}-corrected`)?.rule, rule);
  }
});

test("clear-text secrets: each kind of file of the evidence is reported, as often as it holds one", (t) => {
  const evidence = evidenceOf("clear-text-secrets-in-repository") as {
    tracked_files: { kind: string; key?: string; files?: number; occurrences?: number }[];
    ignore_patterns_present: string[];
  };
  const example = caseOf("fail", "clear-text-secrets-in-repository");
  if (example === undefined) return t.fail();
  const reports = reportsOf(judgeCase(example), "secret-in-repository");
  const patterns: Record<string, RegExp> = {
    "host variables of Master": /host_vars\/master\.yml cf_token$/,
    "host variables of Lady": /host_vars\/lady\.yml cf_token$/,
    "monitoring document": /docs\/monitoring\.md /,
    playbook: /playbooks\/[\w-]+\.yml /,
    "JSON-lines log": /\.jsonl /,
    "set-up script for uptime-kuma": /setup-uptime-kuma\.py /,
    "report on repairs": /repairs\.md /,
    "alertmanager.yml": /alertmanager\.yml .*basic_auth\.password$/,
  };
  for (const { kind, files, occurrences } of evidence.tracked_files) {
    const pattern = patterns[kind];
    t.is(reports.filter((report) => pattern?.test(report)).length, files ?? occurrences ?? 1, kind);
  }
  t.is(
    reports.length,
    evidence.tracked_files.reduce((sum, { files, occurrences }) => sum + (files ?? occurrences ?? 1), 0),
  );
  t.deepEqual(example.files[".gitignore"]?.trim().split("\n"), evidence.ignore_patterns_present);
});

test("keys in the history: the store stands under as many paths, is ignored now and is not tracked", (t) => {
  const evidence = evidenceOf("acme-private-keys-in-repository-history") as { file: string; paths_in_history: number };
  const example = caseOf("fail", "acme-private-keys-in-repository-history");
  const [first, second] = example?.commits ?? [];
  const stores = Object.keys(first?.files ?? {}).filter((path) => path.endsWith(`/${evidence.file}`));
  t.is(stores.length, evidence.paths_in_history);
  t.deepEqual(second?.deleted, stores);
  t.is(second?.files?.[".gitignore"]?.trim(), evidence.file);
  t.notRegex(first?.files?.[stores[0] ?? ""] ?? "-----BEGIN", /-----BEGIN/);
});

test("containers in no playbook: as many playbooks as there were, and the same containers under other names", (t) => {
  const evidence = evidenceOf("running-containers-in-no-playbook") as {
    playbooks: number;
    in_no_playbook: Record<string, string[]>;
    covered_under_another_name: Record<string, string[]>;
  };
  const example = caseOf("fail", "running-containers-in-no-playbook");
  if (example === undefined) return t.fail();
  const playbooks = Object.keys(example.files).filter((path) => /^playbooks\/[^/]+\.yml$/.test(path));
  t.is(playbooks.length, evidence.playbooks);
  const reports = reportsOf(judgeCase(example), "container-in-no-playbook");
  t.deepEqual(
    reports,
    Object.entries(evidence.in_no_playbook)
      .flatMap(([host, names]) => names.map((name) => `${host}/${name}`))
      .sort(),
  );
  const declared = Object.values(example.declared ?? {}).join("\n");
  for (const [file, names] of Object.entries(evidence.covered_under_another_name)) {
    t.true(playbooks.includes(`playbooks/${file}`), file);
    for (const name of names) t.true(declared.includes(`container_name: ${name} `), name);
    // Without that playbook they are reported: it is what covers them.
    const { [`playbooks/${file}`]: _gone, ...files } = example.files;
    const without = reportsOf(judgeCase({ ...example, files }), "container-in-no-playbook").join(" ");
    for (const name of names) t.regex(without, new RegExp(`/${name}\\b`), name);
  }
});
