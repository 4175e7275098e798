import type { Container } from "../../model/container.ts";

/** The container or service whose namespace is joined; undefined for a mode that joins none. */
export function joined(mode: string | undefined): string | undefined {
  return /^(?:container|service):(.{1,255})$/.exec(mode ?? "")?.[1];
}

/** Names under which another container of the stack can name this one in a mode. */
export function namesForJoining({ name, locate }: Container): readonly string[] {
  const service = /^services\.([^.[\]]{1,253})(?:\.|$)/.exec(locate("").path)?.[1];
  return service === undefined ? [name] : [name, service];
}
