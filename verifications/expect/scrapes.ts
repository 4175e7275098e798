import { parse } from "yaml";
import type { Container } from "../../model/container.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { ScrapeJob } from "../expectation.ts";

const PROMETHEUS = /(?:^|\/)prometheus(?::|@|$)/;
const CONFIGURATION = /\/prometheus\.ya?ml$/;
const JOB = /^[\w.:-]{1,200}$/;

/**
 * The jobs of a Prometheus whose configuration is declared, those with addresses written out in it.
 *
 * @returns undefined where it is none, or where its configuration is not known or finds its targets by itself.
 */
export function scrapesOf(container: Container): ScrapeJob[] | undefined {
  try {
    if (!PROMETHEUS.test(container.image?.text ?? "")) return undefined;
    const file = container.files.find(({ target }) => CONFIGURATION.test(target));
    return file?.content === undefined ? undefined : jobsIn(parse(file.content));
  } catch (error) {
    if (error instanceof UnknownValue || (error instanceof Error && /^YAML/.test(error.name))) return undefined;
    throw error;
  }
}

type Raw = { readonly [key: string]: unknown };

function jobsIn(document: unknown): ScrapeJob[] | undefined {
  const jobs = (document as Raw | null)?.scrape_configs;
  if (!Array.isArray(jobs)) return undefined;
  const found = jobs.map((one: Raw): ScrapeJob | undefined => {
    const { job_name: job, static_configs: groups } = one;
    const isStatic = Object.keys(one).every((key) => !/_sd_configs$/.test(key));
    if (typeof job !== "string" || !JOB.test(job) || !isStatic || !Array.isArray(groups)) return undefined;
    const targets = groups.flatMap((group: Raw) => (Array.isArray(group?.targets) ? group.targets : []));
    return targets.every((target): target is string => typeof target === "string")
      ? { job, targets: targets.map(withoutLogin) }
      : undefined;
  });
  return found.every((job) => job !== undefined) ? found : undefined;
}

export function withoutLogin(target: string): string {
  return target.replace(/^(\w+:\/\/)?[^/@]*@/, "$1").slice(0, 300);
}
