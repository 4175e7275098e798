import { type DeclaredRouter, type Options, text, texts } from "../dynamic/declared.ts";
import type { StaticConfiguration } from "../static/configuration.ts";

/** The entry points of routers that name none: those that are marked, else all that carry TCP but Traefik's own. */
export function defaultEntryPoints({ entryPoints }: StaticConfiguration): string[] {
  const all = [...entryPoints.values()];
  const marked = all.some(({ asDefault }) => asDefault);
  return all
    .filter(({ name, protocol, asDefault }) => protocol === "tcp" && name !== "traefik" && (asDefault || !marked))
    .map(({ name }) => name)
    .sort();
}

/** A router of one name that is left when entry points have added their part. */
export interface Modelled {
  readonly name: string;
  readonly declared: DeclaredRouter;
  readonly options: Options;
}

/**
 * Adds what entry points bring (pkg/server/aggregator.go, `applyModel`): their middlewares before the router's own,
 * their TLS where it has none. A router on several entry points becomes one of each such entry point.
 */
export function applyModels(
  routers: ReadonlyMap<string, DeclaredRouter>,
  configuration: StaticConfiguration,
): { readonly routers: readonly Modelled[]; readonly lost: readonly string[] } {
  const { entryPoints, defaultRuleSyntax } = configuration;
  const modelled = [...entryPoints.values()].some(({ hasModel }) => hasModel);
  const result: Modelled[] = [];
  const lost: string[] = [];
  for (const [name, declared] of routers) {
    const options: Options = { ...declared.options };
    if (!modelled) {
      result.push({ name, declared, options });
      continue;
    }
    if (!declared.defaultRule && text(options, "rulesyntax") === "" && defaultRuleSyntax !== undefined)
      options.rulesyntax = defaultRuleSyntax;
    const wanted = texts(options, "entrypoints");
    const plain = wanted.filter((entryPoint) => entryPoints.get(entryPoint)?.hasModel !== true);
    for (const entryPoint of wanted) {
      const model = entryPoints.get(entryPoint);
      if (model?.hasModel !== true) continue;
      const copy: Options = { ...options, entrypoints: [entryPoint] };
      copy.tls ??= model.tls && { options: model.tls.options ?? "", certresolver: model.tls.certResolver ?? "" };
      copy.middlewares = [...model.middlewares, ...texts(options, "middlewares")];
      result.push({ name: wanted.length > 1 ? `${entryPoint}-${name}` : name, declared, options: copy });
    }
    if (plain.length > 0) result.push({ name, declared, options: { ...options, entrypoints: plain } });
    if (wanted.length === 0) lost.push(name);
  }
  return { routers: result, lost };
}
