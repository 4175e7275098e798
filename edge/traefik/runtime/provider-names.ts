/** `web` of the docker provider is `web@docker`; what has a provider keeps it (pkg/server/provider). */
export function qualify(name: string, provider: string): string {
  return name.includes("@") ? name : `${name}@${provider}`;
}

/** What stands after the first `@`. */
export function providerOf(name: string): string {
  return name.split("@")[1] ?? "";
}
