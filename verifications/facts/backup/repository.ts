/** How the tools name a repository that lies on the host itself: an absolute path. */
const LOCAL = /^(?:local:|file:\/\/)?(\/.*)$/s;

/** The folder of a repository on the host; undefined where it lies elsewhere. */
export function folderOf(repository: string): string | undefined {
  return LOCAL.exec(repository)?.[1];
}

/** A name, a colon, and what is no port: up to the last sign that could end a password. */
const PASSWORD = /(:\/\/[^/@:\s]*):(?!\d{1,5}(?:\/|$)).*@/s;

/** True where an address holds a password: `sftp://name:password@host`, `rest:https://name:password@host`. */
export function holdsPassword(repository: string): boolean {
  return PASSWORD.test(repository);
}

/** An address without what may be a password in it. */
export function withoutPassword(repository: string): string {
  return repository.replace(PASSWORD, "$1:***@");
}
